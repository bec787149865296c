"""`finops report`: saved questions and statements as files, with exit codes that cron can tell apart."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from local.cli.main import app
from tests.unit.billing.made_bills import focus_day, write_csv
from worker.reports.saved import load_report

TEAMS = """
[[teams]]
name = "payments"
rules = [{ tags = { team = ["payments"] } }]
"""
REPORT = """
title = "Costs <of> May"
period = "2026-05"
[[questions]]
ask = "What did I spend by service?"
rows = 1
[[questions]]
ask = "What did I spend in April?"
[[questions]]
ask = "What did I spend in April?"
title = "In June"
period = "2026-06"
[[questions]]
agent = "showback"
tool = "showback"
"""
ROWS = [
    focus_day(1, BilledCost="60", ServiceName="<script>x</script>"),
    focus_day(2, BilledCost="30.5", ServiceName="A | B"),
    focus_day(3, BilledCost="1", Tags="{}"),
    focus_day(3, 4, BilledCost="7"),
    focus_day(3, 6, BilledCost="9"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    here = tmp_path_factory.mktemp("report")
    write_csv(here / "bill.csv", ROWS)
    (here / "finops.toml").write_text(TEAMS)
    (here / "report.toml").write_text(REPORT)
    (here / "lacking.toml").write_text(REPORT + '[[questions]]\nask = "What is the weather like?"\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        yield here


def finops(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--bill", "bill.csv", "--data-dir", str(folder / "data")])


def test_a_report_is_written_in_each_form_and_says_the_same(folder: Path) -> None:
    out = [argument for ending in ("md", "html", "json") for argument in ("--out", f"made.{ending}")]
    ran = finops(folder, "report", "run", "report.toml", *out)
    assert (ran.exit_code, ran.stdout) == (0, "")
    markdown, page = (folder / "made.md").read_text(), (folder / "made.html").read_text()
    record = json.loads((folder / "made.json").read_text())
    assert record["complete"]
    assert [one["status"] for one in record["questions"]] == ["answered"] * 4
    (services, *_) = record["questions"]
    (table,) = [block for block in services["answers"][0]["blocks"] if block["type"] == "table"]
    assert [row[1] for row in table["rows"]] == ["60.0", "30.5", "1.0"]
    for text in (markdown, page):
        assert "Asked for the period 2026-06, which goes before the words." in text
        assert "$60.00" in text
        assert "1 of 3 rows; the report as JSON has all." in text
        assert "All questions were answered." in text
    assert "<script>" not in page
    assert "@media print" in page


def test_a_period_of_the_report_holds_where_none_was_said_and_its_own_goes_before_the_words(folder: Path) -> None:
    ran = finops(folder, "report", "run", "report.toml", "--json")
    headlines = [one["answers"][0]["headline"] for one in json.loads(ran.stdout)["questions"]]
    assert "$91.50" in headlines[0]
    assert "$7.00" in headlines[1]
    assert "$9.00" in headlines[2]
    assert headlines[3].startswith("$91.50 in May 2026")


def test_what_could_not_be_answered_is_in_the_report_and_in_the_exit_code(folder: Path) -> None:
    ran = finops(folder, "report", "run", "lacking.toml")
    assert ran.exit_code == 1
    assert "1 of 5 questions was not, or only partly, answered:" in ran.stdout
    assert "- What is the weather like? (not answered):" in ran.stdout
    assert "What is the weather like?: not answered" in ran.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "questions"),
        ("questions = [", "not valid TOML"),
        ('[[questions]]\nask = "a"\ntool = "spend"', "questions[0]"),
        ('[[questions]]\nask = "a"\nformat = "pdf"', "questions[0].format"),
        ('[[questions]]\ntool = "spend"', "agent and tool"),
    ],
)
def test_a_file_that_is_no_report_is_wrong_usage_and_says_where(folder: Path, content: str, said: str) -> None:
    (folder / "wrong.toml").write_text(content)
    ran = finops(folder, "report", "run", "wrong.toml")
    assert ran.exit_code == 2
    assert said in " ".join(ran.stderr.split())


def test_a_form_that_there_is_not_is_told_before_anything_is_asked(folder: Path) -> None:
    ran = finops(folder, "report", "run", "report.toml", "--out", "made.pdf")
    assert (ran.exit_code, (folder / "made.pdf").exists()) == (2, False)


def test_statements_of_a_month_are_a_report_too(folder: Path) -> None:
    ran = finops(folder, "report", "showback", "--month", "2026-05")
    assert ran.exit_code == 0
    assert "**$91.50 in May 2026" in ran.stdout
    assert "| payments | $90.50 |" in ran.stdout
    assert "| nobody | $1.00 |" in ran.stdout


def test_without_teams_there_are_no_statements_and_it_is_said_why(folder: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        ran = CliRunner().invoke(
            app, ["report", "showback", "--bill", str(folder / "bill.csv"), "--data-dir", str(folder / "data")]
        )
    assert ran.exit_code == 2
    assert "[[teams]]" in ran.stderr


def test_the_example_in_the_documentation_is_a_report(tmp_path: Path) -> None:
    from worker.reports import saved

    (tmp_path / "example.toml").write_text((saved.__doc__ or "").partition("\n\n")[2])
    assert len(load_report(tmp_path / "example.toml").questions) == 2


def test_a_question_may_be_a_plain_text(tmp_path: Path) -> None:
    (tmp_path / "short.toml").write_text('questions = ["What did I spend?", { ask = "Top services", rows = 3 }]')
    assert [question.ask for question in load_report(tmp_path / "short.toml").questions] == [
        "What did I spend?",
        "Top services",
    ]
