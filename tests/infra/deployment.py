"""Deploys a synthesised assembly to the emulator, keeping count of what had to be different there."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from cdk.app import STACK_NAME
from cdk.assets import BUNDLES, distributions
from cdk.constructs.front_door import STAGE
from tests.infra.emulator import REGION, Emulator
from tests.infra.synthesis import Assembly, Asset
from tests.infra.waiting import wait_for

ACCOUNT = "000000000000"
DEPLOY_S = 60.0
LACKING = (
    "AWS::Budgets::Budget",
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::Cognito::ManagedLoginBranding",
)
TLS_CONDITIONS = ("aws:SecureTransport", "s3:TlsVersion")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deployment:
    """A deployed stack. `gaps` are the places where it differs from what AWS would be given."""

    emulator: Emulator
    resources: dict[tuple[str, str], str]
    gaps: set[str] = field(default_factory=set[str])

    def physical(self, type_: str, path: str = "") -> str:
        """The physical name of the one resource of a type below a construct, such as `Work/Worker`."""
        [found] = self.all_physical(type_, path)
        return found

    def all_physical(self, type_: str, path: str = "") -> list[str]:
        """The physical names of all resources of a type below a construct."""
        start = path.replace("/", "")
        return [name for (kind, id), name in self.resources.items() if kind == type_ and id.startswith(start)]

    def function(self, path: str) -> str:
        """The name of the function of a construct."""
        return self.physical("AWS::Lambda::Function", path)

    def role(self, path: str) -> str:
        """The name of the one role of a construct."""
        return self.physical("AWS::IAM::Role", path)

    @property
    def api_path(self) -> str:
        return f"/_aws/execute-api/{self.physical('AWS::ApiGatewayV2::Api', 'WebSocketApi')}/{STAGE}"

    @property
    def http_url(self) -> str:
        api = self.physical("AWS::ApiGatewayV2::Api", "HttpApi")
        return f"{self.emulator.url}/_aws/execute-api/{api}/$default"

    @property
    def socket_url(self) -> str:
        return self.emulator.url.replace("http://", "ws://") + self.api_path


def deploy(assembly: Assembly, emulator: Emulator) -> Deployment:
    """Uploads the assets, creates the stack, and points the functions to addresses that resolve here."""
    gaps: set[str] = set()
    emulator.client("ssm").put_parameter(
        Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String", Overwrite=True
    )
    formation, template_url = emulator.client("cloudformation"), _uploaded(assembly, emulator, gaps)
    formation.create_stack(StackName=STACK_NAME, TemplateURL=template_url, Capabilities=["CAPABILITY_IAM"])
    return _settled(emulator, gaps, "CREATE_COMPLETE")


def update(assembly: Assembly, emulator: Emulator) -> Deployment:
    """The same for a stack that is there: another release, later or earlier."""
    gaps: set[str] = set()
    formation, template_url = emulator.client("cloudformation"), _uploaded(assembly, emulator, gaps)
    formation.update_stack(StackName=STACK_NAME, TemplateURL=template_url, Capabilities=["CAPABILITY_IAM"])
    return _settled(emulator, gaps, "UPDATE_COMPLETE")


def _uploaded(assembly: Assembly, emulator: Emulator, gaps: set[str]) -> str:
    """Puts all assets where the template expects them; returns the template's address."""
    s3, template_url = emulator.client("s3"), ""
    for asset in assembly.assets():
        bucket = _filled(asset.bucket)
        s3.create_bucket(Bucket=bucket)
        body = adapted(assembly.template, gaps) if not asset.zipped else _zipped(asset, gaps)
        s3.put_object(Bucket=bucket, Key=asset.key, Body=body)
        if not asset.zipped:
            template_url = f"{emulator.url}/{bucket}/{asset.key}"
    return template_url


def _settled(emulator: Emulator, gaps: set[str], status: str) -> Deployment:
    formation = emulator.client("cloudformation")
    wait_for(lambda: _has(formation, status), within_s=DEPLOY_S, what=f"the stack is {status}")
    listed = formation.describe_stack_resources(StackName=STACK_NAME)["StackResources"]
    resources = {(entry["ResourceType"], entry["LogicalResourceId"]): entry["PhysicalResourceId"] for entry in listed}
    deployment = Deployment(emulator=emulator, resources=resources, gaps=gaps)
    _redirect(deployment)
    return deployment


