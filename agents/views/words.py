"""A view of one service, in words and blocks."""

from decimal import Decimal
from typing import Final

from agents.bill.absent import NotInBill, not_in_bill
from agents.bill.blocks import share
from agents.bill.kinds import KIND_WORDS
from agents.bill.wording import listed
from agents.opportunities.recommended import CENT, dismissed_recommendation, of_marked, recommendations
from agents.views.result import View
from agents.views.spec import OVERVIEW
from billing.query import BillRow, LineKind
from finops_core.answers import (
    Basis,
    BreakdownBlock,
    BreakdownItem,
    Column,
    Fact,
    Finding,
    RecommendationsBlock,
    TableBlock,
)
from finops_core.names.usage_types import without_region_as_spelled
from finops_core.tools.facts import FactBook
from finops_core.values import Money

MOST_PARTS: Final = 30
OLD_DAYS: Final = 7
MUCH_UNSAID: Final = Decimal("0.1")
"""From this part of usage on, it is told that nothing is said about it."""
ONCE: Final = (
    "Savings are for a month of 730 hours, at list prices and at the run rate of the last complete month. The list of "
    "all savings counts each once."
)


def present_view(view: View | NotInBill, facts: FactBook) -> Finding:
    """What the service cost, what can be saved about the topic, what is there, and what could not be seen.

    Who asks about a topic is told of that first.
    """
    if isinstance(view, NotInBill):
        return not_in_bill(view, facts)
    minted: list[Fact] = []
    cost, saved = _cost(view, facts, minted), _saved(view, facts, minted)
    about_all = view.topic == OVERVIEW or view.advice is None
    headline, second = (cost, saved) if about_all else (saved, cost)
    blocks = (_costs(view), _there(view), _findings(view))
    return Finding(
        headline=headline,
        prose=" ".join(filter(None, (second, _old(view, facts, minted)))),
        facts=tuple(minted),
        blocks=tuple(block for part in (blocks if about_all else reversed(blocks)) for block in part),
        basis=_basis(view),
        suggestions=view.spec.suggestions,
    )


def _cost(view: View, facts: FactBook, minted: list[Fact]) -> str:
    subject = view.scope.subject or f"on {view.spec.service}"
    amounts = [
        facts.money(Money(amount, currency), f"spend {subject}", view.scope.period.period)
        for currency, amount in view.usage.totals.items()
    ]
    minted += amounts
    cost = listed([f"[[{fact.id}]]" for fact in amounts]) if amounts else "nothing"
    return f"You spent {cost} {subject} {view.scope.when}."


def _saved(view: View, facts: FactBook, minted: list[Fact]) -> str:
    about = "" if view.topic == OVERVIEW else f" about {view.spec.topics[view.topic].words}"
    looked = "The bill alone shows" if view.account is None else "The bill and the account show"
    if view.advice is None:
        return "Savings were not looked for."
    if not view.found:
        return f"{looked} nothing {'more ' if view.apart.dismissed else ''}to save{about}."
    count = facts.number(len(view.found), "findings" if len(view.found) > 1 else "finding", f"findings{about}")
    minted.append(count)
    amounts = [
        facts.money(Money(amount.quantize(CENT), currency), f"what can be saved a month{about}",
                    view.advice.periods.month)
        for currency, amount in view.totals().items() if amount > 0
    ]  # fmt: skip
    minted += amounts
    if not amounts:
        which = "none of which saves" if len(view.found) > 1 else "which does not save"
        return f"{looked} [[{count.id}]]{about}, {which} cash on its own."
    return f"{looked} [[{count.id}]]{about}: {listed([f'[[{fact.id}]]' for fact in amounts])} a month can be saved."


def _old(view: View, facts: FactBook, minted: list[Fact]) -> str:
    if view.age_days < OLD_DAYS:
        return ""
    age = facts.number(view.age_days, "days", "since the account was looked at")
    minted.append(age)
    return f"The account was looked at [[{age.id}]] ago: a new snapshot shows what has changed since."


def _costs(view: View) -> tuple[BreakdownBlock, ...]:
    """The largest kinds of usage and the rest, a block a currency."""
    blocks: list[BreakdownBlock] = []
    for currency, total in view.usage.totals.items():
        amounts: dict[str, Decimal] = {}
        for row in view.usage.rows:
            if row.currency == currency and row.amount:
                amounts[_kind(row)] = amounts.get(_kind(row), Decimal(0)) + row.amount
        ranked = sorted(amounts.items(), key=lambda one: (-one[1], one[0]))
        parts = ranked[:MOST_PARTS]
        rest = sum((amount for _, amount in ranked[MOST_PARTS:]), Decimal(0))
        parts += [("All others", rest)] if rest else []
        items = tuple(
            BreakdownItem(
                label=label,
                value=str(amount),
                share=str(part) if (part := share(amount, total)) is not None else None,
            )
            for label, amount in parts
        )
        if items:
            title = f"{view.spec.service} by kind of usage"
            blocks.append(BreakdownBlock(title=title, unit=currency, items=items, total=str(total)))
    return tuple(blocks)


def _kind(row: BillRow) -> str:
    """What it was used for, or its usage type where nobody has a word for it: S3's classes are told by that.

    What has no usage type is told by the kind of its charges: tax, refunds, fees.
    """
    kind, usage_type, line_kind = row.keys
    if named := kind or without_region_as_spelled(usage_type):
        return named
    return "other usage" if line_kind == LineKind.USAGE else KIND_WORDS[LineKind(line_kind)]


def _there(view: View) -> tuple[TableBlock, ...]:
    rows = tuple((each.many, group, str(number)) for each in view.present for group, number in each.groups)
    if not rows:
        return ()
    columns = (Column(key="what", label="What"), Column(key="group", label="Of which"),
               Column(key="count", label="Count", kind="number"))  # fmt: skip
    shown = rows[:MOST_PARTS]
    return (TableBlock(title="In the account", columns=columns, rows=shown, total_rows=len(shown)),)


def _findings(view: View) -> tuple[RecommendationsBlock, ...]:
    if view.advice is None or not (view.found or view.apart.dismissed):
        return ()
    month = view.advice.periods.month
    items = recommendations(view.found, view.apart, month)
    items += [dismissed_recommendation(one, month) for one in view.apart.dismissed]
    title = "What can be saved" if view.topic == OVERVIEW else f"About {view.spec.topics[view.topic].words}"
    return (RecommendationsBlock(title=title, items=tuple(items)),)


def _basis(view: View) -> Basis:
    notes = [*view.basis.notes]
    if view.advice is not None:
        notes += [ONCE, *view.advice.silences(MUCH_UNSAID)]
    notes += of_marked(view.found, view.apart)
    if view.apart.dismissed:
        notes.append(f"Dismissed, and not counted: {len(view.apart.dismissed)} of the recommendations.")
    if view.apart.grown:
        notes.append(
            f"Open again, because more can be saved now than when they were dismissed: {len(view.apart.grown)}."
        )
    if view.account is not None:
        taken = view.account.taken_at.date().isoformat()
        notes.append(f"The account was looked at on {taken}; what was found there is priced from this bill.")
    return view.basis.model_copy(update={"notes": tuple(notes), "gaps": (*view.basis.gaps, *view.gaps)})
