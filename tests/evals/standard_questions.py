"""The standard questions of `docs/QUESTIONS.md`, read from the document itself."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "QUESTIONS.md"

_SECTION = re.compile(r"^## (\d+)\. (.+?)\n\n```sql\n(.+?)\n```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class StandardQuestion:
    """A question and the SQL over `charges` that says what it means, both with placeholders for one bill."""

    number: int
    text: str
    sql: str

    def of(self, **values: str) -> "StandardQuestion":
        """The question for one bill."""
        return StandardQuestion(self.number, self.text.format(**values), self.sql.format(**values))


def standard_questions(document: Path = DOCUMENT) -> list[StandardQuestion]:
    """All questions of the document, in order."""
    text = document.read_text(encoding="utf-8")
    return [StandardQuestion(int(number), title, sql) for number, title, sql in _SECTION.findall(text)]
