"""What a path, an archive or a foreign file can do to whoever opens it as a bill: nothing, and it is told."""

import os
import re
import zipfile
from pathlib import Path

import pytest

from billing.export import open_bill
from billing.intake import unpack, walk
from billing.intake.locate import LocalLocation
from finops_core.errors import BillError
from tests.unit.billing.made_bills import focus_row, write_csv

SECRET = "hunter2-the-token-of-another-service"


def refused(path: Path) -> str:
    with pytest.raises(BillError) as caught:
        open_bill(path)
    return str(caught.value)


def test_an_archive_whose_small_members_unpack_to_much_is_refused_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "RATIO_FROM_BYTES", 1024 * 1024)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(40):
            archive.writestr(f"{number}.csv", b"0" * 100_000)
    assert "times its size" in refused(tmp_path / "bomb.zip")


def test_a_bill_that_unpacks_to_more_than_the_disk_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", 2000)
    source = write_csv(tmp_path / "may.csv", [focus_row()] * 40)
    with zipfile.ZipFile(tmp_path / "bill.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source, "may.csv")
    assert "unpacks to" in refused(tmp_path / "bill.zip")


@pytest.mark.parametrize("content", [SECRET, f"{SECRET}\n{SECRET}", f'{{"token": "{SECRET}"}}', f"a,{SECRET}\n1,2\n"])
@pytest.mark.parametrize("wrapping", ["file", "member", "name of a member"])
def test_a_file_that_is_no_bill_is_never_quoted(tmp_path: Path, content: str, wrapping: str) -> None:
    path = tmp_path / "secret.csv"
    path.write_text(content)
    if wrapping != "file":
        with zipfile.ZipFile(tmp_path / "secret.zip", "w") as archive:
            archive.writestr(f"{SECRET}.csv" if wrapping == "name of a member" else "x.csv", content)
        path = tmp_path / "secret.zip"
    assert not re.search("hunter2|token", refused(path))


def test_a_pattern_over_links_in_a_circle_ends_and_takes_each_file_once(tmp_path: Path) -> None:
    write_csv(tmp_path / "bill" / "deep" / "may.csv", [focus_row()])
    for number in range(8):
        (tmp_path / "bill" / f"loop{number}").symlink_to(tmp_path / "bill")
    with open_bill(tmp_path / "bill" / "**" / "*.csv") as bill:
        assert bill.info().rows == 1
        assert any("a link to a folder and 7 more" in problem.message for problem in bill.info().problems)


def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    write_csv(tmp_path / "bill" / "may.csv", [focus_row()])
    os.mkfifo(tmp_path / "bill" / "june.csv")
    (tmp_path / "bill" / "zero.csv").symlink_to("/dev/zero")
    for path in (tmp_path / "bill", tmp_path / "bill" / "*.csv"):
        with open_bill(path) as bill:
            assert bill.info().rows == 1
            assert any("no regular file" in problem.message for problem in bill.info().problems)
    assert "neither a file nor a folder" in refused(tmp_path / "bill" / "june.csv")
    assert "neither a file nor a folder" in refused(Path("/dev/zero"))


def test_a_folder_without_an_end_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "MAX_ENTRIES", 5)
    for number in range(6):
        (tmp_path / f"{number}.csv").touch()
    with pytest.raises(BillError, match="more than 5 entries"):
        LocalLocation(tmp_path).listing()
    monkeypatch.setattr(walk, "MAX_ENTRIES", 1000)
    monkeypatch.setattr(walk, "MAX_WALK_S", -1.0)
    monkeypatch.setattr(walk, "_CHECKED_EVERY", 1)
    with pytest.raises(BillError, match="Name a smaller folder"):
        LocalLocation(tmp_path).listing()


def test_what_is_being_written_by_its_name_is_told(tmp_path: Path) -> None:
    write_csv(tmp_path / "bill" / "may.csv", [focus_row()])
    write_csv(tmp_path / "bill" / "_temporary" / "0" / "part-00000.csv", [focus_row()])
    write_csv(tmp_path / "bill" / "june.csv.crdownload", [focus_row()])
    with open_bill(tmp_path / "bill") as bill:
        assert bill.info().rows == 1
        assert any("still being written" in problem.message for problem in bill.info().problems)
