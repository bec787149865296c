"""What the front door posts to a request instead of a socket, kept until the response is written."""

import json
from typing import Any

from finops_core.errors import ConnectionThrottled
from websocket.connections import Poster

MAX_BYTES = 4 * 1024 * 1024
"""What one response carries; Lambda returns at most 6 MB, and JSON in JSON grows."""


class Replies:
    """A Poster for one request. What is posted to other connections goes where it would have gone anyway."""

    def __init__(self, connection_id: str, others: Poster, *, max_bytes: int = MAX_BYTES) -> None:
        self.connection_id = connection_id
        self._others = others
        self._room = max_bytes
        self._control: list[dict[str, Any]] = []
        self._events: list[dict[str, Any]] = []

    def post(self, connection_id: str, *frames: bytes) -> None:
        """Raises ConnectionThrottled once the response is full: what does not fit is asked for by the next one."""
        if connection_id != self.connection_id:
            self._others.post(connection_id, *frames)
            return
        for data in frames:
            if len(data) > self._room:
                self._room = 0
                raise ConnectionThrottled("The response is full.")
            self._room -= len(data)
            frame = json.loads(data)
            (self._events if "chunk" in frame else self._control).append(frame)

    @property
    def full(self) -> bool:
        """Whether something was left out, and nothing more is taken."""
        return self._room == 0

    def control(self) -> list[dict[str, Any]]:
        """The control frames since this was last asked."""
        taken, self._control = self._control, []
        return taken

    def events(self) -> list[dict[str, Any]]:
        """The envelopes since this was last asked."""
        taken, self._events = self._events, []
        return taken
