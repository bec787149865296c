"""What was seen of accounts at one moment: resources, their metrics, AWS's advice, and what could not be seen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from account.aws_advice import AwsAdvice
from account.metrics import MetricKey, Readings
from account.resources import Resource
from account.shortfalls import Shortfall, gaps_of
from finops_core.answers import Gap

Place = tuple[str, str, str]
"""Kind, account and region."""
Of = tuple[str, str, str]
"""Account, region and id of a resource."""


def of(resource: Resource) -> Of:
    return (resource.account, resource.region, resource.id)


@dataclass(frozen=True, kw_only=True)
class AccountSnapshot:
    """What was seen at `taken_at`.

    `looked` are the kinds that were listed to the end, place by place: of a kind that is not among them nothing is
    known, so that what is not listed may still be there. `readings` of a metric that was not asked for, or was
    refused, are absent; of one that was asked for and never spoke they have no points.
    """

    taken_at: datetime
    accounts: Mapping[str, str] = field(default_factory=dict[str, str])
    resources: tuple[Resource, ...] = ()
    readings: Mapping[Of, Mapping[MetricKey, Readings]] = field(default_factory=dict[Of, Mapping[MetricKey, Readings]])
    advice: tuple[AwsAdvice, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    looked: frozenset[Place] = frozenset()
    sample: bool = False

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Resource, ...]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.kind, []).append(resource)
        return {kind: tuple(own) for kind, own in sorted(found.items())}

    def of_kind(self, *kinds: str) -> Iterator[Resource]:
        for kind in kinds:
            yield from self.by_kind.get(kind, ())

    def looked_for(self, kind: str, account: str, region: str) -> bool:
        """Whether all of a kind is known there; what is listed once an account is so everywhere."""
        return (kind, account, region) in self.looked or (kind, account, "") in self.looked

    def reading(self, resource: Resource, key: MetricKey) -> Readings | None:
        """A metric of a resource; None when nobody asked, or nobody was told."""
        return self.readings.get(of(resource), {}).get(key)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return gaps_of(self.shortfalls)

    def age(self, now: datetime) -> timedelta:
        """How old it is; never less than nothing."""
        return max(now - self.taken_at, timedelta(0))

    def scoped(self, accounts: frozenset[str]) -> "AccountSnapshot":
        """As if there were these accounts only."""
        return replace(
            self,
            accounts={account: name for account, name in self.accounts.items() if account in accounts},
            resources=tuple(each for each in self.resources if each.account in accounts),
            readings={key: own for key, own in self.readings.items() if key[0] in accounts},
            advice=tuple(each for each in self.advice if each.account in accounts),
            shortfalls=tuple(each for each in self.shortfalls if each.account in accounts),
            looked=frozenset(place for place in self.looked if place[1] in accounts),
        )


def merged(snapshots: Iterable[AccountSnapshot], **changes: Any) -> AccountSnapshot:
    """Several accounts' snapshots as one, as old as the oldest. Raises ValueError for none."""
    parts = tuple(snapshots)
    if not parts:
        raise ValueError("there is no snapshot to merge")
    whole = AccountSnapshot(
        taken_at=min(part.taken_at for part in parts),
        accounts={account: name for part in parts for account, name in part.accounts.items()},
        resources=tuple(each for part in parts for each in part.resources),
        readings={key: own for part in parts for key, own in part.readings.items()},
        advice=tuple(each for part in parts for each in part.advice),
        shortfalls=tuple(each for part in parts for each in part.shortfalls),
        looked=frozenset(place for part in parts for place in part.looked),
        sample=any(part.sample for part in parts),
    )
    return replace(whole, **changes)
