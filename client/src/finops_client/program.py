"""Signing a program in by its client id and secret, where the platform runs in the cloud."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from finops_client.errors import ConnectionFailed, InsecureUrl, Unauthenticated

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_ANSWER_BYTES = 64 * 1024
ASK = "finops/ask"
"""The scope by which the platform lets a program ask."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A secret is for the address that it was given for, and for no other."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramSignIn:
    """A token provider: `Client(url, token_provider=ProgramSignIn(token_url=…, client_id=…, client_secret=…))`.

    By OAuth 2.0's client credentials (RFC 6749 §4.4). The client calls it once for each token, so about once an hour.
    Raises InsecureUrl for a `token_url` that is neither encrypted nor on this machine.
    """

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ASK
    timeout_s: float = 10.0

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.token_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise InsecureUrl(f"{self.token_url} would be sent the secret in clear text; use https://")

    def __call__(self) -> str:
        """A fresh token. Raises Unauthenticated when it is refused, ConnectionFailed when trying again may help."""
        try:
            with urllib.request.build_opener(NoRedirect).open(self._request(), timeout=self.timeout_s) as answer:
                told = json.loads(answer.read(MAX_ANSWER_BYTES))
                return str(told["access_token"])
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error.code, _reason(error)) from error
        except (OSError, HTTPException) as error:
            raise self._away(str(error)) from error
        except (ValueError, KeyError, TypeError) as error:
            raise Unauthenticated(f"{self.token_url} gave no token: is it the address of a token endpoint?") from error

    def _request(self) -> urllib.request.Request:
        basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        asked = {"grant_type": "client_credentials", "scope": self.scope}
        return urllib.request.Request(
            self.token_url,
            data=urllib.parse.urlencode(asked).encode(),
            headers={"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"},
            method="POST",
        )

    def _refusal(self, status: int, reason: str) -> ConnectionFailed | Unauthenticated:
        if status >= 500 or status == 429:
            return self._away(f"it answered {status}")
        return Unauthenticated(f"the sign-in refused {self.client_id} ({reason}): check its id, secret and scope")

    def _away(self, why: str) -> ConnectionFailed:
        return ConnectionFailed(f"the sign-in at {self.token_url} cannot be reached: {why}", retryable=True)


def _reason(error: urllib.error.HTTPError) -> str:
    """The error code of RFC 6749 §5.2, or the status; nothing else of what a stranger may have written."""
    try:
        code = json.loads(error.read(MAX_ANSWER_BYTES))["error"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return str(error.code)
    return code if isinstance(code, str) and code.isidentifier() else str(error.code)
