"""What questions are answered with: the agents, and what they read. The product's own, or somebody else's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from account.snapshot_file import SnapshotFile
from agents.catalog import CATALOG
from finops_core.clock import Clock
from finops_core.tools.spec import Catalog
from local.bill import open_local_bill
from local.sample.make import sample_account
from local.settings import LocalSettings
from worker.readers import readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """`services` has what the catalog's tools ask their context for; a BillSource is among them.

    `close` lets go of what was opened for them.
    """

    catalog: Catalog
    services: Mapping[type[Any], Any]
    close: Callable[[], None] = lambda: None


OpenAnswering: TypeAlias = Callable[[LocalSettings, Clock], Answering]
"""Opens the bill of the settings. Raises BillError or SettingsError.

A platform whose worker is a process of its own calls it there, so it has to be picklable: a function of a module, or
a `functools.partial` of one.
"""


def _snapshot(settings: LocalSettings, clock: Clock) -> SnapshotFile | None:
    """The snapshot of the settings, or the sample's beside the sample's bill; none for a bill alone.

    It is read once, so that one that cannot be read is told now. Raises SettingsError.
    """
    path = settings.account_snapshot
    if path is None and not settings.bill:
        path = sample_account((settings.cache_dir or settings.data_dir) / "sample", clock.now().date()).account
    if path is None:
        return None
    file = SnapshotFile(path)
    file.snapshot()
    return file


def product(settings: LocalSettings, clock: Clock, *, catalog: Catalog = CATALOG) -> Answering:
    """The product's catalog over the bill of the settings, and over the account they name, if they do."""
    account = settings.reads_as(clock)
    bill, terms = open_local_bill(settings, settings.cache_dir or settings.data_dir, clock.now(), account)
    looked_at = account if settings.profile or settings.account.is_set else None
    services = readers(bill, terms, catalog=catalog, account=looked_at, snapshot=_snapshot(settings, clock))
    return Answering(catalog=catalog, services=services, close=bill.close)
