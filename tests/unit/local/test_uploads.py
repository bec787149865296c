"""Uploads: what may come, under which name, and that nothing half or foreign is ever left."""

import stat
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from finops_core.errors import BadFrame, BillError, TooLarge
from local.upload_names import (
    MAX_DEPTH,
    MAX_FILES,
    MAX_NAME_BYTES,
    MAX_PART_BYTES,
    AnnouncedFile,
    safe_name,
    safe_path,
)
from local.uploads import MAX_ANNOUNCED, Upload, Uploads, in_words

LIMIT = 1000


def file(name: str, size_bytes: int = 4) -> AnnouncedFile:
    return AnnouncedFile(name=name, size_bytes=size_bytes)


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def left(folder: Path) -> list[str]:
    """Every file below the uploads' folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def content(upload: Upload) -> bytes:
    return Path(upload.bill).read_bytes()


def parts(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def there(upload: Upload) -> bool:
    return Path(upload.bill).exists()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def uploads(folder: Path) -> Uploads:
    return Uploads(folder, limit_bytes=LIMIT)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("april.csv", "april.csv"),
        ("Kosten März 2026.csv.gz", "Kosten März 2026.csv.gz"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\bill.zip", "bill.zip"),
        ("..", "bill"),
        ("...", "bill"),
        ("", "bill"),
        ("/", "bill"),
        (".csv", "csv"),
        (".hidden.csv", "hidden.csv"),
        ("_skipped.csv", "skipped.csv"),
        ("-rf.csv", "rf.csv"),
        ("a\x00b\x1b[31m\r\n.csv", "a b [31m .csv"),
        ("a\u202egpj.csv", "a gpj.csv"),
        ("  spaced\u00a0 out  .csv ", "spaced out .csv"),
        ("cafe\u0301.csv", "café.csv"),
    ],
)
def test_a_name_becomes_one_harmless_part_of_a_path(given: str, safe: str) -> None:
    assert safe_name(given) == safe


@pytest.mark.parametrize("given", ["x" * 5000 + ".csv.gz", "ü" * 500 + ".csv.gz", "🧾" * 300 + ".csv.gz"])
def test_a_long_name_is_cut_and_keeps_its_ending(given: str) -> None:
    safe = safe_name(given)
    assert len(safe.encode()) <= MAX_NAME_BYTES
    assert safe.endswith(".csv.gz")
    assert safe[0] == given[0]


def test_an_ending_that_is_itself_too_long_is_cut() -> None:
    assert len(safe_name("a." + "x" * 5000).encode()) <= MAX_NAME_BYTES


async def test_one_file_is_the_bill_and_is_called_by_its_name(uploads: Uploads, folder: Path) -> None:
    upload = uploads.announce([file("april.csv")])
    await uploads.receive(upload.id, 0, chunks(b"ab", b"", b"cd"))
    done = uploads.complete(upload.id)
    assert (done.label, content(done)) == ("april.csv", b"abcd")
    assert Path(done.bill).parent.parent == folder


async def test_several_files_are_a_folder(uploads: Uploads) -> None:
    upload = uploads.announce([file("a.csv"), file("b.csv"), file("c.parquet")])
    for position in range(3):
        await uploads.receive(upload.id, position, chunks(b"1234"))
    done = uploads.complete(upload.id)
    assert done.label == "a.csv and 2 more"
    assert [path.name for path in parts(Path(done.bill))] == ["a.csv", "b.csv", "c.parquet"]


async def test_a_file_larger_than_the_buffer_arrives_byte_for_byte(folder: Path) -> None:
    uploads = Uploads(folder, limit_bytes=10_000_000)
    sent = bytes(range(256)) * 12_001
    upload = uploads.announce([file("a.csv", len(sent))])
    await uploads.receive(upload.id, 0, chunks(*(sent[at : at + 70_001] for at in range(0, len(sent), 70_001))))
    assert content(uploads.complete(upload.id)) == sent


async def test_what_is_received_is_for_the_owner_alone(uploads: Uploads, folder: Path) -> None:
    upload = uploads.announce([file("a.csv")])
    await uploads.receive(upload.id, 0, chunks(b"1234"))
    assert [mode(path) for path in (folder, upload.folder, Path(upload.bill))] == [0o700, 0o700, 0o600]


def test_files_of_one_name_do_not_replace_each_other(uploads: Uploads) -> None:
    upload = uploads.announce(
        [file("00001.csv.gz"), file("00001.CSV.gz"), file("a/00001.csv.gz"), file("A/00001.csv.gz")]
    )
    assert len({part.name.lower() for part in upload.files}) == 4
    assert all(part.name.lower().endswith("00001.csv.gz") for part in upload.files)


def test_what_the_intake_would_not_look_at_is_named_and_not_sent(uploads: Uploads) -> None:
    upload = uploads.announce([file("photo.png"), file("a.csv"), file("README.md"), file("b.csv")])
    assert upload.left_out == ("photo.png", "README.md")
    assert [(part.position, part.name) for part in upload.files] == [(1, "a.csv"), (3, "b.csv")]


def test_a_manifest_comes_along_because_it_says_which_files_count(uploads: Uploads) -> None:
    upload = uploads.announce([file("report-Manifest.json"), file("a.csv")])
    assert ([part.name for part in upload.files], upload.left_out) == (["report-Manifest.json", "a.csv"], ())


FOLDER = (
    "export/BILLING_PERIOD=2026-01/run 1/Report-Manifest.json",
    "export/BILLING_PERIOD=2026-01/run 1/data_00001.csv.gz",
    "export/table/_delta_log/00000000000000000000.json",
    "export/table/part-0001.snappy.parquet",
)


async def test_a_folder_is_kept_with_its_folders_documents_and_times(uploads: Uploads) -> None:
    written = 1_767_225_600_000
    files = [AnnouncedFile(name=name, size_bytes=4, modified_ms=written + number) for number, name in enumerate(FOLDER)]
    upload = uploads.announce(files)
    for position in range(len(FOLDER)):
        await uploads.receive(upload.id, position, chunks(b"1234"))
    done = uploads.complete(upload.id)
    assert (done.label, Path(done.bill)) == ("export", upload.folder / "export")
    kept = {path.relative_to(upload.folder).as_posix(): path for path in upload.folder.rglob("*") if path.is_file()}
    assert sorted(kept) == sorted(FOLDER)
    assert [kept[name].stat().st_mtime_ns // 1_000_000 - written for name in FOLDER] == [0, 1, 2, 3]


def test_files_beside_a_folder_are_one_bill_with_it(uploads: Uploads) -> None:
    upload = uploads.announce([file("january/a.csv"), file("b.csv")])
    assert (Path(upload.bill), upload.label) == (upload.folder, "january/a.csv and 1 more")


def test_what_a_folder_would_not_be_read_with_is_left_out(uploads: Uploads) -> None:
    upload = uploads.announce(
        [file(f"x/{name}") for name in (".git/a.csv", "a.csv", "_temporary/b.csv", ".hidden.csv", "notes.md", "c.tmp")]
    )
    assert [part.name for part in upload.files] == ["x/a.csv"]
    assert len(upload.left_out) == 5


@pytest.mark.parametrize(
    "name",
    [
        *("../a.csv", "x/../../a.csv", "x/..", "/../../etc/a.csv", "x/.ssh/a.csv"),
        *("x/..\\..\\a.csv", "x/\x00../a.csv", "x/\u202e../a.csv", "x/ ../a.csv"),
    ],
)
def test_no_path_leads_out_of_its_upload(uploads: Uploads, folder: Path, name: str) -> None:
    upload = uploads.announce([file(name), file("ok.csv")])
    for part in upload.files:
        assert (upload.folder / part.name).resolve().is_relative_to(upload.folder.resolve())
        assert ".." not in part.name.split("/")


def test_an_absolute_path_lies_below_the_upload(uploads: Uploads) -> None:
    upload = uploads.announce([file("/etc/cron.d/a.csv")])
    assert (upload.files[0].name, Path(upload.bill)) == ("etc/cron.d/a.csv", upload.folder / "etc")


@pytest.mark.parametrize("name", ["x/" * MAX_DEPTH + "a.csv", "/".join(["y" * 200] * 12) + "/a.csv"])
def test_a_path_that_is_too_deep_or_long_is_refused_before_it_is_sent(uploads: Uploads, name: str) -> None:
    with pytest.raises(BadFrame, match=r"lies too deep.*Give the folder's path instead"):
        uploads.announce([file(name)])


@pytest.mark.parametrize("part", ["ü" * 500, "🧾" * 100, "x" * 5000, "a\x00\x1b[31m\r\nb", "a\u202egpj", " spaced "])
def test_a_folder_of_any_name_becomes_one_harmless_part(part: str) -> None:
    folder, base = safe_path(f"{part}/a.csv").split("/")
    assert base == "a.csv"
    assert 0 < len(folder.encode()) <= MAX_PART_BYTES
    assert folder.isprintable()
    assert folder == folder.strip()


async def test_a_file_where_another_has_its_folder_says_so(uploads: Uploads) -> None:
    upload = uploads.announce([file("x/a.csv"), file("x/a.csv/b.csv")])
    await uploads.receive(upload.id, 0, chunks(b"1234"))
    with pytest.raises(BillError, match=r"x/a\.csv/b\.csv: cannot be stored"):
        await uploads.receive(upload.id, 1, chunks(b"1234"))


def test_documents_alone_are_no_bill(uploads: Uploads) -> None:
    with pytest.raises(BillError, match=r"x/manifest\.json: none of these files"):
        uploads.announce([file("x/manifest.json")])


def test_files_of_which_none_is_a_bill_are_refused_before_they_are_sent(uploads: Uploads, folder: Path) -> None:
    with pytest.raises(
        BillError, match=r"notes\.md: none of these files is a CSV, JSON lines, gzip, zip or Parquet file"
    ):
        uploads.announce([file("notes.md"), file("more.md")])
    assert left(folder) == []


def test_a_single_file_may_have_any_name_because_its_content_decides(uploads: Uploads) -> None:
    assert uploads.announce([file("export")]).bill.endswith("/export")


@pytest.mark.parametrize("sizes", [[LIMIT + 1], [LIMIT, 1]])
def test_more_than_the_limit_is_refused_before_it_is_sent(uploads: Uploads, sizes: Sequence[int]) -> None:
    with pytest.raises(TooLarge, match=r"1\.0 kB are more than the 1\.0 kB .* Give the path .* upload_limit_mb"):
        uploads.announce([file(f"{number}.csv", size) for number, size in enumerate(sizes)])


def test_exactly_the_limit_is_taken(uploads: Uploads) -> None:
    assert uploads.announce([file("a.csv", LIMIT - 1), file("b.csv", 1)]).files


def test_more_than_the_disk_has_is_refused_before_it_is_sent(folder: Path) -> None:
    with pytest.raises(BillError, match=r"do not fit into .* Make room"):
        Uploads(folder, limit_bytes=2**70).announce([file("a.csv", 2**60)])


@pytest.mark.parametrize("count", [0, MAX_FILES + 1])
def test_no_files_and_too_many_files_are_refused(uploads: Uploads, count: int) -> None:
    with pytest.raises(BadFrame, match=f"1 to {MAX_FILES} files"):
        uploads.announce([file(f"{number}.csv", 0) for number in range(count)])


@pytest.mark.parametrize(
    ("sent", "error", "words"),
    [
        ((b"123",), BadFrame, "ended after 3 of 4 bytes"),
        ((), BadFrame, "ended after 0 of 4 bytes"),
        ((b"12", b"345"), TooLarge, "larger than the 4 bytes"),
    ],
)
async def test_a_file_of_another_size_than_announced_is_not_kept(
    uploads: Uploads, folder: Path, sent: tuple[bytes, ...], error: type[Exception], words: str
) -> None:
    upload = uploads.announce([file("a.csv")])
    with pytest.raises(error, match=words):
        await uploads.receive(upload.id, 0, chunks(*sent))
    assert left(folder) == []
    with pytest.raises(BadFrame, match=r"a\.csv: was not received"):
        uploads.complete(upload.id)


async def test_a_broken_connection_leaves_nothing_and_the_file_can_be_sent_again(
    uploads: Uploads, folder: Path
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"12"
        raise ConnectionResetError("gone")

    upload = uploads.announce([file("a.csv")])
    with pytest.raises(BillError, match=r"a\.csv: cannot be stored"):
        await uploads.receive(upload.id, 0, broken())
    assert left(folder) == []
    await uploads.receive(upload.id, 0, chunks(b"1234"))
    assert content(uploads.complete(upload.id)) == b"1234"


async def test_a_file_sent_twice_is_there_once(uploads: Uploads, folder: Path) -> None:
    upload = uploads.announce([file("a.csv")])
    await uploads.receive(upload.id, 0, chunks(b"1234"))
    await uploads.receive(upload.id, 0, chunks(b"5678"))
    assert left(folder) == ["a.csv"]
    assert content(upload) == b"5678"


async def test_what_was_not_announced_is_not_taken(uploads: Uploads, folder: Path) -> None:
    upload = uploads.announce([file("a.csv"), file("notes.md"), file("b.csv")])
    for position in (1, 3, -1):
        with pytest.raises(BadFrame, match="announced"):
            await uploads.receive(upload.id, position, chunks(b"1234"))
    with pytest.raises(BadFrame, match="not there any more"):
        await uploads.receive("../" + upload.id, 0, chunks(b"1234"))
    assert left(folder) == []


async def test_a_removed_upload_is_gone_with_its_files(uploads: Uploads, folder: Path) -> None:
    upload = uploads.announce([file("a.csv")])
    await uploads.receive(upload.id, 0, chunks(b"1234"))
    uploads.remove(upload.id)
    uploads.remove(upload.id)
    assert parts(folder) == []
    with pytest.raises(BadFrame, match="not there any more"):
        uploads.complete(upload.id)


async def test_the_upload_in_use_stays_until_another_one_is(uploads: Uploads) -> None:
    first, second = uploads.announce([file("a.csv")]), uploads.announce([file("b.csv")])
    for upload in (first, second):
        await uploads.receive(upload.id, 0, chunks(b"1234"))
    uploads.keep(first.id)
    uploads.remove(first.id)
    assert there(first)
    uploads.keep(first.id)
    assert there(first)
    uploads.keep(second.id)
    assert (there(first), there(second)) == (False, True)
    uploads.keep("")
    assert not there(second)


async def test_pages_that_leave_without_a_word_do_not_fill_the_disk(uploads: Uploads, folder: Path) -> None:
    kept = uploads.announce([file("a.csv")])
    await uploads.receive(kept.id, 0, chunks(b"1234"))
    uploads.keep(kept.id)
    announced = [uploads.announce([file("b.csv")]) for _ in range(MAX_ANNOUNCED + 5)]
    assert len(parts(folder)) == MAX_ANNOUNCED + 1
    assert uploads.get(announced[-1].id) == announced[-1]
    assert there(kept)
    with pytest.raises(BadFrame):
        uploads.get(announced[0].id)


async def test_what_an_earlier_process_left_is_cleared(uploads: Uploads, folder: Path) -> None:
    upload = uploads.announce([file("a.csv")])
    await uploads.receive(upload.id, 0, chunks(b"1234"))
    Uploads(folder, limit_bytes=LIMIT).clear()
    assert left(folder) == []
    Uploads(folder, limit_bytes=LIMIT).clear()


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9_940_000, "9.9 MB"),
        (2 * 1024**3, "2.1 GB"),
        (999_999_999, "1.0 GB"),
    ],
)
def test_sizes_are_said_in_words(size: int, words: str) -> None:
    assert in_words(size) == words
