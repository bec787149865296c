"""What an answer stands on, in words, for the terminal and for reports."""

from collections.abc import Iterator
from decimal import Decimal

from finops_core.answers.basis import Basis, Estimate
from finops_core.answers.findings import Usage
from finops_core.answers.record import DateRange
from finops_core.formats import format_money, format_value
from finops_core.texts import isolated


def basis_lines(basis: Basis) -> Iterator[str]:
    """What the numbers stand on, in words; what is not known is left out."""
    yield from _measure_lines(basis)
    for label, values in (
        ("Included", basis.included),
        ("Left out", basis.excluded),
        ("Only", basis.filters),
        ("Incomplete", basis.partial_periods),
        ("Accounts", basis.accounts),
    ):
        if values:
            yield f"{label}: {', '.join(map(isolated, values))}"
    yield from (f"Note: {isolated(note)}" for note in basis.notes)
    if basis.estimate is not None:
        yield f"Estimate: {estimate_words(basis.estimate)}"
    for gap in basis.gaps:
        yield f"Missing: {isolated(gap.source)}. {gap.message} {gap.remedy}".rstrip()
    yield from _source_lines(basis)


def _measure_lines(basis: Basis) -> Iterator[str]:
    """Which cost, in which currency, of which time."""
    if basis.metric:
        grain = f", {basis.granularity}" if basis.granularity else ""
        currency = f" in {basis.currency}" if basis.currency else ""
        yield f"Basis: {basis.metric}{currency}{grain}"
    if basis.period is not None:
        yield f"Period: {_days(basis.period)}"
    if basis.periods:
        yield f"Periods: {'; '.join(map(_days, basis.periods))}"


def _source_lines(basis: Basis) -> Iterator[str]:
    """What was read, of when it is, and what asking for it took."""
    if basis.source:
        rows = f", {basis.rows_read:,} rows read" if basis.rows_read is not None else ""
        yield f"Source: {isolated(basis.source)}{' (sample data)' if basis.sample else ''}{rows}"
    if basis.data_as_of is not None:
        yield f"Data as of: {basis.data_as_of.isoformat()}"
    if basis.api_requests:
        yield f"AWS API: {basis.api_requests} requests, {format_money(Decimal(basis.api_cost_usd), 'USD')}"


def usage_lines(usage: Usage) -> Iterator[str]:
    """What a language model read and wrote for the answer, and for how much; nothing where none took part."""
    if not usage.tokens_in and not usage.tokens_out:
        return
    paid = Decimal(usage.price_usd)
    price = "<$0.0001" if 0 < paid < Decimal("0.0001") else f"${paid:.4f}"
    price = f"{price}, AWS requests included" if usage.requests else price
    if usage.tokens_unpriced:
        price = "price unknown: give model_price_in and model_price_out in the settings"
    yield f"Language model: {usage.tokens_in:,} tokens read, {usage.tokens_out:,} written, {price}"


def estimate_words(estimate: Estimate) -> str:
    """How an estimate was made, and how far such estimates were off."""
    words = estimate.method
    if estimate.levels:
        words += f", ranges of {' and '.join(format_value(level, 'percent') for level in estimate.levels)}"
    if estimate.error is not None:
        words += f", off by {error_words(estimate.error, estimate.unit)}"
        words += f" in {estimate.trials} trials" if estimate.trials else ""
    if estimate.naive_error is not None:
        words += f" (the simplest method: {error_words(estimate.naive_error, estimate.unit)})"
    return words


def error_words(error: str, unit: str) -> str:
    """How far off something was: a percentage, money of a currency, or a number of a unit."""
    if unit == "percent":
        return format_value(error, "percent")
    return format_value(error, "money" if len(unit) == 3 and unit.isupper() else "number", unit)


def _days(period: DateRange) -> str:
    return f"{period.start.isoformat()} up to, not including, {period.end.isoformat()}"
