"""Whether a stack looks at accounts, beside their bill, and at which."""

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

ROLE: Final = r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}$"
EXTERNAL_ID: Final = r"^([A-Za-z0-9_+=,.@:/-]{2,})?$"


class AccountChoice(BaseModel):
    """What a stack sees of accounts; each field is a context value, and without the first nothing of it is made.

    `account_snapshots` has a snapshot taken each night of the stack's own account, and of those whose roles are
    `account_roles` (`finops account template` prints such a role; its `Reader` is the stack's account). They ask for
    `account_external_id`, the same in all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    account_snapshots: bool = False
    account_roles: Annotated[tuple[Annotated[str, Field(pattern=ROLE)], ...], Field(max_length=50)] = ()
    account_external_id: str = Field(
        default="", pattern=EXTERNAL_ID, max_length=1224, repr=False, coerce_numbers_to_str=True
    )

    @model_validator(mode="after")
    def _are_looked_at(self) -> Self:
        if self.account_roles and not self.account_snapshots:
            raise PydanticCustomError("account_roles", "`account_roles` are for `account_snapshots`, which are not on")
        if self.account_external_id and not self.account_roles:
            raise PydanticCustomError("account_external_id", "`account_external_id` is for `account_roles`")
        return self
