"""Opening another bill over HTTP: real exports through a real port, and who may do it."""

import threading
from collections.abc import Generator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from finops_core.errors import BillError, SettingsError
from local.bill_change import MAX_REQUEST_BYTES, UNFORESEEN
from local.bill_change_testing import FakeBillChanger
from local.settings import LocalSettings
from tests.integration.gateway_harness import PATIENCE_S
from tests.unit.billing.made_bills import focus_day, write_csv
from tests.unit.local.bill_service import BillService, OneBill, bill_service


def csv_of(folder: Path, *costs: str, day: int = 1) -> bytes:
    rows = [focus_day(day + number, BilledCost=cost) for number, cost in enumerate(costs)]
    return write_csv(folder / "made.csv", rows).read_bytes()


def billed(answer: httpx.Response) -> Decimal:
    assert answer.status_code == 200, answer.text
    return Decimal(answer.json()["currencies"]["USD"]["BilledCost"])


@pytest.fixture
def first(tmp_path: Path) -> Path:
    path = tmp_path / "bills" / "first.csv"
    path.parent.mkdir()
    path.write_bytes(csv_of(tmp_path, "10"))
    return path


@pytest.fixture
def service(tmp_path: Path, first: Path) -> Generator[BillService]:
    settings = LocalSettings(bill=str(first), data_dir=tmp_path, upload_limit_mb=1)
    opened = OneBill(settings)
    with bill_service(tmp_path / "uploads", settings, opened, opened.page) as served:
        yield served
    opened.bill.close()


@pytest.fixture
def fake() -> FakeBillChanger:
    return FakeBillChanger(patience_s=PATIENCE_S)


@pytest.fixture
def faked(tmp_path: Path, fake: FakeBillChanger) -> Generator[BillService]:
    settings = LocalSettings(bill="mine.csv", label="Mine", data_dir=tmp_path, upload_limit_mb=1)
    with bill_service(tmp_path / "uploads", settings, fake, lambda: {"label": "the bill in use"}) as served:
        yield served


def test_a_path_opens_the_bill_that_is_there(service: BillService, tmp_path: Path) -> None:
    second = tmp_path / "second.csv"
    second.write_bytes(csv_of(tmp_path, "2", "0.5"))
    answer = service.open(path=f"  {second} ")
    assert billed(answer) == Decimal("2.5")
    assert answer.json()["label"] == "second.csv"
    assert answer.json() == service.http.get("/bill.json").json()
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("form", ["folder", "glob"])
def test_a_folder_or_a_glob_opens_all_its_files(service: BillService, tmp_path: Path, form: str) -> None:
    for number, cost in enumerate(("1", "2", "4")):
        path = tmp_path / "exports" / f"{number}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(csv_of(tmp_path, cost, day=number + 1))
    path = tmp_path / "exports"
    assert billed(service.open(path=str(path if form == "folder" else path / "*.csv"))) == 7


def test_an_uploaded_file_is_the_bill_by_its_own_name(service: BillService, tmp_path: Path) -> None:
    upload = service.send({"../May 2026.csv": csv_of(tmp_path, "3.25")})
    answer = service.open(upload=upload)
    assert (billed(answer), answer.json()["label"]) == (Decimal("3.25"), "May 2026.csv")
    assert service.kept() == ["May 2026.csv"]


def test_several_uploaded_files_are_one_bill(service: BillService, tmp_path: Path) -> None:
    files = {"a.csv": csv_of(tmp_path, "1"), "Manifest.json": b"{}", "b.csv": csv_of(tmp_path, "2", day=9)}
    assert service.announce(files).json()["leftOut"] == []
    answer = service.open(upload=service.send(files))
    assert (billed(answer), answer.json()["label"]) == (Decimal(3), "a.csv and 2 more")


def test_the_next_bill_takes_the_place_of_the_uploaded_one(service: BillService, tmp_path: Path, first: Path) -> None:
    service.open(upload=service.send({"a.csv": csv_of(tmp_path, "1")}))
    assert billed(service.open(upload=service.send({"b.csv": csv_of(tmp_path, "2")}))) == 2
    assert service.kept() == ["b.csv"]
    assert billed(service.open(path=str(first))) == 10
    assert service.kept() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"name,age\nAda,36\n", "april.csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "april.csv"),
        (b"PK\x03\x04" + bytes(200), "april.csv"),
        (b"PAR1" + b"\xff" * 3000 + b"PAR1", "damaged or cut off, and cannot be read as Parquet"),
    ],
)
def test_an_upload_that_is_no_bill_says_why_and_is_removed_and_the_bill_stays(
    service: BillService, content: bytes, words: str
) -> None:
    before = service.http.get("/bill.json").json()
    answer = service.open(upload=service.send({"april.csv": content}))
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert str(service.folder) not in answer.json()["message"]
    assert service.kept() == []
    assert service.http.get("/bill.json").json() == before


