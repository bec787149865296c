"""Compliance with the tag policy in words and tables."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from agents.bill.absent import NotInBill, not_in_bill
from agents.bill.blocks import TABLE_ROWS, share
from agents.bill.dimensions import account_label
from agents.bill.tag_keys import shown_key
from agents.bill.wording import Sentence, listed, sentence
from agents.tagging.charges import State
from agents.tagging.result import NAME_KEYS, Compliance, Follows
from finops_core.answers import Cell, Column, Fact, Finding, Point, Series, TableBlock, TimeSeriesBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

SUGGESTIONS: Final = (
    "Which resources violate the tag policy?", "Tag compliance by account", "How did tag compliance change?",
    "Suggest values for missing tags",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What charges are held against, in words: a policy, or the tags that stand in for one."""

    follows: str
    of_key: str
    share: str
    wrong: str
    column: str
    by_key: str
    drawn: str
    broken: str


_POLICY: Final = _Held(
    follows="follows the tag policy", of_key="follows the tag policy for", share="share that follows the tag policy",
    wrong="cost that breaks the tag policy", column="Follows the policy", by_key="Tag policy by key",
    drawn="What follows the tag policy, month by month", broken="What breaks the tag policy",
)  # fmt: skip
_TAGS_IN_USE: Final = _Held(
    follows="carries the tags that this bill uses most", of_key="carries the tag", share="share that carries the tags",
    wrong="cost that lacks one of the tags", column="Carries the tags", by_key="Tags this bill uses most",
    drawn="What carries the tags, month by month", broken="What lacks one of the tags",
)  # fmt: skip


def _held(found: Compliance) -> _Held:
    return _POLICY if found.own_policy else _TAGS_IN_USE


def present_compliance(found: Compliance | NotInBill, book: FactBook) -> Finding:
    """What share follows the policy, what does not, and what cannot be tagged; then what was asked of it."""
    if isinstance(found, NotInBill):
        return not_in_bill(found, book)
    told, facts = _told(found, book)
    more, others = _more(found, book)
    return Finding(
        headline=told,
        prose=more,
        facts=(*facts, *others),
        blocks=_blocks(found),
        basis=found.basis.model_copy(update={"currency": found.currency}),
        suggestions=SUGGESTIONS,
    )


def _told(found: Compliance, book: FactBook) -> Sentence:
    days, scope = found.scope.period.period, found.scope
    whole = book.money(Money(found.overall.whole, found.currency), "cost that can be tagged", days)
    held = _held(found)
    policy = held.follows
    facts: list[Fact] = [whole]
    if found.params.key:
        key = book.text(found.keys[0].rule.key, "tag key")
        facts.append(key)
        policy = f"{held.of_key} [[{key.id}]]"
    part = share(found.overall.right, found.overall.whole)
    if part is None:
        return sentence(f"[[{whole.id}]]", scope.subject, f"can be tagged {scope.when}."), facts
    right = book.percent(part, held.share, days, of=(whole.id,))
    wrong = book.money(Money(found.overall.wrong, found.currency), held.wrong, days)
    text = sentence(
        f"[[{right.id}]] of the [[{whole.id}]] that can be tagged", scope.subject, f"{policy} {scope.when};",
        f"[[{wrong.id}]] does not." if found.overall.wrong else "all of it does.",
    )  # fmt: skip
    return text, [*facts, right, wrong]


def _more(found: Compliance, book: FactBook) -> Sentence:
    """What cannot be tagged, the dearest violation, and keys that look like the policy's."""
    days = found.scope.period.period
    texts: list[str] = []
    facts: list[Fact] = []
    if not found.own_policy:
        tags = [book.text(key.rule.key, "tag key") for key in found.keys]
        facts += tags
        texts.append(
            f"No tag policy is given: {listed([f'[[{tag.id}]]' for tag in tags])} stand in for it. {NAME_KEYS}"
        )
    if found.untaggable:
        amount = book.money(Money(found.untaggable, found.currency), "cost that cannot be tagged", days)
        facts.append(amount)
        texts.append(f"A further [[{amount.id}]] cannot be tagged, or the bill names no resource for it.")
    if found.params.view == "violations" and found.violations:
        first = found.violations[0]
        what = "resource" if all(one.resource for one in found.violations) else "resource or service"
        several = {"resource": "resources", "resource or service": "resources and services"}
        count = book.number(found.everything, several[what] if found.everything > 1 else what, "violations")
        name = book.text(first.resource or first.service, "the dearest")
        cost = book.money(Money(first.amount, found.currency), "its cost", days)
        facts += [count, name, cost]
        verb = "break" if found.everything > 1 else "breaks"
        texts.append(f"[[{count.id}]] {verb} it; the most expensive is [[{name.id}]] at [[{cost.id}]].")
    if found.params.view == "suggestions":
        count = book.number(len(found.suggested), "values", "suggested values")
        facts.append(count)
        texts.append(f"[[{count.id}]] are likely, judging by how other resources are tagged: check them before use.")
    if found.alike:
        names = [book.text(shown_key(name), f"may mean {key}") for key, name in found.alike[:3]]
        facts += names
        texts.append(f"The bill also has {listed([f'[[{name.id}]]' for name in names])}, which may mean the same.")
    return " ".join(texts), facts


