"""Anomalies in words and blocks."""

from decimal import Decimal
from typing import Final

from agents.anomalies.causes import Driver
from agents.anomalies.dismissed import Known, left_out
from agents.anomalies.found import Found
from agents.anomalies.result import CENT, Anomalies
from agents.bill.absent import NotInBill, not_in_bill
from agents.bill.dimensions import account_label
from agents.bill.wording import Sentence, listed, sentence
from billing.periods.symbols import day_text
from finops_core.answers import AnomaliesBlock, Entity, Fact, Finding
from finops_core.answers import Anomaly as Shown
from finops_core.tools.facts import FactBook
from finops_core.values import Money

SUGGESTIONS: Final = ("What changed most last month?", "Show daily costs", "What did I spend by service?")

DRIVEN: Final[dict[Driver, str]] = {
    "new": "it was new",
    "quantity": "more was used",
    "price": "each unit cost more",
}


def present_anomalies(result: Anomalies | NotInBill, facts: FactBook) -> Finding:
    """How many there were, what they came to, and the largest with its cause."""
    if isinstance(result, NotInBill):
        return not_in_bill(result, facts)
    told, minted = _told(result, facts)
    prose, more = _largest(result, facts) if result.found else ("", [])
    smaller, aside = _smaller(result, facts, minted), _dismissed(result, facts, minted)
    return Finding(
        headline=told,
        prose=" ".join(part for part in (prose, smaller, aside) if part),
        facts=(*minted, *more),
        blocks=(_block(result),) if _listed(result) else (),
        basis=result.basis,
        suggestions=SUGGESTIONS,
    )


def _told(result: Anomalies, facts: FactBook) -> Sentence:
    scope, days = result.scope, result.scope.period.period
    if not result.found:
        looked = facts.number(result.series, "series", "looked at", days)
        text = f"{scope.when}; [[{looked.id}]] of daily cost {'was' if result.series == 1 else 'were'} looked at."
        nothing = "nothing more" if result.dismissed or result.smaller else "nothing"
        bound, minted = _bound(result, facts)
        much = f"{bound} more" if bound else "more"
        return sentence(nothing, scope.subject, f"cost {much} than its past lets expect", text), [looked, *minted]
    many = len(result.found) > 1
    count = facts.number(len(result.found), "cost anomalies" if many else "cost anomaly", "cost anomalies", days)
    sums: dict[str, Decimal] = {}
    for one in result.found:
        sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.excess
    amounts = [
        facts.money(Money(amount.quantize(CENT), currency), "above what was expected", days)
        for currency, amount in sums.items()
    ]
    came = f"{listed([f'[[{amount.id}]]' for amount in amounts])} more than expected"
    bound, minted = _bound(result, facts)
    lead = f"there {'were' if many else 'was'} [[{count.id}]]{f' of {bound}' if bound else ''}"
    return sentence(lead, scope.subject, f"{scope.when}, {came} in all."), [count, *minted, *amounts]


def _bound(result: Anomalies, facts: FactBook) -> Sentence:
    """What an anomaly had to pass to be told, in the currency of the bill where there is one."""
    least = result.params.threshold
    if least is None:
        return "", []
    label, days = "the least that was asked for", result.scope.period.period
    bound = (
        facts.money(Money(least, result.currencies[0]), label, days)
        if len(result.currencies) == 1
        else facts.number(least, "", label, days)
    )
    return f"over [[{bound.id}]]", [bound]


def _smaller(result: Anomalies, facts: FactBook, minted: list[Fact]) -> str:
    """How many a threshold left out."""
    if not result.smaller:
        return ""
    count = facts.number(result.smaller, "smaller", "smaller anomalies", result.scope.period.period)
    minted.append(count)
    return f"Left out: [[{count.id}]]."


