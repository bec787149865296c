"""A saved report answered over a bill: each question goes the way of all questions, through the supervisor."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from billing.source import BillSource
from finops_core.answers import (
    AnomaliesBlock,
    Answer,
    Block,
    BreakdownBlock,
    FiguresBlock,
    GaugesBlock,
    RecommendationsBlock,
    TableBlock,
)
from finops_core.errors import FinOpsError, ToolError
from finops_core.jobs.events import Answered
from finops_core.tools.artifacts import MemoryArtifacts
from finops_core.tools.spec import Catalog
from supervisor.plan import Step
from supervisor.route import route
from supervisor.run import Question, SupervisorDeps, run
from worker.reports.saved import SavedQuestion, SavedReport

LONGEST: Final = timedelta(minutes=30)
"""What one question may take."""
NO_ANSWER: Final = "The question ended without an answer."


class Status(StrEnum):
    """Whether a question was answered: PARTLY when some of what it asks could not be."""

    ANSWERED = "answered"
    PARTLY = "partly answered"
    NOT_ANSWERED = "not answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """A question with its answers: several where it was asked tool by tool. `problems` say what is missing, and why."""

    asked: SavedQuestion
    answers: tuple[Answer, ...]
    problems: tuple[str, ...]

    @property
    def status(self) -> Status:
        if not any(answer.answered for answer in self.answers):
            return Status.NOT_ANSWERED
        return Status.PARTLY if self.problems else Status.ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredReport:
    """A report at one moment, over one bill."""

    saved: SavedReport
    at: datetime
    source: str
    sample: bool
    questions: tuple[AnsweredQuestion, ...]

    @property
    def unanswered(self) -> tuple[AnsweredQuestion, ...]:
        """Questions that were not, or only partly, answered."""
        return tuple(one for one in self.questions if one.status is not Status.ANSWERED)


def answer_report(saved: SavedReport, deps: SupervisorDeps, user_id: str) -> AnsweredReport:
    """Answers every question, whatever becomes of the others. Raises BillError when the bill cannot say what it is."""
    info = deps.services[BillSource].info()
    found = tuple(_answered(one, saved.period, deps, user_id) for one in saved.questions)
    return AnsweredReport(saved=saved, at=deps.clock.now(), source=info.source, sample=info.sample, questions=found)


def _answered(asked: SavedQuestion, usual: str, deps: SupervisorDeps, user_id: str) -> AnsweredQuestion:
    answers: list[Answer] = []
    problems: list[str] = []
    steps, note = _steps(asked, usual, deps)
    if note:
        problems.append(note)
    for step in steps or (None,):
        try:
            answer = _answer(asked, step, deps, user_id)
        except FinOpsError as error:
            problems.append(str(error))
            continue
        answers.append(answer)
        problems += _missing(answer)
    return AnsweredQuestion(asked=asked, answers=tuple(answers), problems=tuple(dict.fromkeys(problems)))


def _missing(answer: Answer) -> Iterator[str]:
    """What an answer does not have: all of it, a part of it, or what a source could not give."""
    if not answer.answered:
        yield answer.headline
    for section in answer.sections:
        if section.failure:
            yield f"{section.title} could not answer: {section.failure}"


def _steps(asked: SavedQuestion, usual: str, deps: SupervisorDeps) -> tuple[tuple[Step, ...], str]:
    """The tools to ask, where the report says which or in which period; none leaves the question to its words.

    Also what there is to tell about a period that could not be put in.
    """
    if asked.agent is not None and asked.tool is not None:
        step = Step(asked.agent, asked.tool, asked.args)
        return (_in_period(step, asked.period, usual, deps.catalog),), _not_put_in((step,), asked, deps.catalog)
    if not (asked.period or usual):
        return (), ""
    lexicon = deps.vocabulary.of(deps.services.get(BillSource))
    model = deps.planner is not None
    read = route(asked.ask or "", catalog=deps.catalog, lexicon=lexicon, model=model)
    if not read.steps or read.path != "fast":
        note = f"The period {asked.period} is not in this answer: the question was not read by its words."
        return (), note if asked.period and read.path == "model" else ""
    steps = tuple(_in_period(step, asked.period, usual, deps.catalog) for step in read.steps)
    changed = any(step != before for step, before in zip(steps, read.steps, strict=True))
    return (steps if changed else ()), _not_put_in(read.steps, asked, deps.catalog)


def _in_period(step: Step, wanted: str, usual: str, catalog: Catalog) -> Step:
    """The step in the question's own period, else in the report's where none was said and the usual one is the past."""
    default = _period_of(step, catalog)
    if wanted and default is not None:
        return replace(step, args={**step.args, "period": wanted})
    if usual and default == "" and not step.args.get("period"):
        return replace(step, args={**step.args, "period": usual})
    return step


def _not_put_in(steps: tuple[Step, ...], asked: SavedQuestion, catalog: Catalog) -> str:
    if not asked.period or all(_period_of(step, catalog) is not None for step in steps):
        return ""
    return f"The period {asked.period} is not in this answer: what was asked takes none."


def _period_of(step: Step, catalog: Catalog) -> str | None:
    """The period that a tool takes when none is given; None for a tool that takes none, or that nobody has."""
    agent = catalog.get(step.agent)
    tool = next((tool for tool in agent.tools if tool.name == step.tool), None) if agent else None
    field = tool.params.model_fields.get("period") if tool else None
    return None if field is None else str(field.default or "")


def _answer(asked: SavedQuestion, step: Step | None, deps: SupervisorDeps, user_id: str) -> Answer:
    """Raises what the supervisor raises, ToolError for a run that ends without an answer."""
    kept = MemoryArtifacts()
    question = Question(
        job_id=f"report-{uuid.uuid4().hex}",
        user_id=user_id,
        text=asked.ask or asked.heading,
        asked=step,
        deadline=deps.clock.now() + LONGEST,
        artifacts=kept,
    )
    for event in run(question, deps):
        if isinstance(event, Answered):
            return _whole(event.answer, kept)
    raise ToolError(NO_ANSWER)


def _whole(answer: Answer, kept: MemoryArtifacts) -> Answer:
    """The answer with everything that its blocks only show the first of."""
    return answer.model_copy(update={"blocks": tuple(_whole_block(block, kept) for block in answer.blocks)})


def _whole_block(block: Block, kept: MemoryArtifacts) -> Block:
    artifact = getattr(block, "artifact_id", None)
    if artifact is None:
        return block
    items = kept.items(artifact)
    if isinstance(block, TableBlock):
        rows = tuple(tuple(row) for row in items)
        return block.model_copy(update={"rows": rows, "entities": (), "artifact_id": None, "entities_id": None})
    if isinstance(block, BreakdownBlock | RecommendationsBlock | FiguresBlock | GaugesBlock | AnomaliesBlock):
        fields = {**block.model_dump(by_alias=True), "items": items, "artifactId": None, "totalItems": None}
        return type(block).model_validate(fields)
    return block
