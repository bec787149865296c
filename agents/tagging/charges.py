"""Charges with what their tags say of each rule of the policy, summed as finely as an answer needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from agents.bill.scope import Scope
from agents.bill.tag_keys import keys_of_tags, shown_key
from billing.charge_rows import ChargeRows
from billing.query import BillInfo, Dimension, GroupKey, LineKind
from billing.sql import Sql, conditions
from billing.tag_policy import TagRule
from finops_core.errors import ToolError
from finops_core.names.services import squash

MOST_ROWS: Final = 300_000
MOST_KEYS: Final = 10_000
MOST_KEYS_TRIED: Final = 50
MOST_ASSUMED: Final = 4
"""More keys at once are on hardly anything, and a policy that nothing follows says nothing."""
LEAST_USED: Final = Decimal("0.5")
SET_BY_AWS: Final = ("aws:", "aws_")
TAGGED_KINDS: Final = (LineKind.USAGE, LineKind.SAVINGS_PLAN_COVERED, LineKind.RESERVATION_COVERED)
"""What resources use; taxes, support, credits, fees of commitments and purchases carry no tags of resources."""


class State(StrEnum):
    """What a charge's tags say of one rule."""

    RIGHT = "right"
    MISSING = "missing"
    WRONG_KEY = "key spelled otherwise"
    WRONG_CASE = "value spelled otherwise"
    WRONG_VALUE = "value not allowed"


@dataclass(frozen=True, slots=True)
class PolicyKey:
    """A rule and the bill's keys: those that are it, and those that differ from it by case or punctuation."""

    rule: TagRule
    own: tuple[str, ...]
    alike: tuple[str, ...]

    def state(self, value: str, other: str) -> State:
        """Of a charge with this value, and with that one under a key spelled otherwise."""
        if not value:
            return State.WRONG_KEY if other else State.MISSING
        if self.rule.allows(value):
            return State.RIGHT
        return State.WRONG_CASE if self.rule.spelled(value) else State.WRONG_VALUE

    def breaks(self, state: State) -> bool:
        """A tag that may be left out is wrong only where it is there."""
        return state is not State.RIGHT and (self.rule.required or state is not State.MISSING)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one resource, or all of a group, cost with the same tags. `values` holds value and other spelling by key."""

    currency: str
    can_be_tagged: bool
    account: str
    service: str
    resource: str
    group: str
    month: date | None
    values: tuple[tuple[str, str], ...]
    amount: Decimal

    def states(self, keys: Sequence[PolicyKey]) -> tuple[State, ...]:
        return tuple(key.state(*pair) for key, pair in zip(keys, self.values, strict=True))

    def broken(self, keys: Sequence[PolicyKey]) -> tuple[tuple[PolicyKey, State], ...]:
        """The keys whose rule it breaks, and how."""
        return tuple((key, state) for key, state in zip(keys, self.states(keys), strict=True) if key.breaks(state))


def keys_as_spelled(bill: ChargeRows) -> tuple[str, ...]:
    """The bill's own tag keys, each in its own spelling, before any that mean the same are read as one."""
    if not keys_of_tags(bill.info()):
        return ()
    statement = f'SELECT DISTINCT unnest(map_keys("Tags")) AS key FROM charges ORDER BY key LIMIT {MOST_KEYS}'
    return bill.kept("tag keys as spelled", lambda: tuple(str(row[0]) for row in bill.statement(statement)))


def policy_keys(rules: Sequence[TagRule], spelled: Sequence[str], info: BillInfo) -> tuple[PolicyKey, ...]:
    """The rules with the keys of a bill. A CUR does not keep how keys are spelled: there all spellings are the key."""
    found: list[PolicyKey] = []
    for rule in rules:
        plain = {squash(rule.key), f"user{squash(rule.key)}", f"resourcetagsuser{squash(rule.key)}"}
        alike = [key for key in spelled if squash(key) in plain]
        exact = [key for key in alike if rule.key in (key, key.removeprefix("user:"), key.removeprefix("user_"))]
        own = alike if "CUR" in info.format else exact
        found.append(PolicyKey(rule, tuple(own), tuple(key for key in alike if key not in own)))
    return tuple(found)


