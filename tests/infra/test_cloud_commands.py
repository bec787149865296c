"""`finops cloud`, from nothing to nothing, in an account that is an emulator."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cdk.config import StackConfig
from cloud.assembly import Assembly
from cloud.ports import Patience, Tell
from local.cli import cloud as commands
from local.cli.main import app
from tests.infra.deployment import ACCOUNT, adapted
from tests.infra.emulator import REGION, Emulator, running_emulator
from tests.infra.synthesis import synthesise

pytestmark = pytest.mark.xdist_group("cloud-commands")

ROOT = Path(__file__).parents[2]
BILL = ROOT / "tests" / "data" / "bills" / "cur_2.0_tiny.csv"
SETTINGS = ROOT / "docs" / "finops.example.toml"
REPORT = ROOT / "tests" / "data" / "reports" / "monthly.toml"
CDK_BUCKET = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"


class Account:
    """An account in which nothing was ever deployed, and the command as its owner calls it."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.said: list[str] = []

    def finops(self, *arguments: str, answer: str = "") -> Result:
        return CliRunner().invoke(app, ["cloud", *arguments], input=answer)

    def bootstrap(self) -> None:
        """What `npx aws-cdk bootstrap` makes, as far as a deployment asks for it."""
        self.emulator.client("ssm").put_parameter(
            Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String", Overwrite=True
        )
        self.emulator.client("s3").create_bucket(Bucket=CDK_BUCKET)

    def left(self) -> Mapping[str, list[str]]:
        """What holds data, by the kind of resource."""
        s3, dynamodb, cognito = (self.emulator.client(name) for name in ("s3", "dynamodb", "cognito-idp"))
        buckets = [each["Name"] for each in s3.list_buckets()["Buckets"]]
        pages = [name for name in buckets if "page" in name]
        return {
            "page": pages,
            "bill": [name for name in buckets if name not in (CDK_BUCKET, *pages)],
            "conversations": dynamodb.list_tables()["TableNames"],
            "users": [each["Id"] for each in cognito.list_user_pools(MaxResults=10)["UserPools"]],
        }


class SourceBuild:
    """Builds the assembly from sources alone, once, and without what the emulator would take at its word."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, Assembly] = {}

    def __call__(self, config: StackConfig, folder: Path, tell: Tell) -> Assembly:
        if config.stack_name not in self._made:
            context: dict[str, object] = config.model_dump(mode="json", exclude_none=True)
            made = synthesise(self._folder / config.stack_name, context)
            found = Assembly(folder=made.folder, stack_name=config.stack_name)
            template = found.folder / f"{config.stack_name}.template.json"
            template.write_bytes(adapted(json.loads(template.read_text()), set()))
            self._made[config.stack_name] = found
        return self._made[config.stack_name]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with running_emulator(tmp_path_factory.mktemp("cloud")) as emulator:
        environment = {
            "AWS_ENDPOINT_URL": emulator.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "HOME": str(tmp_path_factory.mktemp("home")),
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(commands.assembly, "build", SourceBuild(tmp_path_factory.mktemp("builds")))
            patch.setattr(commands, "PATIENCE", Patience(pause_s=0.05, longest_s=60))
            yield Account(emulator)


def checks(result: Result) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in json.loads(result.stdout)}


def steps_of_the_guide() -> list[list[str]]:
    """Every command of the guide that is ours, as arguments: `make` is asked what it would run."""
    text = (ROOT / "docs" / "DEPLOY.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    ours = (".venv/bin/finops cloud", "make deploy", "make destroy")
    return [arguments_of(line) for line in lines if line.startswith(ours)]


def arguments_of(line: str) -> list[str]:
    """What follows `finops cloud` in a line of the guide."""
    if line.startswith("make "):
        asked = subprocess.run([*shlex.split(line), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=True)
        [line] = [each for each in asked.stdout.splitlines() if "finops cloud" in each]
    return shlex.split(line.partition("finops cloud ")[2].partition(" > ")[0])


def of_here(argument: str) -> str:
    """The guide's example words as things that are there."""
    return {
        "path/to/export": str(BILL),
        "you@example.com": "owner@example.com",
        "finops.toml": str(SETTINGS),
        "monthly.toml": str(REPORT),
    }.get(argument, argument)


STANDBY = "standby"
"""A stage that whoever reads the guide copies from another one: the commands for it are those of the first region."""
EXPORT, SMOKE = ["export", "create"], ["smoke"]
"""What the emulator lacks: Data Exports (tested against stubs), names of hosts for a stack's addresses
(test_pipeline_asks.py asks at those of here), and `npx aws-cdk bootstrap`, whose results are laid."""


def test_every_command_of_the_guide_works_and_in_the_end_nothing_is_left(account: Account) -> None:
    steps = steps_of_the_guide()
    assert [step[0] for step in steps] == [
        "doctor",
        "deploy",
        "bill",
        "export",
        "report",
        "report",
        "deploy",
        "smoke",
        "settings",
        "settings",
        "deploy",
        "export",
        "key",
        "key",
        "firewall-template",
        "destroy",
    ]
    before = account.finops("doctor", "--json")
    assert before.exit_code == 1
    assert f"npx aws-cdk@2 bootstrap aws://{ACCOUNT}/{REGION}" in checks(before)["bootstrap"]["detail"]
    assert "Nothing was deployed" in account.finops("deploy").output
    account.bootstrap()
    for step in steps:
        if step[:2] in (EXPORT, SMOKE) or STANDBY in step:
            continue
        done = account.finops(*map(of_here, step), answer="FinOpsAgent-dev\n")
        assert done.exit_code == 0, done.output
        if step[0] == "deploy":
            assert "wss://" in done.output
    assert {kind: names for kind, names in account.left().items() if names} == {}


def test_what_is_to_stay_stays_and_is_named_with_its_price(account: Account) -> None:
    account.bootstrap()
    assert account.finops("deploy", "--bill", str(BILL)).exit_code == 0
    made = account.left()
    assert [len(names) for names in made.values()] == [1, 1, 1, 1]
    assert "Nothing was deleted" in account.finops("destroy", answer="another\n").output
    assert account.left() == made
    gone = account.finops("destroy", "--keep", "bill", "--yes")
    assert gone.exit_code == 0, gone.output
    assert account.left() == {"page": [], "bill": made["bill"], "conversations": [], "users": []}
    assert made["bill"][0] in gone.output
    assert "$0.023 a GB" in gone.output
    kept = account.emulator.client("s3").list_objects_v2(Bucket=made["bill"][0])
    assert [each["Key"] for each in kept["Contents"]] == [f"bill/{BILL.name}"]


def test_nothing_is_made_for_a_bill_that_is_none_or_for_no_address(account: Account, tmp_path: Path) -> None:
    page = tmp_path / "page.csv"
    page.write_text("<html>Sign in</html>")
    before = account.left()
    for wish in (["--bill", str(page)], ["--bill", str(tmp_path / "nowhere")], ["--email", "somebody"]):
        assert account.finops("deploy", *wish).exit_code != 0
    assert account.finops("bill", "upload", str(page)).exit_code != 0
    assert account.left() == before
