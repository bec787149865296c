"""An account as checks see it: one resource, its metrics, and others of the same place by id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property

from account.metrics import Metric, Readings
from account.resources import Resource
from account.snapshot import AccountSnapshot
from agents.opportunities.opportunity import Limit, Limits


class AccountView:
    """A snapshot with what checks look up, each found once."""

    def __init__(self, snapshot: AccountSnapshot) -> None:
        self.snapshot = snapshot
        self._by_id: dict[str, dict[tuple[str, str, str], Resource]] = {}
        self._twins: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], tuple[int, Resource | None]]] = {}

    def of(self, kind: str) -> Mapping[tuple[str, str, str], Resource]:
        """All of a kind by account, region and id."""
        if kind not in self._by_id:
            found = {(each.account, each.region, each.id): each for each in self.snapshot.of_kind(kind)}
            self._by_id[kind] = found
        return self._by_id[kind]

    def twins(self, resource: Resource, *same: str) -> tuple[int, Resource | None]:
        """How many others of its kind and place are the same in these attributes, all of which have to be known, and
        the oldest of all."""
        values = tuple(resource.text(attribute) for attribute in same)
        if not all(values):
            return 0, None
        key = (resource.kind, same)
        if key not in self._twins:
            found: dict[tuple[str, ...], list[Resource]] = {}
            for each in self.snapshot.of_kind(resource.kind):
                own = tuple(each.text(attribute) for attribute in same)
                found.setdefault((each.account, each.region, *own), []).append(each)
            self._twins[key] = {
                own: (len(alike) - 1, min((one for one in alike if one.created), key=_age_of, default=None))
                for own, alike in found.items()
            }
        return self._twins[key].get((resource.account, resource.region, *values), (0, None))

    @cached_property
    def s3_gateways(self) -> frozenset[tuple[str, str, str]]:
        """VPCs that have a gateway endpoint for S3."""
        return frozenset(
            (each.account, each.region, each.text("vpc"))
            for each in self.snapshot.of_kind("ec2:vpc-endpoint")
            if each.text("type") == "Gateway" and each.text("to").endswith(".s3")
        )

    @cached_property
    def zones_in_use(self) -> Mapping[tuple[str, str, str], frozenset[str]]:
        """The zones that machines run in, by account, region and network."""
        found: dict[tuple[str, str, str], set[str]] = {}
        for each in self.snapshot.of_kind("ec2:instance"):
            if each.text("state") == "running" and each.text("zone"):
                found.setdefault((each.account, each.region, each.text("vpc")), set()).add(each.text("zone"))
        return {place: frozenset(zones) for place, zones in found.items()}

    @cached_property
    def first_addresses(self) -> Mapping[tuple[str, str, str], str]:
        """The first address by id of each instance that has one."""
        found: dict[tuple[str, str, str], str] = {}
        for each in self.snapshot.of_kind("ec2:address"):
            if instance := each.text("instance"):
                place = (each.account, each.region, instance)
                found[place] = min(found.get(place, each.id), each.id)
        return found

    @cached_property
    def balancers_alike(self) -> Mapping[tuple[str, str, str, str], tuple[Resource, ...]]:
        """Application Load Balancers by account, region, VPC and scheme."""
        found: dict[tuple[str, str, str, str], list[Resource]] = {}
        for each in self.snapshot.of_kind("elb:load-balancer"):
            if each.text("type") == "application":
                place = (each.account, each.region, each.text("vpc"), each.text("scheme"))
                found.setdefault(place, []).append(each)
        return {place: tuple(balancers) for place, balancers in found.items()}

    @cached_property
    def used_images(self) -> frozenset[tuple[str, str, str]]:
        """Images that an instance or a launch template names."""
        users = self.snapshot.of_kind("ec2:instance", "ec2:launch-template")
        return frozenset((each.account, each.region, each.text("image")) for each in users)

    @cached_property
    def imaged_snapshots(self) -> Mapping[tuple[str, str, str], tuple[Resource, ...]]:
        """The images behind each snapshot."""
        found: dict[tuple[str, str, str], list[Resource]] = {}
        for image in self.snapshot.of_kind("ec2:image"):
            for snapshot in image.listed("snapshots"):
                found.setdefault((image.account, image.region, snapshot), []).append(image)
        return {key: tuple(images) for key, images in found.items()}

    @cached_property
    def root_volumes(self) -> frozenset[tuple[str, str, str]]:
        instances = self.snapshot.of_kind("ec2:instance")
        return frozenset((each.account, each.region, id_) for each in instances for id_ in each.listed("root_volumes"))

    @cached_property
    def routed_gateways(self) -> frozenset[tuple[str, str, str]]:
        """NAT gateways that a route leads to."""
        tables = self.snapshot.of_kind("ec2:route-table")
        return frozenset((each.account, each.region, id_) for each in tables for id_ in each.listed("nat_gateways"))


def _age_of(resource: Resource) -> tuple[datetime, str]:
    return (resource.created or datetime.max.replace(tzinfo=UTC), resource.id)


@dataclass(frozen=True, slots=True)
class Seen:
    """One resource in its account."""

    resource: Resource
    view: AccountView
    limits: Limits = field(default_factory=dict[str, Decimal])
    """Thresholds that hold; of one that is not among them its own value does."""

    def limit(self, limit: Limit) -> float:
        return float(self.limits.get(limit.name, limit.value))

    @property
    def place(self) -> tuple[str, str, str]:
        return (self.resource.account, self.resource.region, self.resource.id)

    def beside(self, kind: str, id_: str) -> Resource | None:
        """Another resource of the same account and region."""
        return self.view.of(kind).get((self.resource.account, self.resource.region, id_))

    def seen_beside(self, kind: str, id_: str) -> "Seen | None":
        """Another resource of the same account and region, with its metrics."""
        other = self.beside(kind, id_)
        return None if other is None else Seen(other, self.view, self.limits)

    def knows(self, kind: str) -> bool:
        """Whether all of a kind is known where the resource is."""
        return self.view.snapshot.looked_for(kind, self.resource.account, self.resource.region)

    def days_since(self, attribute: str) -> int | None:
        """Whole days from a time of the resource to the snapshot; None where it is not known."""
        moment = self.resource.moment(attribute)
        return None if moment is None else (self.view.snapshot.taken_at - moment).days

    def _there_for(self, days: int) -> bool:
        """Whether it was there so long ago; what was changed then was there as well."""
        ages = (self.days_since("created"), self.days_since("changed"))
        return any(age is not None and age >= days for age in ages)

    def reading(self, metric: Metric) -> Readings | None:
        """A metric over its whole window; None where that is not known.

        A metric that speaks only when something happens is silent for nothing, of what has been there for the window.
        Of all others most days have to have spoken.
        """
        found = self.view.snapshot.reading(self.resource, metric.key)
        if found is None or found.days < metric.days:
            return None
        age = self.days_since("created")
        if age is not None and age < metric.days:
            return None
        if metric.speaks_when_used:
            return found if found.points or self._there_for(metric.days) else None
        return found if found.covers(metric.days) else None
