"""Runs a question: route → agents → answer, as a stream of domain events. It writes nothing and sends nothing."""

import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from queue import SimpleQueue
from threading import Thread
from typing import Any

from agents.planner import Planner
from billing.source import BillSource
from finops_core.answers import Answer
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
from finops_core.tools.artifacts import Artifacts
from finops_core.tools.context import ToolContext
from finops_core.tools.meter import Meter
from finops_core.tools.offered_tiles import OfferedAgents
from finops_core.tools.readers import readers_for
from finops_core.tools.spec import Catalog, offered
from supervisor.agent_run import MODEL, AgentEnd, run_agent, run_planner
from supervisor.continuity import with_continuity
from supervisor.conversation import step_of_model
from supervisor.fast_path import unknown_words
from supervisor.lexicon import Lexicon
from supervisor.memory_answers import answer_to, notice_of, with_names
from supervisor.plan import Route, Step
from supervisor.question import Question
from supervisor.remembering import Request, request_in
from supervisor.route import previous_step, route
from supervisor.suggesting import ALWAYS
from supervisor.synthesis import MODEL_FAILED, MODEL_LEFT_OUT, NO_MODEL, Section, by_words_only, synthesise
from supervisor.usage import usage_of
from supervisor.vocabulary import Vocabulary

__all__ = ["Question", "SupervisorDeps", "refusal", "run"]

logger = logging.getLogger(__name__)

AGENTS_FROM, AGENTS_TO = 30, 60
"""The part of a job's progress, in percent, in which its agents work."""

DELTA_CHARS = 400


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
    answer, and Stopping once the question is cancelled. Closing the iterator abandons the agents: their results are
    dropped.
    """
    yield StepStarted(stage="routing")
    lexicon = deps.vocabulary.of(readers_for(deps.services, question.accounts).get(BillSource))
    request = None if question.asked is not None else request_in(question.text)
    if request is not None:
        yield from _remembering(request, question, deps, lexicon)
        return
    question, read = with_names(question, lexicon)
    decision = _route(question, deps, lexicon, model=question.model and deps.planner is not None)
    yield from _routed(decision, deps.catalog)
    yield StepFinished(stage="routing")
    meter = Meter()
    sections: tuple[Section, ...] = ()
    told = _Text()
    if decision.path == "model":
        part = _planner_part(question, deps, meter)
        sections = yield from _heard_text(_side_by_side(question, [part], replaceable=True), told)
        if sections[0].finding is None:
            decision = _route(question, deps, lexicon, model=False)
            yield from _routed(decision, deps.catalog)
    lacking = _lacking(decision, deps)
    if lacking:
        yield from _say(question, Answer(headline=lacking, markdown="", suggestions=ALWAYS, answered=False))
        return
    if decision.steps:
        steps = enumerate(decision.steps)
        parts = [_agent_part(question, deps, step, position, meter) for position, step in steps]
        sections = yield from _side_by_side(question, parts)
    if not any(section.finding for section in sections):
        yield from _say(question, refusal(decision, sections))
        return
    yield StepStarted(stage="synthesis")
    notice = " ".join(filter(None, (notice_of(read), _notice(question, deps, decision, lexicon))))
    answer = with_continuity(synthesise(sections, notice=notice, usage=usage_of(meter.read())), decision.steps)
    yield Progress(percent=90, stage="synthesis", message="The findings are put together.")
    yield StepFinished(stage="synthesis")
    yield from _say(question, answer, told.text)


def _remembering(request: Request, question: Question, deps: SupervisorDeps, lexicon: Lexicon) -> Iterator[Event]:
    """What is said of the user's own memory; no agent takes part."""
    yield Routed(path="fast", agents=(), reason="about what is remembered", micros=0)
    yield Progress(percent=AGENTS_FROM, stage="routing", message="This is about what is remembered.")
    yield StepFinished(stage="routing")
    yield from _say(question, answer_to(request, question, deps.clock, lexicon))


