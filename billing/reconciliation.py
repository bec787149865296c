"""Parts of an estimate that add up to the whole, to the cent. Pure.

Each part and the whole are continued by themselves, so that parts do not add up by nature. The gap is shared out by the
variance of the parts' errors, so that what is sure stays as it is (S. Wickramasuriya, G. Athanasopoulos, R. Hyndman,
"Optimal forecast reconciliation", JASA 114, 2019, with a diagonal covariance and the whole held fixed).
"""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

CENT = Decimal("0.01")


def reconciled(parts: Sequence[float], errors: Sequence[float], whole: float) -> list[float]:
    """The parts with the gap to the whole shared out by their `errors` squared, by sizes where there are none.

    None falls below 0 that was not below it, as far as the whole allows.
    """
    found = list(parts)
    weights = [error * error for error in errors]
    for _ in range(len(parts) + 1):
        gap = whole - sum(found)
        open_still = [found[at] > 0 or gap > 0 or part < 0 for at, part in enumerate(parts)]
        shares = _shares(weights, found, open_still)
        found = [
            amount + gap * share if part < 0 or whole < 0 else max(0.0, amount + gap * share)
            for amount, share, part in zip(found, shares, parts, strict=True)
        ]
        if abs(whole - sum(found)) <= 1e-9 * (1 + abs(whole)):
            break
    return found


def _shares(weights: Sequence[float], amounts: Sequence[float], open_still: Sequence[bool]) -> list[float]:
    """What part of a gap each takes: by weight, else by size, else evenly."""
    for of in (weights, [abs(amount) for amount in amounts], [1.0] * len(amounts)):
        counted = [one if free else 0.0 for one, free in zip(of, open_still, strict=True)]
        if sum(counted) > 0:
            return [one / sum(counted) for one in counted]
    return [1 / len(amounts)] * len(amounts)


def in_cents(parts: Sequence[float], whole: Decimal) -> list[Decimal]:
    """The parts rounded so that they add up to the whole, which is in cents, exactly (largest remainder method).

    A part of 0 stays 0 where others can take the cents that are left.
    """
    exact = [Decimal(repr(part)) / CENT for part in parts]
    cents = [int(amount.to_integral_value(ROUND_FLOOR)) for amount in exact]
    left = int(whole / CENT) - sum(cents)
    order = sorted(range(len(parts)), key=lambda at: (parts[at] == 0, cents[at] - exact[at], -abs(exact[at]), at))
    places = [at for at in order if parts[at]] or order
    step = 1 if left > 0 else -1
    for number in range(abs(left)):
        cents[places[number % len(places)] if step > 0 else places[-1 - number % len(places)]] += step
    return [amount * CENT for amount in cents]
