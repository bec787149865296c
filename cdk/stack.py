"""The stack: the parts, and what each has to know of the others."""

from dataclasses import dataclass
from pathlib import Path

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from agents.catalog import CATALOG
from cdk.alarms import Alarms
from cdk.config import StackConfig
from cdk.constructs.account_roles import AccountRoles
from cdk.constructs.doorbells import Doorbells
from cdk.constructs.front_door import FrontDoor, WebSocketApi
from cdk.constructs.identity import Identity
from cdk.constructs.publisher import Publisher
from cdk.constructs.storage import BILL_PREFIX, Storage
from cdk.constructs.worker import Work
from cdk.environment import environment_of
from cdk.suppressions import acknowledge
from finops_core.settings import SILENCE_LIMIT_S
from finops_core.tools.spec import Catalog
from websocket.deps import AuthorizerSettings, WebsocketSettings
from worker.deps import WorkerSettings

ATTEMPT_LIMIT_S = 13 * 60.0
"""An attempt ends two minutes before Lambda would, and another goes on."""

LOG_LEVEL = "INFO"
"""With the audit line of every tool call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The folders with the functions' code, as `cdk.assets` builds them."""

    front_door: Path
    worker: Path


class FinOpsStack(Stack):
    """FinOps Agent in one AWS account."""

    def __init__(
        self, scope: Construct, id: str, *, config: StackConfig, code: Code, catalog: Catalog = CATALOG
    ) -> None:
        super().__init__(scope, id, description="FinOps Agent: questions about an AWS bill")
        alarms = Alarms(self, "Alarms", topic_arn=config.alarm_topic)
        storage = Storage(self, "Storage")
        doorbells = Doorbells(self, "Doorbells", alarms=alarms)
        identity = Identity(self, "Identity")
        gateway = WebSocketApi(self, "WebSocketApi")
        bill = config.bill or f"s3://{storage.bucket.bucket_name}/{BILL_PREFIX}"
        arns = {**storage.arns(), **doorbells.arns(), **gateway.arns(), **self._bill_arns(config, storage)}
        roles = AccountRoles(self, "Account", catalog=catalog, arns=arns)
        arns |= roles.arns()

        tokens = {
            "issuer": identity.issuer,
            "audience": identity.audience,
            "jwks_url": identity.jwks_url,
            "group_accounts": config.group_accounts,
        }
        shared = {
            "table": storage.table.table_name,
            "queue_url": doorbells.queue.queue_url,
            "bucket": storage.bucket.bucket_name,
            "max_active_jobs": config.max_active_jobs,
        }
        websocket_environment = environment_of(
            WebsocketSettings,
            **shared,
            **tokens,
            callback_url=gateway.callback_url,
            max_connections=config.max_connections,
            frames_per_second=config.frames_per_second,
            log_level=LOG_LEVEL,
        )
        FrontDoor(
            self,
            "FrontDoor",
            api=gateway.api,
            code=code.front_door,
            authorizer_environment=environment_of(
                AuthorizerSettings, **tokens, allowed_origins=config.allowed_origins, log_level=LOG_LEVEL
            ),
            environment=websocket_environment,
            arns=arns,
            alarms=alarms,
        )
        Publisher(
            self,
            "Publisher",
            code=code.front_door,
            environment=websocket_environment,
            arns=arns,
            undelivered=doorbells.undelivered,
            alarms=alarms,
        )
        Work(
            self,
            "Work",
            code=code.worker,
            environment=environment_of(
                WorkerSettings,
                **shared,
                bill=bill,
                terms=_deployed(config.terms),
                reader_role=roles.reader.role_arn,
                attempt_limit_s=ATTEMPT_LIMIT_S,
                silence_limit_s=SILENCE_LIMIT_S,
                log_level=LOG_LEVEL,
            ),
            arns=arns,
            alarms=alarms,
        )
        acknowledge(self)
        self._tell(gateway, identity, bill)

    def _tell(self, gateway: WebSocketApi, identity: Identity, bill: str) -> None:
        """What clients and whoever uploads the bill have to know."""
        CfnOutput(self, "WebSocketUrl", value=gateway.stage.url)
        CfnOutput(self, "UserPoolId", value=identity.pool.user_pool_id)
        CfnOutput(self, "UserPoolClientId", value=identity.audience)
        CfnOutput(self, "Bill", value=bill)

    def _bill_arns(self, config: StackConfig, storage: Storage) -> dict[str, str]:
        """The words of `cdk.iam` for the bill, its objects and the bucket they are listed in, and for the terms."""
        if config.bill is None:
            bucket, prefix = storage.bucket.bucket_arn, BILL_PREFIX
        else:
            name, _, prefix = config.bill.removeprefix("s3://").partition("/")
            bucket = f"arn:{self.partition}:s3:::{name}"
        found = {"bill": f"{bucket}/{prefix}*", "bill_bucket": bucket}
        if config.terms is not None and _is_address(config.terms):
            found["terms"] = f"arn:{self.partition}:s3:::{config.terms.removeprefix('s3://')}"
        return found


TERMS_FILE = "finops.toml"
"""What the organisation's terms are called in the worker's code."""


def _is_address(terms: str | None) -> bool:
    return terms is not None and terms.startswith("s3://")


def _deployed(terms: str | None) -> str:
    """Where the worker finds the terms: at their address, or beside its code."""
    return "" if terms is None else terms if _is_address(terms) else TERMS_FILE
