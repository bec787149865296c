"""At 10,000 users nothing is hot, throttled or dearer than among few; and what would be is noticed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from benchmarks.cloud_price.http_jobs import AskedOverHttp, ask_over_http
from benchmarks.scale.demand import Expected, growth, of_the_http_doors, shared_items
from benchmarks.scale.run import demands, findings, stage_throttles
from benchmarks.scale.traffic import Traffic, simulate
from cdk.config import StackConfig
from finops_core.table.port import Key, Put, Table, Update, Write

STAGE_FRAMES_S = 200
HTTP_REQUESTS_S = 200
WORKERS = StackConfig().workers


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Traffic:
    return simulate(tmp_path_factory.mktemp("blobs"), users=3, jobs_each=2)


def found(traffic: Traffic, expected: Expected | None = None, **limits: Any) -> list[str]:
    given: dict[str, Any] = {"stage_frames_s": STAGE_FRAMES_S, "workers": WORKERS, **limits}
    return findings(demands(traffic, expected or Expected(), **given), traffic, growth(traffic, traffic))


def test_nothing_stands_in_the_way_of_ten_thousand_users(traffic: Traffic) -> None:
    assert found(traffic) == []
    assert (traffic.jobs, len(traffic.parts["worker"])) == (6, 6)


def test_the_throttles_are_those_of_the_stages() -> None:
    assert stage_throttles() == (STAGE_FRAMES_S, HTTP_REQUESTS_S)


@pytest.fixture(scope="module")
def over_http(tmp_path_factory: pytest.TempPathFactory) -> list[AskedOverHttp]:
    return ask_over_http(tmp_path_factory.mktemp("blobs"), ("What did I spend?", "What did I spend by account?"))


@pytest.mark.parametrize(
    ("jobs_an_hour", "http_requests_s", "in_the_way"),
    [
        (100_000, HTTP_REQUESTS_S, []),
        (100_000, 50, ["requests at the HTTP API's throttle"]),
        (4_000_000, 10_000, ["executions that wait at once"]),
        (20_000_000, 100_000, ["requests of a function's URL", "executions that wait at once"]),
    ],
)
def test_all_may_ask_over_http_instead_until_a_limit_is_met(
    over_http: list[AskedOverHttp], jobs_an_hour: int, http_requests_s: int, in_the_way: list[str]
) -> None:
    expected = Expected(jobs_an_hour=jobs_an_hour)
    doors = of_the_http_doors(over_http, expected, http_requests_s=http_requests_s)
    assert [each.what for each in doors if not each.met] == in_the_way


def test_no_item_is_written_for_more_than_one_user(traffic: Traffic) -> None:
    assert shared_items(traffic) == []
    kinds = {place.item.partition("#")[0] for place in traffic.items}
    assert {"JOB", "SEG", "ACTIVE", "THREAD"} <= kinds


def test_what_all_share_takes_part_of_every_job(traffic: Traffic) -> None:
    """Due moments are spread over four partitions of an index: two writes of each job."""
    due = [load for (index, _), load in traffic.partitions.items() if index == "due"]
    assert sum(load.write_units for load in due) == 2 * traffic.jobs


@pytest.mark.parametrize(
    ("expected", "limits", "what"),
    [
        (Expected(), {"stage_frames_s": 99}, "frames at the stage's throttle"),
        (Expected(), {"workers": 0.01}, "executions at once (worker)"),
        (replace(Expected(), tabs=6), {}, "requests and posts"),
        (replace(Expected(), users=1_000_000), {}, "new connections"),
        (replace(Expected(), jobs_an_hour=2_000_000), {}, "write units of a partition of index due"),
        (replace(Expected(), active_jobs=1000), {}, ""),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_limit_that_is_met_is_noticed(
    traffic: Traffic, expected: Expected, limits: dict[str, Any], what: str
) -> None:
    """A user with a thousand active jobs is none: as many as were simulated all come in one second."""
    assert any(what in line for line in found(traffic, expected, **limits)) is bool(what)


class Beside:
    """The table, with something done beside each transaction."""

    def __init__(self, table: Table, do: Callable[[Table], None]) -> None:
        self._table = table
        self._do = do

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def transact(self, writes: Sequence[Write]) -> None:
        self._table.transact(writes)
        self._do(self._table)


def simulated(folder: Path, do: Callable[[Table], None], *, users: int = 2, jobs_each: int = 2) -> Traffic:
    def around(table: Table) -> Table:
        beside: Any = Beside(table, do)
        return beside

    return simulate(folder, users=users, jobs_each=jobs_each, around=around)


def everybody_counts(table: Table) -> None:
    table.update_if(Update(key=Key("STATISTICS", "questions"), add={"asked": 1}))


def everything_in_one_partition(table: Table) -> None:
    table.put_if(Put(item={"pk": "EVERYTHING", "sk": uuid4().hex, "log": ["x" * 8000]}))


def the_whole_past_is_read(table: Table) -> None:
    table.put_if(Put(item={"pk": "PAST", "sk": uuid4().hex, "log": ["x" * 3000]}))
    table.query("PAST")


def test_an_item_that_everybody_writes_is_noticed(tmp_path: Path) -> None:
    assert "STATISTICS/questions is written for all users" in found(simulated(tmp_path, everybody_counts))


def test_a_hot_partition_is_noticed(tmp_path: Path) -> None:
    [line] = found(simulated(tmp_path, everything_in_one_partition))
    assert line.startswith("write units of a partition of the table (EVERYTHING): 1,3")


def test_a_job_that_takes_more_among_many_is_noticed(tmp_path: Path) -> None:
    few, many = (simulated(tmp_path, the_whole_past_is_read, jobs_each=each) for each in (2, 6))
    lines = findings([], many, growth(few, many))
    assert any(line.startswith("read half units of a job grow") for line in lines)
