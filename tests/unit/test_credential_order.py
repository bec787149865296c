"""Credentials: the order in which they are looked for, replaced before they end, and in no log, error or setting."""

import json
import logging
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from moto import mock_aws

from account.live.take import Looking, take
from account.testing import MemorySink, ScriptedAws, client_error
from billing.export import open_bill
from finops_core.aws.account_access import AccountAccess
from finops_core.aws.clients import AnalysedAccount
from finops_core.aws.credentials import FoundCredentials
from finops_core.clock import ManualClock, SystemClock
from finops_core.errors import BillError, SettingsError
from local.cli.settings import local_settings
from local.settings_page import SettingsPage

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYtopsecret"
TOKEN = "FwoGZXIvYXdzEtopsecrettoken"
PLUGGED = "tests.unit.test_credential_order:plugged"
KEYS: dict[str, Any] = {"access_key_id": "AKIAFILE", "secret_access_key": SECRET}
CALLS: list[tuple[str, Mapping[str, str]]] = []
LEASE: dict[str, Any] = {}


def plugged(profile: str, options: Mapping[str, str]) -> FoundCredentials | None:
    """A source of somebody else."""
    CALLS.append((profile, options))
    if "fails" in options:
        raise ValueError(f"the server said {SECRET}")
    if "empty" in options:
        return None
    return FoundCredentials(
        access_key_id=f"AKIAPLUGGED{len(CALLS)}",
        secret_access_key=SECRET,
        session_token=TOKEN,
        expires_at=LEASE.get("end", lambda: None)(),
    )


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """None of this machine's AWS settings, no machine's role, and no keyring."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setitem(sys.modules, "keyring", None)
    CALLS.clear()
    LEASE.clear()


def signed_with(account: AnalysedAccount) -> str:
    """The id of the key that a request would be signed with, without a request."""
    query = query_signed_by(account)
    return (query.get("AWSAccessKeyId") or query["X-Amz-Credential"])[0].partition("/")[0]


def query_signed_by(account: AnalysedAccount) -> dict[str, list[str]]:
    client = account.client("s3", "eu-central-1")
    return parse_qs(urlsplit(str(client.generate_presigned_url("list_objects_v2", Params={"Bucket": "b"}))).query)


def keyring_with(monkeypatch: pytest.MonkeyPatch, get: Callable[[str, str], str | None]) -> None:
    module = types.ModuleType("keyring")
    module.__dict__["get_password"] = get
    monkeypatch.setitem(sys.modules, "keyring", module)


def exported(key: str, **more: str) -> str:
    return json.dumps({"Version": 1, "AccessKeyId": key, "SecretAccessKey": SECRET, **more})


@pytest.fixture
def container(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The role of a task, as its agent tells it."""
    answer = {
        "AccessKeyId": "ASIATASK",
        "SecretAccessKey": SECRET,
        "Token": TOKEN,
        "Expiration": "2099-01-01T00:00:00Z",
    }
    with served({"/role": answer}) as url:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{url}/role")
        yield


class served:
    """JSON over loopback HTTP; `headers` are those of the requests."""

    def __init__(self, answers: Mapping[str, Mapping[str, Any]]) -> None:
        headers = self.headers = list[Mapping[str, str]]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers.append({name.lower(): text for name, text in self.headers.items()})
                found = answers.get(self.path)
                self.send_response(404 if found is None else 200)
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.mark.usefixtures("container")
def test_each_source_is_taken_where_those_before_it_have_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def now(**access: Any) -> tuple[str, str]:
        account = AccountAccess(**access).account()
        return account.credentials_from(), signed_with(account)

    assert now() == ("container-role", "ASIATASK")
    keyring_with(monkeypatch, lambda service, profile: exported("AKIARING") if service == "finops-agent" else None)
    assert now() == ("the system's keyring", "AKIARING")
    assert now(**KEYS) == ("finops.toml", "AKIAFILE")
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = x\n")
    assert now(**KEYS) == ("shared-credentials-file", "AKIAPROFILE")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    assert now(**KEYS) == ("env", "AKIAENVIRONMENT")
    assert now(source=PLUGGED, **KEYS) == (PLUGGED, "AKIAPLUGGED1")


def test_a_named_profile_goes_before_the_environment_and_takes_no_keys_of_finops_toml(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    (tmp_path / "config").write_text("[profile empty]\nregion = sa-east-1\n[profile prod]\nregion = us-east-1\n")
    (tmp_path / "credentials").write_text("[prod]\naws_access_key_id = AKIAPROD\naws_secret_access_key = x\n")
    access = AccountAccess(**KEYS)
    assert signed_with(access.account("prod")) == "AKIAPROD"
    assert access.account("empty").credentials_from() == ""
    asked: list[str] = []
    keyring_with(monkeypatch, lambda _, profile: asked.append(profile) or exported("AKIARING"))
    assert signed_with(access.account("empty")) == "AKIARING"
    assert asked == ["empty"]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (SECRET, "holds no credentials"),
        (f'{{"AccessKeyId": "{SECRET}"}}', "holds no credentials"),
        (exported("AKIARING", Expiration=SECRET), "holds no credentials"),
        ("[1]", "holds no credentials"),
    ],
)
def test_an_entry_of_the_keyring_that_is_none_is_said_without_its_words(
    entry: str, words: str, monkeypatch: pytest.MonkeyPatch
):
    keyring_with(monkeypatch, lambda service, profile: entry)
    with pytest.raises(SettingsError, match=words) as wrong:
        AccountAccess().account().client("s3")
    assert SECRET not in str(wrong.value)


