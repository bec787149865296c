"""A local platform shows that it knows the token before the token, or what stands for it, is sent.

Whoever listens on a port of this machine may be anybody: the platform that was there has perhaps stopped. The server
answers a random nonce with an HMAC under the token, over the port that was dialled; the client then sends a key derived
from the token and that process's session id, never the token itself.
"""

import asyncio
import base64
import hmac
import http.client
import json
import secrets
from urllib.parse import urlsplit

from finops_client.errors import ConnectionFailed, Unauthenticated

MAX_ANSWER_BYTES = 4096


async def session_key(url: str, token: str, *, timeout_s: float) -> str:
    """What to send to the platform at `url` in the token's place.

    Raises ConnectionFailed when nobody answers there, and Unauthenticated when somebody does who does not know the
    token: the platform may come back, so trying again can help.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 80
    path = f"{parts.path.rpartition('/')[0]}/session"
    nonce = secrets.token_urlsafe(32)
    try:
        async with asyncio.timeout(timeout_s):
            answer = await asyncio.to_thread(_asked, host, port, f"{path}?nonce={nonce}", timeout_s)
    except (OSError, TimeoutError, http.client.HTTPException) as failed:
        raise ConnectionFailed(f"no platform answers at {url}: {failed or 'timed out'}") from failed
    session, proof = answer.get("session"), answer.get("proof")
    expected = _mac(token, "proof", str(port), nonce, session) if isinstance(session, str) else ""
    if not isinstance(session, str) or not isinstance(proof, str) or not hmac.compare_digest(expected, proof):
        raise Unauthenticated(
            f"what answers at {url} could not prove that it knows this token, so nothing was sent to it; look who "
            "listens there, or start the platform again: finops up",
            retryable=True,
        )
    return _mac(token, "key", session)


def _asked(host: str, port: int, path: str, timeout_s: float) -> dict[str, object]:
    """What the server says, empty when that is not in the form of a proof. Raises OSError or HTTPException."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read(MAX_ANSWER_BYTES)
        found: object = json.loads(body) if response.status == 200 else None
    except ValueError:
        return {}
    finally:
        connection.close()
    return {str(name): value for name, value in found.items()} if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _mac(token: str, *parts: str) -> str:
    digest = hmac.digest(token.encode(), "\n".join(("finops.v1", *parts)).encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
