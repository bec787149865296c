"""Runs a question: route → agents → answer, as a stream of domain events. It writes nothing and sends nothing."""

import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from queue import SimpleQueue
from threading import Event as Flag
from threading import Thread
from typing import Any

from agents.planner import Planner
from billing.source import BillSource
from finops_core.answers import Answer, Finding
from finops_core.clock import Clock
from finops_core.errors import ToolError, ToolRetry
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
from finops_core.texts import markdown_text, readable
from finops_core.tools.spec import Catalog, FactBook, ToolContext, readers_for
from supervisor.agent_run import MODEL, AgentEnd, Part, run_agent, run_planner
from supervisor.continuity import with_continuity
from supervisor.fast_path import unknown_words
from supervisor.lexicon import Lexicon
from supervisor.plan import Route, Step
from supervisor.route import previous_step, route
from supervisor.suggesting import ALWAYS
from supervisor.synthesis import Section, by_words_only, synthesise
from supervisor.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

FACTS_PER_AGENT = 100_000
"""Each agent numbers its facts in a range of its own, so that agents can run side by side."""

DELTA_CHARS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, by whom, and what is already known.

    `history` reads the user's earlier questions of the conversation, oldest first; most questions never ask for them.
    `finished` are findings of agents that finished in an earlier attempt, by agent. `asked` names a tool and its
    arguments directly, as a dashboard does. `attempt` counts from 1 and keeps ids of attempts apart.
    """

    job_id: str
    user_id: str
    text: str
    accounts: frozenset[str] | None = None
    history: Callable[[], tuple[str, ...]] = tuple
    finished: Mapping[str, Finding] = field(default_factory=dict[str, Finding])
    asked: Step | None = None
    attempt: int = 1
    cancelled: Flag = field(default_factory=Flag)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorDeps:
    """What running a question needs: the agents, the readers behind their ports, the time, and a model if any."""

    catalog: Catalog
    clock: Clock
    services: Mapping[type[Any], Any] = field(default_factory=dict[type[Any], Any])
    planner: Planner | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)


def run(question: Question, deps: SupervisorDeps) -> Iterator[Event]:
    """Yields the events of one attempt, from routing (30 %) to the answer (100 %).

    A model that fails is replaced by the catalog's words. Raises the FinOpsError of the first agent when none could
    answer. Closing the iterator abandons the agents: their results are dropped.
    """
    yield StepStarted(stage="routing")
    lexicon = deps.vocabulary.of(readers_for(deps.services, question.accounts).get(BillSource))
    decision = _route(question, deps, lexicon, model=deps.planner is not None)
    yield from _routed(decision, deps.catalog)
    yield StepFinished(stage="routing")
    sections: tuple[Section, ...] = ()
    if decision.path == "model":
        sections = yield from _side_by_side(question, [_planner_part(question, deps)], replaceable=True)
        if sections[0].finding is None:
            decision = _route(question, deps, lexicon, model=False)
            yield from _routed(decision, deps.catalog)
    if decision.steps:
        parts = [_agent_part(question, deps, step, position) for position, step in enumerate(decision.steps)]
        sections = yield from _side_by_side(question, parts)
    if not any(section.finding for section in sections):
        yield from _say(question, refusal(decision, sections))
        return
    yield StepStarted(stage="synthesis")
    notice = by_words_only(unknown_words(question.text, lexicon)) if decision.path == "fallback" else ""
    notice = f"I read {decision.read_as}." if decision.read_as else notice
    answer = with_continuity(synthesise(sections, notice=notice), decision.steps)
    yield Progress(percent=90, stage="synthesis", message="The findings are put together.")
    yield StepFinished(stage="synthesis")
    yield from _say(question, answer)


def _route(question: Question, deps: SupervisorDeps, lexicon: Lexicon, *, model: bool) -> Route:
    if question.asked is not None:
        return _asked_directly(question.asked, deps.catalog)

    @cache
    def previous() -> Step | None:
        return previous_step(question.history(), deps.catalog, lexicon)

    return route(question.text, catalog=deps.catalog, previous=previous, lexicon=lexicon, model=model)


def _asked_directly(step: Step, catalog: Catalog) -> Route:
    """Raises ToolRetry for a tool that nobody has; its arguments are checked where every tool's are."""
    agent = catalog.get(step.agent)
    if agent is None or step.tool not in {tool.name for tool in agent.tools}:
        raise ToolRetry(f"There is no tool {step.agent}.{step.tool}. `finops route --json` shows what there is.")
    return Route("fast", (step,), "asked for directly")


def _routed(decision: Route, catalog: Catalog) -> Iterator[Event]:
    yield Routed(path=decision.path, agents=decision.agents, reason=decision.reason, micros=round(decision.micros))
    yield Progress(percent=30, stage="routing", message=_who_answers(decision, catalog))


def refusal(decision: Route, failed: Sequence[Section] = ()) -> Answer:
    """The answer to a question that nobody could take: what can be asked instead, and what was tried."""
    tried = " ".join(section.failure for section in failed if section.failure)
    return Answer(
        headline=readable(decision.reason),
        markdown=markdown_text(tried),
        suggestions=decision.suggestions or ALWAYS,
        answered=decision.answered and not decision.steps,
    )