def _notice(question: Question, deps: SupervisorDeps, decision: Route, lexicon: Lexicon) -> str:
    """How the question was understood, when that matters."""
    if decision.read_as:
        return f"I read {decision.read_as}."
    if decision.path != "fallback":
        return ""
    why = NO_MODEL if deps.planner is None else MODEL_FAILED if question.model else MODEL_LEFT_OUT
    return by_words_only(unknown_words(question.text, lexicon), why=why)


def _lacking(decision: Route, deps: SupervisorDeps) -> str:
    """What to configure, when no step of a decision has the readers it needs; empty otherwise."""
    tools = [deps.catalog[step.agent].tool(step.tool) for step in decision.steps]
    missing = [tool.missing(deps.services) for tool in tools]
    if not missing or not all(missing):
        return ""
    reader = missing[0][0]
    return f"This question needs {reader.title}, which is not configured here. {reader.remedy}"


def _route(question: Question, deps: SupervisorDeps, lexicon: Lexicon, *, model: bool) -> Route:
    if question.asked is not None:
        return _asked_directly(question.asked, deps.catalog)

    @cache
    def previous() -> Step | None:
        last = question.by_model()
        if last is not None:
            return step_of_model(last, deps.catalog)
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
    yield Progress(percent=AGENTS_FROM, stage="routing", message=_who_answers(decision, catalog))


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


def _message_id(question: Question) -> str:
    return f"{question.job_id}-m{question.attempt}"


def _say(question: Question, answer: Answer, told: str = "") -> Iterator[Event]:
    """The answer's text, as far as it was not `told` already while it was written, and the answer."""
    message_id = _message_id(question)
    text = "\n\n".join(part for part in (markdown_text(answer.headline), answer.markdown) if part)
    if told and not text.startswith(told):
        yield TextEnded(message_id=message_id)
        message_id, told = f"{message_id}-whole", ""
    if not told:
        yield TextStarted(message_id=message_id)
    for start in range(len(told), len(text), DELTA_CHARS):
        yield TextDelta(message_id=message_id, delta=text[start : start + DELTA_CHARS])
    yield TextEnded(message_id=message_id)
    yield Answered(answer=answer)
    yield Progress(percent=100, stage="answer", message="Done.")


@dataclass(slots=True)
class _Text:
    """What of the answer's text was told while it was written."""

    text: str = ""


def _heard_text(
    events: Generator[Event, None, tuple[Section, ...]], told: _Text
) -> Generator[Event, None, tuple[Section, ...]]:
    """The same events, of which the text is remembered."""
    while True:
        try:
            event = next(events)
        except StopIteration as stop:
            return stop.value
        if isinstance(event, TextDelta):
            told.text += event.delta
        yield event


@dataclass(frozen=True, slots=True)
class _Told:
    """How far one part is, between 0 and 1."""

    part: str
    done: float
    message: str


@dataclass(frozen=True, slots=True)
class _Ended:
    """One part has ended."""

    part: str
    end: AgentEnd


_Heard = Event | _Told | _Ended
_Ear = SimpleQueue[_Heard | None]
"""Where parts say what they do; None says that the question was cancelled."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of an answer: `work` says what it does into an ear and returns how it ended."""

    key: str
    name: str
    work: Callable[[_Ear], AgentEnd]


def _agent_part(question: Question, deps: SupervisorDeps, step: Step, position: int, meter: Meter) -> _Part:
    agent, key = deps.catalog[step.agent], step.key(position)

    def work(ear: _Ear) -> AgentEnd:
        context = _context(question, deps, meter, key, ear)
        finished = question.finished.get(key)
        said = run_agent(agent, step, context, attempt=question.attempt, position=position, finished=finished)
        while True:
            try:
                ear.put(next(said))
            except StopIteration as stop:
                return stop.value

    return _Part(key, step.agent, work)


def _planner_part(question: Question, deps: SupervisorDeps, meter: Meter) -> _Part:
    history = (question.for_model or question.history)()

    def work(ear: _Ear) -> AgentEnd:
        if deps.planner is None:
            raise ToolError("No language model is configured.")
        return run_planner(
            deps.planner,
            question.text,
            history,
            offered(deps.catalog, deps.services),
            _context(question, deps, meter, MODEL, ear),
            ear.put,
            attempt=question.attempt,
            finished=question.finished.get(MODEL),
            message_id=_message_id(question),
        )

    return _Part(MODEL, MODEL, work)


