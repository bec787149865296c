"""What questions group, measure and count by, and how a bill spells it."""

from collections.abc import Mapping

from agents.cost.absent import Missing
from agents.cost.services import squash
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
    "usage_type": Dimension.USAGE_TYPE,
    "usage_family": Dimension.USAGE_FAMILY,
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

METRICS: Mapping[str, Metric] = {
    "billed": Metric.BILLED,
    "effective": Metric.EFFECTIVE,
    "list": Metric.LIST,
    "contracted": Metric.CONTRACTED,
}

GRAINS: Mapping[str, Granularity] = {grain.value: grain for grain in Granularity}


def group_key(name: str, info: BillInfo, terms: Terms) -> GroupKey | Missing:
    """The dimension of a `group_by` word. Raises ToolRetry for a word that is none.

    Teams are those of the organisation's terms; without any, the tag of that name.
    """
    if name.startswith("tag:") or (name == "team" and not terms.teams):
        asked = name.removeprefix("tag:")
        key = match_tag_key(asked, info, terms)
        return Tag(key) if key else Missing(what="tag", asked=asked, instead=info.tag_keys)
    dimension = DIMENSIONS.get(name)
    if dimension is None:
        raise ToolRetry(f"group_by: {name!r} is not one of {', '.join(DIMENSIONS)} or tag:KEY.")
    return dimension


def match_tag_key(asked: str, info: BillInfo, terms: Terms) -> str | None:
    """The bill's own spelling of a tag key: `cost center` finds `user_cost_center`.

    A key that means the same as another by the organisation's terms is that one, under which the bill has both.
    """
    wanted = squash(asked)
    for name, tag in terms.tags.items():
        if wanted in map(squash, tag.keys):
            wanted = squash(name)
    spelled = {squash(key): key for key in reversed(info.tag_keys)}
    for prefix in ("", "user", "resourcetagsuser"):
        if prefix + wanted in spelled:
            return spelled[prefix + wanted]
    return None


def account_label(account: str, info: BillInfo) -> str:
    """`Payments (123456789012)`, or the id alone when the bill has no name for it."""
    name = info.accounts.get(account, "")
    return f"{name} ({account})" if name and name != account else account


def without_amounts(metric: Metric, info: BillInfo) -> bool:
    """Whether the export leaves a cost column empty although it bills something."""
    totals = info.currencies.values()
    return all(of.get(metric) == 0 for of in totals) and any(of.get(Metric.BILLED) for of in totals)
