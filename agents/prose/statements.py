"""Facts in the product's own words: what a value is of, when it was, and the whole statement."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from agents.prose.subjects import measure_of, rate_of, whom_of
from agents.prose.times import in_words
from finops_core.answers import DateRange, Fact
from finops_core.texts import isolated
from finops_core.values import Period

_LIMITED: Final = re.compile(r"^(?:the )?spend (?P<scope>(?:on|in|of|for|by|without|with) .+)$")
_NO_ARTICLE: Final = ("what ", "a ", "an ", "the ", "its ", "of ", "above ", "how ", "charges ", "credits ", "refunds ")
_PARTICIPLES: Final = ("billed ", "expected ", "invoiced")
_STANDING: Final = frozenset(
    {"forecast", "bound", "pace", "error", "level", "chance", "limit", "share", "with", "part"}
)
"""Measures that are and did not come to pass."""
_RANKED: Final = frozenset({"group", "driver", "interval", "first group"})
"""Subjects of names that the product puts before others in a way that the subject does not tell."""
_CHANGES: Final = ("increase of ", "decrease of ", "relative increase of ", "relative decrease of ")


class Statements:
    """The facts of one answer, put into words."""

    def __init__(self, by_id: Mapping[str, Fact]) -> None:
        self._by_id = by_id

    def when(self, fact: Fact) -> str:
        """`in October 2026`, `on 12 October 2026`, `from 9 November 2026 to 15 November 2026`; empty without one."""
        period = self.period_of(fact)
        return "" if period is None else placed(period)

    def period_of(self, fact: Fact) -> Period | None:
        """The one period of a fact: its own or, of a change, that of its later side."""
        own = [fact.period] if fact.period else self._periods_of_sides(fact)
        periods = [Period(one.start, one.end) for one in own if one]
        return max(periods, key=lambda one: one.start) if periods else None

    def _periods_of_sides(self, fact: Fact) -> list[DateRange | None]:
        return [self._by_id[one].period for one in fact.derived_from if one in self._by_id]

    def whole_of(self, fact: Fact) -> Fact | None:
        """What a fact is a part of, where a share that is made of both says so."""
        for share in self._by_id.values():
            if share.kind == "percent" and len(share.derived_from) == _SIDES and measure_of(share) in ("share", "part"):
                part, whole = share.derived_from
                if fact.id in (share.id, part) and whole in self._by_id:
                    return self._by_id[whole]
        return None

    def within(self, fact: Fact) -> str:
        """What the whole is limited to that a fact is a part of, such as EC2; empty where it is the whole bill."""
        whole = self.whole_of(fact)
        return "" if whole is None else whom_of(whole)

    def scope(self, whole: Fact) -> str:
        """What a whole is limited to, behind `spent`: ` on EC2`, ` in us-east-1`; empty for the whole bill."""
        found = _LIMITED.match(whole.subject)
        return f" {isolated(found['scope'])}" if found else ""

    def subject(self, fact: Fact) -> str:
        """Whose value it is, as a name or a noun: `production`, `the spend`."""
        if fact.kind == "text":
            return isolated(fact.value)
        whom = whom_of(fact)
        return isolated(whom) if whom else self.noun(fact)

    def noun(self, fact: Fact) -> str:
        """What the value is: `the spend on RDS`, `production`, `the forecast`."""
        subject = isolated(fact.subject)
        scope = self.within(fact)
        scoped = f" within {isolated(scope)}" if scope and scope != whom_of(fact) else ""
        is_name = whom_of(fact) == fact.subject or fact.subject.startswith(_NO_ARTICLE)
        article = "" if is_name else "what was " if fact.subject.startswith(_PARTICIPLES) else "the "
        return f"{article}{subject}{scoped}"

    def label(self, fact: Fact) -> str:
        """What is said beside a value that stands alone: its subject and its period."""
        period = self.period_of(fact)
        noun = self.noun(fact).removeprefix("the ")
        return ", ".join(part for part in (noun, in_words(period) if period else "") if part)

    def say(self, fact: Fact) -> str:
        """The whole statement that a fact makes, as a clause."""
        cited = f"[[{fact.id}]]"
        if fact.kind == "text":
            return f"{cited} is among them" if fact.subject in _RANKED else f"{self.noun(fact)} is {cited}"
        if fact.kind == "date":
            return f"{self.noun(fact)} is {cited}"
        if fact.subject.startswith(_CHANGES):
            return f"{self.moved(fact)} {self.change(fact)}"
        when = self.when(fact)
        after = f" {when}" if when else ""
        if fact.kind == "number":
            return f"{self.noun(fact).removeprefix('the ')}{after}: {cited}"
        if measure_of(fact) in _STANDING:
            return f"{self.noun(fact)} is {cited}{after}"
        if measure_of(fact) == "saving":
            return f"{self.noun(fact)} is {cited}"
        cost = whom_of(fact) == fact.subject and measure_of(fact) == "spend" and not rate_of(fact)
        return f"{self.noun(fact)} {'cost' if cost else 'came to'} {cited}{after}"

    def moved(self, fact: Fact) -> str:
        """What a change is of: `the spend on RDS`."""
        subject = fact.subject
        for before in sorted(_CHANGES, key=len, reverse=True):
            subject = subject.removeprefix(before)
        return f"the {isolated(subject)}" if subject.startswith("spend") else isolated(subject)

    def change(self, fact: Fact) -> str:
        """What a rise or fall did, as a verb: `rose by $5 in October 2026 from September 2026`."""
        verb = "rose" if "increase of " in fact.subject else "fell"
        sides = self._periods_of_sides(fact)
        periods = sorted({Period(one.start, one.end) for one in sides if one}, key=lambda one: one.start)
        if len(periods) == _SIDES:
            return f"{verb} by [[{fact.id}]] from {in_words(periods[0])} to {in_words(periods[1])}"
        when = self.when(fact)
        return f"{verb} by [[{fact.id}]]" + (f" {when}" if when else "")


_SIDES: Final = 2


def placed(period: Period) -> str:
    """A period with its preposition."""
    told = in_words(period)
    if period.end - period.start == timedelta(days=1):
        return f"on {told}"
    return f"from {told}" if " to " in told else f"in {told}"
