"""How well the fast path reads our own labelled questions, arguments included.

`python -m tests.evals.labelled [--split dev|holdout] [--show] [PATH]` prints the figures, a table by tool, and each
decision that is wrong; `--show` adds what was left unanswered.

`questions/routing.jsonl` holds one question a line: `text`; `before`, the step a follow-up builds on; `right`, every
reading a person would accept; `abstain`, why leaving it to others is right too (`ambiguous`) or alone is right (any
reason beside an empty `right`); `bill`, whose names are known while it is asked: `sample`, or else none. Rules are
written while looking at the split `dev`; `holdout` is only counted.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, cast

from agents.catalog import CATALOG
from billing.export import open_bill
from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.periods.default_period import usual_symbol
from billing.periods.horizon import resolve_ahead
from billing.periods.symbols import before, resolve, year_before
from finops_core.names.services import squash
from finops_core.values import Period
from local.sample.make import sample_account
from supervisor.lexicon import Lexicon
from supervisor.plan import Argument, Step, after
from supervisor.route import route, understood_in_conversation
from supervisor.vocabulary import Vocabulary
from supervisor.words import COMMON

QUESTIONS = Path(__file__).parent / "questions" / "routing.jsonl"

ANCHORS = tuple(
    Anchor.of(Period(date(2022, 1, 1), end), date(2026, 6, 17), Calendar())
    for end in (date(2026, 6, 17), date(2026, 3, 11))
)
"""A bill that is up to date and an old one: two symbols that mean the same days in both mean the same."""

Reading = Step | tuple[Step, ...]
"""One step, or those of a text with several questions."""
Outcome = Literal["right", "wrong", "abstained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One question with every reading that is right; without any, it is not the cost agent's to answer."""

    text: str
    split: str
    before: Step | None
    right: tuple[Reading, ...]
    abstain: str
    bill: str = ""

    @property
    def lexicon(self) -> Lexicon:
        """The words that are known while this is asked."""
        return sample_words() if self.bill == "sample" else COMMON

    def decided(self) -> Reading | None:
        """What the fast path makes of it: a step, or several for a text with several questions."""
        found = understood_in_conversation(self.text, after(self.before), self.lexicon)[0]
        return found if len(found) > 1 else next(iter(found), None)

    @property
    def in_scope(self) -> bool:
        """Whether a good fast path answers this: there is a reading, and it is not a matter of opinion."""
        return bool(self.right) and not self.abstain

    def outcome(self, step: Reading | None) -> Outcome:
        """What a decision is worth: agent, tool and every argument have to be those of one of the readings."""
        if step is None or _goes_to(self.abstain, step):
            return "abstained"
        found = _meanings(step)
        return "right" if any(found == _meanings(one) for one in self.right) else "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over labelled questions. `outside_answered` counts questions that no reading of the bill answers."""

    in_scope: int
    covered: int
    answered: int
    wrong: int
    outside: int
    outside_answered: int

    @property
    def precision(self) -> float:
        return (self.answered - self.wrong) / max(1, self.answered)

    @property
    def coverage(self) -> float:
        """The share of questions in scope that were answered rightly."""
        return self.covered / max(1, self.in_scope)


def load(path: Path = QUESTIONS, split: str = "") -> list[Labelled]:
    """The questions of a file, of one split or all."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    found = [
        Labelled(
            text=row["text"],
            split=row["split"],
            before=_step(row["before"]) if "before" in row else None,
            right=tuple(_reading(one) for one in row["right"]),
            abstain=row.get("abstain", ""),
            bill=row.get("bill", ""),
        )
        for row in rows
    ]
    return [one for one in found if split in ("", one.split)]


@cache
def sample_words() -> Lexicon:
    """The words of the sample account, with the names in its bill."""
    with TemporaryDirectory() as folder, open_bill(sample_account(Path(folder), SAMPLE_DAY).bill) as bill:
        return Vocabulary().of(bill)


SAMPLE_DAY = date(2026, 7, 17)


def _reading(row: Any) -> Reading:
    return tuple(_step(one) for one in cast("list[dict[str, Any]]", row)) if isinstance(row, list) else _step(row)


_VIEWS = frozenset({"ec2", "s3", "rds"})
_AGENTS = {
    "advice": {"advice"} | _VIEWS,
    "inventory": {"inventory"} | _VIEWS,
    "info": _VIEWS,
    "anomaly": {"anomalies"},
    "budget": {"budgets"},
    "knowledge": {"knowledge"},
}
"""Agents by the reason for which a question is none about cost."""


def _goes_to(reason: str, reading: Reading) -> bool:
    """Such a question may go to the agent for it, whose own lists say with which arguments.

    What is to be done may go to a tool that does nothing and tells how.
    """
    if reason in ("execution", "budget") and all(_tells_how(step) for step in steps_of(reading)):
        return True
    return {step.agent for step in steps_of(reading)} <= _AGENTS.get(reason, set())


def _tells_how(step: Step) -> bool:
    return CATALOG[step.agent].tool(step.tool).tells_how


def steps_of(reading: Reading) -> tuple[Step, ...]:
    return reading if isinstance(reading, tuple) else (reading,)


def _meanings(reading: Reading) -> list[tuple[object, ...]]:
    return [meaning(step) for step in steps_of(reading)]


def _step(row: dict[str, Any]) -> Step:
    args = {
        name: tuple(cast("list[str]", value)) if isinstance(value, list) else value
        for name, value in row["args"].items()
    }
    return Step(row["agent"], row["tool"], cast("Mapping[str, Argument]", args))


def meaning(step: Step) -> tuple[object, ...]:
    """A step as what it asks for: defaults filled in, periods as days, names without case, filters in any order.

    Raises pydantic's ValidationError for arguments the tool does not take, ToolRetry for a period that is none.
    """
    tool = next(tool for tool in CATALOG[step.agent].tools if tool.name == step.tool)
    args = tool.params.model_validate(dict(step.args)).model_dump()
    period = args.pop("period", "") or usual_symbol(args.get("granularity"), args.get("average"))
    compare_to = args.pop("compare_to", None)
    days = tuple(_days(step.tool, anchor, period, compare_to) for anchor in ANCHORS)
    return step.agent, step.tool, days, tuple(sorted((name, _plain(value)) for name, value in args.items()))


def _days(tool: str, anchor: Anchor, period: str, compare_to: str | None) -> tuple[Period, Period | None]:
    """Days after the bill's end change no sum, but they do change a forecast and what is compared."""
    if tool in _AHEAD:
        return resolve_ahead(period, anchor), None
    asked = resolve(period, anchor).period
    if compare_to is None:
        return asked.overlap(anchor.bill) or asked, None
    moves: dict[str, Callable[[Period], Period]] = {"previous": before, "year_before": year_before}
    other = moves[compare_to](asked) if compare_to in moves else resolve(compare_to, anchor).period
    return asked, other


