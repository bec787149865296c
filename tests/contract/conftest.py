"""Every backend of every storage port, for the suites that hold them to the same contract."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from moto import mock_aws

from finops_core.aws.clients import PlatformClients
from finops_core.blobs.folder import FolderBlobs
from finops_core.blobs.port import Blobs
from finops_core.clock import ManualClock
from finops_core.table.port import Table
from finops_core.table.sqlite import SqliteTable
from tests.contract.storage_backends import (
    REGION,
    QueueUnderTest,
    new_dynamodb_table,
    new_s3_blobs,
    new_sqlite_queues,
    new_sqs_queues,
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 1, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def aws() -> Iterator[PlatformClients]:
    """moto's account, empty, for one module."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "testing")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        environment.delenv("AWS_PROFILE", raising=False)
        environment.delenv("AWS_ENDPOINT_URL", raising=False)
        with mock_aws():
            yield PlatformClients(region=REGION)


@pytest.fixture(params=["sqlite-memory", "sqlite-file", "dynamodb"])
def table(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Iterator[Table]:
    if request.param == "dynamodb":
        yield new_dynamodb_table(request.getfixturevalue("aws"), clock)
        return
    path = ":memory:" if request.param == "sqlite-memory" else tmp_path / "table.db"
    sqlite_table = SqliteTable(path, clock=clock).open()
    yield sqlite_table
    sqlite_table.close()


@pytest.fixture(params=["sqlite-memory", "sqlite-file", "sqs"])
def queues(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Iterator[QueueUnderTest]:
    if request.param == "sqs":
        made = new_sqs_queues(request.getfixturevalue("aws"), request.getfixturevalue("monkeypatch"))
    else:
        made = new_sqlite_queues(None if request.param == "sqlite-memory" else tmp_path, clock)
    yield made
    made.close()


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "folder":
        return FolderBlobs(tmp_path / "blobs")
    return new_s3_blobs(request.getfixturevalue("aws"))