def asset_bucket() -> str:
    """Where the assets of a deployment here are."""
    return f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"


def _filled(name: str) -> str:
    return (
        name.replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Region}", REGION).replace("${AWS::Partition}", "aws")
    )


def _has(formation: Any, wanted: str) -> bool:
    [stack] = formation.describe_stacks(StackName=STACK_NAME)["Stacks"]
    status = str(stack["StackStatus"])
    assert not status.endswith(("FAILED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE")), _reasons(formation)
    return status == wanted


def _reasons(formation: Any) -> str:
    events = formation.describe_stack_events(StackName=STACK_NAME)["StackEvents"]
    return "\n".join(
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED")
    )


def adapted(template: dict[str, Any], gaps: set[str]) -> bytes:
    """The template without the denials of plain HTTP, which is all the emulator speaks, and without what it lacks."""
    for type_ in LACKING:
        for id in [id for id, resource in template["Resources"].items() if resource["Type"] == type_]:
            gaps.add(f"resource {type_}: left out")
            del template["Resources"][id]
    for id, resource in template["Resources"].items():
        resource.pop("UpdatePolicy", None)  # by which CodeDeploy would shift calls between versions
        document = resource.get("Properties", {}).get("PolicyDocument")
        if document is None:
            continue
        kept = [statement for statement in document["Statement"] if not _asks_for_tls(statement)]
        if len(kept) < len(document["Statement"]):
            gaps.add(f"policy {resource['Type']}: no denial of plain HTTP")
        document["Statement"] = kept
        if not kept:
            template["Resources"][id] = {"Type": "AWS::CDK::Metadata"}
    return json.dumps(template).encode()


def _asks_for_tls(statement: dict[str, Any]) -> bool:
    return statement["Effect"] == "Deny" and any(name in json.dumps(statement["Condition"]) for name in TLS_CONDITIONS)


def _zipped(asset: Asset, gaps: set[str]) -> bytes:
    """The asset as synthesised, to a function's code this interpreter's distributions instead of Lambda's wheels."""
    bundles = [each for each in BUNDLES if all((asset.path / name).is_dir() for name in each.packages)]
    if bundles:
        gaps.add("asset: distributions of this machine's Python instead of Lambda's wheels")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(asset.path.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(asset.path))
        for name in [name for bundle in bundles[:1] for name in distributions(bundle)]:
            for file, relative in distribution_files(name):
                archive.write(file, relative)
    return packed.getvalue()


def distribution_files(name: str) -> Iterator[tuple[Path, Path]]:
    found = distribution(name)
    for relative in found.files or ():
        if not str(relative).startswith("..") and "__pycache__" not in relative.parts:
            yield Path(str(found.locate_file(relative))), Path(relative)


def _redirect(deployment: Deployment) -> None:
    """Two addresses do not resolve on this machine: the callback's and the user pool's keys."""
    functions = deployment.emulator.client("lambda")
    pool = deployment.physical("AWS::Cognito::UserPool")
    addresses = {
        "FINOPS_CALLBACK_URL": deployment.emulator.url + deployment.api_path,
        "FINOPS_JWKS_URL": f"{deployment.emulator.url}/{pool}/.well-known/jwks.json",
    }
    for function in functions.list_functions()["Functions"]:
        variables = function.get("Environment", {}).get("Variables", {})
        changed = {name: address for name, address in addresses.items() if name in variables}
        if changed:
            deployment.gaps.update(f"environment {name}: a loopback address" for name in changed)
            functions.update_function_configuration(
                FunctionName=function["FunctionName"], Environment={"Variables": variables | changed}
            )
            _lead_to_it(functions, function["FunctionName"])

    for each in functions.list_event_source_mappings()["EventSourceMappings"]:
        # An update by a template forgets there whether the function has an alias.
        functions.update_event_source_mapping(UUID=each["UUID"], FunctionName=each["FunctionArn"])


def _lead_to_it(functions: Any, name: str) -> None:
    """Where calls go to an alias: makes a version of the function as it is now, and leads them there."""
    for alias in functions.list_aliases(FunctionName=name)["Aliases"]:
        version = functions.publish_version(FunctionName=name)["Version"]
        functions.update_alias(FunctionName=name, Name=alias["Name"], FunctionVersion=version)