def test_a_keyring_that_is_missing_or_locked_is_said(monkeypatch: pytest.MonkeyPatch):
    def locked(service: str, profile: str) -> str:
        raise RuntimeError(SECRET)

    missing = AccountAccess().account()
    assert missing.credentials_from() == ""
    assert "pip install 'finops-agent[keyring]'" in missing.not_looked_at()
    for address in ("s3://bucket/export", "cost-explorer:"):
        with pytest.raises(BillError, match=r"NoCredentialsError.*finops-agent\[keyring\]"):
            open_bill(address, account=AccountAccess().account())
    keyring_with(monkeypatch, locked)
    closed = AccountAccess().account()
    assert closed.credentials_from() == ""
    assert "cannot be opened (RuntimeError)" in closed.skipped[0]
    assert SECRET not in str(closed.skipped)


def test_a_source_that_is_plugged_in_is_asked_again_before_its_credentials_end():
    clock = ManualClock(SystemClock().now())
    LEASE["end"] = lambda: clock.now() + timedelta(hours=1)
    account = AccountAccess(source=PLUGGED, options={"path": "aws/creds/x"}).account(clock=clock)
    assert signed_with(account) == signed_with(account) == "AKIAPLUGGED1"
    clock.advance(60 * 40)
    assert signed_with(account) == "AKIAPLUGGED1"
    clock.advance(60 * 8)
    assert signed_with(account) == "AKIAPLUGGED2"
    assert CALLS == [("default", {"path": "aws/creds/x"})] * 2


def test_short_leases_are_not_renewed_at_every_request():
    clock = ManualClock(SystemClock().now())
    LEASE["end"] = lambda: clock.now() + timedelta(minutes=4)
    account = AccountAccess(source=PLUGGED).account(clock=clock)
    assert [signed_with(account) for _ in range(3)] == ["AKIAPLUGGED1"] * 3
    clock.advance(200)
    assert signed_with(account) == "AKIAPLUGGED2"


def test_an_installed_package_is_named_by_its_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    info = tmp_path / "acme-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[finops_agent.credentials]\nacme = {PLUGGED}\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert signed_with(AccountAccess(source="acme").account()) == "AKIAPLUGGED1"


@pytest.mark.parametrize(
    ("access", "words"),
    [
        ({"source": "nothing"}, "there is no 'nothing'"),
        ({"source": "no_such_package:f"}, r"there is no 'no_such_package:f' \(ModuleNotFoundError\)"),
        ({"source": "json:nothing"}, "there is no 'json:nothing'"),
        ({"source": "tests.unit.test_credential_order:SECRET"}, "is no function"),
        ({"source": "json:dumps"}, "gave a str|failed"),
        ({"source": PLUGGED, "options": {"fails": "1"}}, r"failed \(ValueError\)"),
    ],
)
def test_a_source_that_fails_says_so_without_what_it_said(access: dict[str, Any], words: str):
    with pytest.raises(SettingsError, match=words) as wrong:
        AccountAccess(**access).account().client("s3")
    assert SECRET not in str(wrong.value)


