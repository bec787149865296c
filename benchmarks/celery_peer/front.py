"""The peer's WebSocket front on uvloop; speaks `run`, `resume` and `ping` of PROTOCOL.md.

    python -m benchmarks.celery_peer.front PORT

Frames are answered by callbacks instead of one awaited after the other: all runs of a connection that wait for Redis
share one sync of its append-only file.
"""

# Runs in .venv-bench, whose packages the product's own environment does not have.
# pyright: basic, reportMissingImports=false

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import orjson
import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.typing import Subprotocol

from benchmarks.celery_peer import store, wire
from benchmarks.celery_peer.message import task_message
from benchmarks.celery_peer.resp import RedisConnection

if TYPE_CHECKING:
    from celery import Celery

SUBPROTOCOL = Subprotocol("finops.v1")
USER = "local"
QUEUE = "jobs"
SENDERS = 4
"""Threads for Celery's API, which blocks; more of them only fight for the interpreter's lock."""


class Front:
    """The connections of the one user, a Redis connection for commands and one for what is published.

    With `app` tasks are sent by Celery's own API instead of by the script that stores the job.
    """

    def __init__(self, app: "Celery | None") -> None:
        self.connections: set[ServerConnection] = set()
        self.app = app
        self.senders = ThreadPoolExecutor(SENDERS)

    async def start(self, redis_socket: str) -> None:
        self.redis = await RedisConnection.open(redis_socket)
        self.submit = await self.redis.send("SCRIPT", "LOAD", store.SUBMIT)
        self.subscriber = await RedisConnection.open(redis_socket, self.publish)
        await self.subscriber.send("SUBSCRIBE", store.channel(USER))

    def publish(self, payload: bytes) -> None:
        """Sends each frame of a published payload to every connection of the user."""
        for frame in payload.split(store.SEPARATOR):
            broadcast(self.connections, frame, text=True)

    async def serve(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        try:
            async for text in connection:
                self.receive(connection, orjson.loads(text))
        finally:
            self.connections.discard(connection)

    def receive(self, connection: ServerConnection, frame: dict) -> None:
        match frame["type"]:
            case "run":
                self.run(connection, frame)
            case "resume":
                for job in frame["jobs"]:
                    self.resume(connection, job["jobId"], job["after"])
            case "ping":
                broadcast((connection,), b'{"type":"pong"}', text=True)

    def run(self, connection: ServerConnection, frame: dict) -> None:
        """Stores the job and queues it in one step; Redis replies after its file was synced, then comes the ack."""
        run_input = frame["input"]
        thread_id, run_id = run_input["threadId"], run_input["runId"]
        job_id = wire.job_id_of(USER, run_id)
        frames = (
            wire.envelope(job_id, thread_id, 1, 0, wire.run_started(thread_id, run_id)),
            wire.envelope(job_id, thread_id, 2, 5, wire.progress(5, "queued", "Your question is in the queue")),
        )
        question = run_input["messages"][-1]["content"]
        task = [USER, job_id, thread_id, run_id, question]
        message = b"" if self.app else task_message("answer", task, QUEUE)
        job, log, _ = store.keys(job_id)
        payload = store.SEPARATOR.join(frames)
        arguments = (USER, run_id, store.channel(USER), message, payload, *frames)

        def acknowledge(stored: asyncio.Future) -> None:
            ack = {"type": "ack", "reqId": frame["reqId"], "jobId": job_id, "runId": run_id, "seq": 2}
            broadcast((connection,), orjson.dumps({**ack, "duplicate": not stored.result()}), text=True)

        def send_task(stored: asyncio.Future) -> None:
            def sent(sending: asyncio.Future) -> None:
                sending.result()
                acknowledge(stored)

            asyncio.get_running_loop().run_in_executor(self.senders, self.send_task, task).add_done_callback(sent)

        stored = self.redis.send("EVALSHA", self.submit, 3, job, log, QUEUE, *arguments)
        stored.add_done_callback(send_task if self.app else acknowledge)

    def send_task(self, args: list[str]) -> None:
        if self.app:
            self.app.send_task("answer", args=args)

    def resume(self, connection: ServerConnection, job_id: str, after: int) -> None:
        def replay(stored: asyncio.Future) -> None:
            for frame in stored.result():
                broadcast((connection,), frame, text=True)
            through = after + len(stored.result())
            done = {"type": "resume.done", "jobId": job_id, "through": through}
            broadcast((connection,), orjson.dumps(done), text=True)

        self.redis.send("LRANGE", store.keys(job_id)[1], after, -1).add_done_callback(replay)


async def main() -> None:
    app = None
    if os.environ.get("PEER_API"):
        from benchmarks.celery_peer.tasks import app
    front = Front(app)
    await front.start(os.environ["PEER_REDIS_SOCKET"])
    port = int(sys.argv[1])
    async with serve(front.serve, "127.0.0.1", port, compression=None, subprotocols=[SUBPROTOCOL]) as server:
        print(f'{{"url": "ws://127.0.0.1:{port}/"}}', flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
