"""What the stack costs is counted: units by DynamoDB's rules, requests of the product's own code, list prices."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.cloud_price import price
from benchmarks.cloud_price.capacity import index_units, item_bytes, read_units, write_units
from benchmarks.cloud_price.http_jobs import AskedOverHttp, ask_over_http
from benchmarks.cloud_price.jobs import Asked, ask_all
from benchmarks.cloud_price.small_stack import Part
from benchmarks.processes import BenchmarkFailed
from finops_core.table.port import Item

QUEUED: Item = {"pk": "JOB#1", "sk": "JOB", "user_id": "u", "thread_key": "t", "created_at": "1", "due_shard": "0"}


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({}, 0),
        ({"pk": "ab", "sk": "c"}, 7),
        ({"a": None, "b": True}, 4),
        ({"n": 1}, 3),
        ({"n": 12345}, 5),
        ({"n": -12}, 4),
        ({"s": "資源"}, 7),
        ({"l": ["ab", "c"]}, 1 + 3 + 3 + 2),
        ({"m": {"k": "v"}}, 1 + 3 + 3),
    ],
)
def test_an_items_size_is_that_which_is_billed(item: Item, size: int) -> None:
    assert item_bytes(item) == size


@pytest.mark.parametrize(
    ("before", "after", "transaction", "units"),
    [
        (None, {"pk": "a", "sk": "b", "x": ["y" * 1000]}, False, 1),
        (None, {"pk": "a", "sk": "b", "x": ["y" * 1100]}, False, 2),
        (None, {"pk": "a", "sk": "b", "x": ["y" * 1100]}, True, 4),
        ({"pk": "a", "sk": "b", "x": ["y" * 3000]}, None, False, 3),
        ({"pk": "a", "sk": "b", "x": ["y" * 3000]}, {"pk": "a", "sk": "b"}, True, 6),
        (None, None, False, 1),
    ],
)
def test_a_write_takes_a_unit_a_begun_kilobyte_and_two_in_a_transaction(
    before: Item | None, after: Item | None, transaction: bool, units: int
) -> None:
    assert write_units(before, after, transaction=transaction) == units


def test_a_long_text_counts_as_it_is_kept() -> None:
    assert item_bytes({"events": "y" * 5000}) < 100
    assert write_units(None, {"pk": "a", "sk": "b", "events": "y" * 5000}, transaction=True) == 2


def test_an_index_takes_one_for_an_entry_and_two_for_one_that_moves() -> None:
    due = {**QUEUED, "due_at": "1"}
    assert index_units(None, QUEUED) == 2
    assert index_units(None, due) == 3
    assert index_units(due, {**due, "status": "RUNNING"}) == 0
    assert index_units(due, {**due, "due_at": "2"}) == 2
    assert index_units(due, QUEUED) == 1
    assert (read_units(0, consistent=True), read_units(4097, consistent=True), read_units(1, consistent=False)) == (
        1,
        2,
        0.5,
    )


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    questions = ("What did I spend by account?", "What did I spend in October 2018?")
    return ask_all(tmp_path_factory.mktemp("blobs"), questions)


def test_a_question_of_the_fast_path_costs_a_fortieth_of_a_cent_at_most(asked: list[Asked]) -> None:
    prices, as_of = price.list_prices()
    assert as_of >= "2026-11-30"
    usd = sum(line.usd(prices) for line in price.of_jobs(asked, 1000))
    assert Decimal("0.01") < usd <= price.MOST_FOR_1000_JOBS_USD


@pytest.fixture(scope="module")
def over_http(tmp_path_factory: pytest.TempPathFactory) -> list[AskedOverHttp]:
    return ask_over_http(tmp_path_factory.mktemp("blobs"), ("What did I spend?", "What did I spend by account?"))


@pytest.mark.parametrize("private", [False, True])
def test_a_question_that_waits_in_its_request_costs_as_little_and_its_wait_is_billed(
    over_http: list[AskedOverHttp], private: bool
) -> None:
    prices, _ = price.list_prices()
    lines = {line.what: line for line in price.of_http_jobs(over_http, private=private)}
    usd = sum(line.usd(prices) for line in lines.values())
    assert Decimal("0.01") < usd <= price.MOST_FOR_1000_JOBS_USD
    assert ("API Gateway, requests" in lines) is not private
    least_wait_gb_s = 1000 * price.LOOK_EVERY_S * price.FRONT_MB / 1024
    assert lines["Lambda, front door, GB-seconds"].count > least_wait_gb_s


def test_a_request_looks_at_its_job_until_a_warm_worker_is_done(over_http: list[AskedOverHttp]) -> None:
    [one, _] = over_http
    slow = replace(one, worker=Part(cpu_s=2.0, requests=0))
    assert price.looks_of(slow) == 1 + 9
    assert price.waiting_s(slow) == pytest.approx(9 * 0.25 + (10 - slow.looks) * price.AWS_ANSWERS_S)


def test_the_private_address_adds_one_alarm() -> None:
    [line] = price.of_a_private_address()
    assert (line.count, line.price) == (1, "alarm_month")


def test_a_question_of_the_fast_path_takes_less_than_twenty_write_units(asked: list[Asked]) -> None:
    for one in asked:
        assert 10 < one.counts.units["write units"] < 20, price.where(one)


def test_a_visit_of_the_page_takes_each_file_once_and_packed(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "assets/index.js"):
        (tmp_path / name).write_text("const words = 'the same';\n" * 10_000)
    requests, sent = price.of_page_visits(tmp_path, visits=10)
    assert requests.count == 20
    assert 10 * 2 * price.HEADER_BYTES / 1e9 < sent.count < 10 * 2 * 10_000 / 1e9


def test_a_page_that_was_not_built_is_no_page_for_nothing(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkFailed, match="make page"):
        list(price.of_page_visits(tmp_path))


def test_a_program_costs_its_client_and_a_token_an_hour() -> None:
    prices, _ = price.list_prices()
    assert sum(line.usd(prices) for line in price.of_a_program()) == Decimal("6.00") + 730 * Decimal("0.00225")


def test_the_guide_says_what_functions_cost_that_are_kept_started() -> None:
    prices, _ = price.list_prices()
    guide = (Path(__file__).parents[3] / "docs" / "DEPLOY.md").read_text(encoding="utf-8")
    for line, setting in zip(price.of_warm_functions(), ("warm_workers", "warm_front"), strict=True):
        [told] = [row for row in guide.splitlines() if row.startswith(f"| `{setting}` |")]
        assert f"${line.usd(prices):.2f} a month" in told


@pytest.mark.parametrize(
    ("setting", "lines"),
    [
        ("own_key", price.of_an_own_key),
        ("sign_in_requests", price.of_a_firewall),
        ("page_web_acl", price.of_a_firewall),
        ("private_network", price.of_a_private_network),
        ("account_snapshots", price.of_account_snapshots),
    ],
)
def test_the_guide_says_what_an_option_costs(setting: str, lines: Callable[[], Iterator[price.Line]]) -> None:
    prices, _ = price.list_prices()
    guide = (Path(__file__).parents[3] / "docs" / "DEPLOY.md").read_text(encoding="utf-8")
    [told] = [row for row in guide.splitlines() if row.startswith(f"| `{setting} = ")]
    assert f"| ${sum(line.usd(prices) for line in lines()):.2f} |" in told


def test_a_job_that_ends_before_it_was_due_moves_in_no_index(asked: list[Asked]) -> None:
    """Four at the submit and the end, three entries that come and one that goes; one for the claim."""
    appends = [one.batches - 1 for one in asked]
    assert [one.counts.by_item["job"] for one in asked] == [2 + 3 + 1 + 2 * count + 1 for count in appends]


def test_an_idle_month_costs_three_dollars_at_most() -> None:
    sweep, counts = price.idle_sweep()
    lines = list(price.of_an_idle_month(14, Part(cpu_s=0.01, requests=sweep.requests), counts))
    prices, _ = price.list_prices()
    assert sum(line.usd(prices) for line in lines) <= price.MOST_FOR_AN_IDLE_MONTH_USD
    assert {line.price for line in lines} >= {"alarm_month", "queue_request", "read_unit", "function_gb_s"}


def test_the_guides_first_line_says_the_price() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "DEPLOY.md").read_text(encoding="utf-8").splitlines()
    assert "a month" in guide[2]
    assert "$" in guide[2]
