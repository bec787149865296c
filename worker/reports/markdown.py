"""A report as Markdown in which no name from a bill does anything."""

import re
from collections.abc import Iterator

from finops_core.texts import isolated, markdown_text, readable
from worker.reports.answered import AnsweredReport
from worker.reports.grids import Grid, Listing
from worker.reports.outline import Passage, missing, opening, passages, remark, rest

_TICKS = re.compile("`+")


def as_markdown(report: AnsweredReport) -> str:
    """The whole report, for CommonMark with tables."""
    return "\n\n".join(_parts(report)) + "\n"


def _parts(report: AnsweredReport) -> Iterator[str]:
    yield f"# {_line(report.saved.title)}"
    yield "  \n".join(map(_line, opening(report)))
    lacking = [f"- {_line(name)}: {_line(why)}" for name, why in missing(report)]
    if lacking:
        yield "\n".join(lacking)
    for one in report.questions:
        yield f"## {_line(one.asked.heading)}"
        if remark(one):
            yield _line(remark(one))
        if one.problems:
            yield "\n".join(f"- {_line(why)}" for why in one.problems)
        for passage in passages(one):
            yield from _passage(passage)


def _passage(passage: Passage) -> Iterator[str]:
    yield f"**{_line(passage.headline)}**"
    if passage.markdown:
        yield passage.markdown
    for each in passage.shown:
        yield from _grid(each) if isinstance(each, Grid) else _listing(each)
    if passage.basis:
        yield "\n".join(f"- {_line(line)}" for line in passage.basis)


def _grid(grid: Grid) -> Iterator[str]:
    yield f"#### {_line(grid.title)}"
    lines = [_row(grid.labels), "|" + "|".join("---:" if right else "---" for right in grid.right) + "|"]
    yield "\n".join([*lines, *map(_row, grid.rows)])
    if rest(grid):
        yield rest(grid)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(markdown_text(isolated(cell)) for cell in cells) + " |"


def _listing(listing: Listing) -> Iterator[str]:
    yield f"#### {_line(listing.title)}"
    longest = max((len(run) for run in _TICKS.findall(listing.text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}\n{readable(listing.text, lines=True)}\n{fence}"


def _line(text: str) -> str:
    return markdown_text(readable(text))
