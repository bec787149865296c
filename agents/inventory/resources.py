"""What is in the accounts, as data: the list of a snapshot, narrowed to what was asked about."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from account.reader import AccountReader
from account.resources import Resource
from account.snapshot import AccountSnapshot
from agents.inventory.conditions import NARROWINGS, since
from agents.inventory.creation import Made, newest_first, read_days
from agents.inventory.kinds import Kind, kind_of, words_of_kind
from agents.inventory.ordering import adds_sizes, in_order, size_gb
from agents.inventory.params import ResourcesParams
from finops_core.answers import Cell, Entity, Gap
from finops_core.tools.artifacts import Kept
from finops_core.tools.context import ToolContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What was found. `unknown` counts resources of which nobody could tell whether the condition holds, `undated`
    those of which AWS does not say when they were made, where that was asked; `undated_kinds` are theirs in words.
    `unmeasured` counts those of which nobody knows the age or size that the list is ordered by.
    """

    params: ResourcesParams
    kind: Kind
    found: int
    of: int
    unknown: int
    undated: int
    undated_kinds: tuple[str, ...]
    unmeasured: int
    made: Made | None
    groups: tuple[tuple[str, int], ...]
    rows: Kept[tuple[Cell, ...]]
    entities: Kept[Entity]
    taken_at: datetime
    age_days: int
    accounts: tuple[str, ...]
    gaps: tuple[Gap, ...]
    sample: bool


