"""Who may talk to the gateway at all: loopback names against DNS rebinding, an Origin list against foreign pages."""

import re
from dataclasses import dataclass
from typing import Literal

_LOOPBACK_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginPolicy:
    """Pages of the gateway's own address may connect, and those of `allowed` (scheme, host and port).

    `missing`: whether a request without an Origin is let in. Browsers always send one with a WebSocket handshake;
    programs send none, so by default these must bring an Authorization header, which no page can set there.
    """

    allowed: frozenset[str] = frozenset()
    missing: Literal["never", "with_authorization", "always"] = "with_authorization"

    def admits(self, origin: str | None, *, host: str, authorization: bool) -> bool:
        """Whether a WebSocket handshake with these headers may go on to the authorizer."""
        if origin is None:
            return self.missing == "always" or (self.missing == "with_authorization" and authorization)
        return self.admits_page(origin, host=host)

    def admits_page(self, origin: str, *, host: str) -> bool:
        """Whether a page of this origin may send requests. `null` (sandboxed pages, files) never may."""
        return origin == f"http://{host}" or origin in self.allowed


def is_loopback_host(host: str) -> bool:
    """Whether a Host header names this machine's loopback interface: a rebound DNS name does not."""
    return _LOOPBACK_HOST.fullmatch(host.lower()) is not None
