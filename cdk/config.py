"""What an owner of the stack decides: read from the CDK context, checked before anything is synthesised."""

import json
import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from cdk.account_choice import AccountChoice
from cdk.alert_access import AlertChoice
from cdk.capacity import Capacity
from cdk.constructs.identity import SecondFactor
from cdk.model_access import ModelChoice
from cdk.protection import Protection
from finops_core.errors import SettingsError
from finops_core.logs import LogLevel
from finops_core.roles import Role
from websocket.http_api.principals import PRINCIPAL

LogDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653]
"""For how long CloudWatch offers to keep logs."""

TERMS = r"^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[^*?]*[^*?/]|[^*?:]+\.toml)$"
S3_URI = r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^*?]*)?$"

_COST_EXPLORER = "cost-explorer:"
HOST = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"
PROGRAM = r"^[a-z][a-z0-9-]{0,30}$"
SIGN_IN_PREFIX = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"

REPOSITORY = r"^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}/[A-Za-z0-9._-]{1,100}$"

STACK_NAME = "FinOpsAgent"
STAGES = Path(__file__).parent / "stages"
"""One file a stage, named after it."""

Kept = Literal["bill", "conversations", "users"]
"""The bucket with bill and large results, the table with jobs and conversations, the pool of users."""


class StackConfig(ModelChoice, AlertChoice, AccountChoice, Capacity, Protection):
    """Choices of one deployment, each a context value of the same name (`cdk deploy -c bill=s3://…`).

    `stage` names a file of `cdk/stages`, whose values hold unless the context says otherwise; each stage is a stack of
    its own. `keep` is what stays when the stack is destroyed by `finops cloud destroy`.
    `bill` is an existing export (`s3://bucket/prefix`); without it the export goes to `bill/` of the stack's bucket.
    `export_account` is the account whose data exports may be delivered there, if the bill is paid by another one.
    `terms` is the organisation's `finops.toml`: an existing object (`s3://bucket/finops.toml`), which each worker reads
    when it starts, or a file here, which is deployed with the code; without it there are none.
    `allowed_origins` are the pages that may connect; programs need none. `group_accounts` maps a group of the user
    pool to the analysed accounts it may see; without it everyone sees all. `group_roles` maps a group to a role of
    `finops_core/roles.py` (viewer, analyst, approver, admin): of several the highest holds, and who is in none of
    these groups is a viewer; without it everyone is an analyst. `alarm_topic` is the ARN of an SNS topic
    that alarms and the budget tell; without it they tell one of the stack's own, which mails `alarm_email` once that
    address was confirmed. `budget_usd` is what the stack may cost a month before somebody is told; none is no budget.
    `tags` are put on everything beside the stack's own. `log_level` below INFO leaves the dashboard without questions.
    `question_metrics` counts questions as CloudWatch metrics too, with alarms on failures, waiting and money: $2.40 a
    month at most, by the hour in which somebody asks. `trace_endpoint` has a trace of each
    question sent to `xray` (X-Ray, with Transaction Search on) or to a collector's address that functions can reach.
    `page_domain` is the page's address beside CloudFront's own, with `page_certificate`, the ARN of its certificate in
    us-east-1. `sign_in_prefix` is the first part of the sign-in pages' address, a free one without it. `second_factor`
    is what the sign-in asks for beside a password. `test_user` is an address that is invited, never in production.
    `programs` are what asks by itself, each by a name with the analysed accounts it may see, or "all"; `program_roles`
    gives them roles by the same names, and those that it does not name are analysts.
    `principals` are roles and users of AWS, by ARN, that may ask at a URL of their own with signed requests, each with
    the accounts it may see, or "all"; without any there is no such URL. `principal_roles` gives them roles by the same
    ARNs, and those that it does not name are viewers.
    `athena_max_scanned_gb` has Athena answer from what was prepared, each question reading that much at most; without
    it workers read what was prepared by themselves. `athena_unload_over_gb` has it roll up deliveries too whose charges
    are larger than that as Parquet, each delivery within the same bound; without it the preparing function does.
    `prepare_hours` rolls up hours of what arrives too, for who asks by the hour a lot; else the charges answer that.
    `pipeline_repository` (`owner/name` at GitHub) makes a role that a workflow of it may take, in the environment that
    is called as the stage, to deploy this stack (ADR 47).
    `plain_records` writes records as releases before packed texts read them, for as long as an update may be taken
    back to one (ADR 39). Language models are the fields of `ModelChoice`, whom the watch may tell those of
    `AlertChoice`, which accounts it looks at those of `AccountChoice`, sizes of functions those of `Capacity`, further
    protection those of `Protection`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9-]{0,30}$")
    keep: tuple[Kept, ...] = ("bill", "conversations", "users")
    allowed_origins: tuple[str, ...] = ()
    group_accounts: dict[str, tuple[str, ...]] | None = None
    group_roles: dict[str, Role] | None = None
    bill: str | None = Field(default=None, pattern=S3_URI)
    # From a command line an id comes as a number.
    export_account: str | None = Field(default=None, pattern=r"^\d{12}$", coerce_numbers_to_str=True)
    terms: str | None = Field(default=None, pattern=TERMS)
    alarm_topic: str | None = Field(default=None, pattern=r"^arn:aws[a-z-]*:sns:")
    page_domain: str | None = Field(default=None, pattern=HOST)
    page_certificate: str | None = Field(default=None, pattern=r"^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate/")
    sign_in_prefix: str | None = Field(default=None, pattern=SIGN_IN_PREFIX)
    second_factor: SecondFactor = "optional"
    programs: dict[Annotated[str, Field(pattern=PROGRAM)], tuple[str, ...] | Literal["all"]] = Field(
        default_factory=dict[str, tuple[str, ...] | Literal["all"]]
    )
    program_roles: dict[str, Role] = Field(default_factory=dict[str, Role])
    principals: dict[Annotated[str, Field(pattern=PRINCIPAL)], tuple[str, ...] | Literal["all"]] = Field(
        default_factory=dict[str, tuple[str, ...] | Literal["all"]]
    )
    principal_roles: dict[str, Role] = Field(default_factory=dict[str, Role])
    test_user: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    alarm_email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    budget_usd: int | None = Field(default=25, ge=1)
    dashboard: bool = True
    tags: dict[str, str] = Field(default_factory=dict[str, str])
    log_days: LogDays = 30
    log_level: LogLevel = "INFO"
    question_metrics: bool = False
    athena_max_scanned_gb: int | None = Field(default=None, ge=1, le=1_000_000)
    prepare_hours: bool = False
    athena_unload_over_gb: float | None = Field(default=None, ge=0, le=1_000_000)
    trace_endpoint: str = Field(default="", pattern=r"^(xray|https?://[^\s/?#@]+/?)?$")
    pipeline_repository: str | None = Field(default=None, pattern=REPOSITORY)
    max_active_jobs: int = Field(default=5, ge=1)
    max_connections: int = Field(default=25, ge=1)
    frames_per_second: int = Field(default=20, ge=1)
    plain_records: bool = False

    @property
    def terms_address(self) -> str | None:
        """The terms' address in S3, or None where they are a file here or there are none."""
        return self.terms if self.terms is not None and self.terms.startswith("s3://") else None

    @field_validator("bill", mode="before")
    @classmethod
    def _is_an_export(cls, value: object) -> object:
        """Answers of Cost Explorer are paid for one by one and kept on one machine: each worker would pay anew."""
        if isinstance(value, str) and value.startswith(_COST_EXPLORER):
            raise PydanticCustomError(
                "bill",
                "a stack reads an export in S3 (s3://bucket/prefix). Each of its workers would pay Cost Explorer for "
                "itself, so that only a machine of your own reads that as a bill: let AWS deliver an export",
            )
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.page_domain is None) != (self.page_certificate is None):
            raise PydanticCustomError("page", "`page_domain` and `page_certificate` need each other")
        _all_named("program", self.program_roles.keys() - self.programs.keys())
        _all_named("principal", self.principal_roles.keys() - self.principals.keys())
        if self.pipeline_repository is not None and self.stage is None:
            raise PydanticCustomError("pipeline", "`pipeline_repository` needs a stage, whose name its environment has")
        if self.athena_unload_over_gb is not None and self.athena_max_scanned_gb is None:
            raise PydanticCustomError("athena", "`athena_unload_over_gb` needs `athena_max_scanned_gb`, its bound")
        _reached(self.private_network, [key for key in self.keys.values() if key is not None], self.trace_endpoint)
        if self.stage == "production" and self.test_user:
            raise PydanticCustomError("test_user", "`test_user` is for trying out, and the stage is production")
        return self

    @classmethod
    def from_context(cls, lookup: Callable[[str], Any]) -> Self:
        """Reads each field by `lookup`; the command line gives text, cdk.json gives JSON. Raises SettingsError."""
        found = {name: _parsed(lookup(name)) for name in cls.model_fields}
        given = {name: value for name, value in found.items() if value is not None}
        stage = given.get("stage")
        of_stage: Mapping[str, Any] = {} if stage is None else stage_values(str(stage))
        if unknown := sorted(of_stage.keys() - cls.model_fields.keys()):
            raise SettingsError(f"stage {stage}: there is no setting {unknown[0]}")
        try:
            return cls.model_validate({**of_stage, **given})
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            name = str(problem["loc"][0]) if problem["loc"] else "values together"
            where = f"stage {stage}:" if name in of_stage and name not in given else "context value"
            raise SettingsError(f"{where} {name}: {problem['msg']}") from error

    @property
    def stack_name(self) -> str:
        """The stack's name: that of a stage ends with it."""
        return STACK_NAME if self.stage is None else f"{STACK_NAME}-{self.stage}"