def test_credentials_come_out_of_a_vault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The example, as its documentation says to use it."""
    leased = {"access_key": "ASIAVAULT", "secret_key": SECRET, "security_token": TOKEN}
    server = served({"/v1/aws/sts/prod-read": {"lease_duration": 3600, "data": leased}})
    monkeypatch.setattr(sys, "path", [str(Path(__file__).parents[2] / "examples"), *sys.path])
    (tmp_path / "config").write_text("[profile prod]\n")
    with server as url:
        monkeypatch.setenv("VAULT_ADDR", url)
        monkeypatch.setenv("VAULT_TOKEN", "s.vault")
        named = {"source": "vault_credentials:credentials", "options": {"path": "aws/sts/{profile}-read"}}
        monkeypatch.setenv("AWS_PROFILE", "prod")
        assert signed_with(AccountAccess.model_validate(named).account()) == "ASIAVAULT"
        assert server.headers[0]["x-vault-token"] == "s.vault"
        with pytest.raises(SettingsError, match=r"failed \(HTTPError\)"):
            AccountAccess.model_validate(named | {"options": {"path": "aws/none"}}).account().client("s3")
        monkeypatch.delenv("VAULT_TOKEN")
        with pytest.raises(SettingsError, match="VAULT_TOKEN"):
            AccountAccess.model_validate(named).account().client("s3")


ROLE = "arn:aws:iam::{account}:role/finops-read"


def test_a_role_is_entered_in_each_account_with_credentials_that_are_asked_for_once():
    access = AccountAccess(source=PLUGGED, role=ROLE, external_id="ours", accounts=("111111111111", "222222222222"))
    with mock_aws():
        reached = access.each((None,))
        found = [(name, account.client("sts").get_caller_identity()["Account"]) for name, account in reached]
    assert found == [("111111111111", "111111111111"), ("222222222222", "222222222222")]
    assert len(CALLS) == 1


def test_a_single_role_is_what_bills_and_budgets_are_read_as():
    with mock_aws():
        account = AccountAccess(role=ROLE.replace("{account}", "333333333333"), source=PLUGGED).account()
        assert account.client("sts").get_caller_identity()["Account"] == "333333333333"
        assert account.credentials_from() == PLUGGED


def test_an_account_that_cannot_be_entered_is_said_and_the_others_are_read():
    answers = {("ec2", "DescribeVolumes"): {"Volumes": [{"VolumeId": "vol-1", "Size": 1}]}}
    good = ScriptedAws(answers, account="111111111111")
    refused = client_error("AccessDenied", "AssumeRole")
    bad = ScriptedAws({}, errors={"sts:GetCallerIdentity": refused})
    again = ScriptedAws(answers, account="111111111111")
    sink = MemorySink()
    looking = Looking(now=SystemClock().now(), advisers=())
    take([good.client, bad.client, again.client], looking, sink, names=["111111111111", "222222222222", "x"])
    found = sink.snapshot()
    assert [each.account for each in found.by_kind["ec2:volume"]] == ["111111111111"]
    (gap,) = found.gaps
    assert gap.message.startswith("sts:AssumeRole is not allowed (AccessDenied) in account 222222222222: nothing in")
    assert "external id" in gap.remedy
    with pytest.raises(SettingsError, match=r"denied: AccessDenied"):
        take([bad.client, bad.client], looking, MemorySink())


def toml(folder: Path, text: str) -> Path:
    (folder / "finops.toml").write_text(text)
    return folder / "finops.toml"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'secret_access_key = "{SECRET}"', "access_key_id and secret_access_key go together"),
        (f"access_key_id = 1\nsecret_access_key = '{SECRET}'", "access_key_id: Input should be a valid string"),
        ('role = "finops-read"', "role is no ARN"),
        (f'role = "{ROLE}"', "accounts goes with a role"),
        ('accounts = ["111122223333"]', "accounts goes with a role"),
        (f'role = "{ROLE}"\naccounts = ["12"]', "accounts.0: String should match"),
        ('external_id = "x"', "external_id is for a role"),
        (f'secret = "{SECRET}"', "there is no setting 'secret' in .account.. Settings are: snapshot, access_key_id"),
        ("regions = ['EU']", "regions.0"),
    ],
)
def test_a_wrong_setting_of_the_account_is_named_and_no_secret_is(text: str, words: str, tmp_path: Path):
    with pytest.raises(SettingsError, match=words) as wrong:
        local_settings({}, {}, toml(tmp_path, f"[account]\n{text}\n"))
    assert SECRET not in str(wrong.value)


def test_no_line_of_any_log_and_no_view_of_the_settings_has_a_secret(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    clock = ManualClock(SystemClock().now())
    LEASE["end"] = lambda: clock.now() + timedelta(hours=1)
    text = f'[account]\nsource = "{PLUGGED}"\nrole = "{ROLE}"\naccounts = ["111111111111"]\nexternal_id = "{TOKEN}"\n'
    keys = f'access_key_id = "AKIAFILE"\nsecret_access_key = "{SECRET}"\nsession_token = "{TOKEN}"\n'
    settings = local_settings({"data_dir": tmp_path}, {}, toml(tmp_path, text + keys + "options = { a = 'b' }\n"))
    given: set[str] = set()
    with mock_aws():
        ((_, account),) = settings.account.each((None,), clock)
        for minutes in (0, 50):  # the second time with other credentials of source and role
            clock.advance(60 * minutes)
            for service, ask in (("s3", "list_buckets"), ("sts", "get_caller_identity"), ("ec2", "describe_regions")):
                getattr(account.client(service), ask)()
            given |= set(query_signed_by(account)["X-Amz-Security-Token"])
        with suppress(Exception):
            account.client("s3").get_object(Bucket="nobodys", Key="nothing")
    assert len(CALLS) == 2
    assert len(given) == 2
    written = [caplog.text, repr(settings), str(settings.model_dump()), json.dumps(SettingsPage(settings).page())]
    for secret in (SECRET, TOKEN, *given):
        assert not any(secret in text for text in written)
