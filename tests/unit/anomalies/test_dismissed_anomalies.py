"""Dismissed anomalies: in no count and no total, listed with why, and told again when they grow or their days end."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.anomalies.agent import ANOMALIES
from agents.anomalies.dismissed import Known, series_of, told_apart
from agents.anomalies.found import Found
from billing.export import ExportBill, open_bill
from billing.query import Dimension, Filter
from billing.source import BillSource
from finops_core.answers import AnomaliesBlock, Anomaly, Finding, said
from finops_core.clock import ManualClock
from finops_core.dismissals import Dismissal, Dismissals, KnownDismissals, advised_anomaly
from finops_core.errors import BadFrame, SettingsError
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.values import Period
from local.cli.bill_anomalies import Change, bill_anomalies
from tests.unit.anomalies.test_anomalies_tool import made_rows
from tests.unit.billing.made_bills import write_csv

NOW = datetime(2026, 9, 29, 9, tzinfo=UTC)
SERIES = "0" * 32
FIRST = date(2026, 9, 10)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", list(made_rows())))


@pytest.fixture(scope="module")
def bill(path: str) -> Iterator[ExportBill]:
    with open_bill(path) as opened:
        yield opened


def ask(bill: ExportBill, *dismissed: Dismissal, user: str = "ada", **args: object) -> Finding:
    services = {BillSource: bill, Dismissals: KnownDismissals({"ada": dismissed})}
    context = ToolContext(job_id="j", user_id=user, clock=ManualClock(NOW), services=services)
    return run_tool(ANOMALIES, args, context)


def items(found: Finding) -> tuple[Anomaly, ...]:
    return next((one.items for one in found.blocks if isinstance(one, AnomaliesBlock)), ())


def dismissal_of(item: Anomaly, **changed: object) -> Dismissal:
    assert item.entity is not None
    made = Dismissal(
        advised=advised_anomaly(item.anomaly_id, item.entity.account),
        saving=Decimal(item.impact or 0),
        currency=item.unit,
        reason="The release's load test",
        at=NOW - timedelta(days=5),
        until=NOW + timedelta(days=5),
    )
    return replace(made, **changed)


def test_a_dismissed_one_is_in_no_count_and_listed_last_with_why_and_until_when(bill: ExportBill) -> None:
    largest = items(ask(bill))[0]
    found = ask(bill, dismissal_of(largest))

    assert said(found).startswith("There was 1 cost anomaly")
    assert "$60.00 more than expected in all" in said(found)
    assert "Left out: 1 dismissed, $225.00 more than expected." in said(found)
    assert [one.status for one in items(found)] == ["open", "dismissed"]
    assert items(found)[1].note == "Dismissed until 2026-10-04: The release's load test"
    assert found.basis is not None
    assert "Dismissed, and in no count and no total: 1 of the anomalies." in found.basis.notes
    assert [one.status for one in items(ask(bill, dismissal_of(largest), top_n=1))] == ["open"]
    assert items(ask(bill, dismissal_of(largest), threshold="250")) == ()


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"until": NOW}, "It was dismissed until"),
        ({"reopened_at": NOW}, ""),
        ({"currency": "EUR"}, ""),
        ({"saving": Decimal("179.99")}, "It has grown by over a quarter since it was dismissed"),
    ],
)
def test_one_that_ended_or_has_grown_by_more_than_a_quarter_is_told_again(
    bill: ExportBill, changed: dict[str, object], note: str
) -> None:
    found = ask(bill, dismissal_of(items(ask(bill))[0], **changed))

    assert "$285.00 more than expected in all" in said(found)
    assert {one.status for one in items(found)} == {"open"}
    assert items(found)[0].note.startswith(note)


def test_others_dismissals_are_theirs_and_when_all_are_dismissed_nothing_more_stands_out(bill: ExportBill) -> None:
    every = [dismissal_of(one) for one in items(ask(bill))]

    assert items(ask(bill, *every, user="bob"))[0].status == "open"
    assert said(ask(bill, *every)).startswith("Nothing more")
    assert {one.status for one in items(ask(bill, *every))} == {"dismissed"}


def test_it_is_the_same_in_another_order_of_grouping_another_window_and_its_service_alone(bill: ExportBill) -> None:
    by = dismissal_of(items(ask(bill))[0])
    same: list[dict[str, Any]] = [
        {"group_by": ["account", "service"]},
        {"service": ["Amazon Simple Storage Service"]},
        {"period": "2026-09"},
        {"period": "2026-09-11/2026-09-12"},
    ]

    assert [items(ask(bill, by, **args))[-1].status for args in same] == ["dismissed"] * 4
    assert {one.status for one in items(ask(bill, by, group_by=["service"]))} == {"open"}


def test_a_dismissal_of_no_one_account_holds_for_a_user_of_some_accounts() -> None:
    across, within = (dismissal_of_series(FIRST, account=account) for account in ("", "1"))
    known = KnownDismissals({"ada": (across, within)})

    assert known.scoped(frozenset({"2"})).of_user("ada") == (across,)


def dismissal_of_series(first: date, *, account: str = "", at: datetime = NOW, saving: str = "100") -> Dismissal:
    return Dismissal(
        advised=advised_anomaly(f"{SERIES}.{first}", account),
        saving=Decimal(saving),
        currency="USD",
        reason="Planned",
        at=at,
        until=NOW + timedelta(days=30),
    )


def known(start: date, end: date, excess: str = "100") -> Known:
    found = Found(
        keys=("EC2",),
        currency="USD",
        days=Period(start, end),
        excess=Decimal(excess),
        expected=Decimal(10),
        is_new=False,
    )
    return Known(found=found, advised=advised_anomaly(f"{SERIES}.{start}", ""))


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@pytest.mark.parametrize(
    ("start", "end", "standing"),
    [
        (0, 1, "dismissed"),
        (0, 9, "dismissed"),  # more days came
        (-2, 3, "dismissed"),  # it turned out to have begun before
        (2, 5, "dismissed"),  # its first days turned out to be usual
        (4, 6, "open"),
        (-5, 0, "open"),  # one that ended before
        (30, 33, "open"),  # another one, weeks later
    ],
)
def test_newer_deliveries_move_its_days_and_a_later_one_is_another(start: int, end: int, standing: str) -> None:
    apart = told_apart([known(day(start), day(end))], [dismissal_of_series(FIRST)], NOW)

    (one,) = (*apart.open, *apart.dismissed)
    assert one.standing == standing
    if standing == "dismissed":
        assert one.advised.resource == f"{SERIES}.{FIRST}"


def test_of_two_nearby_ones_a_dismissal_is_of_the_nearest_and_the_latest_of_two_dismissals_counts() -> None:
    two = [known(day(0), day(2)), known(day(3), day(4))]
    again = dismissal_of_series(FIRST, at=NOW - timedelta(days=1), saving="50")

    assert [one.found.days.start for one in told_apart(two, [dismissal_of_series(FIRST)], NOW).dismissed] == [day(0)]
    assert told_apart(two[:1], [dismissal_of_series(FIRST, at=NOW - timedelta(days=9)), again], NOW).grown == 1
    torn = replace(again, advised=advised_anomaly("no name <b>", ""))
    assert told_apart(two, [torn], NOW).dismissed == ()


def test_a_series_is_told_from_those_of_other_rows() -> None:
    found = known(day(0), day(1)).found
    plain = series_of(found, ("service",), ())
    own = Filter(dimension=Dimension.SERVICE, values=("EC2", "S3"))
    regions = [Filter(dimension=Dimension.REGION, values=one) for one in (("a", "b"), ("b", "a"), ("ab",))]
    by_region = [series_of(found, ("service",), (one,)) for one in regions]

    assert series_of(found, ("service",), (own,)) == plain
    assert by_region[0] == by_region[1]
    others = [series_of(found, ("service",), (replace(own, exclude=True),)), series_of(found, ("region",), ())]
    others.append(series_of(replace(found, currency="EUR"), ("service",), ()))
    assert len({plain, by_region[0], by_region[2], *others}) == 6


def test_the_command_dismisses_restores_and_says_what_it_left_out(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bill_anomalies(path, data_dir=tmp_path, period="2026-09", as_json=True)
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    short = f"{first['id'][:8]}.{first['start']}"
    change = Change(id=short, reason="[red]Load  test", days=9)
    bill_anomalies(path, change=change, data_dir=tmp_path, period="2026-09", as_json=False)
    shown = capsys.readouterr().out
    bill_anomalies(path, data_dir=tmp_path, period="2026-09", as_json=True)
    records = {one["id"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    change = Change(id=first["id"], restores=True)
    bill_anomalies(path, change=change, data_dir=tmp_path, period="2026-09", as_json=False)

    assert "1 dismissed, $225.00 more than expected" in shown
    assert "[red]Load test" in shown
    assert records[first["id"]]["dismissed"]["reason"] == "[red]Load test"
    assert records[second["id"]]["dismissed"] is None
    assert "dismissed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Change(id="ffffffff.2026-09-10", reason="Planned"), SettingsError),
        (Change(id="", reason="Planned"), SettingsError),
        (Change(id="own"), BadFrame),
        (Change(id="own", reason="x" * 301), BadFrame),
        (Change(id="own", restores=True), BadFrame),
    ],
)
def test_a_change_of_nothing_or_without_a_reason_is_refused(
    path: str, bill: ExportBill, tmp_path: Path, change: Change, error: type[Exception]
) -> None:
    meant = replace(change, id=items(ask(bill))[0].anomaly_id) if change.id == "own" else change
    with pytest.raises(error):
        bill_anomalies(path, change=meant, data_dir=tmp_path, period="2026-09", as_json=False)
