"""The Lambda function that takes the snapshot of the accounts, called by a clock: `finops account snapshot`, kept."""

import logging
import os
from collections.abc import Mapping
from typing import Any

from account.live.take import Looking, take
from agents.opportunities.account_checks import needed_metrics
from finops_core.aws.clients import PlatformClients
from finops_core.clock import SystemClock
from finops_core.logs import configure
from worker.account_snapshots.deps import TakingSettings
from worker.account_snapshots.stored import keeping

logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], context: object, *, looking: Looking | None = None) -> dict[str, Any]:
    """Takes the snapshot, of everything unless `looking` says less, and keeps it in the place of the one before.

    An account, region or service that cannot be read is said in it. Raises SettingsError where no account can be
    entered, TooLarge or StorageUnavailable, for the function's alarm; the snapshot before stays then.
    """
    settings = TakingSettings.from_environment(os.environ)
    configure(settings.log_level, as_json=True)
    clock = SystemClock()
    accounts = settings.accounts(clock)
    looking = looking or Looking(now=clock.now(), metrics=needed_metrics(), told=_tell)
    with keeping(PlatformClients().s3(), settings.bucket) as writer:
        take([account.client for _, account in accounts], looking, writer, names=[name for name, _ in accounts])
    gaps = writer.gaps()
    for gap in gaps:
        logger.warning("gap=%s | not in the snapshot", gap.message)
    return {"gaps": len(gaps)}


def _tell(sentence: str) -> None:
    logger.info("done=%s | snapshot of the accounts", sentence)
