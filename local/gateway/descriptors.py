"""How many sockets this process may have open, so that files, databases and the worker never lack a descriptor."""

import resource
from dataclasses import replace

from local.gateway.limits import Limits

WANTED = 4096
"""Descriptors asked of the system; many shells start with 256 or 1,024 and allow more."""

RESERVED = 256
"""For the stores, the worker, blobs, the page's files and whoever looks after the machine; at most half of all."""


def within_descriptors(limits: Limits, available: int) -> Limits:
    """The limits with no more connections than `available` descriptors carry beside those reserved."""
    sockets = available - min(RESERVED, available // 2)
    waiting = max(1, min(limits.waiting_connections, sockets // 4))
    return replace(limits, waiting_connections=waiting, connections=max(1, min(limits.connections, sockets - waiting)))


def available_descriptors() -> int:
    """How many descriptors the process may have, after asking for as many as are wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
        soft = enough
    return WANTED if soft == resource.RLIM_INFINITY else soft
