"""Deploying: checks, code, stack, first user, bill, and where everything is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdk.config import StackConfig
from cloud.assembly import Assembly, Build
from cloud.bill_upload import readable_rows, upload_bill
from cloud.checks import Found
from cloud.doctor import RunTool, examine, run_tool
from cloud.formation import DEPLOYING, Formation
from cloud.ports import Clients, Patience, Tell, aws_errors
from cloud.users import check_address, invite
from finops_core.aws.errors import error_code
from finops_core.errors import ToolError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a deployment is to do beside the stack: whom to invite, and which files to upload as the bill."""

    email: str | None = None
    bill: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployer:
    """Everything a deployment stands on."""

    clients: Clients
    build: Build
    tell: Tell
    tool: RunTool = run_tool
    patience: Patience = field(default_factory=Patience)

    def deploy(self, config: StackConfig, wishes: Wishes, folder: Path) -> Mapping[str, str]:
        """Deploys into the account of the clients; returns the stack's outputs.

        Raises SettingsError or BillError before anything is made, ToolError when a check or a step fails or AWS
        refuses it.
        """
        if wishes.email is not None:
            check_address(wishes.email)
        if wishes.bill is not None:
            readable_rows(wishes.bill)
        self._check(config)
        assembly = self.build(config, folder, self.tell)
        formation = Formation(self.clients, config.stack_name, patience=self.patience)
        changed = formation.put(self._publish(assembly), self.tell)
        self.tell(f"{config.stack_name} is deployed." if changed else f"{config.stack_name} was up to date already.")
        outputs = formation.outputs()
        if wishes.email is not None:
            self.tell(invite(self.clients, outputs["UserPoolId"], wishes.email))
        if wishes.bill is not None:
            self.tell(upload_bill(self.clients, outputs["Bill"], wishes.bill))
        return outputs

    def _check(self, config: StackConfig) -> None:
        found = list(examine(self.clients, config, tool=self.tool))
        for each in found:
            if each.state != "ok":
                self.tell(f"{each.name}: {each.detail}")
        if problems(found):
            raise ToolError("Nothing was deployed: mend the above first. `finops cloud doctor` looks again.")

    def _publish(self, assembly: Assembly) -> str:
        """Uploads what is not there yet to the CDK's bucket; returns the template's address."""
        s3, sts = self.clients.client("s3"), self.clients.client("sts")
        with aws_errors("Uploading the code", *DEPLOYING):
            account = str(sts.get_caller_identity()["Account"])
            region = str(sts.meta.region_name)
            template_url = ""
            for asset in assembly.assets():
                bucket = asset.bucket.replace("${AWS::AccountId}", account).replace("${AWS::Region}", region)
                if asset.key == assembly.template_key:
                    template_url = f"{s3.meta.endpoint_url}/{bucket}/{asset.key}"
                if not _is_there(s3, bucket, asset.key, account):
                    # The owner is named so that nobody's bucket of that name is given the code.
                    s3.put_object(Bucket=bucket, Key=asset.key, Body=asset.content(), ExpectedBucketOwner=account)
        return template_url


def problems(found: Sequence[Found]) -> int:
    """How many checks forbid a deployment."""
    return sum(each.state == "problem" for each in found)


def _is_there(s3: Any, bucket: str, key: str, account: str) -> bool:
    from botocore.exceptions import ClientError

    try:
        s3.head_object(Bucket=bucket, Key=key, ExpectedBucketOwner=account)
    except ClientError as error:
        if error_code(error) in ("404", "NoSuchKey", "403"):
            return False
        raise
    return True
