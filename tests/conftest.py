"""Options of the test run, what it may take, and what a terminal would give it."""

import gc
import logging
import signal
from collections.abc import Generator, Iterator

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from finops_core.logs import PACKAGES
from tests.distribution import FilesAndGroups, in_order
from tests.shared_bills import shared_bills as shared_bills
from tests.time_budgets import TimeBudgets, read_budgets


@pytest.fixture(autouse=True)
def levels_as_before() -> Iterator[None]:
    """A command or function that is called in this process sets what is logged; the next test starts without that."""
    loggers = [logging.getLogger(name) for name in PACKAGES]
    before = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--endurance", action="store_true", help="run the long versions: 1,000 kills, more schedules")
    parser.addoption(
        "--processor-seconds", type=int, default=0, metavar="N", help="show the N tests that took most processor time"
    )


def pytest_configure(config: pytest.Config) -> None:
    """A run in the background of a script ignores interrupts, and so would every command that is tested."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Budgets are those of `make test`: what runs at night and for endurance has none.
    if config.option.markexpr in config.getini("addopts") and not config.option.endurance:
        config.pluginmanager.register(
            TimeBudgets(read_budgets(), slowest=config.option.processor_seconds), "time-budgets"
        )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadGroupScheduling | None:
    """Scopes go out in the order of the items, not by how many tests they have."""
    if config.getoption("dist") != "loadgroup":
        return None
    config.option.loadscopereorder = False
    return FilesAndGroups(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: looking through it for garbage again and again finds none."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


ON_THE_EMULATOR = "tests/infra/"
"""What failed there is tried once more, and shown: a message did not reach a worker in 90 s once, and why is open."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuses to run where groups are lost: each process would deploy for itself what a group deploys once."""
    for item in items:
        if item.nodeid.startswith(ON_THE_EMULATOR):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if not config.getoption("loadgroup", False):
        return
    items[:] = in_order(items)
    for item in items:
        for mark in item.iter_markers("xdist_group"):
            if not item.nodeid.endswith(f"@{mark.args[0]}"):
                raise pytest.UsageError(f"{item.nodeid} is in no group: pytest and pytest-xdist do not fit together")
