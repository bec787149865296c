"""A report as it is saved: a TOML file with a title and questions, which may be plain texts
(`questions = ["What did I spend by service?"]`) or say more.

title = "Monthly cost review"
period = "last_month"                 # of every question that names none and takes one
bill = "exports/"                     # --bill goes first; a stack has its own

[schedule]                            # of a stack, which makes the report by itself; elsewhere cron has it
every = "month"                       # or "week" or "day"
day = 4                               # of the month, or of the week (1 is Monday); 1 without it
at = "08:00"                          # from then on, in the organisation's time zone; it is looked each hour

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
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from finops_core.errors import SettingsError

DAYS_OF_A_WEEK: Final = 7
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


class Schedule(BaseModel):
    """When a stack makes a report: at a time of day, each day, or on a day of each week or month."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: Literal["day", "week", "month"]
    day: int = Field(default=1, ge=1, le=28)
    at: time = time(8)

    @model_validator(mode="after")
    def _has_the_day(self) -> Self:
        if self.every == "week" and self.day > DAYS_OF_A_WEEK:
            raise ValueError("a week has the days 1 (Monday) to 7")
        return self

    def latest(self, now: datetime) -> date:
        """The day of the latest moment, at or before `now`, at which it is due; days and times are those of `now`."""
        day = now.date() if now.time() >= self.at else now.date() - timedelta(days=1)
        if self.every == "week":
            return day - timedelta(days=(day.isoweekday() - self.day) % DAYS_OF_A_WEEK)
        if self.every == "month":
            month = day if day.day >= self.day else day.replace(day=1) - timedelta(days=1)
            return month.replace(day=self.day)
        return day


class SavedReport(BaseModel):
    """A title and questions. `period` holds for each that names none and takes one; `schedule` is for a stack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Title = "Report"
    period: PeriodText = ""
    bill: str | None = None
    schedule: Schedule | None = None
    questions: tuple[SavedQuestion, ...] = Field(min_length=1, max_length=MOST_QUESTIONS)


def load_report(path: Path) -> SavedReport:
    """Reads the file of a report. Raises SettingsError naming it, the place in it, and what is accepted."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror or error}).") from error
    return read_report(content, str(path))


def read_report(content: bytes, source: str) -> SavedReport:
    """The same from the bytes of a file that lies at `source`. Raises SettingsError."""
    if len(content) > MAX_BYTES:
        raise SettingsError(f"{source}: is larger than {MAX_BYTES // 1024} KiB, which no report is.")
    try:
        return SavedReport.model_validate(tomllib.loads(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{source}: is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{source}: is not valid TOML: {error}.") from error
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem["loc"]).lstrip(".")
        reason = problem["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{source}: {place or 'the file'}: {reason}.") from error
