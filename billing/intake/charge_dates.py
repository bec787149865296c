"""When charges were made: the times of a row, and those that say "none" or "open" instead of a time."""

from collections.abc import Mapping

from billing.intake.charges import Expressions
from billing.intake.source_columns import SourceColumns
from billing.intake.sql_text import NO_TIME


def charge_dates(columns: SourceColumns, sources: Mapping[str, str]) -> Expressions:
    """SQL for the times of `charges` from the columns that hold them.

    A charge that starts at "none" (0001-01-01) is one of its billing period. `x_OpenTime` is such a time of the
    charge itself, so that it can be said.
    """
    e = {name: columns.time(source) for name, source in sources.items()}
    start = columns.open_time(sources["ChargePeriodStart"])
    end = columns.open_time(sources["ChargePeriodEnd"])
    if NO_TIME not in (start, e["BillingPeriodStart"]):
        e["ChargePeriodStart"] = (
            f"CASE WHEN {start} IS NULL THEN {e['ChargePeriodStart']} ELSE {e['BillingPeriodStart']} END"
        )
    real = [time for time in (start, end) if time != NO_TIME]
    e["x_OpenTime"] = f"coalesce({', '.join(real)})" if real else NO_TIME
    return e
