"""The standard questions of `docs/QUESTIONS.md`, read from the document itself, and the product's answers to them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from agents.bill.dimensions import match_tag_key
from agents.bill.scope import covered
from agents.catalog import CATALOG
from billing.periods.anchor import STALE_AFTER_DAYS
from billing.query import BillInfo
from billing.source import BillSource
from billing.terms import Terms
from finops_core.answers import Fact, Finding, TableBlock
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.values import Period
from supervisor.route import route

DOCUMENT = Path(__file__).parents[2] / "docs" / "QUESTIONS.md"
NOW = datetime(2026, 11, 20, tzinfo=UTC)

_SECTION = re.compile(r"^## (\d+)\. (.+?)\n\n(.*?)(?=\n## |\Z)", re.MULTILINE | re.DOTALL)
_EARLIER = re.compile(r"\{(before|year_ago)_(?:start|end)\}")
_SQL = re.compile(r"```sql\n(.+?)\n```", re.DOTALL)

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class StandardQuestion:
    """A question and the SQL over `charges` that says what it means, both with placeholders for one bill.

    An answer of several tables has one statement for each, in order.
    """

    number: int
    text: str
    sql: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    """The placeholders, then the days, of the ends of the months it compares with."""

    def of(self, info: BillInfo, closed: Period | None = None) -> "StandardQuestion":
        """The question for one bill: its months (`closed` another one than the last), its own spelling of a tag."""
        values = placeholders(info, closed)
        return StandardQuestion(
            self.number,
            self.text.format(**values),
            tuple(sql.format(**values) for sql in self.sql),
            tuple(values[name] for name in self.earlier),
        )


def standard_questions(document: Path = DOCUMENT) -> list[StandardQuestion]:
    """All questions of the document, in order."""
    text = document.read_text(encoding="utf-8")
    return [_question(int(number), title, body) for number, title, body in _SECTION.findall(text)]


def _question(number: int, title: str, body: str) -> StandardQuestion:
    earlier = tuple(f"{month}_end" for month in sorted(set(_EARLIER.findall(body))))
    return StandardQuestion(number, title, tuple(_SQL.findall(body)), earlier)


def placeholders(info: BillInfo, closed: Period | None = None) -> dict[str, str]:
    """What the words in braces stand for in one bill, as `docs/QUESTIONS.md` says."""
    complete = covered(info)
    today = complete.end if (NOW.date() - complete.end).days >= STALE_AFTER_DAYS else NOW.date()
    last_day = today - timedelta(days=1) if today == complete.end else today
    month, open_month = _month(info.period.last_day), _month(last_day)
    if closed is None:
        has_closed = month.end > complete.end and _months_ago(month, 1).start >= info.period.start
        closed = _months_ago(month, 1) if has_closed else month
    billed = open_month.overlap(complete) or open_month
    usual = _usual(info.period, min(complete.end, today))
    months = {"month": month, "closed": closed, "before": _months_ago(closed, 1), "year_ago": _months_ago(closed, 12)}
    return {
        **{name: f"{days.start:%B %Y}" for name, days in months.items()},
        **{f"{name}_start": days.start.isoformat() for name, days in months.items()},
        **{f"{name}_end": days.end.isoformat() for name, days in months.items()},
        **{f"{name}_start": days.start.isoformat() for name, days in usual.items()},
        **{f"{name}_end": days.end.isoformat() for name, days in usual.items()},
        "open_start": billed.start.isoformat(),
        "open_end": billed.end.isoformat(),
        "days_billed": str(billed.days),
        "days_left": str(open_month.days - billed.days),
        "year_start": f"{last_day.year}-01-01",
        "year_end": (last_day + timedelta(days=1)).isoformat(),
        "past_start": _months_ago(_month(today), 12).start.isoformat(),
        "past_end": _month(today).start.isoformat(),
        "environment": match_tag_key("environment", info, Terms()) or "environment",
    }


def _usual(bill: Period, known: date) -> dict[str, Period]:
    """What questions without a period are about, in a bill whose charges are known up to a day."""
    running = Period.of_month(known.year, known.month)
    full = _months_ago(running, 1)
    if full.start < bill.start:
        return {"full": bill, "months": bill, "days": bill}
    year_before = known.replace(year=known.year - 1, day=28 if (known.month, known.day) == (2, 29) else known.day)
    return {
        "full": full,
        "months": Period(max(_months_ago(running, 12).start, bill.start), full.end),
        "days": Period(max(year_before, bill.start), known),
    }


def _month(day: date) -> Period:
    return Period.of_month(day.year, day.month)


def _months_ago(month: Period, count: int) -> Period:
    year, index = divmod(month.start.year * 12 + month.start.month - 1 - count, 12)
    return Period.of_month(year, index + 1)


def answered(question: StandardQuestion, bill: BillSource) -> Finding:
    """The product's answer, from the words to the finding. Raises AssertionError when they miss the fast path."""
    decision = route(question.text, catalog=CATALOG)
    assert decision.path == "fast", question.text
    (step,) = decision.steps
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill})
    return run_tool(CATALOG[step.agent].tool(step.tool), step.args, context)


def amounts(finding: Finding) -> list[list[Decimal]]:
    """The amounts of each table, in order; of an answer without one its totals."""
    tables = [block for block in finding.blocks if isinstance(block, TableBlock)]
    if not tables:
        return [[Decimal(fact.value) for fact in _of_the_period(finding) if not fact.derived_from]]
    return [_column(table) for table in tables]


def _of_the_period(finding: Finding) -> list[Fact]:
    """Amounts of the days asked about, not those of other months beside them."""
    return [fact for fact in finding.facts if fact.kind == "money" and fact.period == finding.basis.period]


def _column(table: TableBlock) -> list[Decimal]:
    names = [column.key for column in table.columns]
    at = names.index("amount" if "amount" in names else "change")
    return [Decimal(str(row[at])) for row in table.rows]
