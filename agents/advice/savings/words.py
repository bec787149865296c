"""What can be saved, in words and blocks."""

from decimal import Decimal
from typing import Final

from agents.advice.savings.result import Savings
from agents.advice.savings.uncounted import beside_the_counted, told_uncounted
from agents.bill.absent import NotInBill, not_in_bill
from agents.bill.dimensions import account_label
from agents.bill.wording import Sentence, listed, sentence
from agents.opportunities.bill_advice import Counted
from agents.opportunities.recommended import (
    CENT,
    PAID_ALREADY,
    TO_REVIEW,
    dismissed_recommendation,
    of_marked,
    recommendations,
)
from billing.periods.symbols import phrase_of
from finops_core.answers import (
    Basis,
    BreakdownBlock,
    BreakdownItem,
    DateRange,
    Fact,
    Finding,
    Gap,
    RecommendationsBlock,
)
from finops_core.tools.facts import FactBook
from finops_core.values import Money

MOST_NAMED: Final = 3
RUN_RATE: Final = "Savings are for a month of 730 hours, at list prices and at the run rate of the last complete month."
ONCE: Final = (
    "Nothing is counted twice: what can be removed is not counted as made smaller too, and no total exceeds what a "
    "resource costs."
)
BILL_ONLY: Final = Gap(
    source="the account",
    reason="absent",
    message="Only the bill was read: it does not show how busy processors and disks are, or what is attached to what.",
)
MUCH_UNSAID: Final = Decimal("0.1")
"""From this part of usage on, it is told that nothing is said about it."""
OLD_DAYS: Final = 7
NO_TEAM: Final = "no team"
SUGGESTIONS: Final = ("What can I save by service?", "What can I save on EC2?", "What did I spend by service?")


def present_savings(savings: Savings | NotInBill, facts: FactBook) -> Finding:
    """The list with its total, the largest parts in a sentence, and what the bill cannot show."""
    if isinstance(savings, NotInBill):
        return not_in_bill(savings, facts)
    told, minted = _told(savings, facts)
    return Finding(
        headline=told,
        prose=" ".join(
            filter(
                None,
                (
                    _prose(savings, facts, minted),
                    _part_of_the_bill(savings, facts, minted),
                    beside_the_counted(savings, facts, minted),
                    _beside(savings, facts, minted),
                    _to_be_removed(savings, facts, minted),
                    _dismissed(savings, facts, minted),
                    _old(savings, facts, minted),
                ),
            )
        ),
        facts=tuple(minted),
        blocks=_blocks(savings),
        basis=_basis(savings),
        suggestions=SUGGESTIONS,
    )


def _told(savings: Savings, facts: FactBook) -> Sentence:
    subject = savings.scope.subject
    totals = {currency: amount for currency, amount in savings.totals().items() if amount > 0}
    if not savings.found:
        return _told_nothing(savings, facts)
    if savings.params.counted is False:
        return told_uncounted(savings, facts)
    saving = sum(each.counted > 0 for each in savings.found) or len(savings.found)
    count = facts.number(saving, "findings" if saving > 1 else "finding", "findings")
    if not totals:
        return sentence(f"{_looked_at(savings)} [[{count.id}]]", subject, "none of which saves cash now."), [count]
    month = savings.advice.periods.month
    amounts = [
        facts.money(Money(amount.quantize(CENT), currency), "what can be saved a month", month)
        for currency, amount in totals.items()
    ]
    words = listed([f"[[{fact.id}]]" for fact in amounts])
    narrowed, bounds = _narrowed(savings, facts)
    of_class = _OF_CLASS.get(savings.params.saving_class or "", "")
    told = sentence(f"you can save {words} a month", subject, f"in [[{count.id}]]", of_class, f"{narrowed}.")
    return told, [count, *amounts, *bounds]


def _told_nothing(savings: Savings, facts: FactBook) -> Sentence:
    """The headline where nothing was found of what was asked for."""
    subject = savings.scope.subject
    if savings.params.counted is False:
        return sentence("no finding", subject, "is left out of the total."), []
    narrowed, bounds = _narrowed(savings, facts)
    if narrowed:
        of_class = _OF_CLASS.get(savings.params.saving_class or "", "")
        return sentence(f"{_looked_at(savings)} no finding", of_class, narrowed, f"{subject}."), bounds
    more = "nothing more" if savings.apart.dismissed else "nothing"
    what = "that can be saved in that way" if savings.given_way else _NOTHING[savings.params.saving_class or ""]
    return sentence(f"{_looked_at(savings)} {more} {what}", f"{subject}."), []


_NOTHING: Final = {
    "": "that can be saved",
    "waste": "that is idle or unused",
    "rightsize": "that is larger or costs more than it needs to",
    "modernise": "that a newer generation would make cheaper",
    "review": "that is worth a look",
    "commitment": "that a commitment would certainly make cheaper",
}
"""What was looked for and not found, by class of saving."""
_OF_CLASS: Final = {
    "waste": "of waste",
    "rightsize": "of what is larger or costs more than it needs to",
    "modernise": "of older generations",
    "review": "worth a look",
    "commitment": "of usage that a commitment would make cheaper",
}
TO_COMMIT: Final = (
    "`finops commitments plan` finds the best purchase at AWS's rates. If you name an hourly amount, I work out what a "
    "Compute Savings Plan of that size would have saved."
)