def most_used(bill: ChargeRows, scope: Scope, spelled: Sequence[str]) -> tuple[TagRule, ...]:
    """The tags on the most cost, each as a rule that it has to be there: what a policy would probably ask for.

    Empty where no tag is on half of the cost that can be tagged: what few carry says little of what all should. Of
    spellings of one key the most used counts. Tags that AWS sets by itself are nobody's policy.
    """
    names = [shown_key(key) for key in spelled if not key.startswith(SET_BY_AWS)]
    rules = tuple(TagRule(key=name) for name in dict.fromkeys(names))[:MOST_KEYS_TRIED]
    keys = policy_keys(rules, spelled, scope.info)
    found = [one for one in charges(bill, scope, keys, by_resource=False) if one.can_be_tagged]
    whole = sum((one.amount for one in found), Decimal(0))
    carried = [
        (sum((one.amount for one in found if one.values[place][0]), Decimal(0)), rule)
        for place, rule in enumerate(rules)
    ]
    best: dict[str, TagRule] = {}
    for amount, rule in sorted(carried, key=lambda each: (-each[0], each[1].key)):
        if amount > 0 and amount >= whole * LEAST_USED:
            best.setdefault(squash(rule.key), rule)
    return tuple(best.values())[:MOST_ASSUMED]


def charges(
    bill: ChargeRows,
    scope: Scope,
    keys: Sequence[PolicyKey],
    *,
    group: GroupKey | None = None,
    by_resource: bool = True,
    by_month: bool = False,
) -> Iterator[Charge]:
    """The charges of a scope. Raises ToolError where there are too many."""
    words = bill.words
    columns = [_value(names) for key in keys for names in (key.own, key.alike)]
    nothing = Sql("''")
    by = words.key(group) if group is not None else nothing
    where = conditions(scope.rows, words)
    resource = Sql('"ResourceId"') if by_resource else nothing
    account, service = words.key(Dimension.ACCOUNT), words.key(Dimension.SERVICE)
    month = Sql("""date_trunc('month', "ChargePeriodStart")::DATE""") if by_month else Sql("NULL::DATE")
    tagged = " OR ".join(f"({column.text}) <> ''" for column in columns) or "FALSE"
    kinds = ", ".join(f"'{kind.value}'" for kind in TAGGED_KINDS)
    named = "\"ResourceId\" <> ''" if _names_resources(bill) else "TRUE"
    can = Sql(f'"x_LineKind" IN ({kinds}) AND ({named} OR {tagged})', tuple(p for c in columns for p in c.parameters))
    selected = [can, account, service, resource, by, month, *columns]
    rows = bill.statement(
        f"""SELECT "BillingCurrency", {", ".join(f"({each.text})" for each in selected)},
                   sum(coalesce("{scope.metric.value}", 0))
            FROM charges WHERE {where.text} GROUP BY ALL LIMIT {MOST_ROWS + 1}""",
        (*(value for each in selected for value in each.parameters), *where.parameters),
    )
    if len(rows) > MOST_ROWS:
        raise ToolError("There are too many resources to look at in one answer: ask for one account or service.")
    return (_charge(row) for row in rows)


def _value(names: tuple[str, ...]) -> Sql:
    """The value of the first of these keys that has one."""
    values = ", ".join("nullif(\"Tags\"[?], '')" for _ in names)
    return Sql(f"coalesce({values}, '')", names) if names else Sql("''")


def _names_resources(bill: ChargeRows) -> bool:
    return bool(bill.statement("SELECT 1 FROM charges WHERE \"ResourceId\" <> '' LIMIT 1"))


def _charge(row: tuple[Any, ...]) -> Charge:
    currency, can, account, service, resource, group, month, *values, amount = row
    texts = [str(value or "") for value in values]
    return Charge(
        str(currency), bool(can), str(account or ""), str(service or ""), str(resource or ""), str(group or ""), month,
        tuple(zip(texts[::2], texts[1::2], strict=True)), Decimal(amount or 0),
    )  # fmt: skip
