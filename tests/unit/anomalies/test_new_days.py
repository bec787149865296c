"""New days of known series: what is found is what the detector finds, few series are judged again, none is lost."""

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from typer.testing import CliRunner

from billing.anomalies.daily_screen import screened
from billing.anomalies.detection import Sensitivity, anomalies, judgement
from billing.anomalies.judged_series import AGAIN_AFTER, Judged, Renewed, judged_in_full, renewed
from billing.anomalies.state_file import read, written
from billing.foresight.series_file import Series
from finops_core.errors import BillError
from local.cli.anomalies import anomalies as found_in
from local.cli.main import app
from local.file_turn import file_turn
from local.private_file import write_private
from tests.evals.anomalies.series import labelled_series

START = date(2026, 1, 5)
WEEK = [100.0, 104.0, 98.0, 101.0, 99.0, 40.0, 38.0]


def of_days(name: str, amounts: Sequence[float], start: date = START, first: int = 0) -> Series:
    return Series(name=name, start=start + timedelta(days=first), amounts=tuple(amounts[first:]), told=())


def look(series: Sequence[Series]) -> Iterable[Judged]:
    return map(judged_in_full, series)


def given(before: Renewed | None, *series: Series) -> Renewed:
    return renewed(before.judged if before else (), series, look)


def followed(seed: int, count: int, first: int, last: int) -> tuple[list[Renewed], list[Series]]:
    """Invented series, given at first as a whole and then day by day."""
    whole = [of_days(one.name, one.amounts.tolist(), one.first) for one in labelled_series(count, days=last, seed=seed)]
    state = given(None, *(of_days(one.name, one.amounts[:first], one.start) for one in whole))
    states = [state]
    for day in range(first, last):
        state = given(state, *(of_days(one.name, one.amounts[: day + 1], one.start, day) for one in whole))
        states.append(state)
    return states, whole


def missed(states: list[Renewed], whole: list[Series], first: int) -> tuple[int, int]:
    """Series-days that the detector calls too high, and those of them whose series was not judged on the day."""
    high = lost = 0
    for number, state in enumerate(states):
        for one, series in zip(state.judged, whole, strict=True):
            full = judgement(series.start, series.amounts[: first + number])
            if full is not None and full.high[-1]:
                high += 1
                lost += one.looked < one.days
    return high, lost


@pytest.mark.parametrize("seed", [31, 32])
def test_what_is_found_is_what_the_detector_finds_in_the_days_up_to_the_last_look(seed: int):
    states, whole = followed(seed, count=16, first=120, last=150)
    for state in states:
        for one, series in zip(state.judged, whole, strict=True):
            assert list(one.found) == anomalies(series.start, series.amounts[: one.looked])
            assert one.days - one.looked <= AGAIN_AFTER
    for one, series in zip(states[-1].judged, whole, strict=True):
        assert one.amounts.tolist() == list(series.amounts)
    assert sum(state.judged_in_full for state in states[1:]) < 0.2 * 16 * 30


def test_a_day_that_is_too_high_is_found_on_the_day():
    states, whole = followed(33, count=30, first=150, last=170)
    high, lost = missed(states, whole, 150)
    assert high >= 5
    assert lost == 0


@pytest.mark.nightly
def test_hardly_a_day_that_is_too_high_waits_over_many_series():
    states, whole = followed(35, count=300, first=150, last=240)
    high, lost = missed(states, whole, 150)
    assert high >= 300
    assert lost <= 0.002 * high


def test_series_are_screened_together_as_each_alone():
    made = list(labelled_series(12, days=200, seed=7))
    rows = np.array([judged_in_full(of_days(one.name, one.amounts.tolist()[:199], one.first)).row for one in made])
    amounts = np.array([one.amounts[199] for one in made])
    days = np.array([one.first.toordinal() + 199 for one in made])
    near, after = screened(rows, amounts, days, Sensitivity())
    for at in range(12):
        alone = screened(rows[at : at + 1], amounts[at : at + 1], days[at : at + 1], Sensitivity())
        assert (alone[0][0], alone[1][0].tobytes()) == (near[at], after[at].tobytes())


@pytest.mark.parametrize("of_month", [1, 15, 31])
def test_a_fee_of_every_month_is_not_judged_again(of_month: int):
    days = [START + timedelta(days=number) for number in range(240)]
    ends = {day for day in days if (day + timedelta(days=1)).day == 1}
    amounts = [
        amount + 400 * (day in ends if of_month == 31 else day.day == of_month)
        for day, amount in zip(days, WEEK * 35, strict=False)
    ]
    at = next(number for number in range(200, 240) if amounts[number] > 400)
    state = given(None, of_days("EC2", amounts[:at]))
    assert given(state, of_days("EC2", amounts[: at + 1], first=at)).judged_in_full == 0


