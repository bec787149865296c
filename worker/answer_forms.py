"""Smaller forms of the parts of an answer: fewer entries of each list, fewer characters of each text, always marked."""

from typing import Any, TypeVar

from finops_core.answers import (
    AnomaliesBlock,
    AnswerSection,
    Basis,
    Block,
    BreakdownBlock,
    CodeBlock,
    Fact,
    FiguresBlock,
    GaugesBlock,
    RecommendationsBlock,
    Record,
    TableBlock,
    TimeSeriesBlock,
)
from finops_core.answers.paging import shortened_text
from worker.artifact_rows import BASIS_LISTS

EntriesAndChars = tuple[int, int]
"""How many entries of a list, and characters of each of their texts, are kept."""


def short_words(words: tuple[str, str], chars: tuple[int, int]) -> tuple[str, str]:
    headline, prose = words
    return shortened_text(headline, chars[0]), shortened_text(prose, chars[1])


def short_suggestions(suggestions: tuple[str, ...], chars: int) -> tuple[str, ...]:
    return tuple(text for text in suggestions if len(text) <= chars)


def short_basis(basis: Basis, size: EntriesAndChars) -> Basis:
    entries, chars = max(size[0], 1), size[1]
    lists: dict[str, Any] = {name: _listed(getattr(basis, name), entries, max(chars, 100)) for name in BASIS_LISTS}
    lists |= {"gaps": basis.gaps[:entries], "periods": basis.periods[:entries]}
    return _short(basis.model_copy(update=lists), max(chars, 100))


def _listed(texts: tuple[str, ...], entries: int, chars: int) -> tuple[str, ...]:
    more = (f"… and {len(texts) - entries} more",) if len(texts) > entries else ()
    return tuple(shortened_text(text, chars) for text in texts[:entries]) + more


def short_section(section: AnswerSection, size: EntriesAndChars) -> AnswerSection:
    """A section with its first words; which blocks are its own stays."""
    basis = short_basis(section.basis, (min(size[0], 3), size[1]))
    words = {"headline": shortened_text(section.headline, max(size[1], 40))}
    words |= {name: shortened_text(getattr(section, name), size[1]) for name in ("markdown", "failure")}
    return section.model_copy(update={**words, "basis": basis})


def short_facts(facts: tuple[Fact, ...], size: EntriesAndChars) -> tuple[Fact, ...]:
    entries, chars = size
    return tuple(_short(fact, chars) if fact.kind != "text" else _short_text(fact, chars) for fact in facts[:entries])


def _short_text(fact: Fact, chars: int) -> Fact:
    return _short(fact, chars).model_copy(update={"value": shortened_text(fact.value, chars)})


def short_block(block: Block, size: EntriesAndChars) -> Block:
    entries, chars = size
    match block:
        case TableBlock():
            kinds = [column.kind for column in block.columns]
            rows = tuple(
                tuple(
                    shortened_text(cell, chars) if cell is not None and kind == "text" else cell
                    for cell, kind in zip(row, kinds, strict=True)
                )
                for row in block.rows[:entries]
            )
            shown: dict[str, Any] = {"rows": rows, "entities": block.entities[:entries]}
            return _short(block.model_copy(update={"rows": (), "entities": ()}), chars).model_copy(update=shown)
        case BreakdownBlock() | RecommendationsBlock() | FiguresBlock() | GaugesBlock() | AnomaliesBlock():
            return _short(block.model_copy(update={"items": block.items[:entries]}), chars)
        case CodeBlock():
            code = shortened_text(block.code, max(entries, 1) * 100)
            return _short(block, chars).model_copy(update={"code": code})
        case _:
            return _short(block, chars)


def series_sizes(block: TimeSeriesBlock) -> list[tuple[int, int]]:
    """Lines and points: first fewer lines, then fewer points."""
    lines, points = len(block.series), max((len(line.points) for line in block.series), default=0)
    sizes: list[tuple[int, int]] = []
    while lines > 1:
        lines //= 2
        sizes.append((lines, points))
    while points > 0:
        points //= 2
        sizes.append((lines, points))
    return sizes


def short_series(block: TimeSeriesBlock, size: EntriesAndChars) -> TimeSeriesBlock:
    """The first lines with their latest points."""
    lines, points = size
    shown = tuple(
        line.model_copy(update={"points": line.points[len(line.points) - min(points, len(line.points)) :]})
        for line in block.series[:lines]
    )
    return _short(block.model_copy(update={"series": shown, "marks": block.marks[:points]}), 100)


_NEVER_CUT = frozenset(
    {
        *("id", "type", "kind", "key", "unit", "value", "low", "high", "low_95", "high_95", "share", "total", "start"),
        *("end", "saving_per_month", "artifact_id", "entities_id", "table_id", "interrupt_id", "code", "derived_from"),
        *("granularity", "currency", "api_cost_usd", "price_usd", "arguments", "arguments_hash", "tool", "expected"),
        *("impact", "limit", "change", "status", "reason", "check", "error", "naive_error", "levels", "effort", "risk"),
    }
)
"""Amounts, times and names that programs read: half of one is another one."""

R = TypeVar("R", bound=Record)


def _short(record: R, chars: int) -> R:
    """A record with every text cut that a person reads."""
    return record.model_copy(
        update={
            name: _shortened(getattr(record, name), chars)
            for name in type(record).model_fields
            if name not in _NEVER_CUT
        }
    )


def _shortened(value: Any, chars: int) -> Any:
    match value:
        case str():
            return shortened_text(value, chars)
        case tuple():
            return tuple(_shortened(one, chars) for one in value)  # pyright: ignore[reportUnknownVariableType]
        case Record():
            return _short(value, chars)
        case _:
            return value
