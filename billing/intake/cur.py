"""AWS Cost and Usage Reports, legacy (both spellings) and 2.0, as rows of `charges`.

BilledCost is the unblended cost. EffectiveCost is the amortised cost, net of discounts where the report has net
columns, as in the "amortized cost" queries of the AWS CUR query library: covered usage carries the commitment's
effective cost, the commitment's own fees only what was not used, negations and upfront fees nothing.
ListCost is the public on-demand cost that the report states.
"""

from billing.intake.charge_dates import charge_dates
from billing.intake.charges import SPLIT_COST, TEXT_COLUMNS, Expressions
from billing.intake.line_kinds import cur_line_kind
from billing.intake.source_columns import NULL, SourceColumns
from billing.intake.tags import cur_tags

_TEXTS = {
    "PublisherName": ("line_item_legal_entity", "bill_billing_entity"),
    "InvoiceIssuerName": ("bill_invoicing_entity", "line_item_legal_entity"),
    "InvoiceId": ("bill_invoice_id",),
    "BillingAccountId": ("bill_payer_account_id",),
    "BillingAccountName": ("bill_payer_account_name",),
    "SubAccountId": ("line_item_usage_account_id",),
    "SubAccountName": ("line_item_usage_account_name",),
    "ChargeDescription": ("line_item_line_item_description",),
    "AvailabilityZone": ("line_item_availability_zone",),
    "ResourceId": ("line_item_resource_id",),
    "SkuId": ("product_sku",),
    "PricingUnit": ("pricing_unit",),
    "ConsumedUnit": ("pricing_unit",),
    "CommitmentDiscountId": ("savings_plan_savings_plan_a_r_n", "reservation_reservation_a_r_n"),
    "x_ServiceCode": ("line_item_product_code",),
    "x_UsageType": ("line_item_usage_type",),
    "x_Operation": ("line_item_operation",),
    "x_ProductFamily": ("product_product_family",),
    "x_LineType": ("line_item_line_item_type",),
    "x_LineItemId": ("identity_line_item_id",),
}

AMOUNTS = (
    *("line_item_unblended_cost", "line_item_net_unblended_cost", "pricing_public_on_demand_cost"),
    *("line_item_usage_amount", "line_item_normalized_usage_amount"),
    *("savings_plan_savings_plan_effective_cost", "savings_plan_net_savings_plan_effective_cost"),
    *("savings_plan_total_commitment_to_date", "savings_plan_used_commitment"),
    *("reservation_effective_cost", "reservation_net_effective_cost"),
    *("reservation_unused_recurring_fee", "reservation_net_unused_recurring_fee"),
    "reservation_unused_amortized_upfront_fee_for_billing_period",
    "reservation_net_unused_amortized_upfront_fee_for_billing_period",
    *("split_line_item_split_cost", "split_line_item_unused_cost"),
    *("split_line_item_net_split_cost", "split_line_item_net_unused_cost"),
)
"""Every column that is read as a number."""

_RESERVATION = "reservation_reservation_a_r_n"
_SAVINGS_PLAN = "savings_plan_savings_plan_a_r_n"


def cur_expressions(columns: SourceColumns, *, has_net: bool) -> Expressions:
    """SQL for every column of a file's view, over one row of a report.

    `has_net` says that the net columns of this file hold values: then discount lines, which net costs already
    contain, have no effective cost of their own.
    """
    e: Expressions = dict.fromkeys(TEXT_COLUMNS, NULL)
    e |= {name: columns.text(*sources) for name, sources in _TEXTS.items()}
    e["BillingCurrency"] = columns.currency()
    e["ProviderName"] = "'AWS'"
    e["ServiceName"] = _first(
        columns.text("product_product_name"),
        columns.entry("product", "product_name"),
        columns.text("product_servicename"),
        columns.entry("product", "servicename"),
        e["x_ServiceCode"],
    )
    e["RegionId"] = _first(
        columns.text("product_region_code", "product_region", "line_item_usage_region"),
        columns.entry("product", "region"),
        _region_of_zone(e["AvailabilityZone"]),
    )
    e["x_ProductFamily"] = _first(e["x_ProductFamily"], columns.entry("product", "product_family"))
    if not columns.has("line_item_line_item_type"):
        e["x_LineType"] = "'Usage'"
    e["ResourceType"] = columns.text("product_instance_type")
    e |= _times(columns) | _amounts(columns, e, has_net=has_net)
    e["x_LineKind"] = cur_line_kind(
        e, billing_entity=columns.text("bill_billing_entity"), reservation=columns.text(_RESERVATION)
    )
    e |= charge_columns(columns, e)
    e["Tags"], e["x_TagsUnread"] = cur_tags(columns)
    return e