@pytest.mark.parametrize("path", ["/nowhere/at/all.csv", "nowhere-*.csv", "~no-such-user/x.csv", "s3://", "x" * 300])
def test_a_path_without_a_bill_says_so_and_the_bill_stays(service: BillService, path: str) -> None:
    answer = service.open(path=path)
    assert answer.status_code == 400, answer.text
    assert path in answer.json()["message"]
    assert billed(service.http.get("/bill.json")) == 10


def test_the_same_bill_read_again_has_what_was_delivered_since(
    service: BillService, tmp_path: Path, first: Path
) -> None:
    first.write_bytes(csv_of(tmp_path, "10", "5"))
    assert billed(service.open(again=True)) == 15
    uploaded = service.open(upload=service.send({"a.csv": csv_of(tmp_path, "1")})).json()
    assert service.open(again=True).json() == uploaded
    assert service.open(path=uploaded["source"]).json() == uploaded
    assert service.kept() == ["a.csv"]


def test_the_bill_says_when_it_is_read_by_other_terms(tmp_path: Path, first: Path) -> None:
    terms = tmp_path / "finops.toml"
    terms.write_text('metric = "list"\n')
    settings = LocalSettings(bill=str(first), data_dir=tmp_path, terms=terms)
    opened = OneBill(settings)
    with bill_service(tmp_path / "uploads", settings, opened, opened.page) as service:
        before = service.http.get("/bill.json").json()
        assert service.open(again=True).json() == before
        terms.write_text('metric = "billed"\n')
        assert service.http.get("/bill.json").json() == before
        assert service.open(again=True).json()["terms"] not in ("", before["terms"])
        assert service.open(path="nowhere.csv").status_code == 400
        assert service.http.get("/bill.json").json()["terms"] not in ("", before["terms"])
    opened.bill.close()


def test_an_upload_can_be_given_up(service: BillService, tmp_path: Path) -> None:
    upload = service.send({"a.csv": csv_of(tmp_path, "1")})
    assert service.http.delete(f"/bill/uploads/{upload}").status_code == 204
    assert service.kept() == []
    answer = service.open(upload=upload)
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "This upload is not there any more. Choose the files again.",
    )


def test_the_upload_in_use_cannot_be_taken_away(service: BillService, tmp_path: Path) -> None:
    upload = service.send({"a.csv": csv_of(tmp_path, "1")})
    service.open(upload=upload)
    service.http.delete(f"/bill/uploads/{upload}")
    assert service.kept() == ["a.csv"]


def test_an_incomplete_upload_is_not_opened(faked: BillService) -> None:
    announced = faked.announce({"a.csv": b"1234", "b.csv": b"1234"}).json()
    faked.http.put(f"/bill/uploads/{announced['upload']}/0", content=b"1234")
    answer = faked.open(upload=announced["upload"])
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "b.csv: was not received. Choose the files again.",
    )


def test_too_large_an_upload_is_refused_before_a_byte_of_it_is_sent(faked: BillService) -> None:
    answer = faked.http.post("/bill/uploads", json={"files": [{"name": "a.csv", "bytes": 1024**2 + 1}]})
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")
    assert "Give the path of the bill instead" in answer.json()["message"]


def test_a_body_that_is_longer_than_announced_is_cut_off(faked: BillService) -> None:
    upload = faked.announce({"a.csv": b"1234"}).json()["upload"]
    answer = faked.http.put(f"/bill/uploads/{upload}/0", content=b"12345")
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")
    assert faked.kept() == []


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"path": ""},
        {"path": "  "},
        {"path": "a.csv", "upload": "b"},
        {"path": "a.csv", "sample": True},
        {"path": "a\x00.csv"},
        {"path": "a\n.csv"},
        {"path": "x" * 5000},
        {"path": 7},
        {"path": "a.csv", "more": 1},
        [],
        None,
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(faked: BillService, wanted: Any) -> None:
    answer = faked.http.post("/bill", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_FRAME")
    assert answer.json()["message"].startswith("The request is not understood: ")


@pytest.mark.parametrize("body", [b"", b"{", b'{"path": "\\ud800"}', b'{"path": "\xff"}', b"[" * 200_000])
def test_a_body_that_is_no_json_is_refused(faked: BillService, body: bytes) -> None:
    assert faked.http.post("/bill", content=body).status_code == 400
    assert faked.http.post("/bill/uploads", content=body).status_code == 400


def test_a_request_without_end_is_cut_off(faked: BillService) -> None:
    answer = faked.http.post("/bill", content=b" " * (MAX_REQUEST_BYTES + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/bill"),
        ("DELETE", "/bill"),
        ("POST", "/bill/uploads"),
        ("PUT", "/bill/uploads/x/0"),
        ("DELETE", "/bill/uploads/x"),
    ],
)
def test_only_who_has_the_token_and_comes_from_this_page_may_change_the_bill(
    faked: BillService, method: str, path: str
) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}):
        assert httpx.request(method, faked.origin + path, headers=headers, content=b"{}").status_code == 401
    foreign = faked.http.request(method, path, headers={"Origin": "https://evil.example"}, content=b"{}")
    assert foreign.status_code == 403
    rebound = faked.http.request(method, path, headers={"Host": "evil.example"}, content=b"{}")
    assert rebound.status_code == 403
    own = faked.http.request(method, path, headers={"Origin": faked.origin}, content=b"{}")
    assert own.status_code not in (401, 403)


