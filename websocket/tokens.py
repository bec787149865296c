"""Who a token belongs to: one port, and the verifiers behind it."""

import hmac
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from finops_core.api_keys import ApiKeyRepository, is_api_key
from finops_core.clock import Clock, SystemClock
from finops_core.errors import StorageUnavailable, TokenExpired, Unauthenticated
from finops_core.roles import UNSAID, Role, highest
from websocket.identity import names_in

LOCAL_USER = "local"
LOCAL_ROLE = Role.ADMIN
"""It is their machine: the one user of a laptop may do all."""

PROGRAM_SCOPE = "finops/ask"
"""What a program's token has to allow."""

_SUBJECT = re.compile(r"[\x20-\x7e]{1,255}", re.ASCII)
"""OpenID Connect Core §2: at most 255 ASCII characters."""

KEY_KNOWN_FOR_S = 15 * 60
"""For how long a connection may go on before it hands its API key in again: that long a revoked one may still hear."""

_LATEST_S = 2**53
"""No later `exp` (Unix seconds) is told apart from the next one in JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A user, the analysed accounts they may see (None: all), when this knowledge expires (Unix seconds), and what they
    may do."""

    user_id: str
    exp: int | None = None
    accounts: tuple[str, ...] | None = None
    role: Role = UNSAID


class TokenVerifier(Protocol):
    """Turns a bearer token into an identity.

    Raises Unauthenticated, TokenExpired, or StorageUnavailable when that cannot be told for now.
    """

    def verify(self, token: str) -> Identity: ...


class SharedTokenVerifier:
    """The embedded platform's: one random token, or a key that stands for it; one user, who may do all, no expiry."""

    def __init__(self, *accepted: str) -> None:
        self._accepted = tuple(token.encode() for token in accepted if token)

    def verify(self, token: str) -> Identity:
        if not any(hmac.compare_digest(token.encode(), known) for known in self._accepted):
            raise Unauthenticated("The token is not this platform's. Open the link that `finops up` printed.")
        return Identity(user_id=LOCAL_USER, role=LOCAL_ROLE)


class JwtVerifier:
    """Tokens of an OpenID Connect issuer, RS256, keys read from its JWKS.

    `group_accounts` maps a group (`cognito:groups`, else `groups` claim) to the accounts it may see; a user in none of
    its groups sees none, and without the mapping everyone sees all. `program_accounts` says the same of programs, by
    client id (None: all); their tokens need `PROGRAM_SCOPE`. Claims of another type than theirs are refused.

    `group_roles` maps a group to a role: of several groups the highest holds, a user in none of them is a viewer, and
    without the mapping everyone is `UNSAID`. `program_roles` says it of programs; one that is not in it is `UNSAID`.
    """

    def __init__(
        self,
        *,
        issuer: str,
        audiences: Collection[str],
        jwks_url: str,
        group_accounts: dict[str, tuple[str, ...]] | None = None,
        program_accounts: Mapping[str, tuple[str, ...] | None] | None = None,
        group_roles: Mapping[str, Role] | None = None,
        program_roles: Mapping[str, Role] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._issuer = issuer
        self._audiences = tuple(audiences)
        self._jwks_url = jwks_url
        self._group_accounts = group_accounts
        self._program_accounts = program_accounts or {}
        self._group_roles = group_roles
        self._program_roles = program_roles or {}
        self._keys: Any = None

    def verify(self, token: str) -> Identity:
        import jwt  # only the functions that meet a token pay for cryptography's import

        if self._keys is None:
            self._keys = jwt.PyJWKClient(self._jwks_url, cache_keys=True)
        try:
            key = self._keys.get_signing_key_from_jwt(token).key
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                options={"require": ["exp", "sub"], "verify_aud": False, "verify_exp": False},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise StorageUnavailable(
                "The sign-in service's keys could not be fetched. Try again in a moment."
            ) from error
        except (jwt.PyJWTError, ValueError, OverflowError) as error:
            raise Unauthenticated("The token is not valid here. Sign in again.") from error
        client = claims.get("client_id")
        if isinstance(client, str) and client in self._program_accounts:
            _require_scope(claims)
        elif not any(claims.get(name) in self._audiences for name in ("aud", "client_id")):
            raise Unauthenticated("The token was issued for another application. Sign in again.")
        identity = self._identity(claims)
        if identity.exp is not None and self._clock.now().timestamp() >= identity.exp:
            raise TokenExpired("The token has expired. Sign in again.")
        return identity

    def _identity(self, claims: dict[str, Any]) -> Identity:
        """Raises Unauthenticated for a claim that is not what its name promises."""
        subject, exp = claims["sub"], claims["exp"]
        if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject) or not subject.strip():
            raise Unauthenticated("The token names no user (`sub`). Sign in again.")
        if isinstance(exp, bool) or not isinstance(exp, int | float) or not 0 < exp < _LATEST_S:
            raise Unauthenticated("The token does not say when it expires (`exp`). Sign in again.")
        client = claims.get("client_id")
        if isinstance(client, str) and client in self._program_accounts:
            accounts, role = self._program_accounts[client], self._program_roles.get(client, UNSAID)
        else:
            accounts, role = self._accounts(claims), self._role(claims)
        return Identity(user_id=subject, exp=int(exp), accounts=accounts, role=role)

    def _accounts(self, claims: dict[str, Any]) -> tuple[str, ...] | None:
        if self._group_accounts is None:
            return None
        groups = _groups(claims)
        seen = {account for group in groups for account in self._group_accounts.get(group, ())}
        return tuple(sorted(seen))

    def _role(self, claims: dict[str, Any]) -> Role:
        if self._group_roles is None:
            return UNSAID
        return highest([self._group_roles[group] for group in _groups(claims) if group in self._group_roles])


def _groups(claims: dict[str, Any]) -> tuple[str, ...]:
    """The groups that a token names. Raises Unauthenticated for a claim that is no list of names."""
    found = claims.get("cognito:groups")
    found = claims.get("groups") if found is None else found
    try:
        return names_in([] if found is None else found)
    except ValueError as error:
        raise Unauthenticated("The token's groups are no list of names. Ask who runs the sign-in.") from error


def _require_scope(claims: dict[str, Any]) -> None:
    scope = claims.get("scope")
    if not isinstance(scope, str) or PROGRAM_SCOPE not in scope.split():
        raise Unauthenticated(f"The program's token lacks the scope {PROGRAM_SCOPE}. Ask for a token with it.")


class ApiKeyVerifier:
    """API keys, and what `others` know for every other token. `keys` is opened when the first key is met."""

    def __init__(self, keys: Callable[[], ApiKeyRepository], others: TokenVerifier, clock: Clock) -> None:
        self._keys = keys
        self._others = others
        self._clock = clock

    def verify(self, token: str) -> Identity:
        if not is_api_key(token):
            return self._others.verify(token)
        key = self._keys().verify(token)
        known_until = int(self._clock.now().timestamp()) + KEY_KNOWN_FOR_S
        exp = min(known_until, int(key.expires_at.timestamp()))
        return Identity(user_id=key.user_id, exp=exp, accounts=key.accounts, role=key.role)
