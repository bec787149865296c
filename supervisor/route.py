"""Routing: the fast path first, then a model where one is configured, else the words of the catalog."""

from time import perf_counter_ns
from typing import Final

from finops_core.tools.spec import Catalog
from supervisor.ahead import FORECAST, looks_ahead
from supervisor.arguments import AGENT
from supervisor.clauses import questions_in
from supervisor.fallback import asks_for_advice, guess, is_about_this_bill, names_another_cloud, speaks_of_money
from supervisor.fast_path import MAX_CHARS, decide, decide_loosely, unknown_words
from supervisor.lexicon import Lexicon
from supervisor.plan import Previous, Route, Step, after, nothing_before
from supervisor.spelling import respelled
from supervisor.suggesting import ALWAYS, nearby
from supervisor.words import COMMON

AHEAD = (
    "This asks about days ahead, but not in words I can make a forecast of. I forecast spend from the bill's own "
    "history: ask for example “What will I spend next month?” or “Forecast EC2 for the next 3 months”."
)
SCOPE = (
    "I answer questions about your cloud bill: what was spent, on what, by whom, when, what changed, and what it will "
    "probably come to."
)
OUT_OF_SCOPE = f"{SCOPE} This question seems to be about something else."

MOST_NAMED = 3
_LITTLE = """
    again also be been but can could few how if let more must need not off one or should than that them to too up very
    via when who whom whose will would you your
"""
LITTLE_WORDS: Final = frozenset(_LITTLE.split())
"""Words that nobody would look for as the reason of a refusal."""


def route(
    text: str,
    *,
    catalog: Catalog,
    previous: Previous = nothing_before,
    model: bool = False,
    lexicon: Lexicon = COMMON,
) -> Route:
    """Decides who answers a question.

    `previous` finds the step that answered the question before in the same conversation, which follow-ups refer to.
    `model` says whether a model may plan what the fast path leaves; `lexicon` holds the words of the loaded bill.
    A route without steps on another path than `model` is a refusal with its reason. What asks about days ahead is
    answered by a forecast or refused, never by what was spent.
    """
    started = perf_counter_ns()
    step, slips = understood(text, previous, lexicon)
    micros = (perf_counter_ns() - started) / 1000
    if step is not None and _offered(step, catalog):
        read_as = _listed([f"“{wrong}” as “{right}”" for wrong, right in slips])
        return Route("fast", (step,), "recognised the question", micros, read_as=read_as)
    if model:
        return Route("model", (), "left to the model", micros)
    guessed = () if names_another_cloud(text, lexicon) else guess(text, catalog)
    ahead = bool(guessed) and looks_ahead(text)
    loose = decide_loosely(text, previous, lexicon) if guessed and is_about_this_bill(text, lexicon) else None
    ours = (loose,) if loose is not None and _offered(loose, catalog) else ()
    steps = tuple(step for one in guessed for step in (ours if one.agent == AGENT else (one,)))
    if ahead:
        steps = tuple(step for step in steps if step.tool == FORECAST)
    micros = (perf_counter_ns() - started) / 1000
    if steps:
        return Route("fallback", steps, "chosen by the words of the question", micros)
    ours_to_refuse = speaks_of_money(text, lexicon) and not names_another_cloud(text, lexicon)
    suggestions = nearby(text, lexicon) if ahead or ours_to_refuse else ALWAYS
    return Route("fallback", (), AHEAD if ahead else refused(text, lexicon), micros, suggestions)


Slips = tuple[tuple[str, str], ...]
"""Misspelt words, each with what it was read as."""


def understood(text: str, previous: Previous = nothing_before, lexicon: Lexicon = COMMON) -> tuple[Step | None, Slips]:
    """The fast path's step for a question as it is written, or else with its misspelt words put right."""
    step = decide(text, previous, lexicon)
    if step is not None or len(text) > MAX_CHARS:
        return step, ()
    spelled, slips = respelled(text, lexicon)
    step = decide(spelled, previous, lexicon) if slips else None
    if step is not None:
        return step, slips
    found = (decide(question, nothing_before, lexicon) for question in questions_in(text, lexicon))
    return next((step for step in found if step is not None), None), ()


def refused(text: str, lexicon: Lexicon) -> str:
    """Why a question is left unanswered; a question about cost is told which of its words mean nothing here."""
    if not speaks_of_money(text, lexicon) or names_another_cloud(text, lexicon):
        return OUT_OF_SCOPE
    if asks_for_advice(text):
        return f"{SCOPE} I give no advice and no instructions, and I change nothing."
    words = unknown_words(text, lexicon)
    unknown = [word for word in words if word not in LITTLE_WORDS] or words
    if not unknown:
        return f"{SCOPE} I know the words of this question, but not what they ask for together."
    named = _listed([f"“{word}”" for word in unknown[:MOST_NAMED]])
    return f"{SCOPE} I do not know what {named} {'means' if len(unknown) == 1 else 'mean'} there."


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _offered(step: Step, catalog: Catalog) -> bool:
    agent = catalog.get(step.agent)
    return agent is not None and any(tool.name == step.tool for tool in agent.tools)


def previous_step(history: tuple[str, ...], catalog: Catalog, lexicon: Lexicon = COMMON) -> Step | None:
    """The step the last understood question of a conversation led to, each follow-up built on the one before it."""
    step: Step | None = None
    for text in history:
        found = route(text, catalog=catalog, previous=after(step), lexicon=lexicon)
        step = found.steps[0] if found.path == "fast" and found.steps else step
    return step