def _first(*values: str) -> str:
    real = [value for value in values if value != NULL]
    return f"coalesce({', '.join(real)})" if real else NULL


def _region_of_zone(zone: str) -> str:
    """`us-east-1a` lies in `us-east-1`; usage outside a zone has the region itself in this column."""
    return NULL if zone == NULL else f"nullif(regexp_extract({zone}, '^([a-z]+(-[a-z]+)+-[0-9]+)', 1), '')"


def _times(columns: SourceColumns) -> Expressions:
    e = charge_dates(
        columns,
        {
            "ChargePeriodStart": "line_item_usage_start_date",
            "ChargePeriodEnd": "line_item_usage_end_date",
            "BillingPeriodStart": "bill_billing_period_start_date",
            "BillingPeriodEnd": "bill_billing_period_end_date",
        },
    )
    commitment_ends = f"coalesce({columns.time('savings_plan_end_time')}, {columns.time('reservation_end_time')})"
    return {**e, "x_CommitmentEnd": commitment_ends}


def _amounts(columns: SourceColumns, e: Expressions, *, has_net: bool) -> Expressions:
    unblended = columns.text("line_item_unblended_cost")
    net = columns.text("line_item_net_unblended_cost") if has_net else NULL
    kind = f"lower(coalesce({e['x_LineType']}, ''))"
    on_demand = columns.text("pricing_public_on_demand_cost")
    first, second = _effective(columns, has_net=has_net)
    own = _first(net, unblended)
    discount_own = f"coalesce({net}, '0')" if has_net else unblended
    upfront_fee = f"({kind} = 'fee' AND {columns.text(_RESERVATION)} IS NOT NULL)"
    nothing = f"({kind} IN ('savingsplannegation', 'savingsplanupfrontfee') OR {upfront_fee})"
    covered = f"{kind} IN ('savingsplancoveredusage', 'discountedusage')"
    return {
        "BilledCost": unblended,
        "EffectiveCost": (
            f"CASE WHEN {nothing} THEN '0' {first} "
            f"WHEN ends_with({kind}, 'discount') THEN {discount_own} ELSE {own} END"
        ).replace("$kind", kind),
        "x_EffectiveAddend": f"CASE {second} ELSE NULL END".replace("$kind", kind),
        "ListCost": on_demand,
        "ContractedCost": (
            f"CASE WHEN {kind} = 'savingsplannegation' THEN '0' "
            f"WHEN {covered} THEN coalesce({on_demand}, {unblended}) ELSE {own} END"
        ),
        "ConsumedQuantity": columns.text("line_item_usage_amount"),
        "PricingQuantity": NULL,
        SPLIT_COST: _split_cost(columns, has_net=has_net),
        "CommitmentDiscountQuantity": columns.text("line_item_normalized_usage_amount"),
    }


def _split_cost(columns: SourceColumns, *, has_net: bool) -> str:
    """What split cost allocation gives a container: its used share and its part of what the instance leaves unused."""
    addends: list[str] = []
    for name in ("split_cost", "unused_cost"):
        net = columns.text(f"split_line_item_net_{name}") if has_net else NULL
        stated = _first(net, columns.text(f"split_line_item_{name}"))
        if stated != NULL:
            addends.append(f"try_cast({stated} AS DECIMAL(38, 18))")
    if not addends:
        return NULL
    added = " + ".join(f"coalesce({addend}, 0)" for addend in addends)
    return f"CASE WHEN coalesce({', '.join(addends)}) IS NOT NULL THEN CAST({added} AS VARCHAR) END"


