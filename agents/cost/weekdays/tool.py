"""The `weekdays` tool: what a day of the weekend costs beside a weekday, and each day of the week."""

from dataclasses import replace
from decimal import Decimal

from agents.bill.absent import Missing, absent
from agents.bill.blocks import share
from agents.bill.intervals import complete_days
from agents.bill.scope import basis_of, kinds_read, read_scope, with_kinds
from agents.bill.wording import Sentence, sentence
from agents.cost.weekdays.params import WeekdaysParams
from billing.allocation import exact_sum
from billing.periods.symbols import WEEKDAYS
from billing.source import BillSource
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Money, Period

AT_ONCE = "Taxes, fees and other charges that come at once count on the day they are dated."
UTC_DAYS = "Days are those of the bill, in UTC; the weekend is Saturday and Sunday."


def weekdays(params: WeekdaysParams, context: ToolContext) -> Finding:
    """Averages over the complete days of the period. Raises ToolRetry and BillError as the other tools."""
    scope = read_scope(params, context)
    if isinstance(scope, Missing):
        return absent(scope, context)
    scope = complete_days(scope)
    days = scope.period.period
    result = context.service(BillSource).query(replace(scope.rows, granularity=Granularity.DAILY))
    if not result.totals:
        return Finding(headline=sentence("the bill has no charges", scope.subject, f"{scope.when}."), basis=scope.basis)
    scope = with_kinds(scope, kinds_read(scope, context))
    counts = _counts(days)
    texts: list[str] = []
    facts: list[Fact] = []
    tables: list[TableBlock] = []
    for currency in result.totals:
        sums = [
            exact_sum(
                [r.amount for r in result.rows if r.currency == currency and r.start and r.start.weekday() == day]
            )
            for day in range(7)
        ]
        text, more = _told(sums, counts, currency, scope.subject, scope.when, days, context)
        texts.append(text)
        facts += more
        tables.append(_table(sums, counts, currency, scope.period.phrase))
    basis = basis_of(scope, result)
    return Finding(
        headline=texts[0],
        prose=" ".join(texts[1:]),
        facts=tuple(facts),
        blocks=tuple(tables),
        basis=basis.model_copy(update={"notes": (*basis.notes, UTC_DAYS, AT_ONCE)}),
        suggestions=("Show daily costs", "What did I spend by service?"),
    )


def _counts(days: Period) -> list[int]:
    """How many Mondays, Tuesdays, … a period has."""
    first = days.start.weekday()
    return [days.days // 7 + ((day - first) % 7 < days.days % 7) for day in range(7)]


def _told(
    sums: list[Decimal], counts: list[int], currency: str, subject: str, when: str, days: Period, context: ToolContext
) -> Sentence:
    working, free = (exact_sum(part) for part in (sums[:5], sums[5:]))
    on_weekdays, on_weekends = sum(counts[:5]), sum(counts[5:])
    if not on_weekdays or not on_weekends:
        total = context.facts.money(Money(working + free, currency), "spend", days)
        missing = "weekdays" if not on_weekdays else "days of a weekend"
        return sentence(f"you spent [[{total.id}]]", subject, f"{when}, which has no {missing} to compare with."), [
            total
        ]
    whole = [
        context.facts.money(Money(amount, currency), f"spend on {name}", days)
        for amount, name in ((free, "weekends"), (working, "weekdays"))
    ]
    each = [
        context.facts.money(Money(amount / count, currency), f"a day on {name}", days, of=(fact.id,))
        for amount, count, name, fact in (
            (free, on_weekends, "weekends", whole[0]),
            (working, on_weekdays, "weekdays", whole[1]),
        )
    ]
    text = f"you spent [[{each[0].id}]] a day on weekends and [[{each[1].id}]] a day on weekdays"
    in_all = f"[[{whole[0].id}]] and [[{whole[1].id}]] in all"
    facts = [*whole, *each]
    part = share(abs(free / on_weekends - working / on_weekdays), working / on_weekdays)
    more = ""
    if part is not None:
        fraction = context.facts.percent(part, "weekends beside weekdays", days, of=(each[0].id, each[1].id))
        facts.append(fraction)
        word = "more" if free / on_weekends > working / on_weekdays else "less"
        more = f" A day of the weekend costs [[{fraction.id}]] {word}."
    return sentence(text, subject, f"{when}; {in_all}.") + more, facts


def _table(sums: list[Decimal], counts: list[int], currency: str, phrase: str) -> TableBlock:
    return TableBlock(
        title=sentence("spend by day of the week", phrase),
        columns=(
            Column(key="day", label="Day"),
            Column(key="days", label="Days", kind="number"),
            Column(key="amount", label="Amount", kind="money", unit=currency),
            Column(key="average", label="A day", kind="money", unit=currency),
        ),
        rows=tuple(
            (name.capitalize(), str(count), str(amount), str(amount / count) if count else None)
            for name, count, amount in zip(WEEKDAYS, counts, sums, strict=True)
        ),
        total_rows=7,
    )
