"""What the articles say about a term or a question."""

from dataclasses import dataclass
from typing import Final

from agents.knowledge.articles import Article, articles
from agents.knowledge.params import ExplainParams
from agents.knowledge.search import article_search
from finops_core.answers import Basis, Column, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.tools.facts import FactBook

OTHERS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The article that is nearest, and others that may be meant."""

    about: str
    article: Article | None
    others: tuple[Article, ...]


def read_explained(params: ExplainParams, context: ToolContext) -> Explained:
    """The nearest article; none where no article has any of the words, and then all that there are."""
    context.check()
    search = article_search()
    found = search.best(params.about, OTHERS + 1)
    named = search.named(params.about)
    if named is not None:
        found = [named, *(article for article in found if article is not named)]
    if not found:
        return Explained(about=params.about, article=None, others=articles())
    return Explained(about=params.about, article=found[0], others=tuple(found[1 : OTHERS + 1]))


def present_explained(found: Explained, book: FactBook) -> Finding:
    """The article's own words, quoted, with its sources and the month it is of."""
    article = found.article
    if article is None:
        return _nothing(found, book)
    quoted = [book.text(paragraph, "from the article") for paragraph in article.paragraphs]
    title = book.text(article.title, "article")
    sources = book.text("; ".join(article.sources), "sources")
    month = book.text(article.as_of, "as of")
    body = "\n\n".join(f"[[{fact.id}]]" for fact in quoted[1:])
    return Finding(
        headline=f"[[{quoted[0].id}]]",
        prose=f"{body}\n\nFrom the article “[[{title.id}]]”, as of [[{month.id}]]. Sources: [[{sources.id}]].".strip(),
        facts=(*quoted, title, month, sources),
        basis=Basis(source=f"article {article.name} of {article.as_of}", notes=article.sources),
        suggestions=tuple(f"What is meant by {other.title}?" for other in found.others),
    )


def _nothing(found: Explained, book: FactBook) -> Finding:
    """What articles there are, where none is about what was asked."""
    asked = book.text(found.about, "asked for")
    count = book.number(len(found.others), "articles", "articles here")
    return Finding(
        headline=f"None of the [[{count.id}]] here is about “[[{asked.id}]]”.",
        prose="",
        facts=(asked, count),
        blocks=(
            TableBlock(
                title="Articles",
                columns=(Column(key="title", label="Article"),),
                rows=tuple((article.title,) for article in found.others),
                total_rows=len(found.others),
            ),
        ),
        basis=Basis(source="articles of this product"),
        suggestions=tuple(f"What is meant by {article.title}?" for article in found.others[:OTHERS]),
    )
