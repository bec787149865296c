"""Rows that were made of Cost Explorer's answers (`billing.cost_explorer.rows`) as rows of `charges`.

The record type is CUR's line item type, so that kinds and categories are told as of a Cost and Usage Report; amortised
costs are Cost Explorer's own.
"""

from billing.intake.charge_dates import charge_dates
from billing.intake.charges import SPLIT_COST, TEXT_COLUMNS, TIME_COLUMNS, Expressions
from billing.intake.cur import charge_columns
from billing.intake.line_kinds import cur_line_kind
from billing.intake.source_columns import NULL, SourceColumns
from billing.intake.tags import focus_tags

_TEXTS = (
    *("SubAccountId", "SubAccountName", "ServiceName", "x_UsageType", "RegionId", "x_Operation", "AvailabilityZone"),
    *("ResourceType", "ChargeDescription", "ConsumedUnit"),
)


def cost_explorer_expressions(columns: SourceColumns) -> Expressions:
    """SQL for every column of a file's view, over one row of such a file."""
    e: Expressions = dict.fromkeys(TEXT_COLUMNS, NULL)
    e |= {name: columns.text(name) for name in _TEXTS}
    e["ProviderName"] = "'AWS'"
    e["PublisherName"] = columns.text("BillingEntity")
    e["x_LineType"] = columns.text("CostExplorerRecordType")
    e["BillingCurrency"] = columns.currency()
    e |= charge_dates(columns, {name: name for name in TIME_COLUMNS})
    e |= {name: columns.amount(name) for name in ("BilledCost", "EffectiveCost", "ConsumedQuantity")}
    nothing = ("ListCost", "ContractedCost", "PricingQuantity", "CommitmentDiscountQuantity", SPLIT_COST)
    e |= dict.fromkeys((*nothing, "x_EffectiveAddend"), NULL)
    e["x_LineKind"] = cur_line_kind(e, billing_entity=columns.text("BillingEntity"), reservation=NULL)
    e |= charge_columns(columns, e)
    e["Tags"], e["x_TagsUnread"] = focus_tags(columns)
    return e
