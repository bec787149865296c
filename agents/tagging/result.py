"""How far a bill's charges follow the tag policy, as data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from agents.bill.absent import Missing, NotInBill
from agents.bill.dimensions import group_key
from agents.bill.scope import Scope, read_scope
from agents.tagging.charges import Charge, PolicyKey, State, charges, keys_as_spelled, most_used, policy_keys
from agents.tagging.params import ComplianceParams
from agents.tagging.suggestions import Suggestion, keys_alike, suggestions
from billing.charge_rows import ChargeRows
from billing.source import BillSource
from billing.tag_policy import TagRule
from finops_core.answers import Basis
from finops_core.errors import ToolError
from finops_core.names.services import squash
from finops_core.tools.context import ToolContext

NAME_KEYS: Final = (
    'Name the keys in finops.toml under [tagging], such as required = ["team", "environment"], or give AWS tag '
    "policies there."
)
NO_POLICY: Final = f"There is no tag policy to check the bill against. {NAME_KEYS}"
DRIFT: Final = "past_12_months"


@dataclass(frozen=True, slots=True)
class Follows:
    """An amount that can be tagged, and how much of it follows the policy."""

    whole: Decimal
    right: Decimal

    @classmethod
    def of(cls, found: Iterable[Charge], keys: Sequence[PolicyKey]) -> "Follows":
        amounts = [(one.amount, not one.broken(keys)) for one in found if one.can_be_tagged]
        return cls(
            sum((each for each, _ in amounts), Decimal(0)), sum((each for each, ok in amounts if ok), Decimal(0))
        )

    @property
    def wrong(self) -> Decimal:
        return self.whole - self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What one resource, or all charges of a service without a resource, break; the amount is what they cost."""

    resource: str
    account: str
    service: str
    amount: Decimal
    broken: tuple[tuple[str, State, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compliance:
    """Follow-up of the policy in one `currency`; amounts in others are in `others`.

    `own_policy` is False where nobody gave one, and the tags that the bill uses most stand in for it. `by_key` are
    amounts by state; `untaggable` is what cannot carry tags; `everything` counts violations before top N.
    """

    params: ComplianceParams
    scope: Scope
    currency: str
    others: tuple[str, ...]
    keys: tuple[PolicyKey, ...]
    own_policy: bool
    overall: Follows
    untaggable: Decimal
    by_key: tuple[tuple[PolicyKey, dict[State, Decimal]], ...]
    groups: tuple[tuple[str, Follows], ...]
    violations: tuple[Violation, ...]
    everything: int
    suggested: tuple[Suggestion, ...]
    alike: tuple[tuple[str, str], ...]
    months: tuple[tuple[date, Follows], ...]
    basis: Basis


def read_compliance(params: ComplianceParams, context: ToolContext) -> Compliance | NotInBill:
    """Holds the bill against the policy. Raises ToolRetry and BillError as all tools over a bill do, ToolError for a
    reader that has sums only, or for more resources than fit in one answer."""
    bill = context.service(BillSource)
    if not isinstance(bill, ChargeRows):
        raise ToolError("Tags are read from a billing export. Load one: `finops up --bill PATH`.")
    drift = params.view == "drift" and not params.period
    scope = read_scope(params, context, usual=DRIFT) if drift else read_scope(params, context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    spelled = keys_as_spelled(bill)
    rules = _rules(params.key, scope, scope.terms.tagging.rules or most_used(bill, scope, spelled))
    if isinstance(rules, NotInBill):
        return rules
    keys = policy_keys(rules, spelled, scope.info)
    group = group_key(params.group_by[0], scope.info, scope.terms) if params.group_by else None
    if isinstance(group, Missing):
        return NotInBill(basis=scope.basis, missing=group)
    by_resource = params.view in ("violations", "suggestions")
    found = list(charges(bill, scope, keys, group=group, by_resource=by_resource, by_month=params.view == "drift"))
    context.check()
    if not found:
        return NotInBill(basis=scope.basis, sentence=f"The bill has no charges {scope.period.phrase}.")
    return _compliance(params, scope, keys, found, tuple(keys_alike(keys, spelled)))


def _rules(key: str | None, scope: Scope, rules: Sequence[TagRule]) -> tuple[TagRule, ...] | NotInBill:
    """The rules of one key, in any spelling, and all without one."""
    if not rules:
        return NotInBill(basis=Basis(), sentence=NO_POLICY, suggestions=("What is our tag coverage?",))
    of_key = tuple(rule for rule in rules if not key or squash(rule.key) == squash(key))
    if of_key:
        return of_key
    where = "key in the tag policy" if scope.terms.tagging.rules else "tag key among those that the bill uses most"
    missing = Missing(what=where, asked=key or "", instead=tuple(rule.key for rule in rules))
    return NotInBill(basis=Basis(), missing=missing)


def _compliance(
    params: ComplianceParams,
    scope: Scope,
    keys: tuple[PolicyKey, ...],
    found: list[Charge],
    alike: tuple[tuple[str, str], ...],
) -> Compliance:
    by_currency: dict[str, Decimal] = {}
    for one in found:
        by_currency[one.currency] = by_currency.get(one.currency, Decimal(0)) + abs(one.amount)
    currency = max(by_currency, key=lambda unit: by_currency[unit])
    own = [one for one in found if one.currency == currency]
    violations = sorted(_violations(own, keys), key=lambda one: (-one.amount, one.resource))
    suggested = tuple(suggestions(own, keys)) if params.view == "suggestions" else ()
    others = tuple(sorted(set(by_currency) - {currency}))
    return Compliance(
        params=params,
        scope=scope,
        currency=currency,
        others=others,
        keys=keys,
        own_policy=bool(scope.terms.tagging.rules),
        overall=Follows.of(own, keys),
        untaggable=sum((one.amount for one in own if not one.can_be_tagged), Decimal(0)),
        by_key=tuple(_by_key(own, keys)),
        groups=_groups(own, keys) if params.group_by else (),
        violations=tuple(violations[: params.top_n]),
        everything=len(violations),
        suggested=tuple(sorted(suggested, key=lambda one: -one.amount)[: params.top_n]),
        alike=alike,
        months=_months(own, keys),
        basis=_basis(scope, keys, others),
    )


def _by_key(found: list[Charge], keys: tuple[PolicyKey, ...]) -> Iterable[tuple[PolicyKey, dict[State, Decimal]]]:
    for place, key in enumerate(keys):
        amounts = dict.fromkeys(State, Decimal(0))
        for one in found:
            if one.can_be_tagged:
                amounts[key.state(*one.values[place])] += one.amount
        yield key, amounts


def _violations(found: list[Charge], keys: tuple[PolicyKey, ...]) -> Iterable[Violation]:
    """By resource: of one whose tags changed the dearer state is told."""
    sums: dict[tuple[str, str, str], list[Charge]] = {}
    for one in found:
        if one.can_be_tagged and one.broken(keys):
            sums.setdefault((one.account, one.service, one.resource), []).append(one)
    for (account, service, resource), own in sums.items():
        dearest = max(own, key=lambda one: one.amount)
        values = dict(zip((key.rule.key for key in keys), dearest.values, strict=True))
        broken = tuple(
            (key.rule.key, state, next(filter(None, values[key.rule.key]), "")) for key, state in dearest.broken(keys)
        )
        amount = sum((one.amount for one in own), Decimal(0))
        yield Violation(resource=resource, account=account, service=service, amount=amount, broken=broken)


def _groups(found: list[Charge], keys: tuple[PolicyKey, ...]) -> tuple[tuple[str, Follows], ...]:
    by_group: dict[str, list[Charge]] = {}
    for one in found:
        by_group.setdefault(one.group, []).append(one)
    told = [(name, Follows.of(own, keys)) for name, own in by_group.items()]
    return tuple(sorted((each for each in told if each[1].whole), key=lambda each: (-each[1].wrong, each[0])))


def _months(found: list[Charge], keys: tuple[PolicyKey, ...]) -> tuple[tuple[date, Follows], ...]:
    by_month: dict[date, list[Charge]] = {}
    for one in found:
        if one.month is not None:
            by_month.setdefault(one.month, []).append(one)
    return tuple((month, Follows.of(own, keys)) for month, own in sorted(by_month.items()))


def _basis(scope: Scope, keys: tuple[PolicyKey, ...], others: tuple[str, ...]) -> Basis:
    notes = [
        *scope.basis.notes,
        "Usage of resources can be tagged; taxes, support, fees, credits, and usage for which the bill has neither "
        "resource nor tag cannot.",
    ]
    if "CUR" in scope.info.format:
        notes.append("A Cost and Usage Report does not keep the spelling of tag keys, so it is not checked.")
    absent = [key.rule.key for key in keys if not key.own]
    if absent:
        notes.append(
            f"The bill has no tag {', '.join(absent)}: is it activated as a cost allocation tag? Tags count in a bill "
            "from that day on."
        )
    if others:
        notes.append(f"Amounts in {', '.join(others)} are left out.")
    return scope.basis.model_copy(update={"notes": tuple(notes)})