def test_a_file_of_all_days_and_one_of_the_new_day_say_the_same():
    amounts = [*WEEK * 20, 400.0]
    state = given(None, of_days("EC2", amounts[:-1]), of_days("S3", WEEK * 20))
    from_all = given(state, of_days("EC2", amounts), of_days("S3", WEEK * 20))
    from_one = given(state, of_days("EC2", amounts, first=140))
    assert [one.found for one in from_all.judged] == [one.found for one in from_one.judged]
    assert (from_all.new_days, from_all.judged_in_full, from_all.not_given) == (1, 1, 0)
    assert (from_one.new_days, from_one.judged_in_full, from_one.not_given) == (1, 1, 1)


@pytest.mark.parametrize("first", [0, 100])
def test_a_changed_past_is_judged_in_full_and_counted(first: int):
    amounts = WEEK * 20
    state = given(None, of_days("EC2", amounts), of_days("S3", amounts))
    other = [*amounts]
    other[120] += 300
    after = given(state, of_days("EC2", other, first=first), of_days("S3", amounts))
    assert (after.changed, after.judged_in_full) == (1, 1)
    assert list(after.judged[0].found) == anomalies(START, other) != []
    assert after.judged[1] is state.judged[1]


def test_days_that_come_before_those_known_are_a_changed_past():
    amounts = WEEK * 20
    state = given(None, of_days("EC2", amounts, first=30))
    after = given(state, of_days("EC2", amounts))
    assert (after.changed, after.judged[0].start, after.judged[0].days) == (1, START, 140)


def test_days_that_are_missing_in_between_are_filled_in_and_told():
    amounts = WEEK * 20
    state = given(None, of_days("EC2", amounts[:130]))
    after = given(state, of_days("EC2", amounts, first=133))
    assert after.judged[0].days == 140
    assert after.told == ("EC2: 3 of 140 steps are missing and filled in from their neighbours",)


def test_what_is_short_new_or_comes_in_weeks_is_judged_in_full():
    state = given(None, of_days("short", WEEK * 3), of_days("long", WEEK * 20))
    after = given(state, of_days("short", WEEK * 4), of_days("long", WEEK * 22), of_days("new", WEEK * 9))
    assert after.judged_in_full == 3
    assert [one.looked for one in after.judged] == [28, 154, 63]


def test_the_state_is_the_same_after_it_was_written(tmp_path: Path):
    state = given(None, of_days("EC2", [*WEEK * 20, 900.0]), of_days("Ümlaut · eu-west-1", WEEK))
    file = tmp_path / "state"
    file.write_bytes(written(state.judged))
    again = read(file)
    assert not again.detector_changed
    for one, other in zip(again.judged, state.judged, strict=True):
        assert (one.name, one.start, one.looked, one.found) == (other.name, other.start, other.looked, other.found)
        assert one.amounts.tobytes() == other.amounts.tobytes()
        assert one.row.tobytes() == other.row.tobytes()


def _damaged(content: bytes, kind: str) -> bytes:
    if kind in ("cut off", "empty", "text"):
        return {"cut off": content[:-900], "empty": b"", "text": b"unique_id,ds,y\n"}[kind]
    with np.load(io.BytesIO(content)) as file:
        arrays = {name: file[name] for name in file.files}
    if kind == "objects":
        arrays["found"] = np.array([[{}]], dtype=object)
    elif kind == "a part missing":
        del arrays["rows"]
    elif kind == "fewer amounts":
        arrays["amounts"] = arrays["amounts"][:-1]
    elif kind == "no amount":
        arrays["amounts"][3] = np.nan
    elif kind == "a day far off":
        arrays["spans"][0, 0] = 9_000_000
    elif kind == "more looked at than there is":
        arrays["spans"][0, 2] = 100_000
    elif kind == "another format":
        arrays["about"] = np.frombuffer(b'{"format": 2, "detector": "", "names": []}', dtype=np.uint8)
    elif kind == "names twice":
        about = json.loads(arrays["about"].tobytes())
        arrays["about"] = np.frombuffer(json.dumps(about | {"names": ["S3", "S3"]}).encode(), dtype=np.uint8)
    elif kind == "about nothing":
        arrays["about"] = np.frombuffer(b"[]", dtype=np.uint8)
    out = io.BytesIO()
    np.savez(out, allow_pickle=True, **arrays)
    return out.getvalue()


@pytest.mark.parametrize(
    "kind",
    [
        "cut off",
        "empty",
        "text",
        "objects",
        "a part missing",
        "fewer amounts",
        "no amount",
        "a day far off",
        "more looked at than there is",
        "another format",
        "names twice",
        "about nothing",
    ],
)
def test_a_state_that_cannot_be_used_is_refused_with_what_to_do(tmp_path: Path, kind: str):
    file = tmp_path / "state"
    file.write_bytes(_damaged(written(given(None, of_days("EC2", WEEK * 9), of_days("S3", WEEK * 9)).judged), kind))
    with pytest.raises(BillError, match="Remove the file and give the whole history"):
        read(file)


