"""The bill an embedded platform answers about: a user's export, or the sample account."""

import logging
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from billing.cost_explorer.address import SCHEME, is_cost_explorer, parsed
from billing.cost_explorer.location import CostExplorerSettings
from billing.terms import Terms, load_terms
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import BillError
from local.sample.make import LABEL, sample_account
from local.settings import LocalSettings

if TYPE_CHECKING:
    from billing.export import ExportBill
    from billing.roll_up.distributed import Distributed
    from billing.roll_up.prepared_bill import MakeEngine

logger = logging.getLogger(__name__)

MEMORY_LIMIT_MB = 1024
IN_AWS = ("s3://", SCHEME)


def is_in_aws(bill: str) -> bool:
    """Whether a bill is at an address of AWS, and read with its credentials."""
    return bill.startswith(IN_AWS)


def reading(settings: LocalSettings, bill: str) -> AnalysedAccount:
    """Whom a bill is read as; an address of Cost Explorer may name a profile of its own. Raises BillError."""
    profile = parsed(bill).profile if is_cost_explorer(bill) else ""
    return settings.account.account(profile) if profile else settings.reads_as()


def cost_explorer(settings: LocalSettings) -> CostExplorerSettings:
    """Where answers of Cost Explorer are kept, and what they may cost."""
    folder = (settings.cache_dir or settings.data_dir) / "cost-explorer"
    return CostExplorerSettings(folder=folder, cap_usd=settings.cost_explorer_cap_usd)


def rolling_up(settings: LocalSettings) -> "Distributed | None":
    """What rolls up large deliveries when they are prepared; None: DuckDB rolls up all."""
    from billing.engines.selection import roll_ups_by

    access = settings.engine_access
    account = settings.account.account(access.profile) if access.profile else settings.reads_as()
    return roll_ups_by(settings.engine, access, account)


def asking(settings: LocalSettings) -> "MakeEngine | None":
    """What a prepared bill is asked through; `[engine]` may name a profile of its own. None: DuckDB."""
    from billing.engines.selection import engine_of

    access = settings.engine_access
    account = settings.account.account(access.profile) if access.profile else settings.reads_as()
    return engine_of(settings.engine, access, account)


def open_local_bill(
    settings: LocalSettings, folder: Path, now: datetime, account: AnalysedAccount | None = None
) -> "tuple[ExportBill, Terms]":
    """The bill of the settings and the organisation's terms; what was read once is kept in `folder`.

    A bill in AWS is read as the `account`, by default the one of the settings. What was kept and cannot be read any
    more is thrown away and read again. Raises BillError when the bill cannot be read, SettingsError when `finops.toml`
    cannot or the sample cannot be made.
    """
    import duckdb  # heavy, and loaded with the bill in any case

    terms = load_terms(settings.terms) if settings.terms is not None else Terms()
    bill = settings.bill or str(sample_account(folder / "sample", now.date()).bill)
    if account is None or is_cost_explorer(bill):
        account = reading(settings, bill)
    opening = partial(_opened, settings, folder, bill, terms, account)
    try:
        return opening(), terms
    except (duckdb.Error, OSError) as error:
        logger.warning("folder=%s, reason=%s | what was read before is thrown away", folder / "bills", _words(error))
        _forget(folder / "bills")
    try:
        return opening(), terms
    except (duckdb.Error, OSError) as error:
        raise BillError(
            f"{settings.bill or LABEL} cannot be read into {folder / 'bills'}: {_words(error)}. Make room on the disk "
            "and look whether the file is whole, then try again."
        ) from error


def _opened(settings: LocalSettings, folder: Path, bill: str, terms: Terms, account: AnalysedAccount) -> "ExportBill":
    from billing.export import open_bill

    return open_bill(
        bill,
        terms=terms,
        memory_limit_mb=MEMORY_LIMIT_MB,
        cache_dir=folder / "bills",
        account=account,
        cost_explorer=cost_explorer(settings),
        sample="" if settings.bill else LABEL,
        engine=asking(settings) if settings.bill else None,
    )


def _forget(cache: Path) -> None:
    for file in cache.glob("bill-*"):
        if file.is_file():
            file.unlink(missing_ok=True)


def _words(error: Exception) -> str:
    """The error's own first line, which names a file and a place at most."""
    return str(error).splitlines()[0][:200].rstrip(".") if str(error) else type(error).__name__
