"""Runs a question: route → agents → answer, as a stream of domain events. It writes nothing and sends nothing."""

import logging
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event as Flag
from threading import Thread
from typing import Any

from billing.source import BillSource
from finops_core.answers import Answer, Finding
from finops_core.clock import Clock
from finops_core.errors import ToolError
from finops_core.jobs.events import (
    Answered,
    Event,
    Progress,
    Routed,
    StepFinished,
    StepStarted,
    TextDelta,
    TextEnded,
    TextStarted,
)
from finops_core.tools.spec import Catalog, FactBook, ToolContext
from supervisor.agent_run import AgentEnd, run_agent
from supervisor.fast_path import unknown_words
from supervisor.plan import Route, Step
from supervisor.route import previous_step, route
from supervisor.synthesis import Section, by_words_only, synthesise
from supervisor.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

FACTS_PER_AGENT = 100_000
"""Each agent numbers its facts in a range of its own, so that agents can run side by side."""

DELTA_CHARS = 400

EXAMPLES = ("What did I spend by service?", "What did I spend last month?", "Show daily costs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, by whom, and what is already known.

    `history` are the user's earlier questions of the conversation, oldest first. `finished` are findings of agents
    that finished in an earlier attempt, by agent. `attempt` counts from 1 and keeps ids of attempts apart.
    """

    job_id: str
    user_id: str
    text: str
    accounts: frozenset[str] | None = None
    history: tuple[str, ...] = ()
    finished: Mapping[str, Finding] = field(default_factory=dict[str, Finding])
    attempt: int = 1
    cancelled: Flag = field(default_factory=Flag)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorDeps:
    """What running a question needs: the agents, the readers behind their ports, and the time."""

    catalog: Catalog
    clock: Clock
    services: Mapping[type[Any], Any] = field(default_factory=dict[type[Any], Any])
    vocabulary: Vocabulary = field(default_factory=Vocabulary)


def run(question: Question, deps: SupervisorDeps) -> Iterator[Event]:
    """Yields the events of one attempt, from routing (30 %) to the answer (100 %).

    Raises the FinOpsError of the first agent when none could answer. Closing the iterator abandons the agents:
    their results are dropped.
    """
    yield StepStarted(stage="routing")
    lexicon = deps.vocabulary.of(deps.services.get(BillSource))
    previous = previous_step(question.history, deps.catalog, lexicon)
    decision = route(question.text, catalog=deps.catalog, previous=previous, lexicon=lexicon)
    yield Routed(path=decision.path, agents=decision.agents, reason=decision.reason, micros=round(decision.micros))
    yield Progress(percent=30, stage="routing", message=_who_answers(decision, deps.catalog))
    yield StepFinished(stage="routing")
    if not decision.steps:
        yield from _say(question, refusal(decision))
        return
    sections = yield from _agents(question, decision, deps)
    yield StepStarted(stage="synthesis")
    notice = by_words_only(unknown_words(question.text, lexicon)) if decision.path == "fallback" else ""
    answer = synthesise(sections, notice=notice)
    yield Progress(percent=90, stage="synthesis", message="The findings are put together.")
    yield StepFinished(stage="synthesis")
    yield from _say(question, answer)


def refusal(decision: Route) -> Answer:
    """The answer to a question that is out of scope: what can be asked instead."""
    return Answer(headline=decision.reason, markdown="", suggestions=EXAMPLES)


def _who_answers(decision: Route, catalog: Catalog) -> str:
    titles = [catalog[name].title.lower() for name in decision.agents]
    if not titles:
        return "The question is outside what I can answer."
    return f"The {' and '.join(titles)} agent{'s answer' if len(titles) > 1 else ' answers'} this."


def _say(question: Question, answer: Answer) -> Iterator[Event]:
    message_id = f"{question.job_id}-m{question.attempt}"
    text = "\n\n".join(part for part in (answer.headline, answer.markdown) if part)
    yield TextStarted(message_id=message_id)
    for start in range(0, len(text), DELTA_CHARS):
        yield TextDelta(message_id=message_id, delta=text[start : start + DELTA_CHARS])
    yield TextEnded(message_id=message_id)
    yield Answered(answer=answer)
    yield Progress(percent=100, stage="answer", message="Done.")


_Events = SimpleQueue[Event | AgentEnd]


def _agents(question: Question, decision: Route, deps: SupervisorDeps) -> Generator[Event, None, tuple[Section, ...]]:
    """Runs the agents side by side and returns their sections in the order of the route."""
    yield StepStarted(stage="agents")
    events: _Events = SimpleQueue()
    for position, step in enumerate(decision.steps):
        context = ToolContext(
            job_id=question.job_id,
            user_id=question.user_id,
            clock=deps.clock,
            services=deps.services,
            accounts=question.accounts,
            facts=FactBook(first=1 + position * FACTS_PER_AGENT),
            cancelled=question.cancelled,
        )
        Thread(target=_work, args=(question, step, deps, context, events), name=step.agent, daemon=True).start()
    ended: dict[str, AgentEnd] = {}
    while len(ended) < len(decision.steps):
        event = events.get()
        if isinstance(event, AgentEnd):
            ended[event.section.agent] = event
            yield _progress(event, len(ended), len(decision.steps))
        else:
            yield event
    yield StepFinished(stage="agents")
    errors = [end.error for end in ended.values() if end.error is not None]
    if len(errors) == len(ended):
        raise errors[0]
    return tuple(ended[step.agent].section for step in decision.steps)


def _work(question: Question, step: Step, deps: SupervisorDeps, context: ToolContext, events: _Events) -> None:
    """A thread's work: it always ends with an AgentEnd, since the run waits for one."""
    agent = deps.catalog[step.agent]
    finished = question.finished.get(step.agent)
    try:
        end = run_agent(agent, step, context, events.put, attempt=question.attempt, finished=finished)
    except Exception as error:  # the edge of a thread: whatever it is, the run must not wait forever
        logger.exception("agent=%s, job_id=%s | agent failed", step.agent, question.job_id)
        failure = ToolError(
            f"The {agent.title.lower()} agent failed ({type(error).__name__}); the log has the details."
        )
        end = AgentEnd(Section(agent=agent.name, title=agent.title, failure=str(failure)), failure)
    events.put(end)


def _progress(end: AgentEnd, ended: int, agents: int) -> Progress:
    message = f"{end.section.title}: {'could not answer' if end.error else 'done'}."
    return Progress(percent=30 + 30 * ended // agents, stage="agents", message=message)
