"""Agents for tests that answer to words of their own."""

from finops_core.questions.intents import AgentQuestions, Cue, Intent, names
from finops_core.questions.utterance import Args, Utterance

CALLED = names("called")


def nothing_more(said: Utterance) -> Args | None:
    return {}


def called(words: str, tool: str) -> AgentQuestions:
    """What can be asked of one tool without arguments, by phrases separated by commas."""
    return AgentQuestions(
        cues=(Cue(name="called", phrases={"": words}),),
        intents=(Intent(name="called", tool=tool, takes=CALLED, needs=(CALLED,), arguments=nothing_more),),
    )
