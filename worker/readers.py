"""What questions are answered from, put together in one place for every kind of process.

The embedded platform, `finops ask`, `finops mcp` and the deployed worker all take their readers from here, so that an
organisation's own terms mean the same in all of them.
"""

from collections.abc import Mapping
from typing import Any

from account.reader import AccountReader
from agents.catalog import CATALOG
from billing.source import BillSource
from billing.terms import Terms, read_terms
from finops_core.aws.clients import AnalysedAccount
from finops_core.tools.spec import Catalog
from worker.terms_file import toml_at


def readers(
    bill: BillSource,
    terms: Terms,
    *,
    catalog: Catalog = CATALOG,
    account: AnalysedAccount | None = None,
    snapshot: AccountReader | None = None,
) -> Mapping[type[Any], Any]:
    """Every reader of a process by its port: what the catalog's tools ask their context for.

    Readers that open over an account do so over this one; without an account, tools that need them are not offered.
    `snapshot` is what was seen of accounts before.
    """
    found: dict[type[Any], Any] = {BillSource: bill, Terms: terms}
    if snapshot is not None:
        found[AccountReader] = snapshot
    if account is not None:
        needed = (reader for agent in catalog.values() for tool in agent.tools for reader in tool.needs)
        found |= {reader.port: reader.open(account) for reader in dict.fromkeys(needed) if reader.open is not None}
    return found


def terms_at(place: str, account: AnalysedAccount) -> Terms:
    """The organisation's terms at an `s3://bucket/key` address or in a file of the bundle; none for an empty place.

    Raises SettingsError, naming the place, when there is none there or it is no `finops.toml`: answering without the
    terms would be answering otherwise.
    """
    return read_terms(toml_at(place, account), place) if place else Terms()
