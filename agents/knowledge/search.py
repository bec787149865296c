"""Full-text search over the articles, in a database in memory."""

import re
import sqlite3
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Final

from agents.knowledge.articles import Article, articles
from finops_core.questions.intents import names as word_set

_WORD = re.compile(r"[a-z0-9]+")
_EMPTY: Final = word_set(
    "a an and are as at by can do does for from how i in is it mean means me my of on or our tell that the their this "
    "to us was we what when where which who why with work works you your explain define"
)
MOST_WORDS: Final = 24
_WEIGHTS: Final = "10.0, 8.0, 1.0"
"""A word of the title or of another name of the subject says more than one of the text."""


class ArticleSearch:
    """An index over articles. Safe to use from several threads."""

    def __init__(self, found: Sequence[Article]) -> None:
        self._articles = {article.name: article for article in found}
        self._lock = Lock()
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        self._base.execute(
            "CREATE VIRTUAL TABLE articles USING fts5(name UNINDEXED, title, also, text, tokenize='porter unicode61')"
        )
        rows = [(one.name, one.title, " ; ".join(one.also), one.text) for one in found]
        self._base.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", rows)

    def named(self, name: str) -> Article | None:
        """The article of that name, or of that title or other name of its subject."""
        asked = name.casefold().strip()
        for article in self._articles.values():
            if asked in {article.name, article.title.casefold(), *(other.casefold() for other in article.also)}:
                return article
        return None

    def best(self, question: str, most: int) -> list[Article]:
        """The articles that are about a question's words, the nearest first; empty without any such word."""
        asked = [word for word in _WORD.findall(question.casefold()) if word not in _EMPTY][:MOST_WORDS]
        if not asked:
            return []
        wanted = " OR ".join(f'"{word}"' for word in asked)
        with self._lock:
            rows = self._base.execute(
                f"SELECT name FROM articles WHERE articles MATCH ? ORDER BY bm25(articles, 0.0, {_WEIGHTS}) LIMIT ?",
                (wanted, most),
            ).fetchall()
        return [self._articles[str(name)] for (name,) in rows]


@cache
def article_search() -> ArticleSearch:
    """The index over this product's own articles, made when it is first asked."""
    return ArticleSearch(articles())
