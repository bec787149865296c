"""What blobs in a folder promise beyond the contract: whole values, nothing left behind, errors that name a place."""

import threading
from pathlib import Path

import pytest

from finops_core.blobs.folder import FolderBlobs
from finops_core.errors import StorageUnavailable


def test_a_reader_never_sees_a_mixture_of_two_values(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    values = (b"a" * 3_000_000, b"b" * 2_000_000)
    blobs.put("key", values[0])
    finished = threading.Event()

    def replace() -> None:
        for round in range(20):
            blobs.put("key", values[round % 2])
        finished.set()

    writer = threading.Thread(target=replace)
    writer.start()
    reads = 0
    while not finished.is_set() or reads == 0:
        assert blobs.get("key") in values
        reads += 1
    writer.join()


def test_only_whole_values_lie_in_the_folder(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blobs.put("job/artifact/0", b"x")
    blobs.put("job/artifact/0", b"y")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "job" / "artifact" / "0"]


def test_a_failed_write_leaves_nothing_behind_and_names_the_place(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blobs.put("job/artifact", b"x")
    with pytest.raises(StorageUnavailable, match="job"):
        blobs.put("job", b"a value where a folder is")
    with pytest.raises(StorageUnavailable, match="artifact"):
        blobs.put("job/artifact/0", b"a value below a value")
    assert [path.name for path in tmp_path.rglob("*")] == ["job", "artifact"]
    assert blobs.get("job/artifact") == b"x"
