"""FOCUS 1.0-preview to 1.4 as rows of `charges`: nearly one to one, with what earlier and later versions moved."""

from collections.abc import Mapping

from billing.intake.amounts import DecimalType
from billing.intake.charge_dates import charge_dates
from billing.intake.charges import COST_COLUMNS, QUANTITY_COLUMNS, SPLIT_COST, TEXT_COLUMNS, TIME_COLUMNS, Expressions
from billing.intake.focus_words import FOCUS_WORDS, in_own_words, refined_by_subcategory
from billing.intake.line_kinds import focus_line_kind
from billing.intake.source_columns import NULL, SourceColumns
from billing.intake.tags import focus_tags

_MOVED = {
    # FOCUS 1.3 deprecates ProviderName and PublisherName, 1.4 has neither. Previews, and Oracle, write no `Name`.
    "ProviderName": (
        *("ProviderName", "Provider", "x_ProviderName", "ServiceProviderName"),
        *("HostProviderName", "InvoiceIssuerName", "InvoiceIssuer"),
    ),
    "PublisherName": ("PublisherName", "Publisher", "x_PublisherName", "ServiceProviderName"),
    "InvoiceIssuerName": ("InvoiceIssuerName", "InvoiceIssuer"),
    "ConsumedUnit": ("ConsumedUnit", "UsageUnit"),
    # AWS carries the usage type in x_UsageType up to 1.1, in SkuMeter from 1.2 on.
    "x_UsageType": ("x_UsageType", "SkuMeter"),
    "x_Operation": ("x_Operation",),
    "x_ResourceGroupName": ("x_ResourceGroupName", "ResourceGroupName", "ResourceGroup", "x_ResourceGroup"),
    "x_CompartmentName": ("oci_CompartmentName", "x_CompartmentName", "x_OciCompartmentName", "CompartmentName"),
    "RegionId": ("RegionId", "Region"),
}

_FORMER_QUANTITY = {"ConsumedQuantity": ("UsageQuantity",)}


def focus_expressions(columns: SourceColumns) -> Expressions:
    """SQL for every column of a file's view, over one row of a FOCUS file."""
    e: Expressions = {name: columns.text(*_MOVED.get(name, (name,))) for name in TEXT_COLUMNS if name != "x_LineKind"}
    e["BillingCurrency"] = columns.currency()
    e |= charge_dates(columns, {name: name for name in TIME_COLUMNS})
    e |= {name: columns.amount(name, *_FORMER_QUANTITY.get(name, ())) for name in (*COST_COLUMNS, *QUANTITY_COLUMNS)}
    e["CommitmentDiscountCategory"] = columns.text("CommitmentDiscountCategory")
    e["x_ChargeSubcategory"] = columns.text("ChargeSubcategory")
    e |= refined_by_subcategory({name: in_own_words(name, sql) for name, sql in e.items()}, e["x_ChargeSubcategory"])
    e |= {name: columns.derived(e[name]) for name in FOCUS_WORDS}
    e["x_LineType"] = _first(columns.text("x_LineItemType"), e["ChargeCategory"])
    e["x_PublisherCategory"] = columns.text("x_PublisherCategory", "x_PublisherType")
    e["x_LineKind"] = focus_line_kind({**e, "BilledCost": f"CAST({e['BilledCost']} AS VARCHAR)"})
    e |= {"x_EffectiveAddend": NULL, SPLIT_COST: NULL}
    e["x_ResourceGroupName"] = _resource_group(e["x_ResourceGroupName"], e["ResourceId"])
    e["Tags"], e["x_TagsUnread"] = focus_tags(columns)
    return e


def _first(*values: str) -> str:
    real = [value for value in values if value != NULL]
    return f"coalesce({', '.join(real)})" if real else NULL


def _resource_group(stated: str, resource: str) -> str:
    """An Azure resource lies in the group that its id names, where no column does."""
    if resource == NULL:
        return stated
    named = f"nullif(regexp_extract({resource}, '(?i)^/subscriptions/[^/]+/resourcegroups/([^/]+)', 1), '')"
    of_azure = f"CASE WHEN starts_with({resource}, '/') THEN {named} END"
    return of_azure if stated == NULL else f"coalesce({stated}, {of_azure})"


def exact_amounts(columns: SourceColumns) -> Mapping[str, DecimalType]:
    """The amounts that a file states in a type which keeps them exactly: their digits need not be counted."""
    found = {
        name: next((c for n in (name, *_FORMER_QUANTITY.get(name, ())) if (c := columns.find(n))), None)
        for name in (*COST_COLUMNS, *QUANTITY_COLUMNS)
    }
    return {name: column.decimal for name, column in found.items() if column is not None and column.decimal}
