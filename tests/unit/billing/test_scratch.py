"""Temporary folders of killed processes go at the next start; those of living ones stay."""

import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from billing.export import open_bill
from billing.scratch import new_folder

ROOT = Path(__file__).parents[3]
BILL = ROOT / "tests" / "data" / "bills" / "cur_2.0_tiny.csv"
MAKE = "import sys; from billing.scratch import new_folder; print(new_folder().path, flush=True); sys.stdin.read()"
STUCK = """
import sys
from pathlib import Path
from billing.intake import load
from billing.export import open_bill
load.describe = lambda *given: (print("built", flush=True), sys.stdin.read())
open_bill(sys.argv[1], cache_dir=Path(sys.argv[2]))
"""
"""Stands still when all rows are written and nothing is finished."""


@contextmanager
def process(code: str, *arguments: object, folder: Path) -> Generator[subprocess.Popen[str]]:
    """Python with its own words for standard input and output."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"TMPDIR": str(folder), "PYTHONPATH": str(ROOT)},
    ) as running:
        yield running


def test_a_killed_process_leaves_nothing_after_the_next_start_and_a_living_one_keeps_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "finops-bill-of-somebody-else").mkdir()
    with process(MAKE, folder=tmp_path) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        ours = new_folder()
        assert theirs.is_dir()
        other.kill()
        other.wait()
    again = new_folder()
    assert not theirs.exists()
    assert ours.path.is_dir()
    assert again.path.is_dir()
    ours.remove()
    assert not ours.path.exists()
    assert (tmp_path / "finops-bill-of-somebody-else").is_dir()


def test_what_a_killed_build_of_a_bill_left_beside_the_kept_ones_goes_with_the_next_build(tmp_path: Path) -> None:
    cache = tmp_path / "bills"
    with process(STUCK, BILL, cache, folder=tmp_path) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "built\n"
        [unfinished] = cache.iterdir()
        other.kill()
        other.wait()
    assert unfinished.is_dir()
    bill = open_bill(BILL, cache_dir=cache)
    bill.close()
    assert sorted(path.suffix for path in cache.iterdir()) == [".duckdb", ".sum"]
