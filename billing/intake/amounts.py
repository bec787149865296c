"""Exact decimals: how wide a column must be to hold every amount of the source, digit for digit, and add them up.

Exports made of floating-point numbers hold residue such as 1.7842857142857143e-14 beside large amounts. Where
38 digits do not suffice for both, digits far behind the point are rounded, never the large amount left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MAX_DIGITS = 38
"""Digits of DuckDB's widest DECIMAL, also the width in which it adds."""

KEPT_BEHIND = 12
"""So many digits behind the point are never rounded away: the rest is below a millionth of a millionth of the unit."""

NARROW_DIGITS = 18
"""Up to here an amount is one 64-bit integer, which is stored and added much faster."""


@dataclass(frozen=True, slots=True)
class Digits:
    """How many amounts of a column have this many digits before and after the point."""

    before: int
    after: int
    rows: int


@dataclass(frozen=True, slots=True)
class DecimalType:
    """A DECIMAL with `before` digits before the point and `after` behind it."""

    before: int
    after: int

    @property
    def sql(self) -> str:
        width = self.before + self.after
        return f"DECIMAL({NARROW_DIGITS if width <= NARROW_DIGITS else MAX_DIGITS}, {self.after})"

    def holds(self, digits: Digits) -> bool:
        """Whether amounts with so many digits fit, if need be rounded behind the point."""
        return digits.before <= self.before

    def rounds(self, digits: Digits) -> bool:
        """Whether amounts with so many digits fit after rounding only."""
        return self.holds(digits) and digits.after > self.after


def fitting(digits: Iterable[Digits], rows: int) -> DecimalType:
    """The type that holds all amounts, exactly where it can, while sums over `rows` of them cannot overflow.

    Where the digits do not suffice, those behind the point are rounded, the first twelve of them never. What is too
    large even then is no sum of money; the caller leaves it out, and counts it.
    """
    seen = list(digits)
    room = MAX_DIGITS - len(str(max(rows, 1)))
    after = max((d.after for d in seen), default=0)
    most_before = room - min(after, KEPT_BEHIND)
    before = max((d.before for d in seen if d.before <= most_before), default=1)
    return DecimalType(max(before, 1), min(after, room - max(before, 1)))


_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,3})?"


def digit_key(text: str) -> str:
    """SQL over a lower-case text: `1000 × digits before + digits behind` the point; NULL for what is no finite number.

    NaN, Infinity, decimal commas and digit groups are no numbers here: guessing would risk a wrong sum.
    """
    point = f"strpos({text}, '.')"
    sign = f"CAST(left({text}, 1) IN ('-', '+') AS INTEGER)"
    before = f"CASE WHEN {point} = 0 THEN length({text}) ELSE {point} - 1 END - {sign}"
    behind = f"CASE WHEN {point} = 0 THEN 0 ELSE length(rtrim({text}, '0')) - {point} END"
    # A pattern, since a TRY_CAST to a wide DECIMAL takes thirty times as long.
    return (
        f"CASE WHEN NOT regexp_full_match({text}, '{_NUMBER}') THEN NULL "
        f"WHEN contains({text}, 'e') THEN {_scientific_key(text)} ELSE ({before}) * 1000 + {behind} END"
    )


def _scientific_key(text: str) -> str:
    mantissa, exponent = f"split_part({text}, 'e', 1)", f"coalesce(try_cast(split_part({text}, 'e', 2) AS INTEGER), 0)"
    before = f"length(ltrim(split_part({mantissa}, '.', 1), '+-0')) + {exponent}"
    behind = f"length(rtrim(split_part({mantissa}, '.', 2), '0')) - {exponent}"
    return f"least(999, greatest(0, {before})) * 1000 + least(999, greatest(0, {behind}))"


def digits_from(histogram: Mapping[int, int] | None) -> list[Digits]:
    """The histogram of `digit_key` as records."""
    return [Digits(key // 1000, key % 1000, rows) for key, rows in sorted((histogram or {}).items())]
