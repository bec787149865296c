"""A PostToConnection in memory, for tests of this package and of whoever builds on it."""

import json
from collections import defaultdict
from typing import Any

from finops_core.errors import ConnectionGone, ConnectionThrottled, TooLarge
from websocket.poster import MAX_POST_BYTES


class MemoryPoster:
    """Keeps what was posted to each connection, in order. Connections are open once named in `open`."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.slow: set[str] = set()
        self._posted: defaultdict[str, list[bytes]] = defaultdict(list)

    def post(self, connection_id: str, *frames: bytes) -> None:
        for data in frames:
            if connection_id not in self.open:
                raise ConnectionGone(f"connection {connection_id} is not open")
            if len(data) > MAX_POST_BYTES:
                raise TooLarge(f"{len(data)} bytes")
            if connection_id in self.slow:
                raise ConnectionThrottled("too slow")
            self._posted[connection_id].append(data)

    def frames(self, connection_id: str) -> list[dict[str, Any]]:
        """What the connection got so far, parsed."""
        return [json.loads(data) for data in self._posted[connection_id]]

    def take(self, connection_id: str) -> list[dict[str, Any]]:
        """What the connection got since it was last asked."""
        frames = self.frames(connection_id)
        self._posted[connection_id].clear()
        return frames
