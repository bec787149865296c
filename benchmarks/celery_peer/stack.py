"""Starts the peer: Redis, a Celery worker and the front, as three programs of `.venv-bench`."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import BENCH_PYTHON, BUILD, Child, free_port, wait_until

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerSettings:
    """What was tried; the defaults are the fastest found.

    `fsync` is Redis' appendfsync. `extra_events` come on top of RUN_STARTED, the five stages and RUN_FINISHED. With
    `api` tasks are sent as Celery's manual has it, with its settings as tuned as ever.
    """

    workers: int = 2
    pool: str = "solo"
    concurrency: int = 1
    prefetch: int = 32
    fsync: str = "always"
    extra_events: int = 0
    api: bool = False

    @property
    def label(self) -> str:
        extra = f", {self.extra_events} more events" if self.extra_events else ""
        extra += ", its own API" if self.api else ""
        pool = f"{self.workers}×{self.pool} {self.concurrency}"
        return f"Celery {pool}, prefetch {self.prefetch}, {self.fsync}{extra}"


class Peer:
    """The running peer."""

    token: str | None = None

    def __init__(self, settings: PeerSettings) -> None:
        BUILD.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(prefix="celery-", dir=BUILD)
        folder = Path(self._folder.name)
        with tempfile.NamedTemporaryFile(prefix="peer-redis-") as name:
            self._socket = Path(name.name).with_suffix(".sock")  # a socket's path is at most 107 bytes long
        env = {"PEER_REDIS_SOCKET": str(self._socket), "PEER_PREFETCH": str(settings.prefetch)}
        env |= {"PEER_POOL": settings.pool, "PEER_EXTRA_EVENTS": str(settings.extra_events)}
        env |= {"PEER_API": "1"} if settings.api else {}
        redis = ["redis-server", str(HERE / "redis.conf"), "--unixsocket", str(self._socket), "--dir", str(folder)]
        self.children = [Child("redis", [*redis, "--appendfsync", settings.fsync], folder)]
        try:
            wait_until(self._socket.exists, "the start of redis-server")
            port = free_port()
            self.children.append(
                Child("front", [BENCH_PYTHON, "-m", "benchmarks.celery_peer.front", str(port)], folder, env)
            )
            self.url: str = self.children[-1].ready()["url"]
            for number in range(settings.workers):
                command = [*_worker_command(settings), "--hostname", f"worker{number}"]
                self.children.append(Child(f"worker{number}", command, folder, env))
            for worker in self.children[2:]:
                worker.ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
        self._folder.cleanup()


def _worker_command(settings: PeerSettings) -> list[str]:
    command = [BENCH_PYTHON, "-m", "celery", "--quiet", "-A", "benchmarks.celery_peer.tasks", "worker"]
    command += ["--loglevel", "WARNING", "--pool", settings.pool, "--concurrency", str(settings.concurrency)]
    return [*command, "-O", "fair", "--without-gossip", "--without-mingle", "--without-heartbeat"]
