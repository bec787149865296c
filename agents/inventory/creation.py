"""Which resources were made in some days: the days a question means for a snapshot, and how they are said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from account.resources import Resource
from account.snapshot import AccountSnapshot
from agents.bill.scope import organisation
from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.periods.symbols import day_text, phrase_of, resolve
from finops_core.tools.context import ToolContext
from finops_core.values import Period

GONE: Final = "What was created and removed again before the snapshot is not in it. Days are in UTC."
_UP_TO_NOW: Final = ("since_", "past_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The days within which things were made, as words behind a noun, and what there is to know of them.

    `too_late` says that the accounts were looked at before the first of these days.
    """

    days: Period
    words: str
    notes: tuple[str, ...]
    too_late: bool

    def holds(self, resource: Resource) -> bool:
        """Whether it was made then; what has no date was not."""
        return resource.created is not None and resource.created.astimezone(UTC).date() in self.days


def read_days(symbol: str, snapshot: AccountSnapshot, context: ToolContext) -> Made | None:
    """The days that a symbol of `billing/periods/symbols.py` means for what was made; None for an empty one.

    Words such as "this month" count from today, or from the day of the snapshot where that is old. Days past reach up
    to now: who asks for the last seven days means this morning too. Raises ToolRetry for text outside the grammar.
    """
    if not symbol:
        return None
    seen = snapshot.taken_at.astimezone(UTC).date()
    first = min((each.created.astimezone(UTC).date() for each in snapshot.resources if each.created), default=seen)
    calendar = Calendar.of(organisation(context))
    whole = Period(min(first, seen), seen + timedelta(days=1))
    anchor = Anchor.of(whole, calendar.today(context.clock.now()), calendar)
    found = resolve(symbol, anchor)
    days = found.period
    if symbol.startswith("past_"):
        days = Period(days.start, max(days.end, anchor.last_day + timedelta(days=1)))
    notes = (GONE,)
    if found.relative and anchor.from_bill_end:
        notes = (f"Words like “this month” count from {day_text(seen)}, when the accounts were looked at.", GONE)
    return Made(days=days, words=f"made {_phrase(symbol, days)}", notes=notes, too_late=days.start > seen)


def _phrase(symbol: str, days: Period) -> str:
    if symbol.startswith("until_"):
        return f"up to {day_text(days.last_day)}"
    return f"since {day_text(days.start)}" if symbol.startswith(_UP_TO_NOW) else phrase_of(days)


def newest_first(resources: Iterable[Resource]) -> list[Resource]:
    """In the order of their making, the newest first; what has no date at the end."""
    return sorted(resources, key=lambda each: each.created or _NEVER, reverse=True)


_NEVER: Final = datetime.min.replace(tzinfo=UTC)
