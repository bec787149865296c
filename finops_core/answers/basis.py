"""What the numbers of an answer stand on, and what they lack."""

from datetime import datetime
from typing import Literal

from finops_core.answers.record import DateRange, Record


class Gap(Record):
    """What a source could not give, why, and what the reader can do about it."""

    source: str
    reason: Literal["denied", "not_subscribed", "not_enabled", "throttled", "absent", "unread"]
    message: str
    remedy: str = ""


class Estimate(Record):
    """How an estimate was made and how far such estimates were off, measured on the past.

    `levels` are the fractions of its ranges (`0.80`). `error` and `naive_error`, that of the simplest method on the
    same `trials`, are in `unit`: `percent` for fractions, else a currency or a unit.
    """

    method: str
    levels: tuple[str, ...] = ()
    trials: int | None = None
    error: str | None = None
    naive_error: str | None = None
    unit: str = "percent"


class Basis(Record):
    """What a number stands on. A field that does not apply is empty, never guessed.

    The basis of an answer with several sections holds all that theirs hold: `metric`, `granularity`, `currency` and
    `source` name each (`USD and EUR`), and of several periods `period` is none and `periods` are all of them.
    """

    metric: str = ""
    period: DateRange | None = None
    granularity: str | None = None
    currency: str | None = None
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    partial_periods: tuple[str, ...] = ()
    data_as_of: datetime | None = None
    accounts: tuple[str, ...] = ()
    source: str = ""
    sample: bool = False
    rows_read: int | None = None
    pages_read: int = 0
    api_requests: int = 0
    api_cost_usd: str = "0"
    notes: tuple[str, ...] = ()
    periods: tuple[DateRange, ...] = ()
    estimate: Estimate | None = None
    gaps: tuple[Gap, ...] = ()