def _all_named(kind: Literal["program", "principal"], strange: Collection[str]) -> None:
    """Raises PydanticCustomError where a role is given to something that is not there."""
    if strange:
        raise PydanticCustomError(
            "roles", "`{kind}_roles` names {name}, which `{kind}s` does not", {"kind": kind, "name": min(strange)}
        )


def _reached(private_network: bool, keys: Collection[str], trace_endpoint: str) -> None:
    """Raises PydanticCustomError where workers without a way to the internet would need one."""
    if private_network and keys:
        raise PydanticCustomError("network", "from a `private_network` models of Bedrock alone can be asked")
    if private_network and trace_endpoint.startswith("http"):
        raise PydanticCustomError("network", "from a `private_network` traces can go to xray alone")


def stage_values(stage: str) -> Mapping[str, Any]:
    """What the file of a stage says. Raises SettingsError when there is none, or it is no TOML."""
    known = sorted(file.stem for file in STAGES.glob("*.toml"))
    if stage not in known:
        raise SettingsError(f"there is no stage {stage}: cdk/stages has {', '.join(known)}")
    try:
        return tomllib.loads((STAGES / f"{stage}.toml").read_text(encoding="utf-8"))
    except ValueError as wrong:
        raise SettingsError(f"cdk/stages/{stage}.toml: {wrong}") from wrong


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
