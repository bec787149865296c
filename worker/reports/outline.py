"""What a report says, in the order in which it is read, for every form it is written in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from finops_core.answers import Answer, Block, BreakdownBlock, TableBlock, TimeSeriesBlock
from finops_core.answers.basis_words import basis_lines
from worker.reports.answered import AnsweredQuestion, AnsweredReport
from worker.reports.grids import Grid, Listing, shown

ALL_ANSWERED: Final = "All questions were answered."
SAMPLE: Final = "This is a sample account of an invented company."


def opening(report: AnsweredReport) -> Iterator[str]:
    """Which bill it is about, when it was answered, and whether anything is missing."""
    yield f"Bill: {report.source}"
    yield f"Answered on {report.at.date().isoformat()} at {report.at:%H:%M} UTC"
    if report.sample:
        yield SAMPLE
    yield ALL_ANSWERED if not report.unanswered else _how_many(report)


def _how_many(report: AnsweredReport) -> str:
    missing, all_of_them = len(report.unanswered), len(report.questions)
    were = "was" if missing == 1 else "were"
    return f"{missing} of {all_of_them} questions {were} not, or only partly, answered:"


def missing(report: AnsweredReport) -> Iterator[tuple[str, str]]:
    """Each question that was not wholly answered, with why."""
    for one in report.unanswered:
        yield f"{one.asked.heading} ({one.status.value})", " ".join(one.problems) or "Nothing says why."


def remark(one: AnsweredQuestion) -> str:
    """What is said under the heading of a question whose words are not all that was asked."""
    asked = one.asked
    return f"Asked for the period {asked.period}, which goes before the words." if asked.ask and asked.period else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One answer: a plain headline, Markdown that is safe to show, grids and texts, and what the numbers stand on."""

    headline: str
    markdown: str
    shown: tuple[Grid | Listing, ...]
    basis: tuple[str, ...]


def passages(one: AnsweredQuestion) -> Iterator[Passage]:
    """The answers to one question. What a table shows as well as a chart is shown once."""
    for answer in one.answers:
        if not answer.answered:
            continue
        text = answer.markdown.strip()
        yield Passage(
            headline=answer.headline,
            markdown="" if text == answer.headline else text,
            shown=tuple(shown(block, one.asked.rows) for block in answer.blocks if not _twice(block, answer)),
            basis=tuple(basis_lines(answer.basis)),
        )


def _twice(block: Block, answer: Answer) -> bool:
    tables = [other for other in answer.blocks if isinstance(other, TableBlock)]
    named = {table.title for table in tables} | {table.id for table in tables if table.id}
    return isinstance(block, BreakdownBlock | TimeSeriesBlock) and (block.table_id or block.title) in named


def rest(grid: Grid) -> str:
    """What is said under a grid that does not have all rows."""
    if grid.total <= len(grid.rows):
        return ""
    return f"{len(grid.rows):,} of {grid.total:,} rows; the report as JSON has all."
