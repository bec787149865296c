"""Findings of one or several steps → the typed answer of the job, every number put in by the product."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from finops_core.answers import (
    Answer,
    AnswerSection,
    Basis,
    Block,
    BreakdownBlock,
    Finding,
    TableBlock,
    TimeSeriesBlock,
    Usage,
    headline_of,
    markdown_of,
)
from finops_core.texts import markdown_text
from supervisor.joint_basis import joint_basis

UNKNOWN_LISTED = 5
MOST_SUGGESTIONS = 4


NO_MODEL = "No language model is configured."
MODEL_FAILED = "The language model could not answer."
MODEL_LEFT_OUT = "It was asked without the language model."
"""Why no model answered what the fast path left."""


def by_words_only(unknown: Sequence[str], *, why: str = NO_MODEL) -> str:
    """The notice of an answer that was routed by the catalog's words, naming the words nobody understood.

    `why` says what kept a model from answering instead.
    """
    listed = ", ".join(f"“{word}”" for word in unknown[:UNKNOWN_LISTED])
    without = f" I did not understand {listed}." if listed else ""
    return (
        f"I recognised this question by its words only, so this may answer more or less than you asked.{without} {why}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What one step found, or the sentence why it could not."""

    agent: str
    title: str
    finding: Finding | None = None
    failure: str = ""


def synthesise(sections: Sequence[Section], *, notice: str = "", usage: Usage | None = None) -> Answer:
    """One answer from all sections; `notice` tells how the question was understood, when that matters.

    `usage` is what the whole run took; without it, what the findings say they asked for. Raises ValueError without any
    finding: then there is nothing to answer with.
    """
    parts = parts_of(sections)
    found = [part for part in parts if not part.failure]
    if not found:
        raise ValueError("no agent found anything")
    findings = [section.finding for section in sections if section.finding is not None]
    return Answer(
        headline=found[0].headline,
        markdown=_markdown(parts, notice),
        blocks=tuple(block for number, section in enumerate(sections) for block in _blocks(section, number)),
        basis=joint_basis([(part.title, part.basis) for part in found]),
        facts=tuple(fact for finding in findings for fact in finding.facts),
        suggestions=tuple(dict.fromkeys(text for finding in findings for text in finding.suggestions))[
            :MOST_SUGGESTIONS
        ],
        sections=parts,
        usage=usage or usage_of([part.basis for part in found]),
    )


def parts_of(sections: Sequence[Section]) -> tuple[AnswerSection, ...]:
    """The sections as an answer holds them: titles that tell two of one agent apart, and their blocks by id."""
    titles = _titles(sections)
    return tuple(
        _part(section, title, number) for number, (section, title) in enumerate(zip(sections, titles, strict=True))
    )


def usage_of(bases: Sequence[Basis]) -> Usage:
    """What the findings say that they asked paid interfaces for."""
    price = sum((Decimal(basis.api_cost_usd) for basis in bases), Decimal(0))
    return Usage(requests=sum(basis.api_requests for basis in bases), price_usd=str(price))


def _titles(sections: Sequence[Section]) -> list[str]:
    """Each section's title, numbered where several have the same."""
    several = {title for title, count in Counter(section.title for section in sections).items() if count > 1}
    met: Counter[str] = Counter()
    titles: list[str] = []
    for section in sections:
        met[section.title] += 1
        titles.append(f"{section.title} {met[section.title]}" if section.title in several else section.title)
    return titles


def _part(section: Section, title: str, number: int) -> AnswerSection:
    finding = section.finding
    if finding is None:
        return AnswerSection(agent=section.agent, title=title, failure=section.failure)
    return AnswerSection(
        agent=section.agent,
        title=title,
        headline=headline_of(finding),
        markdown=markdown_of(finding),
        block_ids=tuple(block.id for block in _blocks(section, number)),
        basis=finding.basis,
    )


def _markdown(parts: Sequence[AnswerSection], notice: str) -> str:
    """All sections as one text: with headings where several found something, failures at its end."""
    found = [part for part in parts if not part.failure]
    paragraphs = [markdown_text(notice)] if notice else []
    for part in found:
        headed = f"### {markdown_text(part.title)}\n\n{markdown_text(part.headline)} {part.markdown}".rstrip()
        paragraphs.append(headed if len(found) > 1 else part.markdown)
    paragraphs += [markdown_text(f"{part.title} could not answer: {part.failure}") for part in parts if part.failure]
    return "\n\n".join(text for text in paragraphs if text)


def _blocks(section: Section, number: int) -> tuple[Block, ...]:
    """The blocks of a section with ids that no other section has; a chart knows the table behind it by its id."""
    blocks = section.finding.blocks if section.finding else ()
    ids = [f"b{number + 1}-{position + 1}" for position in range(len(blocks))]
    given = {block.id: new for block, new in zip(blocks, ids, strict=True) if block.id}
    identified: list[Block] = []
    for position, (block, new) in enumerate(zip(blocks, ids, strict=True)):
        update: dict[str, str | None] = {"id": new}
        if isinstance(block, TimeSeriesBlock | BreakdownBlock):
            update["table_id"] = given.get(block.table_id or "") or _table_behind(block, blocks, ids, position)
        identified.append(block.model_copy(update=update))
    return tuple(identified)


def _table_behind(
    chart: TimeSeriesBlock | BreakdownBlock, blocks: Sequence[Block], ids: Sequence[str], position: int
) -> str | None:
    """The table of the chart's title that follows it, as agents put them that name no ids."""
    if position + 1 < len(blocks):
        following = blocks[position + 1]
        if isinstance(following, TableBlock) and following.title == chart.title:
            return ids[position + 1]
    return None
