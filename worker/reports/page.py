"""A report as one HTML file: no script, nothing loaded from elsewhere, every text escaped, made for paper too."""

from collections.abc import Iterator
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final

from finops_core.texts import isolated, readable
from worker.reports.answered import AnsweredReport
from worker.reports.grids import Grid, Listing
from worker.reports.outline import Passage, missing, opening, passages, remark, rest

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE: Final = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2330; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem; border-top: 1px solid #c9d1dc; padding-top: 1rem; }
.opening { color: #4a5568; }
.missing { border: 1px solid #a15c00; background: #fff7e8; padding: .5rem 1rem; }
ul.missing { padding-left: 2rem; }
.headline { font-weight: 600; font-size: 1.05rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #dde3ea; }
td { overflow-wrap: anywhere; }
th.number, td.number { text-align: right; overflow-wrap: normal; }
td.number { white-space: nowrap; }
pre { background: #f3f5f8; padding: .75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.basis { color: #4a5568; font-size: .85rem; padding-left: 1.1rem; }
@page { margin: 16mm 14mm; }
@media print {
  body { margin: 0; max-width: none; padding: 0; font-size: 10pt; }
  h2, caption, .headline { break-after: avoid; }
  tr, pre, .missing { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
}
"""


def as_page(report: AnsweredReport) -> str:
    """The whole report."""
    title = _text(report.saved.title)
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{STYLE}</style></head><body>",
            f"<main><h1>{title}</h1>",
            *_body(report),
            "</main></body></html>\n",
        )
    )


def _body(report: AnsweredReport) -> Iterator[str]:
    yield f'<p class="opening">{"<br>".join(map(_text, opening(report)))}</p>'
    lacking = [f"<li>{_text(name)}: {_text(why)}</li>" for name, why in missing(report)]
    if lacking:
        yield f'<ul class="missing">{"".join(lacking)}</ul>'
    for one in report.questions:
        yield f"<section><h2>{_text(one.asked.heading)}</h2>"
        if remark(one):
            yield f'<p class="opening">{_text(remark(one))}</p>'
        yield from (f'<p class="missing">{_text(why)}</p>' for why in one.problems)
        for passage in passages(one):
            yield from _passage(passage)
        yield "</section>"


def _passage(passage: Passage) -> Iterator[str]:
    yield f'<p class="headline">{_text(passage.headline)}</p>'
    if passage.markdown:
        yield _parser().render(passage.markdown)
    for each in passage.shown:
        yield from _grid(each) if isinstance(each, Grid) else _listing(each)
    if passage.basis:
        yield f'<ul class="basis">{"".join(f"<li>{_text(line)}</li>" for line in passage.basis)}</ul>'


def _grid(grid: Grid) -> Iterator[str]:
    heads = "".join(
        f'<th scope="col"{_class(right)}>{_text(label)}</th>'
        for label, right in zip(grid.labels, grid.right, strict=True)
    )
    yield f'<div class="scroll"><table><caption>{_text(grid.title)}</caption><thead><tr>{heads}</tr></thead><tbody>'
    for row in grid.rows:
        cells = zip(row, grid.right, strict=True)
        yield f"<tr>{''.join(f'<td{_class(right)}>{_text(isolated(cell))}</td>' for cell, right in cells)}</tr>"
    yield "</tbody></table></div>"
    if rest(grid):
        yield f"<p>{_text(rest(grid))}</p>"


def _class(right: bool) -> str:
    return ' class="number"' if right else ""


def _listing(listing: Listing) -> Iterator[str]:
    text = escape(readable(listing.text, lines=True))
    yield f"<p><strong>{_text(listing.title)}</strong></p><pre>{text}</pre>"


def _text(text: str) -> str:
    return escape(readable(text))


@cache
def _parser() -> "MarkdownIt":
    """Markdown without HTML, links and pictures: what an answer's prose may have is emphasis, lists and code."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False})
    return parser.disable(["link", "image", "autolink", "html_inline", "html_block", "reference"])
