"""`finops cloud`: what the commands do, over the package `cloud`."""

import json
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from cdk.bill_delivery import delivery_statement
from cdk.config import StackConfig
from cdk.constructs.spending import STACK_TAG
from cdk.firewall import page_template
from cloud import assembly
from cloud.api_keys import api_keys
from cloud.bill_upload import upload_bill
from cloud.checks import Found
from cloud.data_export import Destination, Format
from cloud.data_export import create_export as create
from cloud.deploy import Deployer, Wishes, problems
from cloud.destroy import Destroyer, to_kept
from cloud.doctor import examine
from cloud.formation import Formation
from cloud.ports import Clients, Patience, Tell, aws_errors
from cloud.smoke import smoke as ask_each_door
from finops_core.api_keys import ApiKeyRepository
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import SettingsError, ToolError
from local.cli.terminal import err, out, told, write_json

MARKS = {"ok": ("✓", "green"), "note": ("·", "yellow"), "problem": ("✗", "red")}
LABELS: Mapping[str, str] = {
    "PageUrl": "page",
    "WebSocketUrl": "WebSocket for programs",
    "HttpUrl": "HTTP API for programs",
    "PrivateAddress": "questions signed with AWS credentials",
    "Bill": "the bill lies at",
    "Prepared": "its deliveries are prepared at",
    "UserPoolId": "users are in the pool",
    "UserPoolClientId": "sign in to the application",
}


def doctor(stage: str, *, profile: str | None, region: str | None, as_json: bool) -> int:
    """Prints every check; returns the number of those that forbid a deployment. Raises SettingsError."""
    found = list(examine(clients_of(profile, region), config_of(stage)))
    if as_json:
        write_json(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        return problems(found)
    for each in found:
        _show(each)
    return problems(found)


def deploy(
    stage: str, *, email: str | None, bill: str | None, profile: str | None, region: str | None, as_json: bool
) -> None:
    """Deploys, and prints the addresses to stdout. Raises what `Deployer.deploy` does."""
    at_address = bill is not None and bill.startswith("s3://")
    config = config_of(stage, bill=bill if at_address else None)
    wishes = Wishes(email=email, bill=None if bill is None or at_address else Path(bill))
    deployer = Deployer(clients=clients_of(profile, region), build=assembly.build, tell=progress(), patience=PATIENCE)
    with TemporaryDirectory() as folder:
        outputs = deployer.deploy(config, wishes, Path(folder))
    if as_json:
        write_json(json.dumps(dict(outputs), ensure_ascii=False))
        return
    for name, value in sorted(outputs.items(), key=lambda output: (output[0] not in LABELS, output[0])):
        out().print(told(f"{LABELS.get(name, name)}: {value}"))


def destroy(stage: str, *, keep: list[str] | None, yes: bool, profile: str | None, region: str | None) -> bool:
    """Destroys; whether it was confirmed. Raises what `Destroyer.destroy` does."""
    config, clients = config_of(stage), clients_of(profile, region)
    staying = config.keep if keep is None else to_kept(tuple(keep))
    kept = f"except for {', '.join(staying)}" if staying else "with bill, conversations and users"
    if not yes and typer.prompt(f"This deletes {config.stack_name} {kept}. Type its name") != config.stack_name:
        err().print(told("Nothing was deleted."))
        return False
    Destroyer(clients=clients, tell=progress(), patience=PATIENCE).destroy(config.stack_name, staying)
    return True


def upload(path: Path, stage: str, *, profile: str | None, region: str | None) -> None:
    """Uploads a bill. Raises what `upload_bill` does."""
    clients = clients_of(profile, region)
    place = Formation(clients, config_of(stage).stack_name, patience=PATIENCE).outputs()["Bill"]
    err().print(told(upload_bill(clients, place, path)))


def create_export(stage: str, form: str, *, payer_profile: str | None, profile: str | None, region: str | None) -> None:
    """Creates a data export. Raises SettingsError for an unknown format, and what `data_export.create_export` does."""
    if form not in set(Format):
        raise SettingsError(f"--format {form}: is one of {', '.join(Format)}.")
    clients, config = clients_of(profile, region), config_of(stage)
    place = Formation(clients, config.stack_name, patience=PATIENCE).outputs()["Bill"]
    sts = clients.client("sts")
    with aws_errors("The stack's account", "sts:GetCallerIdentity"):
        owner = str(sts.get_caller_identity()["Account"])
    if config.bill is not None:
        _tell_the_policy(config)
    destination = Destination(place=place, region=str(sts.meta.region_name), owner=owner)
    payer = clients if payer_profile is None else clients_of(payer_profile, None)
    create(payer, destination, name=config.stack_name.lower(), format=Format(form), tell=progress())


@contextmanager
def keys_of(stage: str, *, profile: str | None, region: str | None) -> Generator[ApiKeyRepository]:
    """The API keys of a deployed stage. Raises what `cloud.api_keys` does, and ToolError when it is not deployed."""
    clients = clients_of(profile, region)
    outputs = Formation(clients, config_of(stage).stack_name, patience=PATIENCE).outputs()
    with api_keys(clients, outputs) as keys:
        yield keys


def smoke(stage: str, *, question: str, profile: str | None, region: str | None) -> None:
    """Asks a question through each door of a deployed stage. Raises what `cloud.smoke` does."""
    clients = clients_of(profile, region)
    outputs = Formation(clients, config_of(stage).stack_name, patience=PATIENCE).outputs()
    with api_keys(clients, outputs) as keys:
        ask_each_door(outputs, keys, progress(), question=question)


def firewall_template(stage: str) -> None:
    """Writes the template to stdout. Raises SettingsError for a stage that is none."""
    sys.stdout.write(json.dumps(page_template(config_of(stage).stack_name, STACK_TAG), indent=2) + "\n")


def private_address(stage: str, *, profile: str | None, region: str | None) -> str:
    """Where the stack of a stage takes signed questions. Raises ToolError when it does not, or is not deployed."""
    outputs = Formation(clients_of(profile, region), config_of(stage).stack_name, patience=PATIENCE).outputs()
    if "PrivateAddress" not in outputs:
        raise ToolError(
            f"The stack {config_of(stage).stack_name} takes no signed questions. Name who may ask in `principals` of "
            f"cdk/stages/{stage}.toml, and deploy."
        )
    return outputs["PrivateAddress"]


def _tell_the_policy(config: StackConfig) -> None:
    """The bucket is not the stack's: its owner has to let the deliveries in."""
    bucket, _, prefix = str(config.bill).removeprefix("s3://").partition("/")
    statement = delivery_statement(f"arn:aws:s3:::{bucket}", prefix, config.export_account or "THE-PAYING-ACCOUNT")
    err().print(told(f"The policy of the bucket {bucket} needs this statement: {json.dumps(statement)}"))


PATIENCE = Patience()


def progress() -> Tell:
    """Tells each sentence to whoever waits at the terminal."""
    console = err()
    return lambda sentence: console.print(told(sentence))


def _show(found: Found) -> None:
    mark, style = MARKS[found.state]
    out().print(told(f"{mark} {found.name}: {found.detail}", style))


def config_of(stage: str, *, bill: str | None = None) -> StackConfig:
    """What is chosen for a stage. Raises SettingsError."""
    given = {"stage": stage, "bill": bill}
    return StackConfig.from_context(given.get)


def clients_of(profile: str | None, region: str | None) -> Clients:
    """Clients of the account that a profile, or the credentials found, lead to."""
    return AnalysedAccount(profile=profile, region=region)