def _largest(result: Anomalies, facts: FactBook) -> tuple[str, list[Fact]]:
    one = result.found[0]
    name = facts.text(_label(one, result), "the largest anomaly")
    billed = facts.money(Money(one.billed.quantize(CENT), one.currency), f"billed for {name.value}", one.days)
    expected = facts.money(Money(one.expected, one.currency), f"expected for {name.value}", one.days)
    minted = [name, billed, expected]
    days = _days(one, facts, minted)
    text = f"The largest: [[{name.id}]] cost [[{billed.id}]] {days}, where [[{expected.id}]] was to be expected"
    if one.is_new:
        text += ", and nothing in the four weeks before"
    if one.lasts:
        text += ", and it has stayed about that high since"
    if one.cause and one.cause_share is not None:
        cause = facts.text(one.cause, "what rose most")
        part = facts.percent(round(one.cause_share, 4), f"share of {cause.value}", one.days)
        minted += [cause, part]
        text += f"; [[{cause.id}]] is [[{part.id}]] of it"
        if one.resource:
            resource = facts.text(one.resource, "the resource that rose most")
            minted.append(resource)
            text += f", most of that of [[{resource.id}]]"
        if one.driver:
            text += f": {DRIVEN[one.driver]}"
    rest = result.everything - len(result.found)
    if rest:
        more = facts.number(rest, "more", "further anomalies")
        minted.append(more)
        return f"{text}. Not listed: [[{more.id}]].", minted
    return f"{text}.", minted


def _days(one: Found, facts: FactBook, minted: list[Fact]) -> str:
    first = facts.day(one.days.start, "its first day")
    minted.append(first)
    if one.days.days == 1:
        return f"on [[{first.id}]]"
    last = facts.day(one.days.last_day, "its last day")
    minted.append(last)
    return f"from [[{first.id}]] to [[{last.id}]]"


def _label(one: Found, result: Anomalies) -> str:
    names = zip(result.params.group_by, one.keys, strict=True)
    shown = [
        account_label(value, result.scope.info) if name == "account" else value or f"no {name}" for name, value in names
    ]
    return " · ".join(shown)


def _dismissed(result: Anomalies, facts: FactBook, minted: list[Fact]) -> str:
    """How many were left out because they are dismissed, and what they came to."""
    if not result.dismissed:
        return ""
    days = result.scope.period.period
    count = facts.number(len(result.dismissed), "dismissed", "anomalies that were dismissed", days)
    amounts = [
        facts.money(Money(amount.quantize(CENT), currency), "dismissed, above what was expected", days)
        for currency, amount in left_out(result.dismissed).items()
    ]
    minted += [count, *amounts]
    return f"Left out: [[{count.id}]], {listed([f'[[{amount.id}]]' for amount in amounts])} more than expected."


def _listed(result: Anomalies) -> tuple[Known, ...]:
    """A list of the largest is of open ones; else those dismissed follow, with why and until when."""
    return result.known if result.params.top_n else (*result.known, *result.dismissed)


def _block(result: Anomalies) -> AnomaliesBlock:
    return AnomaliesBlock(title="Cost anomalies", items=tuple(_shown(one, result) for one in _listed(result)))


def _shown(known: Known, result: Anomalies) -> Shown:
    one = known.found
    keys = dict(zip(result.params.group_by, one.keys, strict=True))
    until = "" if one.days.days == 1 else f" to {day_text(one.days.last_day)}"
    named = f"Mostly {one.cause}{f' of {one.resource}' if one.resource else ''}" if one.cause else ""
    cause = f"{named}: {DRIVEN[one.driver]}" if named and one.driver else named
    new = f"New on {day_text(one.days.start)}{until}" if one.is_new else ""
    lasting = "It has stayed about that high since" if one.lasts else ""
    return Shown(
        label=_label(one, result),
        start=one.days.start.isoformat(),
        end=one.days.end.isoformat(),
        value=str(one.billed.quantize(CENT)),
        unit=one.currency,
        expected=str(one.expected),
        impact=str(one.excess.quantize(CENT)),
        cause=". ".join(part for part in (cause, new, lasting) if part),
        entity=Entity(
            kind="series",
            id=" · ".join(one.keys),
            account=keys.get("account", ""),
            region=keys.get("region", ""),
            service=keys.get("service", ""),
        ),
        status="dismissed" if known.standing == "dismissed" else "open",
        anomaly_id=known.advised.resource,
        note=_note(known),
    )


def _note(known: Known) -> str:
    """What a dismissal says of it: a user's own words, so a block alone shows them."""
    if known.by is None or known.standing == "open":
        return ""
    until = known.by.until.date().isoformat()
    if known.standing == "dismissed":
        return f"Dismissed until {until}: {known.by.reason}"
    if known.standing == "ended":
        return f"It was dismissed until {until}: {known.by.reason}"
    return f"It has grown by over a quarter since it was dismissed: {known.by.reason}"
