"""What questions group, measure and count by, and how a bill spells it."""

from collections.abc import Mapping

from agents.bill.absent import Missing
from agents.bill.tag_keys import candidates, cost_categories, shown_key
from billing.query import BillInfo, Dimension, Granularity, GroupKey, Metric, Tag
from billing.terms import Terms
from finops_core.errors import ToolRetry

DIMENSIONS: Mapping[str, Dimension] = {
    "service": Dimension.SERVICE,
    "service_category": Dimension.SERVICE_CATEGORY,
    "account": Dimension.ACCOUNT,
    "billing_account": Dimension.BILLING_ACCOUNT,
    "region": Dimension.REGION,
    "zone": Dimension.ZONE,
    "resource": Dimension.RESOURCE,
    "resource_type": Dimension.RESOURCE_TYPE,
    "resource_group": Dimension.RESOURCE_GROUP,
    "compartment": Dimension.COMPARTMENT,
    "account_name": Dimension.ACCOUNT_NAME,
    "usage_type": Dimension.USAGE_TYPE,
    "usage_family": Dimension.USAGE_FAMILY,
    "usage_kind": Dimension.USAGE_KIND,
    "instance_family": Dimension.INSTANCE_FAMILY,
    "operation": Dimension.OPERATION,
    "charge_category": Dimension.CHARGE_CATEGORY,
    "kind": Dimension.LINE_KIND,
    "pricing": Dimension.PRICING_CATEGORY,
    "commitment": Dimension.COMMITMENT,
    "provider": Dimension.PROVIDER,
    "publisher": Dimension.PUBLISHER,
    "invoice": Dimension.INVOICE,
    "invoice_issuer": Dimension.INVOICE_ISSUER,
    "team": Dimension.TEAM,
}
"""What `group_by` takes, beside `tag:KEY`."""

COST_CATEGORY = "cost_category"
"""The bill's cost category; `tag:NAME` is one of several."""

METRICS: Mapping[str, Metric] = {
    "billed": Metric.BILLED,
    "effective": Metric.EFFECTIVE,
    "list": Metric.LIST,
    "contracted": Metric.CONTRACTED,
}

GRAINS: Mapping[str, Granularity] = {grain.value: grain for grain in Granularity}


_HEADINGS: Mapping[Dimension, str] = {
    Dimension.ZONE: "Availability zone",
    Dimension.LINE_KIND: "Kind of charge",
    Dimension.PUBLISHER: "Vendor",
}


def heading(key: GroupKey) -> str:
    """A dimension's name above a column."""
    if isinstance(key, Tag):
        return shown_key(key.key)
    return _HEADINGS.get(key, key.name.replace("_", " ").capitalize())


def group_key(name: str, info: BillInfo, terms: Terms) -> GroupKey | Missing:
    """The dimension of a `group_by` word. Raises ToolRetry for a word that is none.

    Teams are those of the organisation's terms; without any, the tag of that name.
    """
    if name == COST_CATEGORY:
        found = tuple(Tag(key) for key in cost_categories(info))
        return found[0] if found else Missing(what="tag", asked="cost category", instead=info.tag_keys)
    if name.startswith("tag:") or (name == "team" and not terms.teams):
        asked = name.removeprefix("tag:")
        found = candidates(asked, info, terms)
        return found[0] if found else Missing(what="tag", asked=asked, instead=info.tag_keys)
    dimension = DIMENSIONS.get(name)
    if dimension is None:
        raise ToolRetry(f"group_by: {name!r} is not one of {', '.join(DIMENSIONS)}, {COST_CATEGORY} or tag:KEY.")
    return dimension


def match_tag_key(asked: str, info: BillInfo, terms: Terms) -> str | None:
    """The bill's own spelling of the tag key that a name means, or None."""
    found = candidates(asked, info, terms)
    return found[0].key if found else None


def account_label(account: str, info: BillInfo) -> str:
    """`Payments (123456789012)`, or the id alone when the bill has no name for it."""
    name = info.accounts.get(account, "")
    return f"{name} ({account})" if name and name != account else account


def without_amounts(metric: Metric, info: BillInfo) -> bool:
    """Whether the export leaves a cost column empty although it bills something."""
    totals = info.currencies.values()
    return all(of.get(metric) == 0 for of in totals) and any(of.get(Metric.BILLED) for of in totals)
