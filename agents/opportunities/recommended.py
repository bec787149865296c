"""A finding as answers show it: the thing, its evidence, what it saves, and why that is not counted."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from agents.opportunities.bill_advice import Counted
from agents.opportunities.dismissed import Apart, Dismissed, advised
from agents.opportunities.opportunity import Shown
from finops_core.answers import DateRange, Entity, Evidence, Recommendation
from finops_core.answers.advice import Degree
from finops_core.values import Period

CENT: Final = Decimal("0.01")
PAID_ALREADY: Final = "What a commitment paid already is shown, and in no total: it is not given back."
TO_REVIEW: Final = "A cost to review is shown, and in no total: how much of it is avoidable, a person decides."


def recommendations(found: Sequence[Counted], apart: Apart, month: Period) -> list[Recommendation]:
    """Open findings with those among them that are said to be done: that takes nothing from what the bill shows."""
    return [
        item.model_copy(update={"status": "done"}) if advised(each) in apart.marked else item
        for each in found
        for item in (recommendation(each, month),)
    ]


def dismissed_recommendation(one: Dismissed, month: Period) -> Recommendation:
    """One that is in no total, with the reason that the user gave and until when it holds."""
    return recommendation(one.each, month).model_copy(
        update={
            "status": "dismissed",
            "counted_per_month": "0",
            "not_counted": f"Dismissed until {one.by.until.date().isoformat()}: {one.by.reason}",
        }
    )


def of_marked(found: Sequence[Counted], apart: Apart) -> tuple[str, ...]:
    """The note on those that are said to be done and still there."""
    count = sum(advised(each) in apart.marked for each in found)
    return (f"Marked as done, and counted as long as the bill shows it: {count} of the recommendations.",) * (count > 0)


def recommendation(each: Counted, month: Period) -> Recommendation:
    """A finding with its evidence; `month` is what its figures of the bill are of."""
    check, found = each.opportunity.check, each.opportunity.found
    thing = found.thing
    last_month = DateRange(start=month.start, end=month.end)
    entity = Entity(
        kind=thing.service, id=thing.resource, account=thing.account, region=thing.region, service=thing.service
    )
    return Recommendation(
        title=check.title,
        resource=thing.resource,
        saving_per_month=str(found.saving.quantize(CENT)),
        unit=thing.currency,
        detail=f"{check.remedy} {check.unseen}",
        check=check.id,
        entity=entity,
        finding=check.rule,
        evidence=tuple(_evidence(one, found.sources, last_month) for one in found.shown),
        estimated=True,
        effort=_degree(check.effort),
        risk=_degree(check.risk),
        restart=check.restart,
        reversible=check.reversible,
        sources=found.sources,
        not_counted=_not_counted(each),
        counted_per_month=f"{each.counted.normalize():f}",
        saving_class=check.saving_class.value,
    )


def _degree(text: str) -> Degree:
    return "high" if text == "high" else "medium" if text == "medium" else "low"


def _not_counted(each: Counted) -> str:
    if each.opportunity.found.not_counted:
        return each.opportunity.found.not_counted
    if each.counted >= each.opportunity.found.saving:
        return ""
    if each.counted > 0:
        return "A part is saved already by what comes before it."
    if each.opportunity.check.saving_class.value == "commitment":
        return PAID_ALREADY
    if each.opportunity.check.saving_class.value == "review":
        return TO_REVIEW
    return "Saved already by what comes before it."


def _evidence(shown: Shown, sources: tuple[str, ...], month: DateRange) -> Evidence:
    """One figure with who showed it; one of the account alone names its own time, which is not a bill's month."""
    return Evidence(
        metric=shown.metric,
        value=f"{shown.value.normalize():f}",
        unit=shown.unit,
        window=month if "bill" in sources else None,
        source=", ".join(sources),
    )
