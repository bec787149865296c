"""What a budget allows in one period: as stated, planned by period, or adjusted to the past."""

from decimal import Decimal

from billing.budgets.periods import period_before
from billing.budgets.record import Budget
from billing.budgets.spending import Spending
from finops_core.values import CENT, EXACT, Period


def limit_for(budget: Budget, spent: Spending, period: Period) -> Decimal | None:
    """The limit of a period; None where only AWS knows it.

    AWS states the limit of an auto-adjusting budget as it is now. Where a historical one is not stated, it is the mean
    of the periods looked back on, as AWS sets it ("AutoAdjustData", API reference).
    """
    stated = budget.limit_at(period.start)
    if stated is not None:
        return stated.amount
    options = budget.auto_adjust_data.historical_options if budget.auto_adjust_data else None
    if options is None:
        return None
    wanted = options.look_back_available_periods or options.budget_adjustment_period
    amounts: list[Decimal] = []
    earlier = period_before(budget, period)
    while earlier is not None and earlier.start >= spent.days.start and len(amounts) < wanted:
        amounts.append(spent.over(earlier))
        earlier = period_before(budget, earlier)
    mean = EXACT.divide(sum(amounts, Decimal(0)), Decimal(len(amounts))) if amounts else None
    return None if mean is None else mean.quantize(CENT, context=EXACT)
