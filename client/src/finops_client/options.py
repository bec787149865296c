"""What a caller may tune. The defaults suit a platform on AWS and a local one."""

from dataclasses import dataclass, field

from finops_client.backoff import Backoff
from finops_client.session import SessionLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOptions:
    """All in seconds.

    `open_timeout_s`: one attempt to connect. `request_timeout_s`: a list, a cancel, an artifact's part.
    `reconnect_for_s`: how long a lost connection is tried again before everything open fails with ConnectionFailed;
    the jobs themselves go on. `allow_insecure`: permits `ws://` to another machine, which sends the token in clear.
    `prove_server`: a server on this machine has to show that it knows a fixed token before anything is sent; turn it
    off for one that is no local platform, or is reached through a port that is not its own.
    """

    open_timeout_s: float = 10.0
    request_timeout_s: float = 30.0
    reconnect_for_s: float = 600.0
    allow_insecure: bool = False
    prove_server: bool = True
    backoff: Backoff = field(default_factory=Backoff)
    limits: SessionLimits = field(default_factory=SessionLimits)
