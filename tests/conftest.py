"""Options of the test run, and what a terminal would give it."""

import signal

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--endurance", action="store_true", help="run the long versions: 1,000 kills, more schedules")


def pytest_configure() -> None:
    """A run in the background of a script ignores interrupts, and so would every command that is tested."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