def read_resources(params: ResourcesParams, context: ToolContext) -> Resources:
    """Lists what the newest snapshot has. Raises SettingsError when it cannot be read."""
    snapshot = context.service(AccountReader).snapshot()
    context.check()
    kind = kind_of(params.kind)
    every = [each for each in _of_kind(snapshot, kind) if _in_scope(each, params, snapshot)]
    made = read_days(params.created, snapshot, context)
    listed = _narrowed(every, params, made, context)
    ordered = in_order(listed.found, params, snapshot)
    found = ordered.first
    return Resources(
        params=params,
        kind=kind,
        found=len(listed.found),
        of=len(every),
        unknown=listed.unknown,
        undated=len(listed.undated),
        undated_kinds=tuple(sorted({words_of_kind(each.kind) for each in listed.undated})),
        unmeasured=ordered.unmeasured,
        made=made,
        groups=_groups(listed.found, params, snapshot),
        rows=context.artifacts.keep(_row(each, kind, params, snapshot) for each in found),
        entities=context.artifacts.keep(_entity(each) for each in found),
        taken_at=snapshot.taken_at,
        age_days=snapshot.age(context.clock.now()).days,
        accounts=tuple(sorted(snapshot.accounts)),
        gaps=_gaps(snapshot, kind),
        sample=snapshot.sample,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """What is so, how many of which it is not known, and those without a date where one was asked for."""

    found: list[Resource]
    unknown: int
    undated: list[Resource]


def _narrowed(every: list[Resource], params: ResourcesParams, made: Made | None, context: ToolContext) -> _Listed:
    found, unknown = _that_are_so(every, params)
    stopped_for = params.at_least_days if params.condition == "stopped" else 0
    undated = [each for each in found if each.created is None] if made or params.at_least_days > stopped_for else []
    if params.at_least_days:
        found = _for_long(found, params, context)
    found = sorted(found, key=lambda each: (each.kind, each.account, each.region, each.shown_name, each.id))
    found = newest_first(each for each in found if made.holds(each)) if made else found
    return _Listed(found=found, unknown=unknown, undated=undated)


def _that_are_so(every: list[Resource], params: ResourcesParams) -> tuple[list[Resource], int]:
    """Those that the condition holds of, and of how many it is not known whether, or since when."""
    narrowing = NARROWINGS.get(params.condition)
    if narrowing is None:
        return every, 0
    found = [each for each in every if narrowing.holds(each)]
    unknown = sum(1 for each in every if not narrowing.known(each))
    if params.at_least_days and params.condition == "stopped":
        unknown += sum(1 for each in found if since(each, params.condition) is None)
    return found, unknown


def _for_long(resources: Iterable[Resource], params: ResourcesParams, context: ToolContext) -> list[Resource]:
    """Those that are so, or are there, for as many days as was asked."""
    latest = context.clock.now() - timedelta(days=params.at_least_days)
    moments = ((each, since(each, params.condition)) for each in resources)
    return [each for each, moment in moments if moment is not None and moment <= latest]


def _of_kind(snapshot: AccountSnapshot, kind: Kind) -> Iterable[Resource]:
    return snapshot.of_kind(*kind.kinds) if kind.kinds else snapshot.resources


def _in_scope(resource: Resource, params: ResourcesParams, snapshot: AccountSnapshot) -> bool:
    names = {resource.account.casefold(), snapshot.accounts.get(resource.account, "").casefold()}
    tags = {_plain(key): value.casefold() for key, value in resource.tags.items()}
    return (
        (not params.region or resource.region in params.region)
        and (not params.account or not names.isdisjoint(name.casefold() for name in params.account))
        and all(_has(tags, tag) for tag in params.tag)
    )


_ENVIRONMENTS: Final = frozenset({"environment", "env", "stage"})


def _has(tags: Mapping[str, str], tag: str) -> bool:
    """Whether `key=value` is so; `key=` is so of what lacks the key. `prod` is `production` of an environment."""
    name, _, wanted = tag.partition("=")
    key, wanted = _plain(name), wanted.casefold()
    value = tags.get(key, "")
    if key in _ENVIRONMENTS and min(len(value), len(wanted)) >= _SHORT:
        return value.startswith(wanted) or wanted.startswith(value)
    return value == wanted


_SHORT: Final = 3


def _plain(key: str) -> str:
    """A key without what people write it with: `CostCenter`, `cost-center` and `cost_center` are one."""
    return "".join(letter for letter in key.casefold() if letter.isalnum())


def _groups(
    found: Sequence[Resource], params: ResourcesParams, snapshot: AccountSnapshot
) -> tuple[tuple[str, int], ...]:
    by = params.group_by[0] if params.group_by else ("" if params.kind else "kind")
    if not by:
        return ()
    counted = Counter(_group(each, by, snapshot) for each in found)
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _group(resource: Resource, by: str, snapshot: AccountSnapshot) -> str:
    match by:
        case "region":
            return resource.region or "no region"
        case "account":
            return snapshot.accounts.get(resource.account) or resource.account
        case "kind":
            return resource.kind
        case _:
            return resource.text(by) or "not known"


def _row(resource: Resource, kind: Kind, params: ResourcesParams, snapshot: AccountSnapshot) -> tuple[Cell, ...]:
    own = [resource.kind if key == "kind" else cell_of(resource, key) for key in kind.shown]
    if adds_sizes(params, kind):
        size = size_gb(resource, snapshot)
        own.append(None if size is None else f"{size:.1f}")
    account = snapshot.accounts.get(resource.account) or resource.account
    created = resource.created.date().isoformat() if resource.created else None
    return (resource.shown_name, resource.id, account, resource.region, *own, created)


def cell_of(resource: Resource, attribute: str) -> Cell:
    """An attribute in a cell: flags as yes and no, None where it is not known."""
    value = resource.attributes.get(attribute)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return None if value is None else str(value)


def _entity(resource: Resource) -> Entity:
    return Entity(
        kind=resource.kind,
        id=resource.arn or resource.id,
        name=resource.shown_name,
        account=resource.account,
        region=resource.region,
        service=resource.service,
    )


def _gaps(snapshot: AccountSnapshot, kind: Kind) -> tuple[Gap, ...]:
    """The refusals that this list lacks something for, by the service of what is listed."""
    if not kind.kinds:
        return snapshot.gaps
    services = {each.partition(":")[0] for each in kind.kinds}
    services |= {_PERMISSIONS[each] for each in services if each in _PERMISSIONS}
    return tuple(gap for gap in snapshot.gaps if gap.source.partition(":")[0] in services)


_PERMISSIONS: Final = {
    "elb": "elasticloadbalancing",
    "opensearch": "es",
    "efs": "elasticfilesystem",
    "emr": "elasticmapreduce",
    "docdb": "rds",
    "neptune": "rds",
}
"""Services whose permissions begin otherwise."""
