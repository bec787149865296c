"""The articles: Markdown files with a title, other names of the subject, sources, and the month they are of."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_FOLDER: Final = files("agents.knowledge").joinpath("articles")
_MARK: Final = "---\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article. `also` are other names of its subject, `as_of` the month in which it was last true, as YYYY-MM."""

    name: str
    title: str
    also: tuple[str, ...]
    sources: tuple[str, ...]
    as_of: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.paragraphs)


def parsed(name: str, text: str) -> Article:
    """An article out of its file. Raises ValueError where a field or the text is missing."""
    _, head, body = text.split(_MARK, 2)
    fields = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    missing = [key for key in ("title", "also", "sources", "as_of") if not fields.get(key)]
    paragraphs = tuple(" ".join(part.split()) for part in body.split("\n\n") if part.strip())
    if missing or not paragraphs:
        raise ValueError(f"article {name}: {', '.join(missing) or 'text'} is missing")
    return Article(
        name=name,
        title=fields["title"],
        also=_split(fields["also"]),
        sources=_split(fields["sources"]),
        as_of=fields["as_of"],
        paragraphs=paragraphs,
    )


@cache
def articles() -> tuple[Article, ...]:
    """All articles, by name."""
    found = sorted((file for file in _FOLDER.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    return tuple(parsed(file.name.removesuffix(".md"), file.read_text(encoding="utf-8")) for file in found)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
