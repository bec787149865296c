"""What one tool call found, and the answer of a job that is made of findings."""

from typing import Literal

from finops_core.answers.basis import Basis
from finops_core.answers.blocks import Block
from finops_core.answers.facts import FACT_REFERENCE, Fact, render
from finops_core.answers.record import Record
from finops_core.texts import markdown_text, model_markdown, readable


class Finding(Record):
    """What one tool call found: prose with fact ids, the facts, blocks to show, and the basis of it all.

    Headline and prose are plain text, unless a language model wrote the prose: then it `is_markdown`.
    """

    headline: str
    prose: str = ""
    is_markdown: bool = False
    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    basis: Basis = Basis()
    suggestions: tuple[str, ...] = ()


class AnswerSection(Record):
    """What one step found, with its own basis, or the sentence why it could not (`failure`).

    `headline` is plain text, `markdown` Markdown without the headline; `block_ids` are its blocks of the answer.
    """

    agent: str
    title: str
    headline: str = ""
    markdown: str = ""
    block_ids: tuple[str, ...] = ()
    basis: Basis = Basis()
    failure: str = ""


class Usage(Record):
    """What answering took: requests to paid interfaces, a model's tokens, and the price of both in US dollars.

    `tokens_unpriced` of the tokens have no known price: where there are any, `price_usd` is without them.
    """

    requests: int = 0
    price_usd: str = "0"
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_unpriced: int = 0


class Remainder(Record):
    """A part of the answer of which more is there than came along: all `total` of it are in the artifact.

    The artifact is read like a block's: parts that are JSON arrays of sections, blocks or facts as the answer has
    them, or for `markdown` of pieces of text.
    """

    of: Literal["markdown", "sections", "blocks", "facts"]
    total: int
    artifact_id: str


class Answer(Record):
    """The typed answer of a job: `headline` is plain text, `markdown` is Markdown with names in it escaped.

    `sections` are what it is made of, one for each step; `markdown`, `blocks` and `basis` are those of all sections
    together. What came in part only is named in `more`. `answered` is False when it only says why the question has no
    answer here.
    """

    headline: str
    markdown: str
    blocks: tuple[Block, ...] = ()
    basis: Basis = Basis()
    facts: tuple[Fact, ...] = ()
    suggestions: tuple[str, ...] = ()
    answered: bool = True
    sections: tuple[AnswerSection, ...] = ()
    usage: Usage = Usage()
    more: tuple[Remainder, ...] = ()


def said(finding: Finding) -> str:
    """Headline and prose of a finding as one plain text."""
    return readable(render(f"{finding.headline} {finding.prose}".rstrip(), finding.facts))


def headline_of(finding: Finding) -> str:
    """The headline with its facts, as plain text."""
    return readable(render(finding.headline, finding.facts))


def _outside_references(prose: str) -> str:
    """A model's prose made safe around its references to facts, which stay as they are."""
    parts = FACT_REFERENCE.split(prose)
    return "".join(f"[[{part}]]" if at % 2 else model_markdown(part) for at, part in enumerate(parts))


def markdown_of(finding: Finding) -> str:
    """The prose with its facts, as Markdown in which no name from a bill does anything."""
    if finding.is_markdown:
        return render(_outside_references(finding.prose), finding.facts, markdown_text)
    return markdown_text(render(finding.prose, finding.facts))


def text_of(finding: Finding) -> str:
    """Headline and prose as the one text that is shown of an answer."""
    return "\n\n".join(part for part in (markdown_text(headline_of(finding)), markdown_of(finding)) if part)
