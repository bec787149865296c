"""What can be saved, asked in the chat and in the shell, where a snapshot of the account is there."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from account.reader import AccountReader, KnownAccount
from account.shortfalls import Shortfall
from account.snapshot_file import SnapshotWriter
from agents.advice.tools import TOOLS
from agents.catalog import CATALOG
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from finops_core.answers import Finding, RecommendationsBlock, said
from finops_core.clock import ManualClock
from finops_core.errors import SettingsError
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from local.cli.main import app
from local.cli.settings import local_settings
from supervisor.route import route
from tests.unit.advice.account_cases import TAKEN, thing
from tests.unit.advice.made_usage import Line, gb_month, write_bill
from tests.unit.advice.test_account_advice import account_of

(SAVINGS,) = [tool for tool in TOOLS if tool.name == "savings"]
VOLUME = thing("ec2:volume", "vol-left", state="available", attached_to=())
DENIED = Shortfall(action="rds:DescribeDBInstances", account="111122223333", region="us-east-1", reason="denied")
ACCOUNT = account_of(VOLUME, shortfalls=(DENIED,))
LINES = (
    Line(service="AmazonEC2", meter="EBS:VolumeUsage.gp3", resource="vol-left", per_hour=gb_month(100),
         price=Decimal("0.08"), unit="GB-Mo"),
    Line(service="AmazonEC2", meter="EBS:VolumeUsage.gp3", resource="vol-used", per_hour=gb_month(100),
         price=Decimal("0.08"), unit="GB-Mo"),
)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bill(tmp_path_factory.mktemp("bill"), LINES, "focus")


@pytest.fixture(scope="module")
def bill(path: Path) -> Iterator[ExportBill]:
    with open_bill(path) as opened:
        yield opened


def ask(bill: ExportBill, now: datetime, **args: object) -> Finding:
    readers: dict[type[Any], Any] = {BillSource: bill, AccountReader: KnownAccount(ACCOUNT)}
    context = ToolContext(job_id="j", user_id="ada", clock=ManualClock(now), services=readers)
    return run_tool(SAVINGS, args, context)


def test_the_chats_savings_have_what_the_account_shows_with_what_was_refused(bill: ExportBill):
    found = ask(bill, datetime(2026, 6, 2, tzinfo=UTC))
    (block,) = [block for block in found.blocks if isinstance(block, RecommendationsBlock)]
    assert [(item.resource, item.saving_per_month, item.sources) for item in block.items] == [
        ("vol-left", "8.00", ("account",))
    ]
    assert said(found).startswith("You can save $8.00 a month")
    assert [gap.source for gap in found.basis.gaps] == ["rds:DescribeDBInstances"]
    assert any("looked at on 2026-06-01" in note for note in found.basis.notes)
    assert "new snapshot" not in said(found)


def test_what_a_filter_leaves_out_of_the_account_is_said(bill: ExportBill):
    found = ask(bill, datetime(2026, 6, 2, tzinfo=UTC), resource=("vol-used",))
    assert found.basis is not None
    assert any(note.startswith("1 of the account's findings are left out") for note in found.basis.notes)
    assert not [block for block in found.blocks if isinstance(block, RecommendationsBlock)]


def test_a_look_that_is_old_is_said_to_be(bill: ExportBill):
    assert "looked at 12 days ago: a new snapshot" in said(ask(bill, datetime(2026, 6, 13, tzinfo=UTC)))


def written(folder: Path) -> Path:
    out = StringIO()
    writer = SnapshotWriter(out)
    writer.head(TAKEN, ACCOUNT.accounts)
    for place in sorted(ACCOUNT.looked):
        writer.looked(place)
    writer.resource(VOLUME)
    writer.shortfall(DENIED)
    file = folder / "account.jsonl"
    file.write_text(out.getvalue())
    return file


def test_the_command_joins_both_and_says_what_was_refused(path: Path, tmp_path: Path):
    result = CliRunner().invoke(app, ["advise", "--bill", str(path), "--account", str(written(tmp_path)), "--json"])
    assert result.exit_code == 0
    (record,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (record["check"], record["resource"], record["monthlySaving"]) == ("ebs-unattached", "vol-left", "8.00")
    assert record["sources"] == ["account"]
    assert "rds:DescribeDBInstances is not allowed" in result.stderr


def test_a_snapshot_that_is_none_is_told_by_its_name(path: Path, tmp_path: Path):
    (tmp_path / "broken.jsonl").write_text("{}")
    result = CliRunner().invoke(app, ["advise", "--bill", str(path), "--account", str(tmp_path / "broken.jsonl")])
    assert result.exit_code == 2
    assert "broken.jsonl" in result.stderr


def test_the_policy_is_printed_as_json():
    result = CliRunner().invoke(app, ["account", "policy"])
    assert result.exit_code == 0
    assert {each["Effect"] for each in json.loads(result.stdout)["Statement"]} == {"Allow"}


def test_the_file_of_settings_names_the_snapshot(tmp_path: Path):
    file = tmp_path / "finops.toml"
    file.write_text('[account]\nsnapshot = "account.jsonl"\n')
    assert local_settings({}, {}, file).account_snapshot == Path("account.jsonl")
    file.write_text('[account]\nprofile = "prod"\n')
    with pytest.raises(SettingsError, match="there is no setting"):
        local_settings({}, {}, file)


GP2 = tuple(
    Line(service="AmazonEC2", meter=f"EBS:VolumeUsage.{kind}", resource=name, per_hour=gb_month(100),
         price=Decimal(price), unit="GB-Mo")
    for kind, name, price in (("gp2", "vol-left", "0.10"), ("gp2", "vol-busy", "0.10"), ("gp3", "vol-new", "0.08"))
)  # fmt: skip


def test_a_move_to_gp3_saves_on_volumes_that_stay_and_says_which_are_to_go_instead(tmp_path: Path):
    step = route("what would we save by moving our gp2 volumes to gp3", catalog=CATALOG).steps[0]
    with open_bill(write_bill(tmp_path, GP2, "focus")) as bill:
        found = ask(bill, datetime(2026, 6, 2, tzinfo=UTC), **step.args)
        (block,) = [block for block in found.blocks if isinstance(block, RecommendationsBlock)]
        assert [(item.check, item.resource, item.saving_per_month) for item in block.items] == [
            ("ebs-gp2", "vol-busy", "2.00")
        ]
        assert "1 more thing could be changed in this way, but is not used" in said(found)
        assert "remove it instead, which saves $10.00 a month" in said(found)
        everything = ask(bill, datetime(2026, 6, 2, tzinfo=UTC))
        assert "could be changed so" not in said(everything)
