"""What became of recommendations, read from a bill of several months."""

from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

from agents.advice.past.params import HistoryParams
from agents.bill.caveats import also_read
from agents.opportunities.told_before import with_told
from agents.opportunities.track_record import Outcome, TrackRecord, month_looks, track_record
from billing.charge_rows import ChargeRows
from billing.source import BillSource
from finops_core.advice_log import AdviceLog
from finops_core.answers import Basis
from finops_core.errors import ToolError
from finops_core.savings_line import log_savings
from finops_core.tools.context import ToolContext

NOTHING_READ: Final = Basis()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A track record of one currency, the one in which most was saved; `others` are left out."""

    params: HistoryParams
    record: TrackRecord
    currency: str
    carried_out: tuple[Outcome, ...]
    without_saving: tuple[Outcome, ...]
    others: tuple[str, ...] = ()
    basis: Basis = NOTHING_READ

    @property
    def saved(self) -> Decimal:
        return sum((one.saved for one in self.carried_out), Decimal(0))

    @property
    def estimate(self) -> Decimal:
        return sum((one.estimate for one in self.carried_out), Decimal(0))

    @property
    def so_far(self) -> Decimal:
        return sum((one.so_far for one in self.carried_out), Decimal(0))

    @property
    def usual(self) -> Decimal:
        """The middle of what was saved as a part of its estimate, of at least one that was carried out."""
        return median(one.saved / one.estimate for one in self.carried_out)


def read_history(params: HistoryParams, context: ToolContext) -> Past:
    """Holds the findings of each month end against later months. Raises ToolError for a reader that has no rows, and
    BillError for a bill of less than a month."""
    bill = context.service(BillSource)
    if not isinstance(bill, ChargeRows):
        raise ToolError("What was saved is told from a billing export. Load one: `finops up --bill PATH`.")
    also_read(context)
    looks = month_looks(bill, context.check)
    record = track_record(looks)
    log: AdviceLog | None = context.services.get(AdviceLog)
    if log is not None:
        record = with_told(record, looks, log.runs(context.user_id), log.done(context.user_id))
    past = as_past(params, record)
    if past.currency:
        log_savings("realised", {past.currency: past.saved})
    return past


def as_past(params: HistoryParams, record: TrackRecord) -> Past:
    """The record in one currency."""
    sums: dict[str, Decimal] = {}
    for one in record.outcomes:
        sums[one.currency] = sums.get(one.currency, Decimal(0)) + abs(one.saved)
    currency = max(sums, key=lambda unit: (sums[unit], unit)) if sums else ""
    return Past(
        params=params,
        record=record,
        currency=currency,
        carried_out=tuple(one for one in record.carried_out if one.currency == currency),
        without_saving=tuple(one for one in record.without_saving if one.currency == currency),
        others=tuple(sorted(sums.keys() - {currency})),
    )
