"""Whether a question that is answered rightly still is when it is put a little differently.

`python -m tests.evals.rewordings [--every N] [--show]` prints, for each way to reword, how many questions kept the
right reading, got a wrong one, or were left unanswered; `--show` adds those that did not keep it. With `--every N` only
each Nth question is taken.

The questions are the labelled ones that the fast path answers rightly by themselves. A rewording either means the same
(the period stands first, "outlay" becomes "spend"), or names one thing more or another one, which the reading then has
as well. What people add and swap most often is so measured over all kinds of questions, and not where a list has it.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from supervisor.plan import Step
from tests.evals.labelled import QUESTIONS, Labelled, Outcome, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """A question put differently: how, and with the readings that are right now."""

    way: str
    asked: Labelled


def answered(every: int = 1) -> list[tuple[Labelled, Step]]:
    """Of each `every`th question of all lists those that stand alone and are answered rightly by one step."""
    lists = sorted(path for path in QUESTIONS.parent.glob("*.jsonl") if path.stem not in _OF_OTHER_FORM)
    alone = [asked for path in lists for asked in load(path) if asked.right and asked.before is None]
    decided = ((asked, asked.decided()) for asked in alone[::every])
    return [(asked, step) for asked, step in decided if isinstance(step, Step) and asked.outcome(step) == "right"]


_OF_OTHER_FORM: Final = frozenset({"budgets"})
"""Lists whose lines have no readings with arguments."""


def rewordings(asked: Labelled, step: Step) -> Iterator[Rewording]:
    """The ways to put a question differently that it allows."""
    text = asked.text.strip().rstrip("?.! ")
    for way, reworded in (*_moved(text), *_other_words(text), *_wrapped(text)):
        yield Rewording(way=way, asked=replace(asked, text=reworded))
    for way, reworded, right in (*_narrowed(text, step, asked.bill), *_of_another(text, step)):
        yield Rewording(way=way, asked=replace(asked, text=reworded, right=(right,)))


_PERIOD: Final = (
    r"(?:(?:in|for|during) )?(?:last (?:month|week|quarter|year)|this (?:month|week|quarter|year)|yesterday|"
    r"(?:january|february|march|april|june|july|august|september|october|november|december)(?: 20\d\d)?|"
    r"q[1-4](?: 20\d\d)?|(?:the )?(?:last|past) \d+ (?:days|weeks|months))"
)
_BEHIND: Final = re.compile(rf"(?P<rest>.*?\w),? (?P<period>{_PERIOD})", re.IGNORECASE)
_BOUND: Final = re.compile(
    r"\b(?:than|and|since|between|over|to|vs|versus|from|of|in|with|on|or|for|have|did|the|same \w+|not)$",
    re.IGNORECASE,
)
"""Words that a period belongs to, so that it cannot stand elsewhere."""


def _moved(text: str) -> Iterator[tuple[str, str]]:
    found = _BEHIND.fullmatch(text)
    if not found or _BOUND.search(found["rest"]) or re.search(_PERIOD, found["rest"], re.IGNORECASE):
        return
    if found["rest"].count(" ") > 1:
        yield "period first", f"{found['period']}, {found['rest']}"
        yield "period behind a comma", f"{found['rest']}, {found['period']}"


_SAME: Final = (
    ("which", "what"), ("what is", "what's"), ("show me", "give me"), ("show me", "can i get"),
    ("show me", "i want to see"), ("how much did we spend", "how much was spent"), ("our", "my"),
    ("most expensive", "priciest"), ("most expensive", "costliest"), ("last month", "the last month"),
    ("compared to", "versus"), ("compared to", "against"), ("went up", "increased"), ("went up", "rose"),
    ("costs", "charges"), ("spending", "spend"), ("spend", "expenses"), ("last 30 days", "past 30 days"),
)  # fmt: skip
"""Words, and others that mean the same wherever they stand for them."""


def _other_words(text: str) -> Iterator[tuple[str, str]]:
    for word, other in _SAME:
        reworded = re.sub(rf"\b{word}\b", other, text, count=1, flags=re.IGNORECASE)
        if reworded != text:
            yield f"{word} → {other}", reworded


def _wrapped(text: str) -> Iterator[tuple[str, str]]:
    lower = text[0].lower() + text[1:]
    yield "could you tell me …", f"could you tell me {lower}"
    yield "so …?", f"so {lower}?"
    yield "…, please", f"{text}, please"


_PLACES: Final = ("region", "account", "team", "tag", "keys", "exclude", "share")
"""Arguments beside which one place more would mean something else."""
_NAMES_PLACES: Final = re.compile(r"\b(?:account|region|team)s?\b", re.IGNORECASE)
_OF_PLACES: Final = frozenset({"spend", "compare", "forecast", "savings", "anomalies"})
_GROUPED: Final = frozenset({"spend", "savings"})
_NOT_GROUPED: Final = frozenset({"group_by", "top_n", "share", "average", "granularity", "threshold", "below"})


def _narrowed(text: str, step: Step, bill: str) -> Iterator[tuple[str, str, Step]]:
    """One filter more, and one group more, where the question names none. They are of the sample account."""
    if bill != "sample" or _NAMES_PLACES.search(text) or not step.args.keys().isdisjoint(_PLACES):
        return
    if step.tool in _OF_PLACES:
        yield "one region", f"{text} in eu-west-1", _with(step, region=("eu-west-1",))
        yield "one account", f"{text} in account 444455556666", _with(step, account=("444455556666",))
    if step.tool in _GROUPED and step.args.keys().isdisjoint(_NOT_GROUPED):
        yield "by region", f"{text} by region", _with(step, group_by=("region",))
        yield "per account", f"{text} per account", _with(step, group_by=("account",))


_OTHERS: Final = {"EC2": "RDS", "RDS": "DynamoDB", "S3": "Lambda", "Lambda": "S3", "DynamoDB": "Redshift"}
_OF_ONE: Final = re.compile(r"bucket|database|function|instance|storage|other|saving|reserv|commit", re.IGNORECASE)
"""Words that go with one service and not with another."""


def _of_another(text: str, step: Step) -> Iterator[tuple[str, str, Step]]:
    """The same of another service."""
    services = step.args.get("service")
    name = services[0] if isinstance(services, tuple) and len(services) == 1 else ""
    alone = step.args.keys().isdisjoint(("usage_family", "usage_kind", "usage_type"))
    if name in _OTHERS and alone and step.tool in _OF_PLACES and not _OF_ONE.search(text):
        other = _OTHERS[name]
        reworded = re.sub(rf"\b{name}\b", other, text, flags=re.IGNORECASE)
        if reworded != text:
            yield "another service", reworded, _with(step, service=(other,))


def _with(step: Step, **args: tuple[str, ...]) -> Step:
    return replace(step, args={**step.args, **args})


def measure(questions: Sequence[tuple[Labelled, Step]]) -> list[tuple[Rewording, Outcome]]:
    """Each rewording of these questions with what became of it."""
    every = (one for asked, step in questions for one in rewordings(asked, step))
    return [(one, one.asked.outcome(one.asked.decided())) for one in every]


def main(arguments: Sequence[str]) -> None:
    every = int(arguments[arguments.index("--every") + 1]) if "--every" in arguments else 1
    found = measure(answered(every))
    by_way: dict[str, Counter[Outcome]] = {}
    for one, outcome in found:
        by_way.setdefault(one.way, Counter())[outcome] += 1
    lines = [f"{'rewording':<44}{'right':>7}{'wrong':>7}{'abstained':>11}"]
    for way, counts in sorted(by_way.items(), key=lambda item: item[1]["right"] - item[1].total()):
        lines.append(f"{way:<44}{counts['right']:>7}{counts['wrong']:>7}{counts['abstained']:>11}")
    total = Counter(outcome for _, outcome in found)
    lines.append(f"{'all':<44}{total['right']:>7}{total['wrong']:>7}{total['abstained']:>11}")
    if "--show" in arguments:
        lines += [f"{outcome}: {one.asked.text}" for one, outcome in found if outcome != "right"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
