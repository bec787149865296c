"""The arguments that all questions about amounts share: period, filters, metric and what to leave out."""

from typing import Final

from supervisor.plan import Argument
from supervisor.slots import GIVEN_BACK, Reading

AGENT: Final = "cost"

Args = dict[str, Argument]


def scope(reading: Reading) -> Args | None:
    """The shared arguments of a question; None when its periods do not make one."""
    args: Args = {}
    period = period_of(reading)
    if period is None:
        return None
    if period:
        args["period"] = period
    args.update(reading.filters)
    if reading.invoice:
        args["by_invoice"] = True
    if reading.currency:
        args["currency"] = reading.currency
    if reading.metric:
        args["metric"] = reading.metric
    exclude = reading.exclude + GIVEN_BACK if reading.gross else reading.exclude
    if exclude:
        args["exclude"] = tuple(dict.fromkeys(exclude))
    return args


def settle_ever(reading: Reading) -> None:
    """ "So far" is all of the bill, unless a period says since when."""
    if reading.ever and not reading.periods:
        reading.periods.append("all")


def period_of(reading: Reading) -> str | None:
    """One period, or two joined as one; empty without any, None for what is neither."""
    periods = reading.periods
    if not periods:
        return ""
    if len(periods) == 1:
        return periods[0] if not reading.span else None
    if len(periods) == 2 and reading.span:
        return f"{periods[0]}/{periods[1]}"
    return None
