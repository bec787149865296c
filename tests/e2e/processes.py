"""A platform in a process of its own, which tests may kill."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
FINOPS = Path(sys.executable).with_name("finops")
END_S = 60


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def finops_up(data_dir: Path, *options: str | Path, cwd: Path = ROOT) -> Generator[str]:
    """`finops up` in a process of its own while the body runs; gives the link."""
    command = [FINOPS, "up", *options, "--port", "0", "--json", "--data-dir", data_dir]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "client" / "src")))}
    with subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["link"]
        finally:
            process.send_signal(signal.SIGTERM)
            _must_end(process)


def _must_end(process: "subprocess.Popen[str]") -> None:
    """Waits for the end of a process that was told to; one that does not end is killed. Raises TimeoutExpired then."""
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


@dataclass(kw_only=True)
class PlatformProcess:
    """`tests.e2e.platform` over one data folder and one port, startable again and again.

    `wrapper` is a command that runs it, such as a tracer; `pid` is the platform's own.
    """

    data_dir: Path
    tool_s: float
    port: int = field(default_factory=free_port)
    wrapper: Sequence[str] = ()
    url: str = ""
    token: str = ""
    link: str = ""
    pid: int = 0
    _process: "subprocess.Popen[str] | None" = None

    def start(self) -> "PlatformProcess":
        """Starts it and waits until it serves."""
        command = [
            *self.wrapper,
            *(sys.executable, "-m", "tests.e2e.platform", str(self.data_dir), str(self.port), str(self.tool_s)),
        ]
        log = (self.data_dir.parent / f"{self.data_dir.name}.log").open("a")
        with log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the platform did not start: {log.name}"
        served = json.loads(line)
        self.url, self.token, self.link, self.pid = served["url"], served["token"], served["link"], served["pid"]
        return self

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to tidy up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM: the process hands its work back."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        os.kill(self.pid, how)
        _must_end(self._process)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None
