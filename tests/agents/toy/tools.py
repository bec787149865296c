"""Two tools that read, and one that changes."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from finops_core.answers import (
    Basis,
    Cell,
    Column,
    Entity,
    Evidence,
    Figure,
    FiguresBlock,
    Finding,
    Gap,
    Proposal,
    Recommendation,
    RecommendationsBlock,
    TableBlock,
)
from finops_core.errors import ToolError
from finops_core.tools.artifacts import Kept
from finops_core.tools.context import ToolContext
from finops_core.tools.facts import FactBook
from finops_core.tools.readers import Grant
from finops_core.tools.spec import Risk, ToolDef
from finops_core.values import Money
from tests.agents.toy.log_groups import KEEPER, LOG_GROUPS, LogGroup, LogGroupKeeper, LogGroupReader
from tests.agents.toy.params import EndlessParams, LimitParams, LogGroupsParams

GB: Final = Decimal(10**9)
USD_A_GB: Final = Decimal("0.03")
"""List price of a stored GB a month in us-east-1 and most regions: https://aws.amazon.com/cloudwatch/pricing/"""
DAYS: Final = 90
ROW = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The log groups of a scope: all of them for other tools, and what a table shows of them."""

    groups: tuple[LogGroup, ...]
    rows: Kept[ROW]
    entities: Kept[Entity]
    gaps: tuple[Gap, ...]
    requests: int


def _list(params: LogGroupsParams, ctx: ToolContext) -> Listed:
    found = ctx.service(LogGroupReader).log_groups(lambda count: ctx.progress(0, 1, f"{count} log groups so far."))
    ctx.meter.add(requests=found.requests)
    groups = tuple(group for group in found.groups if not params.region or group.region in params.region)
    rows = ctx.artifacts.keep(_row(group) for group in groups)
    entities = ctx.artifacts.keep(_entity(group) for group in groups)
    return Listed(groups=groups, rows=rows, entities=entities, gaps=found.gaps, requests=found.requests)


def _row(group: LogGroup) -> ROW:
    return (group.name, group.region, str(group.stored_bytes / GB), None if group.days is None else str(group.days))


def _entity(group: LogGroup) -> Entity:
    return Entity(
        kind="logs:log-group",
        id=group.arn,
        name=group.name,
        account=group.account,
        region=group.region,
        service="Amazon CloudWatch",
    )


def _basis(gaps: tuple[Gap, ...], requests: int) -> Basis:
    return Basis(source="CloudWatch Logs", api_requests=requests, gaps=gaps)


def _present_list(found: Listed, facts: FactBook) -> Finding:
    count = facts.number(found.rows.total, "log groups", "log groups")
    stored = facts.number(_stored(found.groups), "GB", "stored in log groups")
    endless = facts.number(sum(group.days is None for group in found.groups), "log groups", "kept for ever")
    figures = (
        Figure(label="Log groups", value=count.value, kind="number"),
        Figure(label="Stored", value=stored.value, kind="number", unit="GB"),
        Figure(label="Kept for ever", value=endless.value, kind="number"),
    )
    table = TableBlock(
        title="Log groups",
        columns=(
            Column(key="name", label="Log group"),
            Column(key="region", label="Region"),
            Column(key="stored", label="Stored", kind="number", unit="GB"),
            Column(key="days", label="Kept for", kind="number", unit="days"),
        ),
        rows=found.rows.first,
        total_rows=found.rows.total,
        artifact_id=found.rows.artifact_id,
        entities=found.entities.first,
        entities_id=found.entities.artifact_id,
    )
    return Finding(
        headline=f"You have [[{count.id}]] with [[{stored.id}]].",
        prose=f"[[{endless.id}]] keep their events for ever." if found.groups else "",
        facts=(count, stored, endless),
        blocks=(FiguresBlock(title="At a glance", items=figures), table),
        basis=_basis(found.gaps, found.requests),
        suggestions=("Which log groups are kept forever?",),
    )


def _stored(groups: tuple[LogGroup, ...]) -> Decimal:
    return sum((Decimal(group.stored_bytes) for group in groups), Decimal(0)) / GB


LIST: Final = ToolDef(
    name="log_groups",
    description="The log groups of the account: how many, how large, and how long each keeps its events.",
    params=LogGroupsParams,
    read=_list,
    present=_present_list,
    needs=(LOG_GROUPS,),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endless:
    """What limits would save."""

    advice: Kept[Recommendation]
    saving: Money
    gaps: tuple[Gap, ...]
    requests: int


def _endless(params: EndlessParams, ctx: ToolContext) -> Endless:
    """Asks the other tool for its data, not for its words."""
    listed = ctx.call(LIST, LogGroupsParams(region=params.region))
    groups = [group for group in listed.groups if group.days is None and group.stored_bytes]
    return Endless(
        advice=ctx.artifacts.keep(_advice(group) for group in groups),
        saving=Money(sum((_saving(group) for group in groups), Decimal(0)), "USD"),
        gaps=listed.gaps,
        requests=listed.requests,
    )


def _saving(group: LogGroup) -> Decimal:
    return (group.stored_bytes / GB * USD_A_GB).quantize(Decimal("0.01"))


def _advice(group: LogGroup) -> Recommendation:
    proposal = Proposal.of(
        "logs.limit_log_groups",
        {"log_group": [group.arn], "days": DAYS},
        effect=f"Events older than {DAYS} days are deleted, and new ones once they are as old.",
    )
    return Recommendation(
        check="logs.endless",
        title="Limit how long events are kept",
        resource=group.name,
        entity=_entity(group),
        finding="It keeps its events for ever.",
        evidence=(Evidence(metric="Stored", value=str(group.stored_bytes / GB), unit="GB", source="CloudWatch Logs"),),
        saving_per_month=str(_saving(group)),
        unit="USD",
        estimated=True,
        effort="low",
        risk="low",
        restart=False,
        reversible=False,
        sources=("CloudWatch Logs",),
        proposal=proposal,
    )


def _present_endless(found: Endless, facts: FactBook) -> Finding:
    count = facts.number(found.advice.total, "log groups", "kept for ever")
    saving = facts.money(found.saving, "at most saved in a month")
    advice = RecommendationsBlock(
        title="Limits to set",
        items=found.advice.first,
        total_items=found.advice.total,
        artifact_id=found.advice.artifact_id,
    )
    if not found.advice.total:
        return Finding(
            headline="No log group with events keeps them for ever.", basis=_basis(found.gaps, found.requests)
        )
    return Finding(
        headline=f"[[{count.id}]] keep their events for ever: at most [[{saving.id}]] a month.",
        facts=(count, saving),
        blocks=(advice,),
        basis=_basis(found.gaps, found.requests).model_copy(
            update={"notes": ("At list price, as if nothing were left. What is kept still costs its part.",)}
        ),
        suggestions=("Show my log groups",),
    )


ENDLESS: Final = ToolDef(
    name="endless_log_groups",
    description="Log groups that keep their events for ever, and what a limit would save at most.",
    params=EndlessParams,
    read=_endless,
    present=_present_endless,
    needs=(LOG_GROUPS,),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """What was changed."""

    groups: tuple[LogGroup, ...]
    days: int


def _limit(params: LimitParams, ctx: ToolContext) -> Limited:
    """Looks first: what is not among the user's log groups is not changed, and nothing is changed by half."""
    listed = ctx.call(LIST, LogGroupsParams(region=params.region))
    known = {group.arn: group for group in listed.groups}
    chosen = params.log_group or tuple(arn for arn, group in known.items() if group.days is None)
    missing = [arn for arn in chosen if arn not in known]
    if missing:
        raise ToolError("One of the log groups is not there. Nothing was changed.")
    for number, arn in enumerate(chosen):
        ctx.progress(number, len(chosen), "Setting limits.")
        ctx.service(LogGroupKeeper).keep(known[arn], params.days)
    return Limited(groups=tuple(known[arn] for arn in chosen), days=params.days)


def _present_limited(done: Limited, facts: FactBook) -> Finding:
    count = facts.number(len(done.groups), "log groups", "changed")
    days = facts.number(done.days, "days", "events are kept")
    return Finding(headline=f"[[{count.id}]] now keep their events for [[{days.id}]].", facts=(count, days))


LIMIT: Final = ToolDef(
    name="limit_log_groups",
    description="Sets how many days log groups keep their events. Older events are deleted.",
    params=LimitParams,
    read=_limit,
    present=_present_limited,
    needs=(LOG_GROUPS, KEEPER),
    risk=Risk.CHANGE,
    grants=(Grant(actions=("logs:PutRetentionPolicy",), resources=("arn:aws:logs:*:*:log-group:*",)),),
)
