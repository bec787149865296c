"""The basis of an answer with several sections: all that theirs hold, nothing of a second one dropped.

What all sections share is said once; what one alone stands on is said with its name. A field that can hold one value
only names each (`USD and EUR`), or is empty and a note says each.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from finops_core.answers import Basis, DateRange, Estimate
from finops_core.answers.basis_words import error_words

T = TypeVar("T")

NamedBasis = tuple[str, Basis]
"""A section's title and what it stands on."""


def joint_basis(parts: Sequence[NamedBasis]) -> Basis:
    """One basis for all sections; a single one's stays as it is. Raises IndexError without any."""
    if len(parts) == 1:
        return parts[0][1]
    bases = [basis for _, basis in parts]
    periods = tuple(dict.fromkeys(_present(basis.period for basis in bases)))
    estimates = tuple(dict.fromkeys(_present(basis.estimate for basis in bases)))
    rows = _present(basis.rows_read for basis in bases)
    return Basis(
        metric=_each(basis.metric for basis in bases),
        period=periods[0] if len(periods) == 1 else None,
        periods=periods if len(periods) > 1 else (),
        granularity=_each(basis.granularity for basis in bases) or None,
        currency=_each(basis.currency for basis in bases) or None,
        included=_marked(parts, lambda basis: basis.included),
        excluded=_marked(parts, lambda basis: basis.excluded),
        filters=_marked(parts, lambda basis: basis.filters),
        partial_periods=_all(basis.partial_periods for basis in bases),
        data_as_of=min(_present(basis.data_as_of for basis in bases), default=None),
        accounts=_all(basis.accounts for basis in bases),
        source="; ".join(dict.fromkeys(basis.source for basis in bases if basis.source)),
        sample=any(basis.sample for basis in bases),
        rows_read=sum(rows) if rows else None,
        pages_read=sum(basis.pages_read for basis in bases),
        api_requests=sum(basis.api_requests for basis in bases),
        api_cost_usd=str(sum((Decimal(basis.api_cost_usd) for basis in bases), Decimal(0))),
        notes=(*_all(basis.notes for basis in bases), *_told_apart(parts)),
        estimate=estimates[0] if len(estimates) == 1 else None,
        gaps=tuple(dict.fromkeys(gap for basis in bases for gap in basis.gaps)),
    )


def _present(values: Iterable[T | None]) -> list[T]:
    return [value for value in values if value is not None]


def _each(values: Iterable[str | None]) -> str:
    """Every value once: `USD`, `USD and EUR`, `USD, EUR and GBP`."""
    return _joined(list(dict.fromkeys(value for value in values if value)))


def _joined(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _all(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry for entries in lists for entry in entries))


def _marked(parts: Sequence[NamedBasis], of: Callable[[Basis], tuple[str, ...]]) -> tuple[str, ...]:
    """Entries in the order of the sections; one that not all sections have is followed by the titles of those."""
    holders: dict[str, list[str]] = {}
    for title, basis in parts:
        for entry in dict.fromkeys(of(basis)):
            holders.setdefault(entry, []).append(title)
    return tuple(
        entry if len(titles) == len(parts) else f"{entry} ({', '.join(titles)})" for entry, titles in holders.items()
    )


def _told_apart(parts: Sequence[NamedBasis]) -> tuple[str, ...]:
    """Sentences about what differs between sections and one field cannot hold."""
    notes = [
        _differing("Metric", parts, lambda basis: basis.metric),
        _differing("Currency", parts, lambda basis: basis.currency or ""),
        _differing("Period", parts, lambda basis: _days(basis.period) if basis.period else ""),
        _differing("Data as of", parts, lambda basis: basis.data_as_of.date().isoformat() if basis.data_as_of else ""),
        _differing("Accounts", parts, lambda basis: ", ".join(basis.accounts)),
        _differing("Estimate", parts, lambda basis: _estimated(basis.estimate) if basis.estimate else ""),
    ]
    return tuple(note for note in notes if note)


def _differing(what: str, parts: Sequence[NamedBasis], of: Callable[[Basis], str]) -> str:
    """`Currency: USD (Cost), EUR (Budgets).`, or nothing where all that say it say the same."""
    said: dict[str, list[str]] = {}
    for title, basis in parts:
        if value := of(basis):
            said.setdefault(value, []).append(title)
    if len(said) < 2:
        return ""
    each = [f"{value} ({', '.join(titles)})" for value, titles in said.items()]
    return f"{what}: {'; '.join(each)}."


def _days(period: DateRange) -> str:
    first, last = period.start, period.end - timedelta(days=1)
    return f"{first.isoformat()} to {last.isoformat()}"


def _estimated(estimate: Estimate) -> str:
    words = estimate.method
    if estimate.error is not None:
        words += f", off by {error_words(estimate.error, estimate.unit)}"
        words += f" in {estimate.trials} trials" if estimate.trials else ""
    if estimate.naive_error is not None:
        words += f", the simplest method by {error_words(estimate.naive_error, estimate.unit)}"
    return words