def _effective(columns: SourceColumns, *, has_net: bool) -> tuple[str, str]:
    """WHEN clauses for the two addends of the effective cost of commitments' lines (`$kind` is the line type).

    A report without a commitment's columns has nothing to amortise by: its lines keep their unblended cost.
    """
    first: list[str] = []
    second: list[str] = []

    def amount(net_name: str, name: str) -> str:
        return _first(columns.text(net_name) if has_net else NULL, columns.text(name))

    covered = amount("savings_plan_net_savings_plan_effective_cost", "savings_plan_savings_plan_effective_cost")
    if covered != NULL:
        first.append(f"WHEN $kind = 'savingsplancoveredusage' AND {covered} IS NOT NULL THEN {covered}")
    reserved = amount("reservation_net_effective_cost", "reservation_effective_cost")
    if reserved != NULL:
        first.append(f"WHEN $kind = 'discountedusage' AND {reserved} IS NOT NULL THEN {reserved}")
    committed = columns.text("savings_plan_total_commitment_to_date")
    used = columns.text("savings_plan_used_commitment")
    if NULL not in (committed, used):
        when = f"WHEN $kind = 'savingsplanrecurringfee' AND {committed} IS NOT NULL"
        first.append(f"{when} THEN {committed}")
        second.append(f"{when} THEN {_negated(used)}")
    upfront = amount(
        "reservation_net_unused_amortized_upfront_fee_for_billing_period",
        "reservation_unused_amortized_upfront_fee_for_billing_period",
    )
    recurring = amount("reservation_net_unused_recurring_fee", "reservation_unused_recurring_fee")
    if NULL not in (upfront, recurring):
        when = f"WHEN $kind = 'rifee' AND coalesce({upfront}, {recurring}) IS NOT NULL"
        first.append(f"{when} THEN coalesce({upfront}, '0')")
        second.append(f"{when} THEN {recurring}")
    return " ".join(first), " ".join(second) or "WHEN FALSE THEN NULL"


def _negated(amount: str) -> str:
    return f"CASE WHEN starts_with({amount}, '-') THEN substr({amount}, 2) ELSE '-' || {amount} END"


def charge_columns(columns: SourceColumns, e: Expressions) -> Expressions:
    """FOCUS's categories for line types, as in the FOCUS conversion of AWS's own export."""
    kind = f"lower(coalesce({e['x_LineType']}, ''))"
    fee = f"{kind} IN ('fee', 'rifee', 'savingsplanupfrontfee', 'savingsplanrecurringfee')"
    plan, reservation = columns.text(_SAVINGS_PLAN), columns.text(_RESERVATION)
    recurring = f"{kind} IN ('rifee', 'savingsplanrecurringfee')"
    covered = f"{kind} IN ('savingsplancoveredusage', 'discountedusage')"
    return {
        "ChargeCategory": (
            f"CASE WHEN {kind} = 'tax' THEN 'Tax' WHEN {kind} = 'credit' THEN 'Credit' "
            f"WHEN ends_with({kind}, 'discount') THEN 'Credit' WHEN {kind} = 'refund' THEN 'Credit' "
            f"WHEN {fee} THEN 'Purchase' ELSE 'Usage' END"
        ),
        "ChargeClass": f"CASE WHEN {kind} = 'refund' THEN 'Correction' END",
        "ChargeFrequency": (
            f"CASE WHEN {recurring} THEN 'Recurring' WHEN {fee} THEN 'One-Time' ELSE 'Usage-Based' END"
        ),
        "PricingCategory": (
            f"CASE WHEN {covered} THEN 'Committed' WHEN {kind} <> 'usage' THEN NULL "
            f"WHEN contains(coalesce({e['x_UsageType']}, ''), 'SpotUsage') THEN 'Dynamic' ELSE 'Standard' END"
        ),
        "CommitmentDiscountType": (
            f"CASE WHEN {plan} IS NOT NULL THEN 'Savings Plan' "
            f"WHEN {reservation} IS NOT NULL THEN 'Reserved Instance' END"
        ),
        "CommitmentDiscountStatus": f"CASE WHEN {covered} THEN 'Used' END",
    }
