"""Clients: where they point, whose credentials they use, and that nothing of AWS loads before one is made."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.clock import ManualClock, SystemClock
from finops_core.errors import SettingsError

REGION = "eu-central-1"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Credentials of nobody, and none of this machine's AWS settings."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


class TestPlatformClients:
    def test_every_client_is_made_for_the_given_region_and_kept(self) -> None:
        clients = PlatformClients(region=REGION)
        for client in (clients.dynamodb(), clients.sqs(), clients.s3()):
            assert client.meta.region_name == REGION
        assert clients.dynamodb() is clients.dynamodb()

    def test_the_region_of_the_environment_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-south-1")
        assert PlatformClients().sqs().meta.region_name == "ap-south-1"

    def test_a_missing_region_is_a_setting_to_make(self) -> None:
        with pytest.raises(SettingsError, match="AWS_REGION"):
            PlatformClients().sqs()

    def test_the_endpoint_of_the_environment_is_honoured(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
        clients = PlatformClients(region=REGION)
        for client in (clients.dynamodb(), clients.sqs(), clients.s3()):
            assert client.meta.endpoint_url == "http://127.0.0.1:4566"

    def test_connections_are_posted_to_at_their_own_endpoint(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
        clients = PlatformClients(region=REGION)
        first = clients.api_gateway_management("https://one.example/live")
        second = clients.api_gateway_management("https://two.example/live")
        assert first.meta.endpoint_url == "https://one.example/live"
        assert second.meta.endpoint_url == "https://two.example/live"
        assert clients.api_gateway_management("https://one.example/live") is first

    def test_a_long_poll_ends_before_its_client_gives_up(self) -> None:
        assert vars(PlatformClients(region=REGION).sqs().meta.config)["read_timeout"] > 20

    def test_dynamodb_requests_are_made_once(self) -> None:
        retries = vars(PlatformClients(region=REGION).dynamodb().meta.config)["retries"]
        assert retries["total_max_attempts"] == 1


def key_of(account: AnalysedAccount, service: str) -> str:
    """The access key that signs a request of an account's client."""
    keys: list[str] = []

    def look(request: Any, **_: Any) -> None:
        keys.extend(re.findall(r"Credential=(\w+)/", str(request.headers["Authorization"])))

    client = account.client(service)
    client.meta.events.register_first("before-send", look)
    client.list_buckets() if service == "s3" else client.get_caller_identity()
    client.meta.events.unregister("before-send", look)
    [key] = keys
    return key


class TestAnalysedAccount:
    ROLE = "arn:aws:iam::210987654321:role/finops-read"

    def test_a_role_is_assumed(self) -> None:
        with mock_aws():
            account = AnalysedAccount(role_arn=self.ROLE, external_id="shared secret", region=REGION)
            assert account.client("sts").get_caller_identity()["Account"] == "210987654321"

    def test_one_session_of_a_role_serves_all_its_clients(self) -> None:
        with mock_aws():
            account = AnalysedAccount(role_arn=self.ROLE, region=REGION)
            assert len({key_of(account, "sts"), key_of(account, "sts"), key_of(account, "s3")}) == 1

    @pytest.mark.parametrize("minutes_left", [14, 9, 1])
    def test_a_session_is_replaced_before_it_ends_and_no_call_notices(self, minutes_left: int) -> None:
        with mock_aws():
            clock = ManualClock(SystemClock().now())
            account = AnalysedAccount(role_arn=self.ROLE, region=REGION, clock=clock)
            first = key_of(account, "sts")
            clock.advance(60 * (60 - minutes_left))
            assert key_of(account, "sts") != first

    def test_a_session_with_much_time_left_is_kept(self) -> None:
        with mock_aws():
            clock = ManualClock(SystemClock().now())
            account = AnalysedAccount(role_arn=self.ROLE, region=REGION, clock=clock)
            first = key_of(account, "sts")
            clock.advance(60 * 40)
            assert key_of(account, "sts") == first

    def test_without_a_role_the_callers_own_account_is_analysed(self) -> None:
        with mock_aws():
            identity = AnalysedAccount(region=REGION).client("sts").get_caller_identity()
        assert identity["Account"] == "123456789012"

    def test_a_service_may_live_in_another_region(self) -> None:
        account = AnalysedAccount(region=REGION)
        assert account.client("s3").meta.region_name == REGION
        assert account.client("s3", "us-east-1").meta.region_name == "us-east-1"
        assert account.client("s3", "us-east-1") is account.client("s3", "us-east-1")

    def test_a_profile_brings_its_region_and_credentials(self, tmp_path: Path) -> None:
        (tmp_path / "config").write_text("[profile acme]\nregion = sa-east-1\n")
        (tmp_path / "credentials").write_text("[acme]\naws_access_key_id = AKIAACME\naws_secret_access_key = x\n")
        client = AnalysedAccount(profile="acme").client("sqs")
        assert client.meta.region_name == "sa-east-1"
        with mock_aws():
            assert AnalysedAccount(profile="acme").client("sts").get_caller_identity()["Account"]

    def test_an_unknown_profile_is_a_setting_to_correct(self) -> None:
        with pytest.raises(SettingsError, match="nobody"):
            AnalysedAccount(profile="nobody", region=REGION).client("s3")


def test_the_backends_load_nothing_of_aws_by_themselves() -> None:
    """Websocket handlers pay for every import at each cold start."""
    code = (
        "import sys\n"
        "import finops_core.aws.clients, finops_core.aws.errors, finops_core.blobs.s3\n"
        "import finops_core.queue.sqs, finops_core.table.dynamodb\n"
        "heavy = ('boto3', 'botocore', 'types_boto3', 'sqlite3', 'duckdb', 'strands', 'pydantic')\n"
        "print([name for name in sys.modules if name.split('.')[0].startswith(heavy)])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
