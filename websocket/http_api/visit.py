"""One request as a connection of the front door, so that the wire's rules hold for it as for a socket."""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from finops_core.errors import ConnectionThrottled, RateLimited
from websocket import message
from websocket.deps import FrontDoor
from websocket.http_api.replies import Replies
from websocket.identity import Caller
from websocket.tokens import Identity

Pause = Callable[[float], None]

LOOK_EVERY_S = 0.25
"""How often a job is looked at while a request waits for it: one small read each time."""

LOOKS_A_SECOND = int(1 / LOOK_EVERY_S)

TERMINAL = ("RUN_FINISHED", "RUN_ERROR")


class Refused(Exception):
    """The front door answered with an `error` frame."""

    def __init__(self, frame: dict[str, Any]) -> None:
        super().__init__(frame["message"])
        self.frame = frame


@dataclass(slots=True, kw_only=True)
class Stretch:
    """What was read of jobs: `after` is the last event of each, `over` says that there will be no more."""

    after: dict[str, int]
    envelopes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    over: bool = False

    def take(self, envelopes: list[dict[str, Any]]) -> None:
        """Goes on with envelopes, which come in the order of their numbers."""
        for envelope in envelopes:
            self.envelopes.append(envelope)
            self.after[str(envelope["jobId"])] = int(envelope["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A caller, the front door with their replies collected, and how a request waits."""

    who: Caller
    replies: Replies
    door: FrontDoor
    pause: Pause = time.sleep

    @classmethod
    def of(cls, identity: Identity, door: FrontDoor, pause: Pause) -> "Visit":
        """A visit of whoever the token says."""
        connection_id = f"http-{uuid.uuid4().hex}"
        replies = Replies(connection_id, door.poster)
        who = Caller(
            user_id=identity.user_id,
            connection_id=connection_id,
            exp=identity.exp,
            accounts=identity.accounts,
            role=identity.role,
        )
        return cls(who=who, replies=replies, door=replace(door, poster=replies), pause=pause)

    def send(self, frame: str | dict[str, Any]) -> list[dict[str, Any]]:
        """The control frames that answer a frame. Raises Refused when it is refused."""
        message.answer(frame if isinstance(frame, str) else json.dumps(frame), self.who, self.door)
        told = self.replies.control()
        for each in told:
            if each["type"] == "error":
                raise Refused(each)
        return told

    def read_on(self, after: dict[str, int], wait_s: float) -> Stretch:
        """The events of jobs beyond what the caller has, until all have ended, the time is over, or the response full.

        Raises Refused for a job that is not the caller's.
        """
        begin = self.door.clock.now().timestamp()
        self.send({"type": "resume", "jobs": [{"jobId": job_id, "after": seq} for job_id, seq in after.items()]})
        stretch = Stretch(after=dict(after))
        stretch.take(self.replies.events())
        for look in range(1 + int(wait_s / LOOK_EVERY_S)):
            ended = self.replies.full or not self._catch_up(stretch)
            waited = self.door.clock.now().timestamp() - begin
            if ended or waited >= wait_s or not self._may_wait(look):
                break
            self.pause(LOOK_EVERY_S)
        stretch.over = stretch.over and not self.replies.full
        return stretch

    def _may_wait(self, look: int) -> bool:
        """A second of waiting counts as a frame: it holds a function, and their number is an account's."""
        if look % LOOKS_A_SECOND == 0:
            try:
                self.door.limiter.admit(self.who.user_id)
            except RateLimited:
                return False
        return True

    def _catch_up(self, stretch: Stretch) -> bool:
        """Reads what came since; whether any of the jobs goes on."""
        stretch.over = True
        for job_id, seq in stretch.after.items():
            job = self.door.jobs.of_user(self.who.user_id, job_id)
            if job.next_seq - 1 > seq:
                try:
                    message.replay(job, seq, self.who.connection_id, self.door)
                except ConnectionThrottled:
                    stretch.over = False
            stretch.over = stretch.over and not job.active
        stretch.take(self.replies.events())
        return not stretch.over
