"""What a check over an account is: one declaration, from which its permissions and its metrics follow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from account.live.listings import LISTINGS
from account.live.metric_data import METRIC_DATA
from account.metrics import Metric
from account.resources import Resource
from agents.opportunities.account_checks.pricing import Pricing
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import Limit, SavingClass, Shown

MANAGED: Final = (
    "aws:autoscaling:",
    "aws:backup:",
    "aws:dlm:",
    "aws:eks:",
    "aws:elasticmapreduce:",
    "aws:batch:",
    "dlm:",
    "eks:",
    "kubernetes.io/",
    "k8s.io/",
    "elasticbeanstalk:",
)
"""How tags of resources begin that something else makes and removes: the advice belongs to that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that has to be so. `find` gives the figures that show it, None where it is not so, or not known.

    `metrics` are looked at of the resource, `beside` of others with their kind, and `needs` are other kinds that have
    to be known to the last where it is. `limits` are its thresholds that `finops.toml` may set.
    """

    find: Callable[[Seen], Sequence[Shown] | None]
    metrics: tuple[Metric, ...] = ()
    needs: tuple[str, ...] = ()
    beside: tuple[tuple[str, Metric], ...] = ()
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCheck:
    """A rule over resources of one kind: all of `when` has to be so of one that nothing else manages.

    `saving` prices it on the bill. What is not known is never so: without a permission a check finds less, not more.
    `rule` is the rule in a sentence, `unseen` what the account does not show, `source` who states the rule, and
    `differs` why it is not stated here as some of them do.
    """

    id: str
    title: str
    kind: str
    saving_class: SavingClass
    when: tuple[Condition, ...]
    saving: Pricing
    rule: str
    remedy: str
    source: str
    unseen: str = ""
    differs: str = ""
    effort: str = "low"
    risk: str = "low"
    restart: bool = False
    reversible: bool = True
    left_alone: tuple[str, ...] = field(default=MANAGED)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return tuple(dict.fromkeys(metric for condition in self.when for metric in condition.metrics))

    @property
    def asked(self) -> tuple[tuple[str, Metric], ...]:
        """All metrics it looks at, each with the kind of what it is of."""
        beside = (each for condition in self.when for each in condition.beside)
        return tuple(dict.fromkeys((*((self.kind, metric) for metric in self.metrics), *beside)))

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Its thresholds, once each."""
        return tuple(dict.fromkeys(limit for condition in self.when for limit in condition.limits))

    @property
    def needs(self) -> tuple[str, ...]:
        """The other kinds it looks at."""
        return tuple(dict.fromkeys(kind for condition in self.when for kind in condition.needs))

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM actions without which it finds nothing, or less."""
        kinds = {self.kind, *self.needs}
        found = {ask.action for listing in LISTINGS if listing.kind in kinds for ask in listing.asks}
        return tuple(sorted(found | ({METRIC_DATA.action} if self.asked else set())))

    def shown(self, seen: Seen) -> tuple[Shown, ...] | None:
        """The figures that show it of a resource; None where it is not so."""
        shown: list[Shown] = []
        for condition in self.when:
            found = condition.find(seen)
            if found is None:
                return None
            shown += found
        # Asked last: few resources come so far.
        known = all(seen.knows(kind) for kind in self.needs)
        return tuple(shown) if known and not self._managed(seen.resource) else None

    def _managed(self, resource: Resource) -> bool:
        return any(key.startswith(self.left_alone) for key in resource.tags)
