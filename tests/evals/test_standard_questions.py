"""Every standard question, asked of every bill at hand, equals its SQL to the last digit."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agents.bill.dimensions import match_tag_key
from agents.bill.kinds import kind_words
from billing.export import ExportBill
from finops_core.answers import Finding, TableBlock
from finops_core.values import CENT, Period
from tests.evals.standard_questions import NOW, StandardQuestion, amounts, answered, standard_questions
from tests.shared_bills import SharedBills

BILLS = sorted(
    path for path in (Path(__file__).parents[1] / "data" / "bills").iterdir() if path.suffix in {".csv", ".parquet"}
)
SAMPLE = Path("sample account")
QUESTIONS = standard_questions()
MISSING = ("The bill has no", "No ", "Nothing is new", "Nothing stopped")
RUN_RATE = "What is our run rate?"

Rows = list[list[tuple[object, ...]]]


@pytest.fixture(scope="module", params=[*BILLS, SAMPLE], ids=lambda path: path.name)
def bill(request: pytest.FixtureRequest, shared_bills: SharedBills) -> ExportBill:
    path: Path = request.param
    return shared_bills.sample(NOW.date()) if path == SAMPLE else shared_bills.opened(path)


def by_sql(question: StandardQuestion, bill: ExportBill) -> Rows:
    """The rows of each statement that have an amount."""
    return [[row for row in bill.statement(sql, ()) if row[-1] is not None] for sql in question.sql]


def names(finding: Finding) -> list[str]:
    """The group of each row of the first table: its first column, unless that is an amount."""
    found = next(block for block in finding.blocks if isinstance(block, TableBlock))
    return [str(row[0]) for row in found.rows]


def test_there_are_at_least_twenty_five_questions_in_order() -> None:
    assert len(QUESTIONS) >= 25
    assert [question.number for question in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))
    assert all(question.sql for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.number}")
def test_the_answer_equals_its_sql(question: StandardQuestion, bill: ExportBill) -> None:
    asked = question.of(bill.info())
    found = answered(asked, bill)
    rows = by_sql(asked, bill)
    if "tag" in found.headline and found.headline.startswith("The bill has no tag"):
        assert match_tag_key("environment", bill.info(), bill.terms) is None
        return
    if found.headline.startswith("The bill has nothing"):
        assert _one_month_only(asked, bill)
        return
    if not any(rows):
        assert found.headline.startswith(MISSING)
        return
    if question.text == RUN_RATE:
        _assert_run_rate(found, rows)
        return
    assert amounts(found) == [[Decimal(str(row[-1])) for row in statement] for statement in rows if statement]


def _one_month_only(asked: StandardQuestion, bill: ExportBill) -> bool:
    """Whether the bill begins after the earlier month that a question names."""
    earlier = [date.fromisoformat(text) for text in asked.earlier]
    return bool(earlier) and bill.info().period.start >= min(earlier)


def _assert_run_rate(found: Finding, rows: Rows) -> None:
    """So far to the last digit; what is divided and multiplied, to the cent."""
    (statement,) = rows
    so_far = [Decimal(fact.value) for fact in found.facts if fact.subject == "spend so far"]
    month = [Decimal(fact.value) for fact in found.facts if fact.subject == "month at this pace"]
    assert so_far == [row[1] for row in statement]
    # A month that is over has no pace to extend.
    for stated, row in zip(month or so_far, statement, strict=True):
        assert abs(stated - Decimal(str(row[-1]))) <= CENT


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if " by " in q.text], ids=lambda question: f"{question.number}"
)
def test_each_amount_stands_beside_its_own_group(question: StandardQuestion, bill: ExportBill) -> None:
    asked = question.of(bill.info())
    found = answered(asked, bill)
    if not found.blocks:
        assert found.headline.startswith(MISSING)
        return
    for name, row in zip(names(found), bill.statement(asked.sql[0], ()), strict=True):
        group = row[0].date().isoformat() if hasattr(row[0], "date") else str(row[0] or "")
        shown = " ".join(kind_words((group,))) or group
        assert (shown in name) if group else name.startswith(("no ", "untagged"))


CHANGES = [question for question in QUESTIONS if question.earlier]


@pytest.mark.parametrize("question", CHANGES, ids=lambda question: f"{question.number}")
def test_each_month_of_the_sample_compares_as_its_sql_does(sample: ExportBill, question: StandardQuestion) -> None:
    different = 0
    for month in range(1, 12):
        asked = question.of(sample.info(), Period.of_month(2026, month) if month < 11 else None)
        found, rows = answered(asked, sample), by_sql(asked, sample)
        assert not found.headline.startswith("The bill has nothing")
        if any(rows):
            assert amounts(found) == [[Decimal(str(row[-1])) for row in statement] for statement in rows]
            different += 1
    assert different


@pytest.fixture(scope="module")
def sample(shared_bills: SharedBills) -> ExportBill:
    return shared_bills.sample(NOW.date())
