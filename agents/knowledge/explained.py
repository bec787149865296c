"""What the articles say about a term or a question."""

from dataclasses import dataclass
from typing import Final

from agents.knowledge.articles import Article, articles
from agents.knowledge.params import ExplainParams
from agents.knowledge.search import article_search
from finops_core.answers import Basis, Column, Fact, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.tools.facts import FactBook

OTHERS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The article that is nearest, that of a second term, and others that may be meant."""

    about: str
    article: Article | None
    others: tuple[Article, ...]
    second: Article | None = None


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
    second = search.named(params.also) or next(iter(search.best(params.also, 1)), None) if params.also else None
    others = tuple(article for article in found[1 : OTHERS + 1] if article is not second)
    return Explained(about=params.about, article=found[0], others=others, second=None if second is found[0] else second)


def present_explained(found: Explained, book: FactBook) -> Finding:
    """The words of the article, or of the two, quoted, with its sources and the month it is of."""
    article = found.article
    if article is None:
        return _nothing(found, book)
    told = [_told(one, book) for one in (article, found.second) if one is not None]
    headline, *bodies = (paragraph for one in told for paragraph in one.paragraphs)
    return Finding(
        headline=headline,
        prose="\n\n".join(bodies),
        facts=tuple(fact for one in told for fact in one.facts),
        basis=Basis(
            source=" and ".join(f"article {one.name} of {one.as_of}" for one in (article, found.second) if one),
            notes=tuple(note for one in (article, found.second) if one for note in one.sources),
        ),
        suggestions=tuple(f"What is meant by {other.title}?" for other in found.others),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """An article in words, paragraph by paragraph, with what they refer to."""

    paragraphs: tuple[str, ...]
    facts: tuple[Fact, ...]


def _told(article: Article, book: FactBook) -> _Told:
    quoted = [book.text(paragraph, "from the article") for paragraph in article.paragraphs]
    title = book.text(article.title, "article")
    sources = book.text("; ".join(article.sources), "sources")
    month = book.text(article.as_of, "as of")
    origin = f"From the article “[[{title.id}]]”, as of [[{month.id}]]. Sources: [[{sources.id}]]."
    return _Told((*(f"[[{fact.id}]]" for fact in quoted), origin), (*quoted, title, month, sources))


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
