"""FOCUS 1.0 to 1.3 as rows of `charges`: nearly one to one, with what earlier and later versions moved."""

from collections.abc import Mapping

from billing.intake.amounts import DecimalType
from billing.intake.charges import COST_COLUMNS, QUANTITY_COLUMNS, TEXT_COLUMNS, TIME_COLUMNS, Expressions
from billing.intake.line_kinds import focus_line_kind
from billing.intake.source_columns import NULL, SourceColumns
from billing.intake.tags import tags_from, tags_unread

_MOVED = {
    # FOCUS 1.3 deprecates ProviderName and PublisherName.
    "ProviderName": ("ProviderName", "ServiceProviderName", "HostProviderName", "InvoiceIssuerName"),
    "PublisherName": ("PublisherName", "ServiceProviderName"),
    # AWS carries the usage type in x_UsageType up to 1.1, in SkuMeter from 1.2 on.
    "x_UsageType": ("x_UsageType", "SkuMeter"),
    "x_Operation": ("x_Operation",),
    "RegionId": ("RegionId", "Region"),
}


def focus_expressions(columns: SourceColumns) -> Expressions:
    """SQL for every column of a file's view, over one row of a FOCUS file."""
    e: Expressions = {name: columns.text(*_MOVED.get(name, (name,))) for name in TEXT_COLUMNS if name != "x_LineKind"}
    e |= {name: columns.time(name) for name in TIME_COLUMNS}
    e |= {name: columns.amount(name) for name in (*COST_COLUMNS, *QUANTITY_COLUMNS)}
    e["x_LineType"] = columns.text("x_LineItemType", "ChargeCategory")
    e["CommitmentDiscountCategory"] = columns.text("CommitmentDiscountCategory")
    e["x_LineKind"] = focus_line_kind({**e, "BilledCost": f"CAST({e['BilledCost']} AS VARCHAR)"})
    e["x_EffectiveAddend"] = NULL
    e["Tags"] = tags_from(columns, "Tags")
    e["x_TagsUnread"] = tags_unread(columns, "Tags")
    return e


def exact_amounts(columns: SourceColumns) -> Mapping[str, DecimalType]:
    """The amounts that a file states in a type which keeps them exactly: their digits need not be counted."""
    found = {name: columns.find(name) for name in (*COST_COLUMNS, *QUANTITY_COLUMNS)}
    return {name: column.decimal for name, column in found.items() if column is not None and column.decimal}
