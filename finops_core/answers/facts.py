"""Facts: the only source of numbers in prose, and prose with them put in.

Prose carries fact ids (`[[f12-9c0e4b7a]]`); `render` puts the values in, so no number in an answer is typed by hand or
by a model. What follows the number is a mark that is drawn at random for each call of a tool: a name in somebody's
bill cannot know it, and so is never read as a reference.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from finops_core.answers.record import DateRange, Kind, Record
from finops_core.formats import format_value
from finops_core.texts import isolated, readable


class Fact(Record):
    """One value with its subject and period: the only source of numbers in prose.

    `unit` is an ISO 4217 currency for `money`, a free unit for `number`, and empty otherwise.
    `percent` values are fractions: 0.25 is shown as 25 %.
    """

    id: str
    kind: Kind
    value: str
    unit: str = ""
    subject: str
    period: DateRange | None = None
    derived_from: tuple[str, ...] = ()


FACT_REFERENCE = re.compile(r"\[\[(f\d+(?:-[0-9a-f]+)?)\]\]")


def mark_of(fact_id: str) -> str:
    """What tells the facts of one tool's call from texts that only look like references; empty without one."""
    return fact_id.partition("-")[2]


def render(prose: str, facts: Iterable[Fact], written: Callable[[str], str] = str) -> str:
    """Replaces every fact id by its formatted value. What has no mark of these facts is text, and stays as it is.

    `written` puts a value into the language of the prose. Raises KeyError for an id without its fact: an answer with a
    hole must not be sent.
    """
    by_id: Mapping[str, Fact] = {fact.id: fact for fact in facts}
    marks = {mark_of(fact_id) for fact_id in by_id}

    def shown(match: re.Match[str]) -> str:
        return written(format_fact(by_id[match.group(1)])) if mark_of(match.group(1)) in marks else match.group(0)

    return FACT_REFERENCE.sub(shown, prose)


def format_fact(fact: Fact) -> str:
    """The value as a person reads it: `$1,234.50`, `12.5 %`, `3 accounts`, `1 May 2026`; names are isolated."""
    match fact.kind:
        case "date":
            day = date.fromisoformat(fact.value)
            return f"{day.day} {day:%B %Y}"
        case "text":
            return isolated(fact.value)
        case _:
            return readable(format_value(fact.value, fact.kind, fact.unit))
