"""What the tests need of the system is asked for by version where the version decides: Spark takes Java 17 or later."""

import os
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).parent.parent / "system.sh"


def _program(folder: Path, name: str, body: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def _set_up(first: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    # As somebody who may not install: what is missing is said instead.
    _program(first, "id", "echo 1000")
    known = {"PATH": f"{first}:{os.environ['PATH']}", **environment}
    command = ["sh", str(SETUP), "openjdk-17-jre-headless"]
    return subprocess.run(command, env=known, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize(
    ("version", "enough"),
    [("1.8.0_402", False), ("11.0.22", False), ("16-ea", False), ("17", True), ("17.0.15", True), ("21-ea", True)],
)
def test_java_is_there_when_it_is_new_enough_for_spark(tmp_path: Path, version: str, enough: bool):
    _program(tmp_path, "java", f"""echo 'openjdk version "{version}" 2025-04-15' >&2; echo 'OpenJDK Runtime' >&2""")
    done = _set_up(tmp_path)
    assert (done.returncode == 0) is enough, done.stderr
    assert ("openjdk-17-jre-headless" in done.stderr) is not enough


def test_the_java_that_spark_starts_is_the_one_asked_about(tmp_path: Path):
    _program(tmp_path / "first", "java", """echo 'openjdk version "21.0.1"' >&2""")
    _program(tmp_path / "home/bin", "java", """echo 'java version "11.0.2"' >&2""")
    assert _set_up(tmp_path / "first").returncode == 0
    assert _set_up(tmp_path / "first", JAVA_HOME=str(tmp_path / "home")).returncode == 1


def test_without_java_it_is_asked_for(tmp_path: Path):
    _program(tmp_path, "java", "exit 127")
    done = _set_up(tmp_path)
    assert done.returncode == 1
    assert "Needed and not there: openjdk-17-jre-headless." in done.stderr
