"""Budgets in words and blocks: how each stands, what is left, when it is passed, and who drives it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from agents.bill.wording import listed, sentence
from agents.budgets.blocks import alert_block, budget_block, driver_block, gauge_block, lines_block
from agents.budgets.recommended_words import added_how, code_blocks, fits
from agents.budgets.result import Budgets
from billing.budgets.alerts import AlertState
from billing.budgets.performance import Performance, State
from billing.budgets.recommendation import Recommended
from billing.outlook import NotEnough
from finops_core.answers import Block, Fact, Finding
from finops_core.tools.facts import FactBook
from finops_core.values import Money

CENT: Final = Decimal("0.01")
TOLD: Final = 4
"""Budgets that sentences are about; the gauges show all."""
SUGGESTIONS: Final = (
    "Which budgets will be exceeded this month?",
    "What budgets should I set?",
    "What did I spend by service?",
)


def present_budgets(result: Budgets, facts: FactBook) -> Finding:
    """How the budgets stand, the one that matters most first."""
    if not result.followed:
        return _none(result, facts)
    ranked = sorted(result.followed, key=lambda one: (_ORDER[one.state], -float(one.used or 0)))
    minted: list[Fact] = []
    if len(ranked) == 1:
        headline, prose = _single(ranked[0], result, facts, minted)
    else:
        headline = _counted(ranked, facts, minted)
        told = [one for one in ranked if result.params.aspect or one.state in (State.OVER, State.HEADING_OVER)]
        prose = " ".join(_told(one, result.params.aspect, facts, minted) for one in (told or ranked)[:TOLD])
    return Finding(
        headline=headline,
        prose=prose,
        facts=tuple(minted),
        blocks=tuple(_blocks(ranked, result)),
        basis=result.basis,
        suggestions=SUGGESTIONS,
    )


_ORDER: Final = {State.OVER: 0, State.HEADING_OVER: 1, State.WITHIN: 2, State.UNKNOWN: 3}


def _blocks(ranked: Sequence[Performance], result: Budgets) -> list[Block]:
    blocks: list[Block] = [gauge_block(ranked)] if any(one.actual is not None for one in ranked) else []
    if len(ranked) == 1:
        lines = lines_block(ranked[0])
        blocks += [lines] if lines else []
        if ranked[0].drivers:
            blocks.append(driver_block(ranked[0]))
    if any(one.alerts for one in ranked):
        blocks.append(alert_block(ranked))
    if len(ranked) > 1:
        blocks.append(budget_block(ranked))
    if result.params.aspect == "alerts":
        blocks.sort(key=lambda block: block.title != "Alerts")
    return blocks


def _none(result: Budgets, facts: FactBook) -> Finding:
    """What is said where there is no such budget: which there are, or how one is added and which would fit."""
    minted: list[Fact] = []
    if result.configured:
        names = facts.text(", ".join(result.names[:12]), "the budgets")
        what = {"over": "No budget is passed", "heading_over": "No budget is passed or on its way to be"}
        headline = what.get(result.params.only, "There is no such budget")
        if result.params.only and (result.params.name or result.params.by):
            headline = "No such budget is passed"
        return Finding(
            headline=f"{headline}. There are these budgets: [[{names.id}]].",
            facts=(names,),
            basis=result.basis,
            suggestions=SUGGESTIONS,
        )
    headline = "No budgets are configured here, so none can be passed."
    prose = "Add one to finops.toml, in AWS's own terms, or take over those of AWS with “finops budgets import”."
    blocks: tuple[Block, ...] = ()
    if isinstance(result.recommended, Recommended):
        text, more = fits(result.recommended, result.params, facts)
        minted += more
        prose = f"{prose} {text}"
        blocks = code_blocks(added_how(result.recommended, result.params))
    elif isinstance(result.recommended, NotEnough):
        prose = f"{prose} The bill has too little history to recommend a limit."
    return Finding(
        headline=headline,
        prose=prose,
        facts=tuple(minted),
        blocks=blocks,
        basis=result.basis,
        suggestions=("What budgets should I set?", "What will I spend next month?", "What did I spend by service?"),
    )


def _counted(ranked: Sequence[Performance], facts: FactBook, minted: list[Fact]) -> str:
    parts: list[str] = []
    for state, words in _STATES.items():
        count = sum(one.state is state for one in ranked)
        if count:
            fact = facts.number(count, words, f"budgets {words}")
            minted.append(fact)
            parts.append(f"[[{fact.id}]]")
    whole = facts.number(len(ranked), "budgets", "budgets")
    minted.append(whole)
    return f"Of [[{whole.id}]], {listed(parts)}."


_STATES: Final = {
    State.OVER: "over",
    State.HEADING_OVER: "on the way over",
    State.WITHIN: "within",
    State.UNKNOWN: "not known",
}


def _single(one: Performance, result: Budgets, facts: FactBook, minted: list[Fact]) -> tuple[str, str]:
    headline = _told(one, result.params.aspect, facts, minted)
    parts = [_own_period(one, result, facts, minted), _heading(one, facts, minted), _drivers(one, facts, minted)]
    if result.params.aspect != "alerts":
        parts.append(_alerts(one, facts, minted))
    return headline, " ".join(part for part in parts if part)


def _told(one: Performance, aspect: str, facts: FactBook, minted: list[Fact]) -> str:
    """One budget in one sentence."""
    name = facts.text(one.budget.budget_name, "budget")
    minted.append(name)
    if one.billed is None and one.period is not None and not one.reason and one.limit is not None:
        return _not_billed(one, name, facts, minted)
    if one.reason or one.limit is None or one.actual is None:
        reason = facts.text(one.reason.rstrip(".") or "its limit cannot be told", "why")
        minted.append(reason)
        return f"The budget [[{name.id}]] cannot be followed: [[{reason.id}]]."
    if aspect == "alerts":
        return _alerts_of(one, f"the budget [[{name.id}]]", facts, minted)
    if one.budget.is_share:
        return _share(one, name, facts, minted)
    return _spent(one, name, facts, minted, actual=one.actual, limit=one.limit, aspect=aspect)


def _spent(
    one: Performance,
    name: Fact,
    facts: FactBook,
    minted: list[Fact],
    *,
    actual: Decimal,
    limit: Decimal,
    aspect: str,
) -> str:
    """A budget that was spent from: what of it is left, or by how much it was passed."""
    of = " of ".join(
        f"[[{_amount(value, one, what, facts, minted).id}]]" for value, what in ((actual, "spent"), (limit, "limit"))
    )
    if one.state is State.OVER:
        return _over(one, name, of, facts, minted, beyond=actual - limit)
    left = _amount(limit - actual, one, "left", facts, minted)
    if one.has_ended:
        return f"The budget [[{name.id}]] held: {of} was spent, and [[{left.id}]] was left."
    if aspect == "left":
        return f"Of the budget [[{name.id}]], [[{left.id}]] is left: {of} is spent."
    if one.state is State.HEADING_OVER and one.expected is not None:
        on = _day(one.passes_on, "expected to be passed on", facts, minted)
        return f"The budget [[{name.id}]] will probably be passed{on and f' on {on}'}: {of} is spent so far."
    if one.state is State.UNKNOWN:
        return f"Of the budget [[{name.id}]], {of} is spent so far and [[{left.id}]] is left; there is no forecast."
    return f"The budget [[{name.id}]] will probably hold: {of} is spent, and [[{left.id}]] is left."


def _over(one: Performance, name: Fact, of: str, facts: FactBook, minted: list[Fact], *, beyond: Decimal) -> str:
    passed_by = _amount(beyond, one, "over the limit", facts, minted)
    since = _day(one.over_since, "over since", facts, minted)
    if one.has_ended:
        return f"The budget [[{name.id}]] was passed{since and f' on {since}'} by [[{passed_by.id}]]: {of} was spent."
    return f"The budget [[{name.id}]] is over by [[{passed_by.id}]]{since and f' since {since}'}: {of} is spent."


def _not_billed(one: Performance, name: Fact, facts: FactBook, minted: list[Fact]) -> str:
    """No day of its period is on the bill: that is no amount of 0."""
    days = (one.period.start, one.period.last_day) if one.period else ()
    first, last = (_day(day, "its period", facts, minted) for day in days)
    text = f"The bill has no day yet of the period of the budget [[{name.id}]], {first} to {last}"
    if one.expected is None:
        return f"{text}, and there is no forecast."
    limit = _amount(one.limit or Decimal(0), one, "limit", facts, minted)
    heads = "probably be passed" if one.state is State.HEADING_OVER else "probably hold"
    return f"{text}; its limit of [[{limit.id}]] will {heads}."


def _share(one: Performance, name: Fact, facts: FactBook, minted: list[Fact]) -> str:
    reached = facts.percent(((one.actual or Decimal(0)) / 100).quantize(Decimal("0.0001")), "reached", one.billed)
    target = facts.percent((one.limit or Decimal(0)) / 100, "target", one.period)
    minted += [reached, target]
    side = "below" if one.state is State.OVER else "at or above"
    return f"The budget [[{name.id}]] is {side} its target: [[{reached.id}]] against [[{target.id}]]."


def _own_period(one: Performance, result: Budgets, facts: FactBook, minted: list[Fact]) -> str:
    """Which days are told, where a question names some: one about a quarter finds a monthly budget."""
    if result.asked is None or one.period is None:
        return ""
    first, last = (_day(day, "its own period", facts, minted) for day in (one.period.start, one.period.last_day))
    own = "" if one.period == result.asked else "the budget's own period, "
    return f"That is for {own}{first} to {last}."


def _heading(one: Performance, facts: FactBook, minted: list[Fact]) -> str:
    """Where it is heading, with the interval and the chance."""
    if one.expected is not None and one.limit is not None and one.period is not None:
        whole = one.expected.whole
        expected, low, high = (
            _amount(Decimal(repr(value)).quantize(CENT), one, what, facts, minted)
            for value, what in (
                (whole.value, "expected"),
                (whole.low, "80 % range, from"),
                (whole.high, "80 % range, to"),
            )
        )
        end = _day(one.period.last_day, "end", facts, minted)
        text = f"By {end} it is expected to come to [[{expected.id}]]"
        text += f", between [[{low.id}]] and [[{high.id}]]" if low.value != high.value else ""
        if one.chance is None:
            return f"{text}."
        chance = facts.percent(one.chance, "chance of passing the limit", one.period)
        minted.append(chance)
        return f"{text}; the chance of passing the limit is about [[{chance.id}]]."
    if one.pace is not None:
        pace = _amount(one.pace.quantize(CENT), one, "at the pace so far", facts, minted)
        return f"At the pace so far the period comes to [[{pace.id}]], which is no forecast."
    return ""


def _drivers(one: Performance, facts: FactBook, minted: list[Fact]) -> str:
    if not one.drivers:
        return ""
    first = one.drivers[0]
    name = facts.text(first.name or "no name", "the largest part")
    amount = _amount(first.amount, one, "the largest part", facts, minted)
    minted.append(name)
    text = f"The largest part is [[{name.id}]] with [[{amount.id}]]"
    grown = max(one.drivers, key=lambda each: each.change or Decimal(0))
    if grown.change is None or grown.change < CENT:
        return f"{text}."
    who = facts.text(grown.name or "no name", "grew most")
    more = _amount(grown.change, one, "more than in the same days before", facts, minted)
    minted.append(who)
    return f"{text}; [[{who.id}]] grew most, by [[{more.id}]] against the same days of the period before."


def _alerts(one: Performance, facts: FactBook, minted: list[Fact]) -> str:
    return _alerts_of(one, "it", facts, minted) if one.alerts else ""


def _alerts_of(one: Performance, whose: str, facts: FactBook, minted: list[Fact]) -> str:
    if not one.alerts:
        return sentence(f"{whose} has no alerts.")
    crossed = [each for each in one.alerts if each.state is AlertState.CROSSED]
    ahead = [each for each in one.alerts if each.state is AlertState.EXPECTED]
    unknown = any(each.state is AlertState.UNKNOWN for each in one.alerts)
    every = facts.number(len(one.alerts), "alerts" if len(one.alerts) > 1 else "alert", "alerts")
    minted.append(every)
    parts: list[str] = []
    for found, words in ((crossed, "told"), (ahead, "expected")):
        if found:
            count = facts.number(len(found), words, f"alerts {words}")
            minted.append(count)
            days = [_day(each.day, words, facts, minted) for each in found if each.day]
            parts.append(f"[[{count.id}]]{f' ({listed(days[:3])})' if days else ''}")
    rest = "; whether more will be is not known" if unknown else ""
    none = "none was told" if unknown else "none was told and none is expected"
    return sentence(f"of [[{every.id}]] of {whose}, {listed(parts) if parts else none}{rest}.")


def _amount(value: Decimal, one: Performance, what: str, facts: FactBook, minted: list[Fact]) -> Fact:
    """Money, or usage in its unit."""
    if one.budget.budget_type == "USAGE":
        fact = facts.number(value.quantize(CENT).normalize(), one.unit, what, one.period)
    else:
        fact = facts.money(Money(value, one.unit).rounded(), what, one.period)
    minted.append(fact)
    return fact


def _day(value: date | None, what: str, facts: FactBook, minted: list[Fact]) -> str:
    if value is None:
        return ""
    fact = facts.day(value, what)
    minted.append(fact)
    return f"[[{fact.id}]]"
