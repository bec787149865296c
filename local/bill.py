"""The bill an embedded platform answers about: a user's export, or the sample account."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from billing.terms import Terms, load_terms
from local.sample.make import LABEL, sample_account
from local.settings import LocalSettings

if TYPE_CHECKING:
    from billing.export import ExportBill

MEMORY_LIMIT_MB = 1024


def open_local_bill(settings: LocalSettings, folder: Path, now: datetime) -> "tuple[ExportBill, Terms]":
    """The bill of the settings and the organisation's terms; what was read once is kept in `folder`.

    Raises BillError when the bill cannot be read, SettingsError when `finops.toml` cannot.
    """
    from billing.export import open_bill

    terms = load_terms(settings.terms) if settings.terms is not None else Terms()
    bill = open_bill(
        settings.bill or sample_account(folder / "sample", now.date()).bill,
        terms=terms,
        memory_limit_mb=MEMORY_LIMIT_MB,
        cache_dir=folder / "bills",
        profile=settings.profile,
        sample="" if settings.bill else LABEL,
    )
    return bill, terms
