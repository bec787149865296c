"""Which platform a command talks to: the one at `--url`, the one running here, or one started for this question."""

import logging
import os
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from finops_client import Client
from finops_client.errors import NoLocalPlatform, Unauthenticated
from finops_client.local import default_data_dir, find_platform
from finops_core.errors import SettingsError

logger = logging.getLogger(__name__)

PREFIX = "finops-ask-"
"""How the data folder of a platform begins that is started for a question."""


@contextmanager
def existing_platform(*, url: str | None, data_dir: Path | None) -> Generator[Client]:
    """A client of the platform at `url`, else of the one running over `data_dir`.

    The token of another platform comes from `$FINOPS_TOKEN`. Raises NoLocalPlatform, ConnectionFailed,
    Unauthenticated.
    """
    with Client.local(data_dir) if url is None else Client(url, token=_token_for(url, data_dir)) as client:
        yield client


@contextmanager
def platform_for_a_question(
    *, url: str | None, bill: str | None, data_dir: Path | None, engine: str | None = None
) -> Generator[Client]:
    """As `existing_platform`, and without one, or with a bill of its own, an embedded one that is stopped after.

    The engine of a platform that runs elsewhere is its own: raises SettingsError when one is asked for.
    """
    if url is not None and engine is not None:
        raise SettingsError("--engine is for a platform on this machine: the one at --url has an engine of its own.")
    if url is not None or (bill is None and engine is None and _runs(data_dir)):
        with existing_platform(url=url, data_dir=data_dir) as client:
            yield client
    else:
        with _embedded(bill, engine) as client:
            yield client


@contextmanager
def _embedded(bill: str | None, engine: str | None) -> Generator[Client]:
    """A platform in this process over a temporary folder: it leaves nothing behind but the sample, made once a day."""
    from billing.scratch import temporary_folder
    from finops_core.logs import configure
    from local.cli.settings import local_settings
    from local.platform import Platform

    with ExitStack() as stack:
        folder = stack.enter_context(temporary_folder(prefix=PREFIX))
        flags = {"bill": bill, "engine": engine, "data_dir": folder, "port": 0}
        settings = local_settings(flags, os.environ)
        if not settings.bill:
            settings = settings.model_copy(update={"cache_dir": default_data_dir()})
        configure(settings.log_level)
        platform = Platform(settings, temporary=True).start()
        stack.callback(platform.stop)
        yield stack.enter_context(Client(platform.url, token=platform.token))


def _runs(data_dir: Path | None) -> bool:
    try:
        find_platform(data_dir)
    except NoLocalPlatform as reason:
        logger.info("reason=%s | starting a platform for this question", reason)
        return False
    return True


def _token_for(url: str, data_dir: Path | None) -> str:
    """`$FINOPS_TOKEN`, else the token of the local platform if that is the one at `url`."""
    if token := os.environ.get("FINOPS_TOKEN"):
        return token
    try:
        running = find_platform(data_dir)
    except NoLocalPlatform:
        running = None
    if running is not None and running.url == url:
        return running.token
    raise Unauthenticated(f"no token for {url}; set FINOPS_TOKEN")
