"""What `finops cloud doctor` says of the bill's deliveries: what lies prepared, and what could not be."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from botocore.response import StreamingBody

from billing.engines.duckdb import Limits
from billing.engines.port import EngineUse
from billing.export import bill_location
from billing.roll_up.attempt import NAME as ATTEMPT
from billing.roll_up.attempt import Attempt
from billing.roll_up.manifest import NAME as MANIFEST
from billing.roll_up.manifest import Manifest
from billing.roll_up.place import PreparedFolder
from billing.roll_up.preparation import prepare
from cdk.config import StackConfig
from cloud.checks import Found
from cloud.doctor import examine
from finops_core.clock import ManualClock
from tests.unit.billing.made_bills import focus_day, write_csv
from tests.unit.cloud.stubbed import StubbedClients

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FAILED = Attempt(content="b" * 32, began_at=NOW).failed("bill/a.csv: is damaged.", NOW)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("bill")
    export, place = write_csv(folder / "a.csv", [focus_day(1)]), PreparedFolder(folder / "prepared")
    location = bill_location(str(export), None)
    prepare(str(export), location, place, limits=Limits(), clock=ManualClock(NOW), cache_dir=None)
    return place.document(MANIFEST) or b""


def told_of_deliveries(manifest: bytes | None, attempt: Attempt | None) -> Found:
    clients = StubbedClients()
    clients.is_account()
    clients.answers("ssm", "get_parameter", {"Parameter": {"Value": "30"}})
    clients.answers("lambda", "get_account_settings", {"AccountLimit": {"ConcurrentExecutions": 1000}})
    stack: dict[str, object] = {"StackName": "FinOpsAgent-dev", "StackStatus": "UPDATE_COMPLETE", "CreationTime": NOW}
    stack["Outputs"] = [{"OutputKey": "Prepared", "OutputValue": "s3://ours/prepared/"}]
    clients.answers("cloudformation", "describe_stacks", {"Stacks": [stack]})
    texts = {MANIFEST: manifest, ATTEMPT: attempt.model_dump_json().encode() if attempt else None}
    for name, text in texts.items():
        if text is None:
            clients.fails("s3", "get_object", "NoSuchKey")
        else:
            body = StreamingBody(BytesIO(text), len(text))
            clients.answers("s3", "get_object", {"Body": body}, {"Bucket": "ours", "Key": f"prepared/{name}"})
    looked = examine(clients, StackConfig(stage="dev"), tool=lambda program, argument: "v22.11.0")
    [found] = [each for each in looked if each.name == "deliveries"]
    clients.all_asked()
    return found


def test_what_lies_prepared_is_told(manifest: bytes) -> None:
    found = told_of_deliveries(manifest, Attempt(content="b" * 32, began_at=NOW))
    assert (found.state, found.detail) == ("ok", "prepared on 2026-11-20 09:30 UTC, with 1 charges")


def test_a_delivery_that_could_not_be_prepared_is_told_with_its_reason(manifest: bytes) -> None:
    for there, words in ((manifest, "from before"), (None, "reads the export itself")):
        found = told_of_deliveries(there, FAILED)
        assert found.state == "note"
        assert "of 2026-11-20 09:30 UTC, could not be prepared: bill/a.csv: is damaged." in found.detail
        assert words in found.detail


def test_before_the_first_delivery_and_after_an_upgrade_that_is_said(manifest: bytes) -> None:
    assert "nothing is prepared yet" in told_of_deliveries(None, None).detail
    older = manifest.replace(b'"form":', b'"form":9')
    assert "made anew within the hour" in told_of_deliveries(older, FAILED).detail


def test_what_athena_took_for_a_delivery_is_told_with_its_price(manifest: bytes) -> None:
    use = EngineUse(requests=56, scanned_bytes=3_250_000_000, price_usd=Decimal("0.01625"))
    rolled_up = Manifest.of(manifest, "there").model_copy(update={"use": use}).model_dump_json().encode()
    found = told_of_deliveries(rolled_up, None)
    assert found.detail.endswith("with 1 charges; Athena read 3.25 GB for it, $0.02 by list price")
