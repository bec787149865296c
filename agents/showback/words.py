"""Statements for teams in words and tables."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from agents.bill.absent import NotInBill, not_in_bill
from agents.bill.blocks import TABLE_ROWS, share
from agents.bill.dimensions import account_label
from agents.bill.wording import Sentence, plural, sentence
from agents.showback.result import Statements
from billing.allocation import exact_sum
from billing.query import BillInfo
from billing.showback import Part, Showback, Statement
from finops_core.answers import Block, Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

NOBODY: Final = "nobody"
SHARED: Final = "shared cost"
SUGGESTIONS: Final = ("Spend by team", "What did I spend by service?", "How much of the spend is tagged?")
_PARTS: Final = (Part.CHARGES, Part.CREDITS, Part.REFUNDS, Part.TAXES)


def present_showback(found: Statements | NotInBill, facts: FactBook) -> Finding:
    """What the bill comes to and who bears it, a table of all teams, and one statement each."""
    if isinstance(found, NotInBill):
        return not_in_bill(found, facts)
    told = [(_asked if found.shown else _whole)(one, found, facts) for one in found.sets]
    return Finding(
        headline=told[0][0],
        prose=" ".join(text for text, _ in told[1:]),
        facts=tuple(fact for _, minted in told for fact in minted),
        blocks=tuple(block for one in found.sets for block in _blocks(one, found)),
        basis=found.basis,
        suggestions=SUGGESTIONS,
    )


def _whole(one: Showback, found: Statements, facts: FactBook) -> Sentence:
    """The bill as the sum of what teams own, of what they bear of shared costs, and of what nobody owns."""
    days, scope = found.scope.period.period, found.scope

    def money(amount: Decimal, subject: str) -> Fact:
        return facts.money(Money(amount, one.currency), subject, days)

    own = money(exact_sum([each.direct for each in one.teams]), "owned by teams")
    shared = money(exact_sum([each.borne for each in one.teams]), "shared costs borne by teams")
    nobody = money(one.nobody.total, "owned by nobody")
    total = facts.money(Money(one.total, one.currency), "bill", days, of=(own.id, shared.id, nobody.id))
    count = facts.number(len(one.teams), plural("team", len(one.teams)), "teams", days)
    text = sentence(
        f"[[{total.id}]]", scope.subject, f"{scope.when}: [[{own.id}]] is charged to [[{count.id}]] directly,",
        f"[[{shared.id}]] is their part of shared costs, and [[{nobody.id}]] belongs to nobody.",
    )  # fmt: skip
    return text, [own, shared, nobody, total, count]


def _asked(one: Showback, found: Statements, facts: FactBook) -> Sentence:
    """What each team that was asked for bears."""
    days, minted, texts = found.scope.period.period, list[Fact](), list[str]()
    for each in found.of(one):
        name = facts.text(each.team, "team")
        total = facts.money(Money(each.total, one.currency), f"borne by {each.team}", days)
        shared = facts.money(Money(each.borne, one.currency), f"shared costs borne by {each.team}", days)
        minted += [name, total, shared]
        texts.append(f"[[{name.id}]] bears [[{total.id}]], of which [[{shared.id}]] is shared costs")
    return sentence("; ".join(texts), found.scope.subject, f"{found.scope.when}."), minted


def _blocks(one: Showback, found: Statements) -> Iterator[Block]:
    when = found.scope.period.phrase
    yield _summary(one, found, sentence("showback", found.scope.subject, when))
    for each in found.of(one):
        if each.lines or each.shared:
            yield _statement(each, one, found.scope.info, sentence("statement of", each.team or NOBODY, when))


def _summary(one: Showback, found: Statements, title: str) -> TableBlock:
    shown = found.of(one)
    return TableBlock(
        title=title,
        columns=(
            Column(key="team", label="Team"),
            *_money_columns(one.currency),
            Column(key="share", label="Share", kind="percent"),
        ),
        rows=tuple(
            (
                each.team or NOBODY,
                *(str(each.own(part)) for part in _PARTS),
                str(each.borne),
                str(each.total),
                _share(each.total, one.total),
            )
            for each in shown
        ),
        total_rows=len(shown),
    )


def _statement(each: Statement, one: Showback, info: BillInfo, title: str) -> TableBlock:
    rows: list[tuple[str | None, ...]] = [
        (
            line.service or "no service",
            account_label(line.account, info) or "no account",
            *(str(line.amounts.get(part, Decimal(0))) for part in _PARTS),
            "0",
            str(line.total),
        )
        for line in each.lines
    ]
    zeros = ("0",) * len(_PARTS)
    rows += [(name, SHARED, *zeros, str(amount), str(amount)) for name, amount in each.shared.items()]
    return TableBlock(
        title=title,
        columns=(
            Column(key="service", label="Service or shared cost"),
            Column(key="account", label="Account"),
            *_money_columns(one.currency),
        ),
        rows=tuple(rows[:TABLE_ROWS]),
        total_rows=len(rows),
    )


def _money_columns(unit: str) -> tuple[Column, ...]:
    labels = {
        "charges": "Charges",
        "credits": "Credits",
        "refunds": "Refunds",
        "taxes": "Taxes",
        "shared": "Shared costs",
        "amount": "Amount",
    }
    return tuple(Column(key=key, label=label, kind="money", unit=unit) for key, label in labels.items())


def _share(amount: Decimal, total: Decimal) -> str | None:
    part = share(amount, total)
    return None if part is None else str(part)