def test_a_page_of_another_origin_is_not_allowed_to_try(faked: BillService) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
    answer = httpx.options(f"{faked.origin}/bill/uploads/x/0", headers=asked)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_the_platform_is_told_what_to_open_and_what_to_call_it(faked: BillService, fake: FakeBillChanger) -> None:
    faked.open(again=True)
    faked.open(path="s3://bucket/prefix")
    faked.open(sample=True)
    faked.open(again=True)
    assert fake.changes == [("mine.csv", "Mine"), ("s3://bucket/prefix", ""), ("", ""), ("", "")]


def test_while_one_bill_is_read_another_is_refused_and_then_taken(faked: BillService, fake: FakeBillChanger) -> None:
    fake.hold.clear()
    answers: list[httpx.Response] = []
    slow = threading.Thread(target=lambda: answers.append(faked.open(path="slow.csv")))
    slow.start()
    assert fake.waiting.wait(PATIENCE_S)
    refused = faked.open(path="other.csv")
    assert (refused.status_code, refused.json()["code"]) == (409, "CONFLICT")
    assert "Another bill is being read" in refused.json()["message"]
    assert faked.http.get("/bill.json").status_code == 200
    fake.hold.set()
    slow.join(PATIENCE_S)
    assert [answer.status_code for answer in answers] == [200]
    assert faked.open(path="other.csv").status_code == 200
    assert fake.changes == [("slow.csv", ""), ("other.csv", "")]


def test_a_bill_that_is_being_read_is_given_up_and_another_one_is_taken(
    faked: BillService, fake: FakeBillChanger
) -> None:
    fake.hold.clear()
    upload = faked.send({"a.csv": b"1234"})
    answers: list[httpx.Response] = []
    slow = threading.Thread(target=lambda: answers.append(faked.open(upload=upload)))
    slow.start()
    assert fake.waiting.wait(PATIENCE_S)
    assert faked.http.delete("/bill").status_code == 204
    slow.join(PATIENCE_S)
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "CANCELLED")]
    assert faked.kept() == []
    assert faked.open(path="other.csv").status_code == 200
    assert fake.changes == [("other.csv", "")]


def test_giving_up_when_nothing_is_being_read_changes_nothing(faked: BillService, fake: FakeBillChanger) -> None:
    assert faked.http.delete("/bill").status_code == 204
    assert faked.open(path="other.csv").status_code == 200
    assert fake.changes == [("other.csv", "")]


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(BillError("april.csv: column BilledCost is missing."), 400), (SettingsError("finops.toml: metric: no."), 500)],
)
def test_a_refusal_is_passed_on_in_its_own_words_and_forgotten(
    faked: BillService, fake: FakeBillChanger, refusal: BillError, status: int
) -> None:
    fake.refusal = refusal
    answer = faked.open(path="april.csv")
    assert (answer.status_code, answer.json()["message"]) == (status, str(refusal))
    fake.refusal = None
    faked.open(again=True)
    assert fake.changes == [("mine.csv", "Mine")]


def test_a_failure_that_nobody_foresaw_leaves_no_upload_and_no_lock(tmp_path: Path) -> None:
    class Broken:
        def change(self, bill: str, label: str = "") -> None:
            raise RuntimeError("not foreseen")

        def give_up_change(self) -> None:
            raise AssertionError

    settings = LocalSettings(data_dir=tmp_path)
    with bill_service(tmp_path / "uploads", settings, Broken(), dict[str, str]) as broken:
        answer = broken.open(upload=broken.send({"a.csv": b"1234"}))
        assert (answer.status_code, answer.json()) == (500, {"code": "INTERNAL", "message": UNFORESEEN})
        assert broken.kept() == []
        assert broken.open(path="b.csv").status_code == 500


def test_uploads_of_an_earlier_run_are_gone(tmp_path: Path, fake: FakeBillChanger) -> None:
    stale = tmp_path / "uploads" / "0123456789abcdef" / "old.csv"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")
    with bill_service(tmp_path / "uploads", LocalSettings(data_dir=tmp_path), fake, dict[str, str]) as served:
        assert served.kept() == []
