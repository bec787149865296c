"""`[account]` of finops.toml: how the accounts of AWS that are looked at are reached."""

import re
from collections.abc import Sequence
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from finops_core.aws.clients import AnalysedAccount
from finops_core.aws.credential_sources import FileKeys, Keyring, PluggedIn
from finops_core.aws.credentials import CredentialSource, FoundCredentials
from finops_core.clock import Clock

PLACE: Final = "{account}"
AccountId = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
_ROLE: Final = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}|\{account\}):role/[\w+=,.@/-]{1,512}", re.ASCII)
_NO_SECRET: Final = SecretStr("")


class AccountAccess(BaseModel):
    """Which credentials are used and which role is assumed with them. Secrets are in no representation.

    With `accounts` the `role` has `{account}` in place of each id, and a snapshot is taken of all of them; bills and
    budgets are then read with the credentials themselves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    access_key_id: SecretStr = _NO_SECRET
    secret_access_key: SecretStr = _NO_SECRET
    session_token: SecretStr = _NO_SECRET
    source: str = Field(default="", max_length=200)
    options: dict[str, str] = Field(default={}, repr=False)
    role: str = Field(default="", max_length=700)
    external_id: str = Field(default="", max_length=1224, repr=False)
    accounts: tuple[AccountId, ...] = Field(default=(), max_length=1000)
    regions: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}[a-z-]*-\d$")], ...] = Field(
        default=(), max_length=60
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if bool(self.access_key_id.get_secret_value()) != bool(self.secret_access_key.get_secret_value()):
            raise ValueError("access_key_id and secret_access_key go together")
        if self.role and not _ROLE.fullmatch(self.role):
            raise ValueError("role is no ARN such as arn:aws:iam::111122223333:role/finops-read")
        if bool(self.accounts) != (PLACE in self.role):
            raise ValueError(
                f"accounts goes with a role that has {PLACE} where the id belongs, and such a role with it"
            )
        if self.external_id and not self.role:
            raise ValueError("external_id is for a role, and there is none")
        return self

    def account(self, profile: str | None = None, clock: Clock | None = None) -> AnalysedAccount:
        """The account that bills and budgets are read as."""
        found = AnalysedAccount(
            profile=profile,
            source=PluggedIn(self.source, self.options) if self.source else None,
            other_sources=self._others(profile),
            clock=clock,
        )
        return found if not self.role or self.accounts else found.assuming(self.role, self.external_id or None)

    def each(self, profiles: Sequence[str | None], clock: Clock | None = None) -> list[tuple[str, AnalysedAccount]]:
        """Every account that a snapshot is taken of, with what it is called until it is entered."""
        found: list[tuple[str, AnalysedAccount]] = []
        for profile in profiles:
            account = self.account(profile, clock)
            if not self.accounts:
                found.append((f"of profile {profile}" if profile else "of these credentials", account))
            for id_ in self.accounts:
                role = self.role.replace(PLACE, id_)
                found.append((id_, account.assuming(role, self.external_id or None)))
        return found

    @property
    def is_set(self) -> bool:
        """Whether it says anything about credentials."""
        return bool(self.access_key_id.get_secret_value() or self.source or self.role)

    def _others(self, profile: str | None) -> tuple[CredentialSource, ...]:
        if profile or not self.access_key_id.get_secret_value():
            return (Keyring(),)
        keys = FoundCredentials(
            access_key_id=self.access_key_id.get_secret_value(),
            secret_access_key=self.secret_access_key.get_secret_value(),
            session_token=self.session_token.get_secret_value(),
        )
        return (FileKeys(keys), Keyring())