def _csv(file: Path, amounts: Sequence[float], first: int = 0) -> Path:
    rows = [f"{name},{START + timedelta(days=n)},{amounts[n]}" for name in ("EC2", "S3") for n in range(len(amounts))]
    kept = [row for row in rows if row.split(",")[1] >= str(START + timedelta(days=first))]
    file.write_text("\n".join(["unique_id,ds,y", *kept]))
    return file


def test_the_command_answers_a_new_day_from_the_state_as_from_the_whole_file(tmp_path: Path):
    amounts = [*WEEK * 20, 400.0]
    state, csv = tmp_path / "anomalies.state", tmp_path / "daily.csv"

    def ran(*more: str) -> tuple[str, str]:
        found = CliRunner().invoke(app, ["anomalies", "--csv", str(csv), "--json", *more])
        assert found.exit_code == 0, found.output
        return found.stdout, found.stderr

    _csv(csv, amounts[:-1])
    assert "2 new series" in ran("--state", str(state))[1]
    _csv(csv, amounts, first=140)
    found, told = ran("--state", str(state))
    assert "2 new days; 2 of 2 series are judged in full" in told
    _csv(csv, amounts)
    assert ran()[0] == found != ""
    _csv(csv, [*amounts[:50], 70.0, *amounts[51:]])
    assert "2 series differ from anomalies.state on days it holds" in ran("--state", str(state))[1]
    assert state.stat().st_mode & 0o077 == 0


def test_a_state_of_another_detector_is_judged_again_in_full(tmp_path: Path):
    state, csv = tmp_path / "state", _csv(tmp_path / "daily.csv", WEEK * 20, first=130)
    made = written(given(None, of_days("EC2", WEEK * 19), of_days("S3", WEEK * 19)).judged)
    with np.load(io.BytesIO(made)) as file:
        arrays = {name: file[name] for name in file.files}
    about = json.loads(arrays["about"].tobytes()) | {"detector": "an older one"}
    with state.open("wb") as out:
        np.savez(
            out, allow_pickle=False, **(arrays | {"about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)})
        )
    ran = CliRunner().invoke(app, ["anomalies", "--csv", str(csv), "--json", "--state", str(state)])
    assert "made by another version" in ran.stderr
    assert "2 of 2 series are judged in full" in ran.stderr
    assert not read(state).detector_changed


def _series_in(file: Path, name: str, amounts: Sequence[float]) -> Path:
    rows = [f"{name},{START + timedelta(days=n)},{amount}" for n, amount in enumerate(amounts)]
    file.write_text("\n".join(["unique_id,ds,y", *rows]))
    return file


def test_a_run_waits_for_the_one_before_it_and_adds_to_what_that_kept(tmp_path: Path):
    state, csv = tmp_path / "state", _series_in(tmp_path / "daily.csv", "EC2", WEEK * 9)
    ran = Thread(target=found_in, args=(csv,), kwargs={"state": state, "as_json": True})
    with file_turn(state):
        ran.start()
        write_private(state, written(given(None, of_days("S3", WEEK * 9)).judged))
    ran.join(timeout=30)

    assert sorted(one.name for one in read(state).judged) == ["EC2", "S3"]


def test_runs_at_once_lose_and_double_nothing(tmp_path: Path):
    state, names = tmp_path / "state", [f"s{number}" for number in range(8)]
    files = [_series_in(tmp_path / f"{name}.csv", name, WEEK * 9) for name in names]
    runs = [Thread(target=found_in, args=(csv,), kwargs={"state": state, "as_json": True}) for csv in files]
    for run in runs:
        run.start()
    for run in runs:
        run.join(timeout=60)

    assert sorted(one.name for one in read(state).judged) == names


def test_a_state_whose_turn_cannot_be_had_stays_as_it_was(tmp_path: Path):
    state, csv = tmp_path / "state", _series_in(tmp_path / "daily.csv", "EC2", WEEK * 9)
    with file_turn(state), pytest.raises(TimeoutError), file_turn(state, wait_s=0):
        pass
    (tmp_path / "other.lock").mkdir()
    refused = CliRunner().invoke(app, ["anomalies", "--csv", str(csv), "--state", str(tmp_path / "other")])

    assert refused.exit_code != 0
    assert "cannot be written" in refused.output
    assert not (tmp_path / "other").exists()


def test_a_refused_file_leaves_the_state_as_it_was(tmp_path: Path):
    state, csv = tmp_path / "state", _csv(tmp_path / "daily.csv", WEEK * 20)
    arguments = ["anomalies", "--csv", str(csv), "--json", "--state", str(state)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    before = state.read_bytes()
    assert zipfile.is_zipfile(state)
    csv.write_text("unique_id,ds,y\nEC2,2026-06-01,much\n")
    assert CliRunner().invoke(app, arguments).exit_code != 0
    csv.write_text("unique_id,ds,y\nEC2,2026-06-01T00:00:00,1\nEC2,2026-06-01T01:00:00,1\n")
    refused = CliRunner().invoke(app, arguments)
    assert refused.exit_code != 0
    assert "several values a day" in refused.output
    assert state.read_bytes() == before