def _part_of_the_bill(savings: Savings, facts: FactBook, minted: list[Fact]) -> str:
    """How large a part of what was billed can be saved, where both are of one currency."""
    totals, spent = savings.totals(), savings.spent
    amount = totals.get(spent.currency, Decimal(0)) if spent and len(totals) == 1 else Decimal(0)
    if spent is None or not amount > 0 or amount > spent.amount:
        return ""
    month = savings.advice.periods.month
    part = facts.percent(amount / spent.amount, "what can be saved, as a part of what was billed", month)
    whole = facts.money(spent, "billed in the month", month)
    minted += [part, whole]
    subject = savings.scope.subject
    return sentence(f"that is [[{part.id}]] of the [[{whole.id}]] billed", subject, f"{phrase_of(month)}.")


def _beside(savings: Savings, facts: FactBook, minted: list[Fact]) -> str:
    """What else there is, where nothing of the class that was asked for was found."""
    said = TO_COMMIT if savings.params.saving_class == "commitment" and not savings.found else ""
    totals: dict[str, Decimal] = {}
    for each in savings.beside:
        currency = each.opportunity.found.thing.currency
        totals[currency] = totals.get(currency, Decimal(0)) + each.counted
    amounts = [
        facts.money(
            Money(amount.quantize(CENT), currency), "what else can be saved a month", savings.advice.periods.month
        )
        for currency, amount in totals.items()
        if amount > 0
    ]
    if not amounts or savings.given_way:
        return said  # what gave way is told with what its removal saves
    minted += amounts
    return f"{said} Other findings would save {listed([f'[[{fact.id}]]' for fact in amounts])} a month.".strip()


def _narrowed(savings: Savings, facts: FactBook) -> tuple[str, list[Fact]]:
    """Which findings are listed, where only easy ones or those of some size were asked for."""
    params, several = savings.params, len(savings.found) > 1
    parts: list[str] = []
    minted: list[Fact] = []
    if params.effort:
        parts.append(f"{'take' if several else 'takes'} {_EFFORTS[params.effort]}")
    for bound, how in ((params.below, "less than"), (params.threshold, "at least")):
        if bound is None:
            continue
        currency = next(iter(sorted(savings.totals() or savings.scope.info.currencies)), "USD")
        month = savings.advice.periods.month
        minted.append(facts.money(Money(bound, currency), "the bound of each a month", month))
        parts.append(f"{'save' if several else 'saves'} {how} [[{minted[-1].id}]]{' each' if several else ''}")
    return (f" that {' and '.join(parts)}" if parts else ""), minted


_EFFORTS: Final = {"low": "little effort", "medium": "no great effort"}


def _prose(savings: Savings, facts: FactBook, minted: list[Fact]) -> str:
    if savings.found:
        return _largest(savings, facts, minted)
    return BILL_ONLY.message if savings.account is None else ""


def _dismissed(savings: Savings, facts: FactBook, minted: list[Fact]) -> str:
    """What was dismissed with its amount, and what is open again because it has grown."""
    apart, said, month = savings.apart, "", savings.advice.periods.month
    if apart.dismissed:
        count = facts.number(len(apart.dismissed), "dismissed", "recommendations that were dismissed")
        minted.append(count)
        amounts = [
            facts.money(Money(amount.quantize(CENT), currency), "dismissed savings a month", month)
            for currency, amount in apart.left_out().items()
            if amount > 0
        ]
        minted += amounts
        worth = f", {listed([f'[[{fact.id}]]' for fact in amounts])} a month" if amounts else ""
        said = f"Not counted in the total: [[{count.id}]]{worth}."
    if apart.grown:
        grown = facts.number(len(apart.grown), "open again", "dismissed recommendations that have grown")
        minted.append(grown)
        said = f"{said} [[{grown.id}]]: more can be saved now than when it was dismissed.".strip()
    return said


def _to_be_removed(savings: Savings, facts: FactBook, minted: list[Fact]) -> str:
    """What was asked for and is not listed, since the things are paid for nothing: what removing them saves."""
    if not savings.given_way:
        return ""
    month = savings.advice.periods.month
    things = {(each.found.thing.account, each.found.thing.resource) for each in savings.given_way}
    count = facts.number(
        len(things), "more things" if len(things) > 1 else "more thing", "things to be removed instead"
    )
    amounts = [
        facts.money(Money(amount.quantize(CENT), currency), "what removing them saves a month", month)
        for currency, amount in savings.advice.removing(savings.given_way).items()
    ]
    minted += [count, *amounts]
    saves = f", which saves {listed([f'[[{fact.id}]]' for fact in amounts])} a month" if amounts else ""
    verb, they = ("are", "them") if len(things) > 1 else ("is", "it")
    return f"[[{count.id}]] could be changed in this way, but {verb} not used: remove {they} instead{saves}."


