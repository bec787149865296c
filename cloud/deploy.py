"""Deploying: checks, code, stack, first user, bill, and where everything is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdk.config import StackConfig
from cdk.constructs.pipeline_role import execution_role
from cloud.assembly import Assembly, Build
from cloud.bill_upload import readable_rows, upload_bill
from cloud.checks import Found
from cloud.doctor import RunTool, examine, run_tool
from cloud.formation import DEPLOYING, Formation
from cloud.ports import Clients, Patience, Tell, aws_errors
from cloud.users import check_address, invite
from finops_core.aws.errors import error_code
from finops_core.errors import ToolError
from finops_core.table.schema import PLAIN_FORM, RECORD_FORM


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
        formation = Formation(self.clients, config.stack_name, patience=self.patience)
        before = formation.outputs_so_far()
        refuse_newer_records(before)
        config = with_somebody_told(config, wishes.email, before)
        assembly = self.build(config, folder, self.tell)
        changed = formation.put(self._publish(assembly), self.tell, role=self._role(config))
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

    def _role(self, config: StackConfig) -> str | None:
        """The role in which CloudFormation works on a stack that a pipeline deploys: the pipeline's own may do little.

        Whoever deploys it for the first time hands that role over, and CloudFormation keeps it.
        """
        if config.pipeline_repository is None:
            return None
        sts = self.clients.client("sts")
        with aws_errors("The deployment's account", "sts:GetCallerIdentity"):
            told = sts.get_caller_identity()
        partition = str(told["Arn"]).split(":")[1]
        return execution_role(partition, str(told["Account"]), str(sts.meta.region_name))

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


def refuse_newer_records(outputs: Mapping[str, str]) -> None:
    """Raises ToolError when the stack's table holds records in a form that came after this release."""
    form = int(outputs.get("RecordForm", PLAIN_FORM))
    if form > RECORD_FORM:
        raise ToolError(
            f"A later release keeps records here in a form ({form}) that this one cannot read (up to {RECORD_FORM}): "
            "open questions would fail, and conversations be unreadable. Nothing was changed. Deploy that release or a "
            "later one. An update that shall be taken back is made with `plain_records = true` (docs/DEPLOY.md)."
        )


def with_somebody_told(config: StackConfig, email: str | None, outputs: Mapping[str, str]) -> StackConfig:
    """The configuration with an address that alarms mail: where it names nobody, whoever it was, or the first user."""
    if config.alarm_topic is not None or config.alarm_email is not None:
        return config
    address = outputs.get("AlarmEmail") or email
    return config if address is None else config.model_copy(update={"alarm_email": address})


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