def _who_answers(decision: Route, catalog: Catalog) -> str:
    if decision.path == "model":
        return "The model looks for the answer."
    titles = [catalog[name].title.lower() for name in decision.agents]
    if not titles:
        return "The question is outside what I can answer."
    return f"The {' and '.join(titles)} agent{'s answer' if len(titles) > 1 else ' answers'} this."


def _say(question: Question, answer: Answer) -> Iterator[Event]:
    message_id = f"{question.job_id}-m{question.attempt}"
    text = "\n\n".join(part for part in (markdown_text(answer.headline), answer.markdown) if part)
    yield TextStarted(message_id=message_id)
    for start in range(0, len(text), DELTA_CHARS):
        yield TextDelta(message_id=message_id, delta=text[start : start + DELTA_CHARS])
    yield TextEnded(message_id=message_id)
    yield Answered(answer=answer)
    yield Progress(percent=100, stage="answer", message="Done.")


_Named = tuple[str, Part]
"""An agent's name and its part."""


def _agent_part(question: Question, deps: SupervisorDeps, step: Step, position: int) -> _Named:
    agent = deps.catalog[step.agent]
    context = _context(question, deps, 1 + position * FACTS_PER_AGENT)
    finished = question.finished.get(step.agent)
    return step.agent, run_agent(agent, step, context, attempt=question.attempt, finished=finished)


def _planner_part(question: Question, deps: SupervisorDeps) -> _Named:
    """A model calls back, so it works in a thread of its own while its part is read."""
    context, history = _context(question, deps, 1), question.history()
    events: SimpleQueue[Event | AgentEnd] = SimpleQueue()

    def work() -> None:
        planner = deps.planner
        if planner is None:
            raise ToolError("No language model is configured.")
        end = run_planner(
            planner,
            question.text,
            history,
            deps.catalog,
            context,
            events.put,
            attempt=question.attempt,
            finished=question.finished.get(MODEL),
        )
        events.put(end)

    def part() -> Part:
        Thread(target=_until_its_end, args=(MODEL, work, question, events), name=MODEL, daemon=True).start()
        while not isinstance(event := events.get(), AgentEnd):
            yield event
        return event

    return MODEL, part()


def _context(question: Question, deps: SupervisorDeps, first_fact: int) -> ToolContext:
    return ToolContext(
        job_id=question.job_id,
        user_id=question.user_id,
        clock=deps.clock,
        services=deps.services,
        accounts=question.accounts,
        facts=FactBook(first=first_fact),
        cancelled=question.cancelled,
    )


def _side_by_side(
    question: Question, parts: Sequence[_Named], *, replaceable: bool = False
) -> Generator[Event, None, tuple[Section, ...]]:
    """Runs the parts at the same time and returns their sections in order.

    Raises the first error when all failed, unless something else can take their place (`replaceable`).
    """
    yield StepStarted(stage="agents")
    ended: dict[str, AgentEnd] = {}
    for event in _merged(question, parts):
        if isinstance(event, AgentEnd):
            ended[event.section.agent] = event
            if not (event.error and replaceable):
                yield _progress(event, len(ended), len(parts))
        else:
            yield event
    yield StepFinished(stage="agents")
    errors = [end.error for end in ended.values() if end.error is not None]
    if len(errors) == len(ended) and not replaceable:
        raise errors[0]
    return tuple(ended[name].section for name, _ in parts)


def _merged(question: Question, parts: Sequence[_Named]) -> Iterator[Event | AgentEnd]:
    """The events of all parts as they come, each part's end among them. A single part needs no thread."""
    events: SimpleQueue[Event | AgentEnd] = SimpleQueue()
    if len(parts) == 1:
        ((name, part),) = parts
        try:
            end = yield from part
        except Exception as error:  # noqa: BLE001  # an agent's edge: the run goes on without it
            end = _broken(name, question, error)
        yield end
        return
    for name, part in parts:
        work = partial(_put_all, part, events)
        Thread(target=_until_its_end, args=(name, work, question, events), name=name, daemon=True).start()
    left = len(parts)
    while left:
        event = events.get()
        left -= isinstance(event, AgentEnd)
        yield event


def _put_all(part: Part, events: "SimpleQueue[Event | AgentEnd]") -> None:
    while True:
        try:
            events.put(next(part))
        except StopIteration as stop:
            events.put(stop.value)
            return


def _until_its_end(
    name: str, work: Callable[[], None], question: Question, events: "SimpleQueue[Event | AgentEnd]"
) -> None:
    """A thread's work: it always ends with an AgentEnd, since the run waits for one."""
    try:
        work()
    except Exception as error:  # noqa: BLE001  # the edge of a thread: the run must not wait for ever
        events.put(_broken(name, question, error))


def _broken(name: str, question: Question, error: Exception) -> AgentEnd:
    logger.error("agent=%s, job_id=%s | agent failed", name, question.job_id, exc_info=error)
    failure = ToolError(f"The {name} agent failed ({type(error).__name__}); the log has the details.")
    return AgentEnd(Section(agent=name, title=name.capitalize(), failure=str(failure)), failure)


def _progress(end: AgentEnd, ended: int, agents: int) -> Progress:
    message = f"{end.section.title}: {'could not answer' if end.error else 'done'}."
    return Progress(percent=30 + 30 * ended // agents, stage="agents", message=message)
