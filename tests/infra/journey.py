"""A user of the deployed platform: an account in its user pool, and a WebSocket."""

import base64
import json
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.infra.deployment import Deployment
from websocket.protocol import BEARER_SUBPROTOCOL_PREFIX, SUBPROTOCOL

PASSWORD = "Correct-horse-7-battery"
FRAME_S = 20.0
"""How long a frame may be under way; a cold start is part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who signed in. `user_id` is the pool's `sub`."""

    user_id: str
    token: str


def sign_up(deployment: Deployment, name: str) -> User:
    """Makes a user the way an administrator does, and signs in."""
    cognito = deployment.emulator.client("cognito-idp")
    pool = deployment.physical("AWS::Cognito::UserPool")
    address = f"{name}@example.com"
    created = cognito.admin_create_user(UserPoolId=pool, Username=address, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=address, Password=PASSWORD, Permanent=True)
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=deployment.physical("AWS::Cognito::UserPoolClient", "Identity/Users/Client"),
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": PASSWORD},
    )
    [user_id] = [each["Value"] for each in created["User"]["Attributes"] if each["Name"] == "sub"]
    return User(user_id=user_id, token=answer["AuthenticationResult"]["AccessToken"])


def forged(user: User) -> User:
    """The same claims under a signature that is not the pool's."""
    head, claims, signature = user.token.split(".")
    return User(user_id=user.user_id, token=f"{head}.{claims}.{signature[::-1]}")


@dataclass(slots=True)
class Conversation:
    """One connection; `seen` is every frame that came."""

    socket: ClientConnection
    user_id: str
    seen: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def send(self, type_: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"type": type_, "reqId": uuid.uuid4().hex, **fields}))

    def ask(self, question: str, *, run_id: str | None = None) -> str:
        """Submits a question; returns its run's id."""
        run_id = run_id or uuid.uuid4().hex
        message = {"id": uuid.uuid4().hex, "role": "user", "content": question}
        run: dict[str, Any] = {
            "threadId": "thread",
            "runId": run_id,
            "state": {},
            "messages": [message],
            "tools": [],
            "context": [],
        }
        self.send("run", input=run | {"forwardedProps": {}})
        return run_id

    def until(
        self, wanted: Callable[[dict[str, Any]], bool], *, within_s: float = FRAME_S, what: str = "the frame"
    ) -> dict[str, Any]:
        """The first frame, seen already or to come, that is wanted. Raises TimeoutError."""
        for frame in self.seen:
            if wanted(frame):
                return frame
        deadline = monotonic() + within_s
        while (left := deadline - monotonic()) > 0:
            try:
                frame = json.loads(self.socket.recv(timeout=left))
            except TimeoutError:
                break
            self.seen.append(frame)
            if wanted(frame):
                return frame
        raise TimeoutError(f"not within {within_s} s: {what}; seen: {self.seen}")

    def events(self, job_id: str) -> list[dict[str, Any]]:
        """The AG-UI events of a job in the order of their `seq`, each once."""
        mine = [frame for frame in self.seen if frame.get("jobId") == job_id and "chunk" in frame]
        frames = {int(frame["id"]): frame["chunk"] for frame in mine}
        return [frames[seq] for seq in sorted(frames)]


@contextmanager
def connected(deployment: Deployment, user: User) -> Generator[Conversation]:
    """A connection as a program makes it, with its token in the Authorization header."""
    with _socket(deployment, {"Authorization": f"Bearer {user.token}"}, [SUBPROTOCOL]) as socket:
        yield Conversation(socket, user.user_id)


@contextmanager
def connected_page(deployment: Deployment, user: User, origin: str) -> Generator[Conversation]:
    """A connection as a browser makes it: its Origin, and the token beside the subprotocol."""
    bearer = BEARER_SUBPROTOCOL_PREFIX + base64.urlsafe_b64encode(user.token.encode()).decode().rstrip("=")
    with _socket(deployment, {"Origin": origin}, [SUBPROTOCOL, bearer]) as socket:
        yield Conversation(socket, user.user_id)


def _socket(deployment: Deployment, headers: dict[str, str], subprotocols: list[str]) -> ClientConnection:
    return connect(
        deployment.socket_url,
        additional_headers=headers,
        subprotocols=[Subprotocol(name) for name in subprotocols],
        open_timeout=FRAME_S,
        compression=None,
        proxy=None,
    )


def is_type(type_: str) -> Callable[[dict[str, Any]], bool]:
    """Tells control frames of a type."""
    return lambda frame: frame.get("type") == type_


def is_event(type_: str, job_id: str | None = None) -> Callable[[dict[str, Any]], bool]:
    """Tells AG-UI events of a type, of any job or one."""
    return lambda frame: frame.get("chunk", {}).get("type") == type_ and job_id in (None, frame.get("jobId"))


def is_end(job_id: str | None = None) -> Callable[[dict[str, Any]], bool]:
    """Tells the terminal event of a job, or of any."""
    return lambda frame: is_event("RUN_FINISHED", job_id)(frame) or is_event("RUN_ERROR", job_id)(frame)
