"""How a server shows a client that it knows the token, before the client has sent anything worth keeping (ADR 18).

The client sends a random nonce. The answer holds a random id of this process and the nonce, id and port under the
token's HMAC. Client and server then derive a key from token and id, and the client sends that key in the token's
place: it is worth nothing to another process, nor to this server's successor.
"""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass, field

NONCE = re.compile(r"[A-Za-z0-9_-]{22,128}", re.ASCII)
"""At least 128 random bits, as base64url."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerProof:
    """What one process of a platform can show and accepts. `session` is new with each process."""

    token: str = field(repr=False)
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def key(self) -> str:
        """What clients send in the token's place, as long as this process lives."""
        return _mac(self.token, "key", self.session)

    def answer(self, nonce: str, port: int) -> str:
        """The proof for a client that dialled this port: one relayed from another port proves nothing."""
        return _mac(self.token, "proof", str(port), nonce, self.session)


def _mac(token: str, *parts: str) -> str:
    digest = hmac.digest(token.encode(), "\n".join(("finops.v1", *parts)).encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