def _old(savings: Savings, facts: FactBook, minted: list[Fact]) -> str:
    """How old the look at the account is, once that matters."""
    if savings.account is None or savings.age_days < OLD_DAYS:
        return ""
    age = facts.number(savings.age_days, "days", "since the account was looked at")
    minted.append(age)
    return f"The account was looked at [[{age.id}]] ago: a new snapshot shows what has changed since."


def _looked_at(savings: Savings) -> str:
    return "the bill alone shows" if savings.account is None else "the bill and the account show"


def _largest(savings: Savings, facts: FactBook, minted: list[Fact]) -> str:
    """The largest kinds of saving by name; their facts are added to `minted`."""
    sums = _sums(savings, "check")
    parts: list[str] = []
    for (label, currency), amount in sums[:MOST_NAMED]:
        if amount > 0:
            fact = facts.money(
                Money(amount.quantize(CENT), currency), f"saving of {label}", savings.advice.periods.month
            )
            minted.append(fact)
            parts.append(f"{_within_a_sentence(label)} ([[{fact.id}]])")
    more = savings.everything - len(savings.found)
    rest = facts.number(more, "more", "further findings") if more else None
    minted += [rest] if rest else []
    beyond = f"Not listed: [[{rest.id}]]." if rest else ""
    return f"{f'Most of it: {listed(parts)}.' if parts else ''} {beyond}".strip()


def _within_a_sentence(title: str) -> str:
    """A title that begins with no name: "NAT gateway …" stays, "Load balancer …" begins small."""
    return title if title[1:2].isupper() or title.split()[0] in _NAMES else title[:1].lower() + title[1:]


_NAMES: Final = frozenset({"Aurora", "Lambda", "Fargate", "Redis", "Kinesis", "Gateway", "DynamoDB", "OpenSearch"})


def _sums(savings: Savings, by: str) -> list[tuple[tuple[str, str], Decimal]]:
    sums: dict[tuple[str, str], Decimal] = {}
    for each in savings.found:
        key = (_label(each, by, savings), each.opportunity.found.thing.currency)
        sums[key] = sums.get(key, Decimal(0)) + each.counted
    return sorted(sums.items(), key=lambda item: (-item[1], item[0]))


def _label(each: Counted, by: str, savings: Savings) -> str:
    check, thing = each.opportunity.check, each.opportunity.found.thing
    match by:
        case "service":
            return thing.service
        case "account":
            return account_label(thing.account, savings.scope.info)
        case "region":
            return thing.region or "no region"
        case "team":
            return savings.teams.get(thing.resource) or NO_TEAM
        case "class":
            return check.saving_class.value
        case _:
            return check.title


def _blocks(savings: Savings) -> tuple[BreakdownBlock | RecommendationsBlock, ...]:
    dismissed = () if savings.params.top_n else savings.apart.dismissed
    if not savings.found and not dismissed:
        return ()
    by = savings.params.group_by[0] if savings.params.group_by else "check"
    breakdowns = tuple(
        BreakdownBlock(
            title=f"Savings a month by {by}",
            unit=currency,
            items=tuple(
                BreakdownItem(label=label, value=str(amount.quantize(CENT)), share=str(round(amount / total, 6)))
                for (label, unit), amount in _sums(savings, by)
                if unit == currency and amount > 0
            ),
            total=str(total.quantize(CENT)),
        )
        for currency, total in savings.totals().items()
        if total > 0
    )
    month = savings.advice.periods.month
    items = recommendations(savings.found, savings.apart, month)
    items += [dismissed_recommendation(one, month) for one in dismissed]
    return (*breakdowns, RecommendationsBlock(title="What can be saved", items=tuple(items)))


def _not_on_bill(savings: Savings) -> tuple[str, ...]:
    if not savings.not_on_bill:
        return ()
    return (
        f"{savings.not_on_bill} of the account's findings are left out: the charges you asked about do not name them.",
    )


def _of_account(savings: Savings) -> tuple[str, ...]:
    if savings.account is None:
        return ()
    taken = savings.account.taken_at.date().isoformat()
    return (f"The account was looked at on {taken}; what was found there is priced from this bill.",)


def _basis(savings: Savings) -> Basis:
    month = savings.advice.periods.month
    currencies = sorted(savings.totals())
    return savings.basis.model_copy(
        update={
            "period": DateRange(start=month.start, end=month.end),
            "currency": currencies[0] if len(currencies) == 1 else None,
            "included": (),
            "excluded": (),
            "partial_periods": (),
            "notes": (
                RUN_RATE,
                ONCE,
                TO_REVIEW,
                PAID_ALREADY,
                *savings.advice.silences(MUCH_UNSAID),
                *_not_on_bill(savings),
                *of_marked(savings.found, savings.apart),
                *_of_account(savings),
                *savings.basis.notes,
            ),
            "gaps": (BILL_ONLY,) if savings.account is None else savings.account.gaps,
        }
    )
