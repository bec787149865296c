"""What an owner of the stack decides: read from the CDK context, checked before anything is synthesised."""

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finops_core.errors import SettingsError

TERMS = r"^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[^*?]*[^*?/]|[^*?:]+\.toml)$"
S3_URI = r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^*?]*)?$"

STACK_NAME = "FinOpsAgent"
STAGES = Path(__file__).parent / "stages"
"""One file a stage, named after it."""

Kept = Literal["bill", "conversations", "users"]
"""The bucket with bill and large results, the table with jobs and conversations, the pool of users."""


class StackConfig(BaseModel):
    """Choices of one deployment, each a context value of the same name (`cdk deploy -c bill=s3://…`).

    `stage` names a file of `cdk/stages`, whose values hold unless the context says otherwise; each stage is a stack of
    its own. `keep` is what stays when the stack is destroyed by `finops cloud destroy`.
    `bill` is an existing export (`s3://bucket/prefix`); without it the export goes to `bill/` of the stack's bucket.
    `export_account` is the account whose data exports may be delivered there, if the bill is paid by another one.
    `terms` is the organisation's `finops.toml`: an existing object (`s3://bucket/finops.toml`), which each worker reads
    when it starts, or a file here, which is deployed with the code; without it there are none.
    `allowed_origins` are the pages that may connect; programs need none. `group_accounts` maps a group of the user
    pool to the analysed accounts it may see; without it everyone sees all. `alarm_topic` is the ARN of an SNS topic.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9-]{0,30}$")
    keep: tuple[Kept, ...] = ("bill", "conversations", "users")
    allowed_origins: tuple[str, ...] = ()
    group_accounts: dict[str, tuple[str, ...]] | None = None
    bill: str | None = Field(default=None, pattern=S3_URI)
    export_account: str | None = Field(default=None, pattern=r"^\d{12}$")
    terms: str | None = Field(default=None, pattern=TERMS)
    alarm_topic: str | None = Field(default=None, pattern=r"^arn:aws[a-z-]*:sns:")
    max_active_jobs: int = Field(default=5, ge=1)
    max_connections: int = Field(default=25, ge=1)
    frames_per_second: int = Field(default=20, ge=1)

    @property
    def terms_address(self) -> str | None:
        """The terms' address in S3, or None where they are a file here or there are none."""
        return self.terms if self.terms is not None and self.terms.startswith("s3://") else None

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
            name = str(problem["loc"][0])
            where = "context value" if name in given else f"stage {stage}:"
            raise SettingsError(f"{where} {name}: {problem['msg']}") from error

    @property
    def stack_name(self) -> str:
        """The stack's name: that of a stage ends with it."""
        return STACK_NAME if self.stage is None else f"{STACK_NAME}-{self.stage}"


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
