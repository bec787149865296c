"""How near the next 30 days of cloud spend are foretold: `python -m tests.evals.daily_forecast PATH ... [--tuning]`.

A PATH is a bill in any form that the product reads, or a CSV of amounts a day: a date, any columns that name a part,
an amount last (`cost_usd` or `y`). A column `dimension` makes a bill of each of its values. Without a PATH, the sample
account's bill is taken. From every fifth day on, the next 30 days are foretold from what was billed by then, through
both doors: the outlook of a bill, and `finops forecast --freq D` of its total. Printed is WAPE, the sum of absolute
errors over the sum of amounts, of the 30 days together and of single days, and beside it its ratio to the better of the
run rate and of repeating the last week. The later half of the origins is held out: `--tuning` shows the earlier one.
"""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from agents.bill.scope import covered
from agents.cost.forecast.question import daily_amounts
from billing.export import open_bill
from billing.forecast import DAYS_IN_SEASON, needed
from billing.foresight.continuation import continued
from billing.foresight.weighing import DAYS
from billing.history import History, history_by_part
from billing.one_time_charges import apart
from billing.outlook import Outlook, look_ahead
from billing.query import BillQuery, BillResult, BillRow, Cadence, Dimension, LineKind
from finops_core.values import Granularity, Period
from local.sample.make import sample_account

AHEAD, PACE = 30, 30
APART = 5
"""Days between origins: no week, so that they begin on all weekdays, which naive ways depend on."""