def _blocks(found: Compliance) -> tuple[TableBlock | TimeSeriesBlock, ...]:
    view = found.params.view
    blocks: list[TableBlock | TimeSeriesBlock] = []
    if view == "drift":
        blocks += [_drawn(found), _drift(found)] if len(found.months) > 1 else [_drift(found)]
    if found.groups:
        blocks.append(_by_group(found))
    if view == "violations":
        blocks.append(_violations(found))
    elif view == "suggestions":
        blocks.append(_suggested(found))
    blocks.append(_by_key(found))
    return tuple(blocks)


_STATES: Final = (State.MISSING, State.WRONG_KEY, State.WRONG_CASE, State.WRONG_VALUE)


def _by_key(found: Compliance) -> TableBlock:
    unit = found.currency
    rows = tuple(
        (
            key.rule.key,
            ("yes" if key.rule.required else "no") if found.own_policy else "assumed",
            str(amounts[State.RIGHT]),
            *(str(amounts[state]) for state in _STATES),
            _part(amounts[State.RIGHT], sum(amounts.values(), Decimal(0))),
        )
        for key, amounts in found.by_key
    )
    return TableBlock(
        title=f"{_held(found).by_key} {found.scope.period.phrase}",
        columns=(
            Column(key="key", label="Tag key"),
            Column(key="required", label="Required"),
            Column(key="right", label="Right", kind="money", unit=unit),
            *(Column(key=state.name.lower(), label=state.value.capitalize(), kind="money", unit=unit)
              for state in _STATES),
            Column(key="share", label="Share right", kind="percent"),
        ),
        rows=rows,
        total_rows=len(rows),
    )  # fmt: skip


def _by_group(found: Compliance) -> TableBlock:
    by = found.params.group_by[0]
    rows = tuple((_label(name, by, found), *_amounts(own)) for name, own in found.groups[:TABLE_ROWS])
    return _table(f"Tag compliance by {by}", by, by.capitalize(), rows, len(found.groups), found)


def _drift(found: Compliance) -> TableBlock:
    rows = tuple((month.isoformat()[:7], *_amounts(own)) for month, own in found.months)
    return _table("Tag compliance by month", "month", "Month", rows, len(rows), found)


def _drawn(found: Compliance) -> TimeSeriesBlock:
    """What follows the policy and what does not, month by month: together what can be tagged."""
    lines = {
        _held(found).column: tuple((month, own.right) for month, own in found.months),
        "Does not": tuple((month, own.wrong) for month, own in found.months),
    }
    return TimeSeriesBlock(
        title=_held(found).drawn,
        unit=found.currency,
        granularity="monthly",
        series=tuple(
            Series(name=name, points=tuple(Point(start=month.isoformat(), value=str(amount)) for month, amount in line))
            for name, line in lines.items()
        ),
    )


def _table(
    title: str, key: str, label: str, rows: tuple[tuple[Cell, ...], ...], total: int, found: Compliance
) -> TableBlock:
    unit = found.currency
    return TableBlock(
        title=title,
        columns=(
            Column(key=key, label=label),
            Column(key="taggable", label="Can be tagged", kind="money", unit=unit),
            Column(key="right", label=_held(found).column, kind="money", unit=unit),
            Column(key="wrong", label="Does not", kind="money", unit=unit),
            Column(key="share", label="Share that follows", kind="percent"),
        ),
        rows=rows,
        total_rows=total,
    )


def _amounts(own: Follows) -> tuple[str | None, ...]:
    return str(own.whole), str(own.right), str(own.wrong), _part(own.right, own.whole)


def _violations(found: Compliance) -> TableBlock:
    rows = tuple(
        (
            one.resource or "no resource named",
            one.service,
            account_label(one.account, found.scope.info),
            str(one.amount),
            "; ".join(f"{key}: {state.value}" + (f" ({value})" if value else "") for key, state, value in one.broken),
        )
        for one in found.violations[:TABLE_ROWS]
    )
    return TableBlock(
        title=f"{_held(found).broken} {found.scope.period.phrase}",
        columns=(
            Column(key="resource", label="Resource"),
            Column(key="service", label="Service"),
            Column(key="account", label="Account"),
            Column(key="cost", label="Cost", kind="money", unit=found.currency),
            Column(key="broken", label="What is wrong"),
        ),
        rows=rows,
        total_rows=len(found.violations),
    )


def _suggested(found: Compliance) -> TableBlock:
    rows = tuple(
        (one.resource, account_label(one.account, found.scope.info), one.key, one.now, one.value, one.why,
         str(one.amount))
        for one in found.suggested[:TABLE_ROWS]
    )  # fmt: skip
    return TableBlock(
        title="Likely values",
        columns=(
            Column(key="resource", label="Resource"),
            Column(key="account", label="Account"),
            Column(key="key", label="Tag key"),
            Column(key="now", label="Now"),
            Column(key="likely", label="Likely"),
            Column(key="why", label="Why"),
            Column(key="cost", label="Cost", kind="money", unit=found.currency),
        ),
        rows=rows,
        total_rows=len(found.suggested),
    )


def _label(name: str, by: str, found: Compliance) -> str:
    return account_label(name, found.scope.info) if by == "account" else name or f"no {by}"


def _part(right: Decimal, whole: Decimal) -> str | None:
    part = share(right, whole)
    return None if part is None else str(part)
