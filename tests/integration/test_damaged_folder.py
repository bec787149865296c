"""A start over a damaged data folder: a working platform, or one clear sentence that says what to do. Never a trace."""

import logging
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from finops_client import Client
from finops_core.errors import FinOpsError
from local.platform import Platform
from local.sample import make
from local.settings import LocalSettings
from tests.e2e.slow_agent import answer_slowly
from tests.integration.cli_command import TINY_BILL, environment, finops
from tests.integration.damages import BILL_DAMAGES, DAMAGES, Damage

ADVICE = re.compile(
    r"[Mm]ove|[Dd]elete|[Rr]estore|[Cc]hoose|[Ss]top it|[Gg]ive|[Ff]ree|[Mm]ake room|[Ee]xport|[Cc]heck|[Tt]ry|[Uu]se "
)
BY_THE_COMMAND = "Nothing was started: mend that, or give another bill with --bill."
QUESTION = "What did I spend by service?"


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a platform that has answered a question and was stopped."""
    folder = tmp_path_factory.mktemp("healthy") / "data"
    assert outcome(folder) == "works"
    for name in ("uploads", "bills", "blobs"):
        (folder / name).mkdir(exist_ok=True)
    return folder


@pytest.fixture
def folder(healthy: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "data"
    shutil.copytree(healthy, copy)
    yield copy
    # What a damage took the rights of has to go, too.
    for path in (copy, *(copy / name for name in os.listdir(copy) if copy.stat().st_mode & stat.S_IRUSR)):
        if not path.is_symlink():
            path.chmod(0o700)


def embedded(folder: Path) -> Platform:
    """A platform over the folder with a stand-in for the bill."""
    settings = LocalSettings(bill="none", port=0, data_dir=folder, workers=1)
    return Platform(settings, answering=partial(answer_slowly, 0.0))


def asked(platform: Platform) -> str:
    with Client(platform.url, token=platform.token) as client:
        return client.answer(QUESTION, timeout_s=30).headline


def outcome_of(platform: Platform) -> str:
    """`works`, or the sentence with which it does not start."""
    try:
        platform.start()
    except FinOpsError as told:
        return str(told)
    try:
        assert asked(platform)
    finally:
        platform.stop()
    return "works"


def outcome(folder: Path) -> str:
    return outcome_of(embedded(folder))


def is_clear(sentence: str) -> bool:
    return (
        len(sentence) < 600 and "\n" not in sentence and "Traceback" not in sentence and bool(ADVICE.search(sentence))
    )


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_start_over_a_damaged_folder_works_or_says_what_to_do(
    damage: Damage, folder: Path, caplog: pytest.LogCaptureFixture
):
    damage(folder)
    with caplog.at_level(logging.INFO):
        told = outcome(folder)
    assert told == "works" or (str(folder) in told and is_clear(told)), told
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
    if told == "works":
        assert modes_open_to_others(folder) == []


def modes_open_to_others(folder: Path) -> list[str]:
    paths = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    return [path.name for path in paths if path.stat().st_mode & 0o077 and not stat.S_ISFIFO(path.stat().st_mode)]


def test_records_of_a_later_version_are_refused_as_such_and_stay_as_they_are(folder: Path):
    DAMAGES["table.db of a later version"](folder)
    before = (folder / "table.db").read_bytes()
    told = outcome(folder)
    assert "a later version of FinOps Agent wrote it" in told
    assert "Use the version that wrote it" in told
    assert (folder / "table.db").read_bytes() == before


def test_there_are_at_least_forty_kinds_of_damage():
    assert len(DAMAGES) + len(BILL_DAMAGES) >= 40


@pytest.mark.parametrize("damage", BILL_DAMAGES.values(), ids=BILL_DAMAGES)
def test_a_start_over_a_damaged_bill_cache_or_setting_works_or_says_what_to_do(
    damage: Damage, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    bill = tmp_path / TINY_BILL.name
    shutil.copy(TINY_BILL, bill)
    settings = LocalSettings(bill=str(bill), port=0, data_dir=tmp_path / "data", workers=1)
    Platform(settings).start().stop()
    damage(tmp_path)
    terms = tmp_path / "finops.toml"
    settings = settings.model_copy(update={"terms": terms if terms.exists() else None})
    with caplog.at_level(logging.INFO):
        told = outcome_of(Platform(settings))
    # What to do about the bill itself is said by the command, which knows how it was given.
    assert told == "works" or is_clear(f"{told} {BY_THE_COMMAND}"), told
    assert any(name in told for name in ("works", bill.name, "finops.toml")), told
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def test_a_folder_that_was_open_to_others_is_closed_with_all_it_holds(folder: Path):
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    before = (folder / "token").read_text()
    assert outcome(folder) == "works"
    assert modes_open_to_others(folder) == []
    assert (folder / "token").read_text() != before, "the token could be read by others"


def test_a_token_that_nobody_else_could_read_is_kept(folder: Path):
    folder.chmod(0o755)
    before = (folder / "token").read_text()
    assert outcome(folder) == "works"
    assert (folder / "token").read_text() == before


def test_a_folder_of_another_owner_is_refused_with_words(folder: Path, monkeypatch: pytest.MonkeyPatch):
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    told = outcome(folder)
    assert "belongs to another user" in told
    assert is_clear(told)


@pytest.mark.parametrize(
    ("limit_bytes", "bill"),
    [
        *((limit, ("--bill", str(TINY_BILL))) for limit in (0, 100, 5_000, 60_000)),
        # Making the sample is most of what its case takes.
        pytest.param(0, (), marks=pytest.mark.nightly),
        pytest.param(60_000, (), marks=pytest.mark.nightly),
        (400_000, ()),
    ],
)
def test_a_disk_that_is_full_is_told_with_what_to_do(limit_bytes: int, bill: tuple[str, ...], tmp_path: Path):
    script = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit_bytes}, {limit_bytes}));"
        "from local.cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "up", *bill, "--port", "0", "--data-dir", str(tmp_path / "data")],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("finops: ")
    assert is_clear(last)


async def test_the_command_says_what_to_do_about_a_bill_it_cannot_read(tmp_path: Path):
    (tmp_path / "june.parquet").write_bytes(b"PAR1" + b"\xff" * 3000 + b"PAR1")
    done = await finops("up", "--port", "0", "--bill", str(tmp_path / "june.parquet"), data_dir=tmp_path)
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "june.parquet" in done.err
    assert BY_THE_COMMAND in done.err


@pytest.mark.parametrize("part", ["parquet", "jsonl", "sums"])
@pytest.mark.parametrize("how", ["empty", "cut", "changed", "gone"])
def test_a_sample_that_is_not_whole_is_made_again(part: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def quick(path: Path, today: date) -> None:
        path.write_text(f"the bill up to {today}")

    monkeypatch.setattr(make, "_write_bill", quick)
    today = date(2026, 5, 1)
    account = make.sample_account(tmp_path, today)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert len(before) == 3
    (victim,) = tmp_path.glob(f"*.{part}")
    content = victim.read_bytes()
    victim.write_bytes({"empty": b"", "cut": content[:-3], "changed": b"#" + content[1:], "gone": b""}[how])
    if how == "gone":
        victim.unlink()
    assert make.sample_account(tmp_path, today) == account
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
