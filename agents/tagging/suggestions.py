"""What a wrong or missing tag is probably meant to be: a guess with its reason, never a fact."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from agents.bill.tag_keys import called_the_same
from agents.tagging.charges import Charge, PolicyKey, State
from finops_core.names.services import squash

LEAST_SIBLINGS: Final = 3
LEAST_LETTERS: Final = 3
LIKELY: Final = Decimal("0.8")
"""The part of siblings, by number, that have a value for it to be likely."""
_AN_ID: Final = re.compile(r"(?:^|[/:])(?:i|vol|eni|snap|ami|nat|vpce|eipalloc|sg|subnet|vpc|tgw-attach)$")
"""What is left of an id that AWS made up: no name."""
_NUMBERED: Final = re.compile(r"[-_/:.]?[0-9a-f]{4,}$|[-_]?\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """The value that a key of a resource is probably meant to have, and why."""

    resource: str
    account: str
    service: str
    key: str
    now: str
    value: str
    why: str
    amount: Decimal


def suggestions(found: Sequence[Charge], keys: Sequence[PolicyKey]) -> Iterator[Suggestion]:
    """For each resource that breaks a rule and has a likely value, the dearest first."""
    for place, key in enumerate(keys):
        siblings = _Siblings(found, place, key)
        for charge in sorted(found, key=lambda one: -one.amount):
            value, other = charge.values[place]
            state = key.state(value, other)
            if charge.can_be_tagged and charge.resource and key.breaks(state):
                likely, why = _likely(key, state, value, other, charge, siblings)
                if likely:
                    yield Suggestion(
                        resource=charge.resource, account=charge.account, service=charge.service, key=key.rule.key,
                        now=value or other, value=likely, why=why, amount=charge.amount,
                    )  # fmt: skip


def _likely(
    key: PolicyKey, state: State, value: str, other: str, charge: Charge, siblings: "_Siblings"
) -> tuple[str, str]:
    if state is State.WRONG_CASE:
        return key.rule.spelled(value), "differs by spelling only"
    if state is State.WRONG_KEY:
        allowed = other if key.rule.allows(other) else key.rule.spelled(other)
        return allowed, "its key is spelled otherwise"
    if state is State.WRONG_VALUE and (near := _called_so(value, key)):
        return near, "means the same"
    return siblings.of(charge) if state is State.MISSING else ("", "")


def _called_so(value: str, key: PolicyKey) -> str:
    """An allowed value that begins as this one does: `production` for `prod`. None where several do."""
    plain = squash(value)
    known = [(each, squash(each)) for each in key.rule.values if "*" not in each]
    near = [each for each, own in known if min(len(own), len(plain)) >= LEAST_LETTERS and _begin_alike(own, plain)]
    return near[0] if len(near) == 1 else ""


def _begin_alike(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


class _Siblings:
    """The values that resources of the same name, or of the same account and service, have for a key."""

    def __init__(self, found: Sequence[Charge], place: int, key: PolicyKey) -> None:
        self._counts: dict[tuple[str, str, str], dict[str, int]] = {}
        for charge in found:
            value = charge.values[place][0]
            if charge.resource and value and key.rule.allows(value):
                for group in self._groups(charge):
                    own = self._counts.setdefault(group, {})
                    own[value] = own.get(value, 0) + 1

    def of(self, charge: Charge) -> tuple[str, str]:
        for group in self._groups(charge):
            counts = self._counts.get(group, {})
            most = max(counts, key=lambda value: counts[value], default="")
            if most and sum(counts.values()) >= LEAST_SIBLINGS and counts[most] >= LIKELY * sum(counts.values()):
                return most, "resources named alike have it" if group[
                    2
                ] else "the account's others of the service have it"
        return "", ""

    @staticmethod
    def _groups(charge: Charge) -> list[tuple[str, str, str]]:
        name = _NUMBERED.sub("", charge.resource)
        is_name = name != charge.resource and len(name) >= LEAST_LETTERS and not _AN_ID.search(name)
        alike = [(charge.account, charge.service, name)] if is_name else []
        return [*alike, (charge.account, charge.service, "")]


def keys_alike(keys: Sequence[PolicyKey], of_the_bill: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Keys of the policy with keys of the bill that are spelled otherwise or usually mean the same."""
    known = {name for key in keys for name in key.own}
    for key in keys:
        same = {squash(name) for name in called_the_same(key.rule.key)}
        for name in of_the_bill:
            if name not in known and (name in key.alike or squash(name) in same):
                yield key.rule.key, name