def _context(question: Question, deps: SupervisorDeps, meter: Meter, part: str, ear: _Ear) -> ToolContext:
    agents = OfferedAgents(catalog=deps.catalog, services=deps.services)
    return ToolContext(
        job_id=question.job_id,
        user_id=question.user_id,
        clock=deps.clock,
        services={**deps.services, OfferedAgents: agents},
        accounts=question.accounts,
        cancelled=question.cancelled,
        deadline=question.deadline,
        meter=meter,
        artifacts=Artifacts(question.artifacts, part),
        told=lambda done, of, sentence: ear.put(_Told(part, min(done / of, 1.0) if of > 0 else 0.0, sentence)),
    )


def _side_by_side(
    question: Question, parts: Sequence[_Part], *, replaceable: bool = False
) -> Generator[Event, None, tuple[Section, ...]]:
    """Runs the parts at the same time and returns their sections in order.

    Raises the first error when all failed, unless something else can take their place (`replaceable`), and Stopping
    as soon as the question is cancelled, whatever the parts are doing.
    """
    yield StepStarted(stage="agents")
    ended: dict[str, AgentEnd] = {}
    told = _Progress(parts)
    for heard in _heard(question, parts):
        if isinstance(heard, _Ended):
            ended[heard.part] = heard.end
            if not (heard.end.error and replaceable):
                yield from told.moved(heard.part, 1.0, _how_it_ended(heard.end))
        elif isinstance(heard, _Told):
            yield from told.moved(heard.part, heard.done, heard.message)
        else:
            yield heard
    yield StepFinished(stage="agents")
    errors = [end.error for end in ended.values() if end.error is not None]
    if len(errors) == len(ended) and not replaceable:
        raise errors[0]
    return tuple(ended[part.key].section for part in parts)


class _Progress:
    """The job's progress from that of its parts. It is told when a whole percent is reached, so at most 30 times."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self._done = {part.key: 0.0 for part in parts}
        self._percent = AGENTS_FROM

    def moved(self, part: str, done: float, message: str) -> Iterator[Progress]:
        self._done[part] = max(self._done[part], done)
        share = sum(self._done.values()) / len(self._done)
        percent = AGENTS_FROM + int((AGENTS_TO - AGENTS_FROM) * share)
        if percent > self._percent:
            self._percent = percent
            yield Progress(percent=percent, stage="agents", message=message)


def _heard(question: Question, parts: Sequence[_Part]) -> Iterator[_Heard]:
    """What all parts say as they say it, until each has ended. Each works in a thread, which cancelling leaves behind.

    What a part raises ends it: the run must not wait for it for ever.
    """
    ear: _Ear = SimpleQueue()
    with question.cancelled.interrupting(partial(ear.put, None)):
        for part in parts:
            Thread(target=_until_its_end, args=(part, question, ear), name=part.name, daemon=True).start()
        left = len(parts)
        while left:
            heard = ear.get()
            if heard is None:
                question.cancelled.check()
            else:
                left -= isinstance(heard, _Ended)
                yield heard


def _until_its_end(part: _Part, question: Question, ear: _Ear) -> None:
    try:
        end = part.work(ear)
    except Exception as error:  # noqa: BLE001  # the edge of a thread
        end = _broken(part.name, question, error)
    ear.put(_Ended(part.key, end))


def _broken(name: str, question: Question, error: Exception) -> AgentEnd:
    logger.error("agent=%s, job_id=%s | agent failed", name, question.job_id, exc_info=error)
    failure = ToolError(f"The {name} agent failed ({type(error).__name__}); the log has the details.")
    return AgentEnd(Section(agent=name, title=name.capitalize(), failure=str(failure)), failure)


def _how_it_ended(end: AgentEnd) -> str:
    return f"{end.section.title}: {'could not answer' if end.error else 'done'}."
