"""The bill an embedded platform answers about: a user's export, or the sample account."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from billing.query import BillInfo, BillQuery, BillResult, GroupKey
from billing.source import BillSource
from billing.terms import Terms, load_terms
from local.sample.make import LABEL, sample_account
from local.settings import LocalSettings

MEMORY_LIMIT_MB = 1024


class SampleBill:
    """A bill that says in every answer that it is a sample."""

    def __init__(self, bill: BillSource) -> None:
        self._bill = bill

    def info(self) -> BillInfo:
        return replace(self._bill.info(), sample=True, source=LABEL)

    def query(self, query: BillQuery) -> BillResult:
        return self._bill.query(query)

    def values(self, dimension: GroupKey) -> tuple[str, ...]:
        return self._bill.values(dimension)


def open_local_bill(settings: LocalSettings, folder: Path, now: datetime) -> tuple[BillSource, Terms]:
    """The bill of the settings and the organisation's terms; what was read once is kept in `folder`.

    Raises BillError when the bill cannot be read, SettingsError when `finops.toml` cannot.
    """
    from billing.export import open_bill

    terms = load_terms(settings.terms) if settings.terms is not None else Terms()
    sample = not settings.bill
    path = sample_account(folder / "sample", now.date()).bill if sample else settings.bill
    bill = open_bill(
        path, terms=terms, memory_limit_mb=MEMORY_LIMIT_MB, cache_dir=folder / "bills", profile=settings.profile
    )
    return (SampleBill(bill) if sample else bill), terms