SAMPLE_DAY = date(2026, 11, 19)
AMOUNTS = ("cost_usd", "y")
DAY_COLUMNS = ("date", "ds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """Charges by day, part, line kind and cadence, on days that are fully billed."""

    name: str
    currency: str
    days: Period
    result: BillResult

    def known_by(self, end: date) -> History:
        """What the product would continue on that day."""
        days = Period(self.days.start, end)
        rows = tuple(row for row in self.result.rows if row.start is not None and row.start.date() < end)
        return history_by_part(daily_amounts(apart(replace(self.result, rows=rows), days)[0], self.currency), days)

    def came(self) -> list[float]:
        """Each day's charges that a forecast is about: without what came once, credits and refunds."""
        history = self.known_by(self.days.end)
        return [0.0] * (history.days.start - self.days.start).days + history.every


@dataclass(frozen=True, slots=True)
class Errors:
    """Sums of absolute errors over all trials, of stretches and of their days."""

    by_sum: float
    by_day: float

    @classmethod
    def of(cls, said: Sequence[Sequence[float]], came: Sequence[Sequence[float]]) -> "Errors":
        pairs = list(zip(said, came, strict=True))
        return cls(
            sum(abs(sum(one) - sum(other)) for one, other in pairs),
            sum(abs(a - b) for one, other in pairs for a, b in zip(one, other, strict=True)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Errors by way (the doors `outlook` and `csv`, the naive `week` and `pace`) over trials that came to `amount`."""

    name: str
    trials: int
    amount: float
    errors: Mapping[str, Errors]

    def ratio(self, way: str) -> tuple[float, float]:
        """A way's errors, of sums and of days, over those of the better naive one."""
        week, pace, own = self.errors["week"], self.errors["pace"], self.errors[way]
        least = min(week.by_sum, pace.by_sum), min(week.by_day, pace.by_day)
        by_sum, by_day = (
            one / other if other else 1.0 + bool(one)
            for one, other in zip((own.by_sum, own.by_day), least, strict=True)
        )
        return by_sum, by_day

    def __str__(self) -> str:
        parts = [f"{self.name}: {self.trials} trials"]
        for way, error in self.errors.items():
            text = f"{way} {error.by_sum / self.amount:.1%} by sum, {error.by_day / self.amount:.1%} by day"
            if way not in ("week", "pace"):
                by_sum, by_day = self.ratio(way)
                text += f" ({by_sum:.2f} and {by_day:.2f} of the better naive)"
            parts.append(text)
        return "\n    ".join(parts)


def measured(spend: Spend, *, tuning: bool = False) -> Measured | None:
    """The errors from the held-out origins on, or from those for tuning; None where the history is too short."""
    came = spend.came()
    origins = list(range(needed(range(AHEAD), DAYS_IN_SEASON), len(came) - AHEAD + 1, APART))
    half = len(origins) // 2
    origins = origins[:half] if tuning else origins[half:]
    if not origins:
        return None
    ends = [spend.days.start + timedelta(days=origin) for origin in origins]
    truth = [came[origin : origin + AHEAD] for origin in origins]
    pasts = [came[:origin] for origin in origins]
    outlooks = [_outlook(spend, end) for end in ends]
    ways = {
        "outlook": [one or list(own) for one, own in zip(outlooks, _csv(pasts, ends), strict=True)],
        "csv": _csv(pasts, ends),
        "week": [[past[-DAYS_IN_SEASON:][step % DAYS_IN_SEASON] for step in range(AHEAD)] for past in pasts],
        "pace": [[sum(past[-PACE:]) / PACE] * AHEAD for past in pasts],
    }
    return Measured(
        name=spend.name,
        trials=len(origins),
        amount=sum(abs(sum(one)) for one in truth),
        errors={way: Errors.of(said, truth) for way, said in ways.items()},
    )


def _outlook(spend: Spend, end: date) -> list[float] | None:
    """The outlook of the bill, day by day; None where it says that there is too little history."""
    target = Period.of_days(end, AHEAD)
    days = [Period.of_days(end + timedelta(days=step), 1) for step in range(AHEAD)]
    found = look_ahead(spend.known_by(end), target, days)
    return [part.estimate.value for part in found.parts] if isinstance(found, Outlook) else None


def _csv(pasts: Sequence[Sequence[float]], ends: Sequence[date]) -> list[list[float]]:
    found: list[list[float]] = continued([np.array(past) for past in pasts], AHEAD, DAYS, ends).mean.tolist()
    return found


def read_spend(path: Path) -> Iterator[Spend]:
    """The bills of a file: of a bill its largest currency, of a table one for each `dimension`."""
    table = _table(path)
    if table:
        for name, amounts in table.items():
            yield spend_of(f"{path.stem} {name}".strip(), amounts)
        return
    with TemporaryDirectory() as kept, open_bill(path, cache_dir=Path(kept)) as bill:
        days = covered(bill.info())
        by = (Dimension.SERVICE, Dimension.LINE_KIND, Dimension.CADENCE)
        result = bill.query(BillQuery(period=days, group_by=by, granularity=Granularity.DAILY))
        currency = max(result.totals, key=lambda unit: abs(result.totals[unit]))
        yield Spend(name=path.stem, currency=currency, days=days, result=result)


def spend_of(name: str, amounts: Mapping[tuple[str, date], Decimal]) -> Spend:
    """A bill of nothing but amounts by part and day, as usage."""
    rows = tuple(
        BillRow(
            keys=(part, LineKind.USAGE, Cadence.DAILY),
            start=datetime(day.year, day.month, day.day, tzinfo=UTC),
            amount=amount,
            currency="USD",
        )
        for (part, day), amount in amounts.items()
    )
    days = [day for _, day in amounts]
    period = Period(min(days), max(days) + timedelta(days=1))
    result = BillResult(
        rows=rows, totals={"USD": sum(amounts.values(), Decimal(0))}, groups=len(rows), rows_read=len(rows)
    )
    return Spend(name=name, currency="USD", days=period, result=result)


def _table(path: Path) -> dict[str, dict[tuple[str, date], Decimal]]:
    """A CSV of amounts a day by its dimensions; nothing where the file is no such table."""
    if path.is_dir() or path.suffix != ".csv":
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        names = reader.fieldnames or []
        amount = next((name for name in AMOUNTS if name in names), None)
        day = next((name for name in DAY_COLUMNS if name in names), None)
        if amount is None or day is None:
            return {}
        parts = [name for name in names[: names.index(amount)] if name not in (day, "dimension")]
        found: dict[str, dict[tuple[str, date], Decimal]] = {}
        for row in reader:
            sums = found.setdefault(row.get("dimension") or "", {})
            key = (" ".join(row[name] for name in parts), date.fromisoformat(row[day][:10]))
            sums[key] = sums.get(key, Decimal(0)) + Decimal(row[amount] or 0)
    return found


def main(arguments: Sequence[str]) -> None:
    paths = [Path(one) for one in arguments if not one.startswith("--")]
    with TemporaryDirectory() as folder:
        if not paths:
            paths = [sample_account(Path(folder), SAMPLE_DAY).bill]
        for path in paths:
            for spend in read_spend(path):
                found = measured(spend, tuning="--tuning" in arguments)
                sys.stdout.write(f"{found or f'{spend.name}: too short to try'}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
