"""The blob contract over a folder and S3."""

import pytest

from finops_core.blobs.port import Blobs


def test_bytes_come_back_as_they_went_in(blobs: Blobs) -> None:
    data = bytes(range(256)) * 5000
    blobs.put("job-1/artifact-1/0", data)
    blobs.put("job-1/artifact-1/1", b"")
    assert blobs.get("job-1/artifact-1/0") == data
    assert blobs.get("job-1/artifact-1/1") == b""


def test_what_was_never_stored_is_none(blobs: Blobs) -> None:
    assert blobs.get("never") is None
    blobs.put("folder/file", b"x")
    assert blobs.get("folder") is None
    assert blobs.get("folder/file/below") is None
    assert blobs.get("folder/other") is None


def test_a_second_put_replaces_the_first(blobs: Blobs) -> None:
    blobs.put("key", b"a long first value")
    blobs.put("key", b"second")
    assert blobs.get("key") == b"second"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "/etc/passwd",
        "..",
        "../outside",
        "a/../../outside",
        "a/./b",
        "a//b",
        "a/",
        ".hidden",
        "a\\b",
        "a b",
        "a\n",
        "a\x00b",
        "ü",
        "~",
        "C:",
        "a" * 201,
        "/".join(["a" * 100] * 9),
    ],
)
def test_a_key_that_could_leave_its_place_is_refused(blobs: Blobs, key: str) -> None:
    with pytest.raises(ValueError, match="blob key"):
        blobs.put(key, b"x")
    with pytest.raises(ValueError, match="blob key"):
        blobs.get(key)


def test_what_lies_below_a_beginning_goes_and_nothing_else(blobs: Blobs) -> None:
    for key in ("job-1/table-0/0", "job-1/table-0/1", "job-1/facts/0", "job-10/table-0/0", "job/0"):
        blobs.put(key, b"x")
    blobs.delete_below("job-1")
    blobs.delete_below("job-1")
    blobs.delete_below("never")
    assert [blobs.get(f"job-1/{name}") for name in ("table-0/0", "table-0/1", "facts/0")] == [None] * 3
    assert (blobs.get("job-10/table-0/0"), blobs.get("job/0")) == (b"x", b"x")


def test_a_key_that_could_leave_its_place_removes_nothing(blobs: Blobs) -> None:
    for key in ("", "..", "/", "a/..", "."):
        with pytest.raises(ValueError, match="blob key"):
            blobs.delete_below(key)
