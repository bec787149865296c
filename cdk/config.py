"""What an owner of the stack decides: read from the CDK context, checked before anything is synthesised."""

import json
from collections.abc import Callable
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finops_core.errors import SettingsError

TERMS = r"^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[^*?]*[^*?/]|[^*?:]+\.toml)$"
S3_URI = r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^*?]*)?$"


class StackConfig(BaseModel):
    """Choices of one deployment, each a context value of the same name (`cdk deploy -c bill=s3://…`).

    `bill` is an existing export (`s3://bucket/prefix`); without it the export goes to `bill/` of the stack's bucket.
    `terms` is the organisation's `finops.toml`: an existing object (`s3://bucket/finops.toml`), which each worker reads
    when it starts, or a file here, which is deployed with the code; without it there are none.
    `allowed_origins` are the pages that may connect; programs need none. `group_accounts` maps a group of the user
    pool to the analysed accounts it may see; without it everyone sees all. `alarm_topic` is the ARN of an SNS topic.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    allowed_origins: tuple[str, ...] = ()
    group_accounts: dict[str, tuple[str, ...]] | None = None
    bill: str | None = Field(default=None, pattern=S3_URI)
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
        given = {name: _parsed(lookup(name)) for name in cls.model_fields}
        try:
            return cls.model_validate({name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            raise SettingsError(f"context value {problem['loc'][0]}: {problem['msg']}") from error


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
