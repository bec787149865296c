"""What every function of the stack stands on: the parts that keep, queue, know users and alarm, and their ARNs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from aws_cdk import Stack
from aws_cdk import aws_kms as kms

from cdk.alarms import Alarms
from cdk.config import StackConfig
from cdk.constructs.account_roles import AccountRoles
from cdk.constructs.doorbells import Doorbells
from cdk.constructs.front_door import WebSocketApi
from cdk.constructs.identity import Identity
from cdk.constructs.own_key import OwnKey
from cdk.constructs.page import Page
from cdk.constructs.query_engine import QueryEngine
from cdk.constructs.spending import STACK_TAG
from cdk.constructs.storage import BILL_PREFIX, PREPARED_PREFIX, Storage
from cdk.environment import environment_of
from finops_core.tools.spec import Catalog
from worker.account_snapshots.deps import SnapshotPlace
from worker.account_snapshots.stored import KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """The parts below the functions. `arns` are the words of `cdk.iam`.

    `bill` is where the export lies, `prepared` where it is prepared.

    `programs` are the client ids of programs by name. `key` encrypts what is kept, where a stage has one of its own.
    """

    alarms: Alarms
    storage: Storage
    doorbells: Doorbells
    identity: Identity
    gateway: WebSocketApi
    page: Page
    roles: AccountRoles
    arns: dict[str, str]
    bill: str
    prepared: str
    engine: QueryEngine | None
    programs: dict[str, str]
    key: kms.IKey | None = None

    def shared_settings(self, config: StackConfig) -> dict[str, Any]:
        """The settings that front door and worker have in common."""
        return {
            "table": self.storage.table.table_name,
            "queue_url": self.doorbells.queue.queue_url,
            "bucket": self.storage.bucket.bucket_name,
            "max_active_jobs": config.max_active_jobs,
            "plain_records": config.plain_records,
        }

    def engine_settings(self) -> dict[str, Any]:
        """The settings by which the worker asks what was prepared."""
        if self.engine is None:
            return {"engine": "duckdb", "engine_settings": {}}
        return {"engine": "athena", "engine_settings": self.engine.settings()}

    def roll_up_settings(self, config: StackConfig) -> dict[str, Any] | None:
        """Those by which Athena rolls up large deliveries; None where DuckDB rolls up all."""
        if self.engine is None or config.athena_unload_over_gb is None:
            return None
        return {**self.engine.settings(), "unload_over_gb": config.athena_unload_over_gb}

    def snapshot_environment(self, config: StackConfig) -> dict[str, str]:
        """Where functions that answer find what was seen of the accounts; nothing where nobody looks at them."""
        if not config.account_snapshots:
            return {}
        return environment_of(SnapshotPlace, account_snapshot=f"s3://{self.storage.bucket.bucket_name}/{KEY}")

    def token_settings(self, config: StackConfig) -> dict[str, Any]:
        """The settings by which a token is checked and its groups are read."""
        return {
            "issuer": self.identity.issuer,
            "audiences": self.identity.audiences,
            "jwks_url": self.identity.jwks_url,
            "group_accounts": config.group_accounts,
            "program_accounts": {self.programs[name]: seen for name, seen in seen_by(config.programs).items()},
            "group_roles": config.group_roles,
            "program_roles": {self.programs[name]: role for name, role in config.program_roles.items()},
        }


def seen_by(accounts: Mapping[str, tuple[str, ...] | Literal["all"]]) -> dict[str, tuple[str, ...] | None]:
    """What each may see, in the words of the functions: None is all."""
    return {name: None if seen == "all" else seen for name, seen in accounts.items()}


def lay_foundation(stack: Stack, config: StackConfig, catalog: Catalog) -> Foundation:
    """Makes the parts that need no function's code, in the order in which they need each other."""
    key = OwnKey(stack, "OwnKey", payer=config.export_account or stack.account).key if config.own_key else None
    alarms = Alarms(stack, "Alarms", topic_arn=config.alarm_topic, email=config.alarm_email, key=key)
    most_gb = config.athena_max_scanned_gb
    storage = Storage(stack, "Storage", export_account=config.export_account, results=most_gb is not None, key=key)
    engine = (
        QueryEngine(stack, "Athena", storage=storage, max_scanned_gb=most_gb, key=key) if most_gb is not None else None
    )
    doorbells = Doorbells(stack, "Doorbells", alarms=alarms, key=key)
    identity = Identity(stack, "Identity", second_factor=config.second_factor, sign_in_prefix=config.sign_in_prefix)
    gateway = WebSocketApi(stack, "WebSocketApi")
    page = Page(
        stack,
        "Page",
        connects=(gateway.stage.url, f"{identity.sign_in_url}/oauth2/"),
        domain=config.page_domain,
        certificate=config.page_certificate,
        web_acl=config.page_web_acl,
    )
    arns = {**storage.arns(), **doorbells.arns(), **gateway.arns(), **_bill_arns(stack, config, storage)}
    arns |= engine.arns() if engine is not None else {}
    if config.account_snapshots:
        arns["account_snapshot"] = storage.bucket.arn_for_objects(KEY)
    roles = AccountRoles(stack, "Account", catalog=catalog, arns=arns, account_roles=config.account_roles)
    if config.sign_in_requests is not None:
        identity.guard(config.sign_in_requests, {STACK_TAG: stack.stack_name, **config.tags})
    return Foundation(
        key=key,
        alarms=alarms,
        storage=storage,
        doorbells=doorbells,
        identity=identity,
        gateway=gateway,
        page=page,
        roles=roles,
        engine=engine,
        arns=arns | roles.arns(),
        programs=identity.admit_programs(tuple(config.programs)),
        prepared=f"s3://{storage.bucket.bucket_name}/{PREPARED_PREFIX}",
        bill=config.bill or f"s3://{storage.bucket.bucket_name}/{BILL_PREFIX}",
    )


def _bill_arns(stack: Stack, config: StackConfig, storage: Storage) -> dict[str, str]:
    """The words of `cdk.iam` for the bill, its objects and the bucket they are listed in, and for the terms."""
    if config.bill is None:
        bucket, prefix = storage.bucket.bucket_arn, BILL_PREFIX
    else:
        name, _, prefix = config.bill.removeprefix("s3://").partition("/")
        bucket = f"arn:{stack.partition}:s3:::{name}"
    elsewhere = {} if config.bill is None else {"prepared_bucket": storage.bucket.bucket_arn}
    found = {**elsewhere, "bill": f"{bucket}/{prefix}*", "bill_bucket": bucket}
    if config.terms_address is not None:
        found["terms"] = f"arn:{stack.partition}:s3:::{config.terms_address.removeprefix('s3://')}"
    return found
