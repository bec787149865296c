"""Minting facts: the only source of numbers in prose."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Any

from finops_core.answers import DateRange, Fact
from finops_core.values import Money, Period

_MARK_BYTES = 4


class FactBook:
    """Mints the facts of one call, each with an id of its own (`f1-9c0e4b7a`, `f2-9c0e4b7a`, …).

    `mark` is what all of them end in; None draws one at random, so that no text in a bill can be a reference.
    """

    def __init__(self, first: int = 1, *, mark: str | None = None) -> None:
        self._next = first
        self.mark = secrets.token_hex(_MARK_BYTES) if mark is None else mark

    def money(self, value: Money, subject: str, period: Period | None = None, *, of: tuple[str, ...] = ()) -> Fact:
        return self._mint("money", str(value.amount), value.currency, subject, period, of)

    def number(
        self, value: Decimal | int, unit: str, subject: str, period: Period | None = None, *, of: tuple[str, ...] = ()
    ) -> Fact:
        return self._mint("number", str(value), unit, subject, period, of)

    def percent(
        self, fraction: Decimal, subject: str, period: Period | None = None, *, of: tuple[str, ...] = ()
    ) -> Fact:
        return self._mint("percent", str(fraction), "", subject, period, of)

    def day(self, value: date, subject: str) -> Fact:
        return self._mint("date", value.isoformat(), "", subject, None, ())

    def text(self, value: str, subject: str, period: Period | None = None) -> Fact:
        """A name taken from the data, such as a service or an account."""
        return self._mint("text", value, "", subject, period, ())

    def _mint(self, kind: Any, value: str, unit: str, subject: str, period: Period | None, of: tuple[str, ...]) -> Fact:
        fact_id = f"f{self._next}-{self.mark}" if self.mark else f"f{self._next}"
        self._next += 1
        days = DateRange(start=period.start, end=period.end) if period else None
        return Fact(id=fact_id, kind=kind, value=value, unit=unit, subject=subject, period=days, derived_from=of)
