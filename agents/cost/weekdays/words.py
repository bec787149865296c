"""Days of the week in words: the weekend beside the weekdays, or the days that were asked for."""

from decimal import Decimal

from agents.bill.blocks import share
from agents.bill.wording import Sentence, listed, sentence
from agents.cost.weekdays.result import WEEK, WEEKEND, DaysOfTheWeek
from billing.periods.symbols import WEEKDAYS
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money


def present_weekdays(found: DaysOfTheWeek, book: FactBook) -> Finding:
    """One sentence and one table a currency."""
    tell = _ranked if found.order else _days_asked if found.asked else _weekend_beside_weekdays
    told = [tell(found, currency, book) for currency in found.sums]
    return Finding(
        headline=told[0][0],
        prose=" ".join(text for text, _ in told[1:]),
        facts=tuple(fact for _, facts in told for fact in facts),
        blocks=tuple(_table(found, currency) for currency in found.sums),
        basis=found.basis,
        suggestions=("Show daily costs", "What did I spend by service?"),
    )


def _ranked(found: DaysOfTheWeek, currency: str, book: FactBook) -> Sentence:
    """Which day of the week costs most, or least, on average, and which is at the other end."""
    scope, ranked = found.scope, found.ranked(currency)
    days = scope.period.period
    told: list[str] = []
    facts: list[Fact] = []
    for day in dict.fromkeys((ranked[0], ranked[-1])):
        amount, count = found.of((day,), currency)
        name = book.text(WEEKDAYS[day].capitalize(), "day of the week")
        each = book.money(Money(amount / count, currency), f"a day on {WEEKDAYS[day].capitalize()}s", days)
        told.append(f"[[{name.id}]], with [[{each.id}]] a day on average")
        facts += [name, each]
    most, least = ("least", "most") if found.order == "lowest" else ("most", "least")
    text = sentence(f"the day of the week that costs {most}", scope.subject, f"{scope.when} is {told[0]}")
    return (f"{text}; the one that costs {least} is {told[1]}." if told[1:] else f"{text}."), facts


def _days_asked(found: DaysOfTheWeek, currency: str, book: FactBook) -> Sentence:
    """What these days came to, each of them on average, beside a day of the others."""
    scope, days = found.scope, found.scope.period.period
    amount, count = found.of(found.asked, currency)
    name = _days_in_words(found.asked)
    if not count:
        return sentence(f"there is no day of {name}", f"{scope.when}."), []
    total = book.money(Money(amount, currency), f"spend on {name}", days)
    number = book.number(count, "days" if count > 1 else "day", f"days that are {name}", days)
    each = book.money(Money(amount / count, currency), f"a day on {name}", days, of=(total.id,))
    facts: list[Fact] = [total, number, each]
    text = sentence(f"you spent [[{total.id}]] on {name}", scope.subject, f"{scope.when}:")
    text += f" [[{each.id}]] a day over [[{number.id}]]"
    others = tuple(day for day in range(7) if day not in found.asked)
    rest, rest_count = found.of(others, currency)
    if not rest_count:
        return f"{text}.", facts
    other = book.money(Money(rest / rest_count, currency), "a day on the other days", days)
    return f"{text}, beside [[{other.id}]] a day on the other days.", [*facts, other]


def _days_in_words(days: tuple[int, ...]) -> str:
    if days == WEEKEND:
        return "weekends"
    return "weekdays" if days == WEEK else listed([f"{WEEKDAYS[day].capitalize()}s" for day in days])


def _weekend_beside_weekdays(found: DaysOfTheWeek, currency: str, book: FactBook) -> Sentence:
    scope, days = found.scope, found.scope.period.period
    free, on_weekends = found.of(WEEKEND, currency)
    working, on_weekdays = found.of(WEEK, currency)
    if not on_weekdays or not on_weekends:
        total = book.money(Money(working + free, currency), "spend", days)
        missing = "weekdays" if not on_weekdays else "days of a weekend"
        text = f"{scope.when}, which has no {missing} to compare with."
        return sentence(f"you spent [[{total.id}]]", scope.subject, text), [total]
    sides = ((free, on_weekends, "weekends"), (working, on_weekdays, "weekdays"))
    whole = [book.money(Money(amount, currency), f"spend on {name}", days) for amount, _, name in sides]
    each = [
        book.money(Money(amount / count, currency), f"a day on {name}", days, of=(fact.id,))
        for (amount, count, name), fact in zip(sides, whole, strict=True)
    ]
    text = f"you spent [[{each[0].id}]] a day on weekends and [[{each[1].id}]] a day on weekdays"
    in_all = f"[[{whole[0].id}]] and [[{whole[1].id}]] in all"
    facts = [*whole, *each]
    part = share(abs(free / on_weekends - working / on_weekdays), working / on_weekdays)
    more = ""
    if part is not None:
        word = "more" if free / on_weekends > working / on_weekdays else "less"
        fraction = book.percent(part, f"weekends {word} than weekdays", days, of=(each[0].id, each[1].id))
        facts.append(fraction)
        more = f" A day of the weekend costs [[{fraction.id}]] {word}."
    return sentence(text, scope.subject, f"{scope.when}; {in_all}.") + more, facts


def _table(found: DaysOfTheWeek, currency: str) -> TableBlock:
    sums: tuple[Decimal, ...] = found.sums[currency]
    return TableBlock(
        title=sentence("spend by day of the week", found.scope.period.phrase),
        columns=(
            Column(key="day", label="Day"),
            Column(key="days", label="Days", kind="number"),
            Column(key="amount", label="Amount", kind="money", unit=currency),
            Column(key="average", label="A day", kind="money", unit=currency),
        ),
        rows=tuple(
            (name.capitalize(), str(count), str(amount), str(amount / count) if count else None)
            for name, count, amount in zip(WEEKDAYS, found.counts, sums, strict=True)
        ),
        total_rows=7,
    )
