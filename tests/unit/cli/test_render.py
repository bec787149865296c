"""Typed answers in a terminal: every kind of block, every line of the basis."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import get_args

import pytest
from rich.console import Console

from finops_client.answers import (
    ActionProposalBlock,
    Answer,
    Basis,
    Block,
    BreakdownBlock,
    BreakdownItem,
    CodeBlock,
    Column,
    DateRange,
    Point,
    Recommendation,
    RecommendationsBlock,
    Series,
    TableBlock,
    TimeSeriesBlock,
)
from local.cli.block_views import VIEWS, bar, cell_text, spark_line
from local.cli.render import answer_lines, basis_lines
from tests.compatibility.samples import EVERYTHING


def screen(*blocks: Block, headline: str = "Headline", markdown: str = "", basis: Basis | None = None) -> str:
    """An answer as a plain terminal shows it."""
    console = Console(width=120, color_system=None)
    with console.capture() as shown:
        for part in answer_lines(Answer(headline=headline, markdown=markdown, blocks=blocks, basis=basis or Basis())):
            console.print(part)
    return shown.get()


def test_what_can_be_asked_next_comes_last() -> None:
    console = Console(width=120, color_system=None)
    with console.capture() as shown:
        for part in answer_lines(
            Answer(headline="Headline", markdown="", suggestions=("By account?", "And daily?"), basis=Basis())
        ):
            console.print(part)
    assert shown.get().splitlines()[-1] == "You can ask: By account? · And daily?"


TABLE = TableBlock(
    title="Cost by service",
    columns=(
        Column(key="s", label="Service"),
        Column(key="c", label="Cost", kind="money", unit="USD"),
        Column(key="p", label="Share", kind="percent"),
    ),
    rows=(("AmazonEC2", "1234.5", "0.75"), ("[red]S3[/red]", None, "0.25")),
    total_rows=50,
)
BREAKDOWN = BreakdownBlock(
    title="Share of cost",
    unit="USD",
    items=(BreakdownItem(label="EC2", value="3", share="0.75"), BreakdownItem(label="S3", value="1")),
    total="4",
)


def test_a_table_shows_money_shares_bars_and_how_much_is_missing() -> None:
    shown = screen(TABLE)
    assert "$1,234.50" in shown
    assert "75.0 %" in shown
    assert "█" * 18 in shown
    assert "2 of 50 rows" in shown


def test_text_from_the_bill_is_never_read_as_markup() -> None:
    assert "[red]S3[/red]" in screen(TABLE)
    assert "[bold]x" in screen(headline="[bold]x")


def test_a_breakdown_shows_its_total() -> None:
    shown = screen(BREAKDOWN)
    assert "Share of cost" in shown
    assert "$4.00" in shown


def test_a_breakdown_that_a_table_shows_as_well_is_shown_once() -> None:
    twin = BREAKDOWN.model_copy(update={"title": TABLE.title})
    assert screen(twin, TABLE).count("Cost by service") == 1


def test_a_time_series_is_a_spark_line_with_its_ends() -> None:
    points = tuple(Point(start=f"2026-05-0{day}", value=str(day)) for day in range(1, 9))
    empty = Series(name="Nothing", points=())
    block = TimeSeriesBlock(
        title="Daily", unit="USD", granularity="daily", series=(Series(name="EC2", points=points), empty)
    )
    shown = screen(block)
    assert "2026-05-01 $1.00" in shown
    assert "2026-05-08 $8.00" in shown
    assert spark_line([Decimal(day) for day in range(1, 9)]) in shown
    assert "Nothing" not in shown


def test_recommendations_proposals_and_code_are_shown() -> None:
    advice = Recommendation(title="Stop it", resource="i-1", saving_per_month="12.5", unit="USD")
    shown = screen(
        RecommendationsBlock(title="Savings", items=(advice,)),
        ActionProposalBlock(title="Stop i-1", interrupt_id="x", detail="It is idle."),
        CodeBlock(title="Query", language="sql", code="select 1"),
    )
    for text in ("Stop it", "i-1", "$12.50", "It is idle.", "select 1"):
        assert text in shown


def test_a_saving_that_nobody_could_work_out_is_not_about_nothing() -> None:
    why = "The bill does not price it."
    unknown = Recommendation(
        title="Look at it", resource="i-1", saving_per_month="0.00", unit="USD", estimated=True, not_counted=why
    )
    known = unknown.model_copy(update={"saving_per_month": "0.40"})
    shown = screen(RecommendationsBlock(title="Savings", items=(unknown,)))
    assert "not known" in shown
    assert "$0.00" not in shown
    assert "about $0.40" in screen(RecommendationsBlock(title="Savings", items=(known,)))
    assert "costs" not in screen(RecommendationsBlock(title="Savings", items=(known,)))
    to_review = known.model_copy(update={"saving_class": "review"})
    assert "costs about $0.40" in screen(RecommendationsBlock(title="Savings", items=(to_review,)))


def test_every_kind_of_block_has_its_view() -> None:
    assert set(VIEWS) == set(get_args(get_args(Block)[0]))


def everything() -> str:
    """The one answer that has all there is, as a client reads it."""
    console = Console(width=200, color_system=None)
    answer = Answer.model_validate_json(EVERYTHING.model_dump_json(by_alias=True))
    with console.capture() as shown:
        for part in answer_lines(answer):
            console.print(part)
    return shown.get()


@pytest.mark.parametrize(
    "text",
    [
        "-7.1 % from September",
        "CPUUtilization: 1.2 % (2026-10-01 up to, not including, 2026-11-01), Amazon CloudWatch",
        "about $61.32",
        "medium, restart",
        "not counted: It is part of the saving above.",
        "cannot be undone",
        "Source: Own check, Compute Optimizer",
        "$1,100.00",
        "700 hours",
        "A new instance type, m7i.4xlarge.",
        'Would call ec2.stop_instance with {"instance":"i-0abc","region":"eu-west-1"}',
        "To undo: Start it again.",
        "Open until 2026-11-30T12:00:00+00:00",
        "2 of 500 entries; --all shows them",
        "2 of 5,000 rows; --all shows them",
        "All 700 facts: --all shows them.",
        "Estimate: seasonal mean, ranges of 80.0 % and 95.0 %, off by 4.1 % in 12 trials (the simplest method: 8.3 %)",
        "Missing: AWS Trusted Advisor. Its checks come with Business Support. Subscribe to Business Support",
    ],
)
def test_what_later_blocks_and_bases_hold_is_shown(text: str) -> None:
    assert text in everything()


def test_a_table_of_items_that_another_block_shows_is_not_shown_empty() -> None:
    advice = Recommendation(title="Stop it", resource="i-1", saving_per_month="12.5", unit="USD")
    block = RecommendationsBlock(
        title="Savings", items=(advice,), total_items=300, artifact_id="table-0", table_id="rows-0"
    )
    pointer = TABLE.model_copy(update={"id": "rows-0", "title": "Savings: everything", "rows": (), "total_rows": 300})
    shown = screen(block, pointer)
    assert "Savings: everything" not in shown
    assert "1 of 300 entries; --all shows them" in shown


def test_prose_that_only_repeats_the_headline_is_not_repeated() -> None:
    assert screen(markdown="Headline").count("Headline") == 1
    assert "More" in screen(markdown="More **words**")


def test_the_basis_is_told_in_words() -> None:
    basis = Basis(
        metric="BilledCost",
        currency="USD",
        granularity="daily",
        period=DateRange(start=date(2026, 5, 1), end=date(2026, 6, 1)),
        included=("usage", "tax"),
        excluded=("credit",),
        filters=("ServiceName is EC2",),
        partial_periods=("2026-05-31",),
        accounts=("1", "2"),
        notes=("rounded",),
        source="may.csv",
        sample=True,
        rows_read=1234,
        data_as_of=datetime(2026, 6, 1, tzinfo=UTC),
        api_requests=2,
        api_cost_usd="0.02",
    )
    assert list(basis_lines(basis)) == [
        "Basis: BilledCost in USD, daily",
        "Period: 2026-05-01 up to, not including, 2026-06-01",
        "Included: usage, tax",
        "Left out: credit",
        "Only: ServiceName is EC2",
        "Incomplete: 2026-05-31",
        "Accounts: 1, 2",
        "Note: rounded",
        "Source: may.csv (sample data), 1,234 rows read",
        "Data as of: 2026-06-01T00:00:00+00:00",
        "AWS API: 2 requests, $0.02",
    ]


def test_an_empty_basis_says_nothing() -> None:
    assert list(basis_lines(Basis())) == []


@pytest.mark.parametrize(
    ("kind", "unit", "cell", "text"),
    [
        ("money", "EUR", "-0.001", ">-€0.01"),
        ("number", "GB", "1234.5", "1,234.5 GB"),
        ("percent", "", "0.3333", "33.3 %"),
        ("date", "", "2026-05-01", "2026-05-01"),
        ("money", "USD", "n/a", "n/a"),
        ("text", "", None, "–"),
    ],
)
def test_cells_are_shown_as_a_person_reads_them(kind: str, unit: str, cell: str | None, text: str) -> None:
    assert cell_text(Column.model_validate({"key": "k", "label": "l", "kind": kind, "unit": unit}), cell) == text


def test_spark_lines_span_from_zero_or_below_to_the_highest() -> None:
    assert spark_line([Decimal(0), Decimal(5), Decimal(10)]) == "▁▄█"
    assert spark_line([Decimal(-1), Decimal(1)]) == "▁█"
    assert spark_line([Decimal(0), Decimal(0)]) == "▁▁"
    assert spark_line([]) == ""


def test_bars_stay_within_their_width_whatever_the_share() -> None:
    assert [len(bar(share)) for share in ("0", "0.5", "1", "7", "-1", "x", None)] == [0, 12, 24, 24, 0, 0, 0]
