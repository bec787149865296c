"""Metrics with several values a day: what leaves what it did before, and what the benchmark's points are worth."""

import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from billing.anomalies.metric_detection import Spell, spells
from billing.anomalies.metric_file import is_within_days, read_metrics
from finops_core.errors import BillError
from local.cli.main import app
from tests.evals.labelled_metrics import figures, ours, points, read_labelled, rival, score
from tests.evals.metric_rivals import RIVALS

START = datetime.fromisoformat("2026-01-05")
DAY = 96
"""Quarters of an hour."""


def daily(days: int = 14, noise: float = 2.0) -> np.ndarray:
    """Busy by day, quiet at night."""
    rng = np.random.default_rng(3)
    at = np.arange(days * DAY) % DAY
    return 50 + 40 * np.sin(2 * np.pi * at / DAY) + rng.uniform(-noise, noise, days * DAY)


def found_in(values: np.ndarray) -> list[Spell]:
    return spells([START + timedelta(minutes=15 * n) for n in range(len(values))], values.tolist())


def test_a_metric_that_repeats_itself_says_nothing() -> None:
    assert found_in(daily()) == []
    assert found_in(daily(noise=0.0)) == []
    assert found_in(np.full(14 * DAY, 7.0)) == []
    assert found_in(np.zeros(14 * DAY)) == []


@pytest.mark.parametrize("much", [90.0, -90.0])
def test_a_new_extreme_is_told_with_how_far_it_is_off(much: float) -> None:
    values = daily()
    values[10 * DAY + 30 : 10 * DAY + 34] += much
    (one,) = found_in(values)

    assert one.start == START + timedelta(days=10, minutes=450)
    assert one.end < one.start + timedelta(hours=3)
    assert one.excess == pytest.approx(4 * much, rel=0.2)
    assert one.score > 1


def test_a_day_that_stays_quiet_is_told_though_every_value_was_seen_before() -> None:
    values = daily()
    values[9 * DAY + 8 : 9 * DAY + 40] = 30.0
    found = found_in(values)

    assert found[0].start.date() == (START + timedelta(days=9)).date()
    assert found[0].excess < 0


def test_after_an_alarm_a_day_passes() -> None:
    values = daily(20)
    values[10 * DAY :] += 100
    starts = [one.start for one in found_in(values)]

    assert starts[0] == START + timedelta(days=10)
    assert all(later - earlier >= timedelta(days=1) for earlier, later in pairwise(starts))


def test_what_is_found_does_not_depend_on_what_comes_later() -> None:
    values = daily(20)
    values[10 * DAY] = 300
    assert [one.start for one in found_in(values[: 11 * DAY])] == [one.start for one in found_in(values)][:1]


@pytest.mark.parametrize("count", [0, 1, 2, 50, 2 * DAY])
def test_too_short_a_metric_says_nothing(count: int) -> None:
    assert found_in(daily()[:count]) == []


def test_the_command_tells_spells_of_metrics_with_their_times(tmp_path: Path) -> None:
    values = daily()
    values[10 * DAY : 10 * DAY + 4] += 200
    rows = [f"cpu,{START + timedelta(minutes=15 * n)},{value}" for n, value in enumerate(values)]
    (tmp_path / "m.csv").write_text("\n".join(["unique_id,ds,y", *reversed(rows)]), encoding="utf-8")
    said = CliRunner().invoke(app, ["anomalies", "--csv", str(tmp_path / "m.csv"), "--json"])
    (one,) = [json.loads(line) for line in said.stdout.splitlines()]

    assert (one["unique_id"], one["start"]) == ("cpu", "2026-01-15T00:00:00")
    assert set(one) == {"unique_id", "start", "end", "excess", "expected", "score"}


@pytest.mark.parametrize(
    ("row", "said"),
    [("a,noon,1", "is no time"), ("a,2026-01-01T00:00,x", "no number"), ("a,2026-01-01T00:00", "2 cells")],
)
def test_a_row_of_another_form_is_told(tmp_path: Path, row: str, said: str) -> None:
    (tmp_path / "m.csv").write_text(f"unique_id,ds,y\n{row}\n", encoding="utf-8")
    with pytest.raises(BillError, match=f"row 2.*{said}"):
        read_metrics(tmp_path / "m.csv")


def test_days_are_no_metric(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(
        "unique_id,ds,y\na,2026-01-01T00:00:00,1\na,2026-01-02T00:00:00,1\n", encoding="utf-8"
    )
    assert not is_within_days(tmp_path / "m.csv")


def test_points_are_by_hand() -> None:
    """The first point of a window is worth 1, a missed window costs 1, an alarm far from any 0.11."""
    window = [(500, 599)]
    assert points(1000, window, [500]) == pytest.approx(1.0)
    assert points(1000, window, [599]) == pytest.approx(0.0253, abs=0.001)
    assert points(1000, window, []) == -1.0
    assert points(1000, window, [300, 500]) == pytest.approx(0.89)
    assert points(1000, window, [10, 500]) == pytest.approx(1.0), "before anything is judged"
    assert points(2000, window, [500, 501, 1500]) == pytest.approx(0.89), "a second alarm in a window is nothing"


def labelled_folder(folder: Path) -> Path:
    """Three metrics in the benchmark's layout: a peak, a level that falls, and one that repeats itself."""
    peak, fall = daily(20), daily(20)
    peak[12 * DAY + 5 : 12 * DAY + 9] += 150
    fall[9 * DAY + 8 : 9 * DAY + 40] = 30.0
    (folder / "data" / "made").mkdir(parents=True)
    for name, values in (("peak", peak), ("fall", fall), ("calm", daily(20))):
        rows = (f"{START + timedelta(minutes=15 * n)},{value}" for n, value in enumerate(values))
        (folder / "data" / "made" / f"{name}.csv").write_text("\n".join(["timestamp,value", *rows]), encoding="utf-8")
    windows = {
        "made/peak.csv": [["2026-01-17 00:00:00", "2026-01-17 12:00:00"]],
        "made/fall.csv": [["2026-01-14 00:00:00", "2026-01-14 14:00:00"]],
        "made/calm.csv": [],
        "made/absent.csv": [["2026-01-14 00:00:00", "2026-01-14 14:00:00"]],
    }
    (folder / "windows.json").write_text(json.dumps(windows), encoding="utf-8")
    return folder


def test_the_score_is_shown_beside_those_of_simple_rules_on_the_same_files(tmp_path: Path) -> None:
    folder = labelled_folder(tmp_path)
    metrics = list(read_labelled(folder))
    said = list(figures(folder))

    assert score(metrics, lambda one: [first for first, _ in one.windows]) == pytest.approx(100)
    assert score(metrics, lambda one: []) == 0, "a detector that says nothing"
    assert score(metrics, ours) > max(0, *(score(metrics, rival(rule)) for rule in RIVALS.values()))
    assert [line.split(":")[0].strip() for line in said[-len(RIVALS) :]] == list(RIVALS)
    assert said[3] == f"score {score(metrics, ours):.1f} over 2 windows"
