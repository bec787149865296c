"""Temporary folders of killed processes go at the next start; those of living ones stay."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from billing.scratch import new_folder

MAKE = "import sys; from billing.scratch import new_folder; print(new_folder().path, flush=True); sys.stdin.read()"


def test_a_killed_process_leaves_nothing_after_the_next_start_and_a_living_one_keeps_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "finops-bill-of-somebody-else").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", MAKE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])},
    ) as process:
        assert process.stdout is not None
        theirs = Path(process.stdout.readline().strip())
        ours = new_folder()
        assert theirs.is_dir()
        process.kill()
        process.wait()
    again = new_folder()
    assert not theirs.exists()
    assert ours.path.is_dir()
    assert again.path.is_dir()
    ours.remove()
    assert not ours.path.exists()
    assert (tmp_path / "finops-bill-of-somebody-else").is_dir()