_AHEAD = frozenset({"forecast", "forecast_supposed"})


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(sorted(_name(str(one)) for one in cast("tuple[object, ...]", value)))
    return str(value)


def _name(text: str) -> str:
    """`Key=value` keeps its parts: the key and the value are names of their own."""
    mark = "!=" if "!=" in text else "="
    return mark.join(squash(part) for part in text.split(mark))


def measure(questions: Sequence[Labelled]) -> Figures:
    """Counts over one decision for each question."""
    found = [(asked, asked.outcome(asked.decided())) for asked in questions]
    return Figures(
        in_scope=sum(asked.in_scope for asked, _ in found),
        covered=sum(asked.in_scope and outcome == "right" for asked, outcome in found),
        answered=sum(outcome != "abstained" for _, outcome in found),
        wrong=sum(outcome == "wrong" for _, outcome in found),
        outside=sum(not asked.right for asked in questions),
        outside_answered=sum(not asked.right and outcome != "abstained" for asked, outcome in found),
    )


def answered_by_fallback(questions: Iterable[Labelled]) -> list[Labelled]:
    """Questions about other things than clouds that a route without a model still gives to an agent."""
    return [
        asked
        for asked in questions
        if asked.abstain in OTHER_THINGS
        and route(asked.text, catalog=CATALOG, previous=after(asked.before), lexicon=asked.lexicon).steps
    ]


OTHER_THINGS = frozenset({"oos", "chat"})


def by_tool(questions: Sequence[Labelled]) -> dict[str, Counter[Outcome]]:
    """Outcomes by the tool of the first right reading; `outside` for what has none."""
    table: dict[str, Counter[Outcome]] = {}
    for asked in questions:
        tool = steps_of(asked.right[0])[0].tool if asked.right else "outside"
        table.setdefault(tool, Counter())[asked.outcome(asked.decided())] += 1
    return table


def main(arguments: Sequence[str]) -> None:
    options = list(arguments)
    split = options.pop(options.index("--split") + 1) if "--split" in options else ""
    paths = [Path(one) for one in options if not one.startswith("--")]
    questions = load(paths[0] if paths else QUESTIONS, split)
    found = measure(questions)
    fallback = answered_by_fallback(questions)
    lines = [
        f"questions              {len(questions)}, {found.in_scope} of them in scope",
        f"covered and right      {found.covered} ({found.coverage:.1%})",
        f"answered               {found.answered}, {found.wrong} wrong, {found.precision:.1%} right",
        f"out of scope answered  {found.outside_answered} of {found.outside}; by the fallback {len(fallback)}",
        "",
        f"{'tool':<14}{'right':>7}{'wrong':>7}{'abstained':>11}",
    ]
    for tool, counts in sorted(by_tool(questions).items()):
        lines.append(f"{tool:<14}{counts['right']:>7}{counts['wrong']:>7}{counts['abstained']:>11}")
    lines += ["", *_details(questions, unanswered="--show" in options)]
    if "--show" in options:
        lines += [f"fallback: {asked.text}" for asked in fallback]
    sys.stdout.write("\n".join(lines) + "\n")


def _details(questions: Sequence[Labelled], *, unanswered: bool) -> Iterable[str]:
    for asked in questions:
        step = asked.decided()
        outcome = asked.outcome(step)
        if outcome == "wrong" and step is not None:
            yield f"WRONG {asked.text}\n    {_words(step)}\n    right: {_readings(asked)}"
        elif unanswered and outcome == "abstained" and asked.in_scope:
            yield f"- {asked.text}\n    right: {_readings(asked)}"


def _readings(asked: Labelled) -> str:
    return " | ".join(_words(step) for step in asked.right) or f"none ({asked.abstain})"


def _words(reading: Reading) -> str:
    return " and ".join(f"{step.tool} {json.dumps(dict(step.args))}" for step in steps_of(reading))


if __name__ == "__main__":
    main(sys.argv[1:])
