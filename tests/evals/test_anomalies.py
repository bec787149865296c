"""Anomalies on invented series with known ones, on plain series that every rule has to get right, and the command."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from billing.anomalies.detection import Anomaly, Sensitivity, anomalies
from billing.export import open_bill
from local.cli.main import app
from tests.evals.anomalies.__main__ import ours
from tests.evals.anomalies.causes import CauseScore, cause_score, caused_bill, told_of
from tests.evals.anomalies.measure import score
from tests.evals.anomalies.other_series import other_series
from tests.evals.anomalies.rivals import RIVALS
from tests.evals.anomalies.series import labelled_series
from tests.unit.billing.made_bills import write_csv

START = date(2026, 1, 5)
WEEK = [100.0, 104.0, 98.0, 101.0, 99.0, 40.0, 38.0]


def found_in(amounts: list[float], start: date = START) -> list[Anomaly]:
    return anomalies(start, amounts)


def weeks(count: int) -> list[float]:
    return WEEK * count


def test_most_known_anomalies_are_found_with_hardly_a_false_one():
    found = score(labelled_series(120, seed=20), ours)
    assert found.f1 >= 0.90
    assert found.false_per_100_series_days <= 0.15


def test_series_of_another_generator_are_judged_as_well():
    found = score(other_series(120, seed=22), ours)
    assert found.f1 >= 0.90
    assert found.false_per_100_series_days <= 0.15


def test_simple_rules_do_worse_on_the_same_series():
    series = list(labelled_series(60, seed=21))
    best = max(score(series, rival).f1 for rival in RIVALS.values())
    assert score(series, ours).f1 > best + 0.2


@pytest.mark.nightly
def test_seeds_that_nothing_was_chosen_on_are_no_worse():
    for seed in range(100, 105):
        for made in (labelled_series, other_series):
            found = score(made(400, seed=seed), ours)
            assert found.f1 >= 0.90
            assert found.false_per_100_series_days <= 0.15


def _causes(folder: Path, count: int, seed: int) -> CauseScore:
    made = caused_bill(count, seed=seed)
    services = dict.fromkeys(row["ServiceName"] for row in made.rows)
    with open_bill(write_csv(folder / "bill.csv", made.rows)) as bill:
        return cause_score(made.causes, told_of(bill, services))


def test_the_cause_of_most_is_told_right(tmp_path: Path):
    told = _causes(tmp_path, count=8, seed=1)
    assert told.found >= 5
    assert told.share >= 0.9


@pytest.mark.nightly
def test_the_cause_of_most_is_told_right_on_larger_bills(tmp_path: Path):
    for seed in (100, 101):
        told = _causes(tmp_path / str(seed), count=60, seed=seed)
        assert told.found >= 0.8 * told.known
        assert told.share >= 0.9


def test_a_spike_has_its_day_its_excess_and_what_was_expected():
    amounts = weeks(10)
    amounts[50] += 300
    (found,) = found_in(amounts)
    assert (found.start, found.end) == (START + timedelta(days=50),) * 2
    assert found.excess == pytest.approx(300, rel=0.05)
    assert found.expected == pytest.approx(104, rel=0.05)


def test_days_in_a_row_are_one_anomaly_though_the_weekend_is_lower():
    amounts = weeks(10)
    for day in range(49, 56):
        amounts[day] *= 1.8
    (found,) = found_in(amounts)
    assert (found.start, found.end) == (START + timedelta(days=49), START + timedelta(days=55))


def test_a_weekend_that_goes_on_like_a_workday_is_found():
    amounts = weeks(10)
    amounts[54] = amounts[55] = 100.0
    (found,) = found_in(amounts)
    assert (found.start, found.end) == (START + timedelta(days=54), START + timedelta(days=55))


def test_a_new_level_is_told_once():
    amounts = weeks(20)
    for day in range(60, 140):
        amounts[day] *= 1.6
    (found,) = found_in(amounts)
    assert found.start == START + timedelta(days=60)
    assert found.end < START + timedelta(days=90)


@pytest.mark.parametrize("fee", [50.0, 400.0, 5000.0])
@pytest.mark.parametrize("day_of_month", [1, 2, 15, 31])
def test_a_fee_of_every_month_is_none(fee: float, day_of_month: int):
    days = [START + timedelta(days=number) for number in range(180)]
    last = {day for day in days if (day + timedelta(days=1)).day == 1}
    amounts = [
        amount + fee * (day.day == day_of_month if day_of_month < 31 else day in last)
        for day, amount in zip(days, WEEK * 26, strict=False)
    ]
    assert found_in(amounts) == []


def test_a_first_of_a_month_without_another_to_compare_with_is_none():
    amounts = weeks(6)
    amounts[(date(2026, 2, 1) - START).days] += 500
    assert found_in(amounts) == []


def test_a_fee_that_is_much_higher_than_that_of_other_months_is_found():
    days = [START + timedelta(days=number) for number in range(180)]
    amounts = [
        amount + (400 if day.day == 1 else 0) + (1600 if day == date(2026, 5, 1) else 0)
        for day, amount in zip(days, WEEK * 26, strict=False)
    ]
    assert [each.start for each in found_in(amounts)] == [date(2026, 5, 1)]


@pytest.mark.parametrize(
    "amounts",
    [
        pytest.param([0.0] * 90, id="nothing"),
        pytest.param([7.0] * 90, id="flat"),
        pytest.param([100 * 1.004**day for day in range(180)], id="growth"),
        pytest.param([*weeks(10), *(amount / 3 for amount in weeks(10))], id="a lower level"),
        pytest.param([5.0] * 14, id="too short"),
        pytest.param([], id="empty"),
        pytest.param([-3.0 if day % 9 == 0 else 50.0 for day in range(90)], id="refunds"),
    ],
)
def test_nothing_is_found_where_nothing_is(amounts: list[float]):
    assert found_in(amounts) == []


def jobs(places: list[int], days: int = 120) -> list[float]:
    """A job now and then, each of about the same size."""
    amounts = [0.0] * days
    for number, place in enumerate(places):
        amounts[place] = 40.0 + number % 3
    return amounts


ONCE_A_WEEK = list(range(2, 120, 7))
BY_CHANCE = sorted(np.random.default_rng(5).choice(120, 30, replace=False).tolist())


@pytest.mark.parametrize("places", [ONCE_A_WEEK, BY_CHANCE])
def test_a_job_that_runs_now_and_then_is_none(places: list[int]):
    assert found_in(jobs(places)) == []


@pytest.mark.parametrize("places", [ONCE_A_WEEK, BY_CHANCE])
def test_such_a_job_that_costs_much_more_is_found(places: list[int]):
    amounts, day = jobs(places), places[-4]
    amounts[day] *= 3
    assert [each.start for each in found_in(amounts)] == [START + timedelta(days=day)]


def test_a_rare_job_is_found_where_it_is_many_times_larger_than_the_few_before():
    amounts = jobs([3, 40, 71, 99, 118])
    assert found_in(amounts) == []
    amounts[99] *= 20
    assert [each.start for each in found_in(amounts)] == [START + timedelta(days=99)]


@pytest.mark.parametrize("day_of_month", [1, 15])
def test_a_fee_that_is_all_there_is_is_found_where_it_is_much_higher(day_of_month: int):
    days = [START + timedelta(days=number) for number in range(180)]
    amounts = [100.0 if day.day == day_of_month else 0.0 for day in days]
    assert found_in(amounts) == []
    high = date(2026, 5, day_of_month)
    amounts[days.index(high)] = 900.0
    assert [each.start for each in found_in(amounts)] == [high]


def test_a_weekly_job_that_runs_every_day_is_found():
    amounts = jobs(ONCE_A_WEEK)
    amounts[80:88] = [40.0] * 8
    (found,) = found_in(amounts)
    assert START + timedelta(days=80) <= found.start <= START + timedelta(days=84)
    assert found.end <= START + timedelta(days=88)


def test_a_service_that_is_new_is_found():
    (found,) = found_in([0.0] * 40 + [25.0] * 5 + [0.0] * 20)
    assert (found.start, found.end, found.excess) == (START + timedelta(days=40), START + timedelta(days=44), 125.0)


def test_what_is_too_small_to_matter_can_be_left_out():
    amounts = np.array(weeks(10))
    amounts[50] += 300
    assert anomalies(START, amounts.tolist(), Sensitivity(least=500)) == []


def test_the_command_writes_one_object_a_line(tmp_path: Path):
    amounts = weeks(10)
    amounts[50] += 300
    rows = [f"{name},{START + timedelta(days=n)},{amounts[n]}" for name in ("EC2", "S3") for n in range(70)]
    file = tmp_path / "daily.csv"
    file.write_text("\n".join(["unique_id,ds,y", *rows]))
    ran = CliRunner().invoke(app, ["anomalies", "--csv", str(file), "--json"])
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.exit_code == 0
    assert [(one["unique_id"], one["start"], one["end"]) for one in found] == [
        (name, "2026-02-24", "2026-02-24") for name in ("EC2", "S3")
    ]
    assert set(found[0]) == {"unique_id", "start", "end", "excess", "expected", "score"}
    table = CliRunner().invoke(app, ["anomalies", "--csv", str(file)])
    assert "Higher than expected" in table.stdout


def test_a_file_of_another_form_is_told(tmp_path: Path):
    file = tmp_path / "daily.csv"
    file.write_text("name,colour\nEC2,red\n")
    ran = CliRunner().invoke(app, ["anomalies", "--csv", str(file), "--json"])
    assert ran.exit_code != 0
    assert "unique_id" in ran.output
