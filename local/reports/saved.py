"""A report as it is saved: a TOML file with a title and questions, which may be plain texts
(`questions = ["What did I spend by service?"]`) or say more.

title = "Monthly cost review"
period = "last_month"                 # of every question that names none and takes one
bill = "exports/"                     # --bill goes first

[[questions]]
ask = "What did I spend by service?"  # in words
title = "Services"                    # without it the question itself
period = "2026-09"                    # instead of what the words say
rows = 20                             # of each table on paper; JSON has all

[[questions]]
agent = "showback"                    # or a tool with its arguments, as `finops route --json` prints them
tool = "showback"
args = { team = ["payments"] }
"""

import tomllib
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from finops_core.errors import SettingsError

MOST_QUESTIONS: Final = 200
MOST_ROWS: Final = 10_000
USUAL_ROWS: Final = 100
MAX_BYTES: Final = 1024 * 1024

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
PeriodText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class SavedQuestion(BaseModel):
    """One question: in words (`ask`), or as a tool's call. `period` takes the place of the one that was said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: Words | None = None
    agent: Words | None = None
    tool: Words | None = None
    args: dict[str, str | int | tuple[str, ...]] = {}
    title: Title = ""
    period: PeriodText = ""
    rows: int = Field(default=USUAL_ROWS, ge=1, le=MOST_ROWS)

    @model_validator(mode="before")
    @classmethod
    def _words_alone_ask(cls, value: object) -> object:
        return {"ask": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if (self.ask is None) == (self.tool is None) or (self.tool is None) != (self.agent is None):
            raise ValueError('needs ask = "a question", or agent and tool')
        if self.ask is not None and self.args:
            raise ValueError("args belong to a tool; a question in words has its own")
        return self

    @property
    def heading(self) -> str:
        """What the report calls it."""
        return self.title or self.ask or f"{self.agent}.{self.tool}"


class SavedReport(BaseModel):
    """A title and questions. `period` holds for each that names none and takes one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Title = "Report"
    period: PeriodText = ""
    bill: str | None = None
    questions: tuple[SavedQuestion, ...] = Field(min_length=1, max_length=MOST_QUESTIONS)


def load_report(path: Path) -> SavedReport:
    """Reads the file of a report. Raises SettingsError naming it, the place in it, and what is accepted."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror or error}).") from error
    if len(content) > MAX_BYTES:
        raise SettingsError(f"{path}: is larger than {MAX_BYTES // 1024} KiB, which no report is.")
    try:
        return SavedReport.model_validate(tomllib.loads(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is not valid TOML: {error}.") from error
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem["loc"]).lstrip(".")
        reason = problem["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{path}: {place or 'the file'}: {reason}.") from error
