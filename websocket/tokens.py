"""Who a token belongs to: one port, and the verifiers behind it."""

import hmac
from dataclasses import dataclass
from typing import Any, Protocol, cast

from finops_core.errors import StorageUnavailable, TokenExpired, Unauthenticated

LOCAL_USER = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A user, the analysed accounts they may see (None: all), and when this knowledge expires (Unix seconds)."""

    user_id: str
    exp: int | None = None
    accounts: tuple[str, ...] | None = None


class TokenVerifier(Protocol):
    """Turns a bearer token into an identity.

    Raises Unauthenticated, TokenExpired, or StorageUnavailable when that cannot be told for now.
    """

    def verify(self, token: str) -> Identity: ...


class SharedTokenVerifier:
    """The embedded platform's: one random token, one user, no expiry."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def verify(self, token: str) -> Identity:
        if not hmac.compare_digest(token.encode(), self._token):
            raise Unauthenticated("The token is not this platform's. Open the link that `finops up` printed.")
        return Identity(user_id=LOCAL_USER)


class JwtVerifier:
    """Tokens of an OpenID Connect issuer, RS256, keys read from its JWKS.

    `group_accounts` maps a group (`cognito:groups` or `groups` claim) to the accounts it may see; a user in none of
    its groups sees none, and without the mapping everyone sees all.
    """

    def __init__(
        self, *, issuer: str, audience: str, jwks_url: str, group_accounts: dict[str, tuple[str, ...]] | None = None
    ) -> None:
        self._issuer = issuer
        self._audience = audience
        self._jwks_url = jwks_url
        self._group_accounts = group_accounts
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
                options={"require": ["exp", "sub"], "verify_aud": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenExpired("The token has expired. Sign in again.") from error
        except jwt.PyJWKClientConnectionError as error:
            raise StorageUnavailable(
                "The sign-in service's keys could not be fetched. Try again in a moment."
            ) from error
        except jwt.PyJWTError as error:
            raise Unauthenticated("The token is not valid here. Sign in again.") from error
        if self._audience not in (claims.get("aud"), claims.get("client_id")):
            raise Unauthenticated("The token was issued for another application. Sign in again.")
        return Identity(user_id=str(claims["sub"]), exp=int(claims["exp"]), accounts=self._accounts(claims))

    def _accounts(self, claims: dict[str, Any]) -> tuple[str, ...] | None:
        if self._group_accounts is None:
            return None
        groups = cast(list[object], claims.get("cognito:groups") or claims.get("groups") or [])
        seen = {account for group in groups for account in self._group_accounts.get(str(group), ())}
        return tuple(sorted(seen))
