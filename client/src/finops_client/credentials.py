"""The bearer token of a client: fixed, or fetched from a provider and renewed before it expires."""

import asyncio
import base64
import binascii
import inspect
import json
import time
from collections.abc import Awaitable, Callable

from finops_client.errors import FinOpsClientError, Unauthenticated

TokenProvider = Callable[[], Awaitable[str] | str]
"""Gives a valid token, a fresh one if the last is about to expire. Called before connecting and before expiry.

A plain function may take its time: it is called on a thread of its own.
"""

RENEW_BEFORE_S = 60.0

API_KEY = "finops_"
"""How an API key begins. It stays good while each connection has to hand it in again now and then."""


class Credentials:
    """Where the token comes from. `wall` is the Unix time in seconds, used for expiry only."""

    def __init__(
        self,
        *,
        token: str | None = None,
        token_provider: TokenProvider | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        if (token is None) == (token_provider is None):
            raise ValueError("give either a token or a token_provider")
        self._token = token
        self._provider = token_provider if token is None or not token.startswith(API_KEY) else lambda: token
        self._wall = wall

    @property
    def renewable(self) -> bool:
        return self._provider is not None

    async def token(self) -> str:
        """The token for a new connection: the last one unless it is about to expire."""
        if self._token is None or (self.renewable and (left := self.renew_in_s(None)) is not None and left <= 0):
            return await self.fresh()
        return self._token

    async def fresh(self) -> str:
        """A token from the provider. Raises Unauthenticated when there is none or it fails."""
        if self._provider is None:
            raise Unauthenticated("the token is fixed and cannot be renewed; give the client a token_provider")
        try:
            self._token = await _called(self._provider)
        except FinOpsClientError:
            raise
        except Exception as error:
            raise Unauthenticated(f"the token provider failed: {error}") from error
        return self._token

    def renew_in_s(self, expires_at: int | None) -> float | None:
        """Seconds until a fresh token is needed; None for never.

        `expires_at` is what the platform said (Unix seconds); without it the `exp` of a JWT counts.
        """
        expiry = expiry_of(self._token) if expires_at is None and self._token is not None else expires_at
        if not self.renewable or expiry is None:
            return None
        return expiry - self._wall() - RENEW_BEFORE_S


async def _called(provider: TokenProvider) -> str:
    made = provider() if inspect.iscoroutinefunction(provider) else await asyncio.to_thread(provider)
    return await made if inspect.isawaitable(made) else made


def expiry_of(token: str) -> int | None:
    """The `exp` of a JWT in Unix seconds (RFC 7519 §4.1.4), unverified; None for other tokens."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return int(claims["exp"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        return None
