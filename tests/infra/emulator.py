"""The AWS emulator as a process of its own, on loopback, with IAM enforced."""

import os
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from botocore.config import Config
from botocore.session import Session

from tests.infra.waiting import wait_for

ROOT = Path(__file__).parents[2]
EXECUTABLE = ROOT / ".venv-emulator" / "bin" / "ministack"
REGION = "us-east-1"
START_S = 30.0
STOP_S = 10.0
SILENT_S = 60.0
ANSWER_S = 110.0
"""How long the emulator may take to answer. What is not answered is asked again, and would be done twice."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Emulator:
    """A running emulator; its clients are those of the account's root, whom no policy binds."""

    url: str
    session: Session
    log: Path
    process: subprocess.Popen[bytes]
    silences: list[str] = field(default_factory=list[str])
    clients: dict[str, Any] = field(default_factory=dict[str, Any])

    def must_answer(self) -> None:
        """Raises AssertionError when the emulator says nothing any more; from then on at once, without asking."""
        if not self.silences:
            try:
                wait_for(lambda: _healthy(self.url, self.process), within_s=SILENT_S, what="the emulator answers")
            except TimeoutError as error:
                self.silences.append(f"{error}; its log ends: {self.log.read_text()[-2000:]}")
        assert not self.silences, self.silences[0]

    def client(self, service: str) -> Any:
        """Made once: making a client takes longer than most calls."""
        if service not in self.clients:
            self.clients[service] = self._new_client(service)
        return self.clients[service]

    def _new_client(self, service: str) -> Any:
        return self.session.create_client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(read_timeout=ANSWER_S, retries={"total_max_attempts": 2}),
        )


@contextmanager
def running_emulator(folder: Path) -> Generator[Emulator]:
    """Starts the emulator with everything it writes below `folder`, and ends it."""
    assert EXECUTABLE.exists(), "the emulator's environment is missing: run `make test`, or `make .stamps/emulator`"
    assert any(EXECUTABLE.parents[1].glob("lib/python*/site-packages/cryptography")), (
        "the emulator's environment has no cryptography, without which its user pools sign no tokens"
    )
    port, log = _free_port(), folder / "emulator.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "FINOPS_"))}
    environment |= {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_HOST": "127.0.0.1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "STATE_DIR": str(folder),
        "TMPDIR": str(folder),
    }
    url = f"http://127.0.0.1:{port}"
    with log.open("w") as output:
        process = subprocess.Popen([str(EXECUTABLE)], env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(lambda: _healthy(url, process), within_s=START_S, what="the emulator answers")
            yield Emulator(url=url, session=Session(), log=log, process=process)
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _healthy(url: str, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, f"the emulator ended with {process.returncode}"
    try:
        with urlopen(f"{url}/_ministack/health", timeout=5) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
