"""Which bill is loaded, what it covers and what was left out of it."""

from dataclasses import dataclass

from agents.bill.dimensions import account_label
from agents.bill.scope import covered
from agents.cost.bill_status.params import BillStatusParams
from billing.query import BillInfo
from billing.source import BillSource
from finops_core.answers import Basis, DateRange
from finops_core.tools.context import ToolContext
from finops_core.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class BillStatus:
    """What is loaded: `complete` are the days that are fully billed, `accounts` those the user may see, by label.

    `rows_left_out` counts the rows that could not be read.
    """

    info: BillInfo
    complete: Period
    accounts: tuple[str, ...]
    rows_left_out: int
    basis: Basis


def read_bill_status(params: BillStatusParams, context: ToolContext) -> BillStatus:
    """What is loaded. Raises BillError when the export cannot be read."""
    info = context.service(BillSource).info()
    seen = sorted(a for a in info.accounts if context.accounts is None or a in context.accounts)
    accounts = tuple(account_label(account, info) for account in seen)
    return BillStatus(
        info=info,
        complete=covered(info),
        accounts=accounts,
        rows_left_out=sum(problem.rows for problem in info.problems),
        basis=Basis(
            period=DateRange(start=info.period.start, end=info.period.end),
            source=info.source,
            sample=info.sample,
            data_as_of=info.data_as_of,
            accounts=accounts,
        ),
    )
