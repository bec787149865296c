"""Findings of one or several agents → the typed answer of the job, every number put in by the product."""

from collections.abc import Sequence
from dataclasses import dataclass

from finops_core.answers import Answer, Basis, Finding, headline_of, markdown_of
from finops_core.texts import markdown_text

UNKNOWN_LISTED = 5


def by_words_only(unknown: Sequence[str]) -> str:
    """The notice of an answer that was routed by the catalog's words, naming the words nobody understood."""
    listed = ", ".join(f"“{word}”" for word in unknown[:UNKNOWN_LISTED])
    without = f" I did not understand {listed}." if listed else ""
    return (
        "I recognised this question by its words only, so this may answer more or less than you asked."
        f"{without} No language model is configured."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What one agent found, or the sentence why it could not."""

    agent: str
    title: str
    finding: Finding | None = None
    failure: str = ""


def synthesise(sections: Sequence[Section], *, notice: str = "") -> Answer:
    """One answer from all sections; `notice` tells how the question was understood, when that matters.

    Raises ValueError without any finding: then there is nothing to answer with.
    """
    found = [section for section in sections if section.finding is not None]
    if not found:
        raise ValueError("no agent found anything")
    findings = [section.finding for section in found if section.finding is not None]
    headings = len(found) > 1
    paragraphs = [markdown_text(notice)] if notice else []
    for section, finding in zip(found, findings, strict=True):
        text = markdown_of(finding)
        if headings:
            text = f"### {section.title}\n\n{markdown_text(headline_of(finding))} {text}".rstrip()
        paragraphs.append(text)
    failed = [f"{section.title} could not answer: {section.failure}" for section in sections if section.failure]
    paragraphs += [markdown_text(text) for text in failed]
    return Answer(
        headline=headline_of(findings[0]),
        markdown="\n\n".join(text for text in paragraphs if text),
        blocks=tuple(block for finding in findings for block in finding.blocks),
        basis=_basis([finding.basis for finding in findings]),
        facts=tuple(fact for finding in findings for fact in finding.facts),
        suggestions=tuple(dict.fromkeys(text for finding in findings for text in finding.suggestions))[:4],
    )


def _basis(parts: Sequence[Basis]) -> Basis:
    """The basis of everything: the first one, with what the others read and note added."""
    first = parts[0]
    if len(parts) == 1:
        return first
    return first.model_copy(
        update={
            "rows_read": sum(part.rows_read or 0 for part in parts),
            "pages_read": sum(part.pages_read for part in parts),
            "api_requests": sum(part.api_requests for part in parts),
            "notes": tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        }
    )
