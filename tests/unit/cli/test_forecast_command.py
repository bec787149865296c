"""`finops forecast`: a CSV file in, one line of JSON a step out, and what was mended on stderr."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from local.cli.main import app

FIELDS = ["unique_id", "ds", "mean", "lo80", "hi80", "lo95", "hi95"]


def written(folder: Path, months: int = 60) -> Path:
    path = folder / "series.csv"
    rows = [
        f"{name},{2020 + at // 12}-{at % 12 + 1:02}-01,{100 + at + at % 12}" for name in "ab" for at in range(months)
    ]
    path.write_text("unique_id,ds,y\n" + "\n".join(rows), encoding="utf-8")
    return path


def test_each_step_of_each_series_is_one_line_of_json(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["forecast", "--csv", str(written(tmp_path)), "--horizon", "18", "--json"])
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [list(record) for record in records] == [FIELDS] * 36
    assert [record["unique_id"] for record in records] == ["a"] * 18 + ["b"] * 18
    assert [record["ds"] for record in records[:2]] == ["2025-01-01", "2025-02-01"]
    assert all(one["lo95"] <= one["lo80"] <= one["mean"] <= one["hi80"] <= one["hi95"] for one in records)


def test_a_person_reads_how_far_such_forecasts_were_off(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["forecast", "--csv", str(written(tmp_path)), "--horizon", "3"])
    assert done.exit_code == 0
    assert "repeating the last year was off by" in done.stdout


def test_a_short_history_is_continued_and_said_to_be_short(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["forecast", "--csv", str(written(tmp_path, 8)), "--horizon", "2", "--json"])
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 4
    assert "8 months are too few" in done.stderr


@pytest.mark.parametrize("horizon", [("MS", "61"), ("D", "401"), ("D", "0")])
def test_a_horizon_out_of_reach_is_wrong_usage(tmp_path: Path, horizon: tuple[str, str]) -> None:
    frequency, steps = horizon
    arguments = ["forecast", "--csv", str(written(tmp_path)), "--freq", frequency, "--horizon", steps]
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_a_file_that_cannot_be_read_is_an_error_for_programs_too(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("unique_id,ds,y\na,yesterday,1\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["forecast", "--csv", str(tmp_path / "bad.csv"), "--json"])
    assert done.exit_code == 1
    assert "row 2, column ds" in json.loads(done.stdout)["error"]["message"]
