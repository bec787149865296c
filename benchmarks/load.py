"""The load generator of the jobs benchmark: a process of its own that plays the client of PROTOCOL.md.

Runs in `.venv-bench`:

    .venv-bench/bin/python -m benchmarks.load ws://127.0.0.1:8000/ --connections 1 --window 32 --jobs 2000

Every connection keeps `window` jobs in flight. A job counts only when its events came numbered without a gap, with
5, 30, 60, 90 and 100 percent once each and in order, and a RUN_FINISHED at the end; anything else ends the run with
an error. It prints one JSON object. It shares the machine with what it measures, so it reports its own CPU share;
the WebSocket protocol is the websockets package's core without its asyncio layer for the same reason.
"""

# Runs in .venv-bench, whose packages (orjson, uvloop) the product's own environment does not have.
# pyright: reportMissingImports=false, reportUnknownMemberType=false, reportUnknownVariableType=false

import argparse
import asyncio
import itertools
import json
import sys
import time
from typing import Any, cast

import orjson
import uvloop
from websockets.client import ClientProtocol
from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from benchmarks.verify import Broken, JobWatch

Envelope = dict[str, Any]


def percentiles_ms(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return {f"p{p}": round(ordered[min(last, len(ordered) * p // 100)] * 1000, 2) for p in (50, 99)}


class Load:
    """What all connections share: the jobs still to be sent, and the window in which they are measured.

    `tail` jobs more than measured are sent, so that the load stays the same until the last measured job.
    """

    def __init__(self, *, question: str, warmup: int, jobs: int, tail: int) -> None:
        self.question = question
        self.measure_from, self.measure_to = warmup, warmup + jobs
        self.left = warmup + jobs + tail
        self.in_flight = 0
        self.finished = self.frames = self.frame_bytes = self.duplicates = 0
        self.acks: list[float] = []
        self.dones: list[float] = []
        self.start = self.end = (0.0, 0.0)
        self.all_done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.numbers = itertools.count(1)
        self.prefix = f"{time.monotonic_ns():x}"

    def next_run(self) -> tuple[str, bytes] | None:
        """A new thread id and the `run` frame for it, or None when all are sent."""
        if not self.left:
            return None
        self.left -= 1
        self.in_flight += 1
        name = f"{self.prefix}-{next(self.numbers)}"
        message = {"id": f"m-{name}", "role": "user", "content": self.question}
        run_input = {
            "threadId": f"t-{name}",
            "runId": f"r-{name}",
            "state": {},
            "messages": [message],
            "tools": [],
            "context": [],
            "forwardedProps": {},
        }
        return f"t-{name}", orjson.dumps({"type": "run", "reqId": f"t-{name}", "input": run_input})

    def acked(self, seconds: float) -> None:
        if self.measure_from <= self.finished < self.measure_to:
            self.acks.append(seconds)

    def done(self, seconds: float, watch: JobWatch) -> None:
        self.finished += 1
        self.in_flight -= 1
        self.duplicates += watch.duplicates
        if self.measure_from < self.finished <= self.measure_to:
            self.dones.append(seconds)
        if self.finished == self.measure_from:
            self.start = (time.perf_counter(), time.process_time())
        if self.finished == self.measure_to:
            self.end = (time.perf_counter(), time.process_time())
        if not self.left and not self.in_flight and not self.all_done.done():
            self.all_done.set_result(None)

    def failed(self, error: BaseException) -> None:
        if not self.all_done.done():
            self.all_done.set_exception(error)

    def report(self) -> dict[str, Any]:
        seconds, cpu = self.end[0] - self.start[0], self.end[1] - self.start[1]
        return {
            "jobs": len(self.dones),
            "seconds": round(seconds, 3),
            "jobs_per_s": round(len(self.dones) / seconds, 1),
            "ack_ms": percentiles_ms(self.acks),
            "done_ms": percentiles_ms(self.dones),
            "frames_per_job": round(self.frames / self.finished, 2),
            "bytes_per_job": round(self.frame_bytes / self.finished),
            "duplicates": self.duplicates,
            "generator_cpu": round(cpu / seconds, 3),
        }


class InFlight:
    """A submitted job. The ack and the events travel separately: a quick job may be done before its ack is here."""

    __slots__ = ("acked", "done_s", "sent", "watch")

    def __init__(self, name: str) -> None:
        self.sent = time.perf_counter()
        self.watch = JobWatch(name)
        self.acked = False
        self.done_s: float | None = None


class Connection(asyncio.Protocol):
    """One WebSocket with its jobs in flight. Events of other connections' jobs are passed over."""

    def __init__(self, load: Load, url: str, token: str | None, window: int) -> None:
        self.load = load
        self.window = window
        self.jobs: dict[str, InFlight] = {}
        self.core = ClientProtocol(parse_uri(url), subprotocols=[Subprotocol("finops.v1")], max_size=2**20)
        self.headers = Headers({"Authorization": f"Bearer {token}"} if token else {})

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        request = self.core.connect()
        request.headers.update(self.headers)
        self.core.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        try:
            self.core.receive_data(data)
            for event in self.core.events_received():
                if isinstance(event, Response):
                    self._opened(event)
                elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    self._receive(bytes(event.data))
                elif isinstance(event, Frame) and event.opcode is Opcode.CONT:
                    raise Broken("a frame came in fragments, which the generator does not read")
            self._flush()
        except Exception as error:  # noqa: BLE001 - the event loop would only log it
            self.load.failed(error)
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.load.failed(exc or Broken(f"the server closed: {self.core.close_code} {self.core.close_reason}"))

    def _flush(self) -> None:
        for data in self.core.data_to_send():
            if data:
                self.transport.write(data)

    def _opened(self, response: Response) -> None:
        if self.core.state is not State.OPEN:
            raise Broken(f"handshake refused: {response.status_code}") from self.core.handshake_exc
        for _ in range(self.window):
            self._submit()

    def _submit(self) -> None:
        run = self.load.next_run()
        if run:
            thread_id, frame = run
            self.jobs[thread_id] = InFlight(thread_id)
            self.core.send_text(frame)

    def _receive(self, data: bytes) -> None:
        frame = cast(Envelope, orjson.loads(data))
        kind = frame.get("type")
        if kind == "ack":
            self._acknowledge(frame["reqId"])
        elif kind is not None:
            raise Broken(f"unexpected frame: {data[:300]!r}")
        elif job := self.jobs.get(frame["threadId"]):
            self.load.frames += 1
            self.load.frame_bytes += len(data)
            if job.watch.take(int(frame["id"]), frame["chunk"]):
                job.done_s = time.perf_counter() - job.sent
                self._finish(frame["threadId"], job)

    def _acknowledge(self, thread_id: str) -> None:
        job = self.jobs[thread_id]
        job.acked = True
        self.load.acked(time.perf_counter() - job.sent)
        self._finish(thread_id, job)

    def _finish(self, thread_id: str, job: InFlight) -> None:
        if job.acked and job.done_s is not None:
            del self.jobs[thread_id]
            self.load.done(job.done_s, job.watch)
            self._submit()


async def run_load(args: argparse.Namespace) -> dict[str, Any]:
    """Opens the connections, drives the jobs, and returns the figures. Raises Broken, OSError or TimeoutError."""
    loop = asyncio.get_running_loop()
    load = Load(question=args.question, warmup=args.warmup, jobs=args.jobs, tail=args.connections * args.window)
    uri = parse_uri(args.url)
    for _ in range(args.connections):
        await loop.create_connection(lambda: Connection(load, args.url, args.token, args.window), uri.host, uri.port)
    try:
        await asyncio.wait_for(load.all_done, args.timeout_s)
    except TimeoutError:
        raise Broken(f"{load.in_flight} jobs unfinished and {load.left} unsent after {args.timeout_s} s") from None
    return load.report()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--token")
    parser.add_argument("--question", default="What did I spend by service?")
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--window", type=int, default=32, help="jobs in flight on each connection")
    parser.add_argument("--warmup", type=int, default=200, help="jobs before the measured ones (at least 1)")
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--timeout-s", type=float, default=60)
    try:
        report = uvloop.run(run_load(parser.parse_args()))
    except (Broken, OSError) as error:
        print(f"load: {error}", file=sys.stderr)
        return 1
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
