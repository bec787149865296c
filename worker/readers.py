"""What questions are answered from, put together in one place for every kind of process.

The embedded platform, `finops ask`, `finops mcp` and the deployed worker all take their readers from here, so that an
organisation's own terms mean the same in all of them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from account.reader import AccountReader
from agents.catalog import CATALOG
from billing.source import BillSource
from billing.terms import Terms, load_terms, read_terms
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import FinOpsError, SettingsError
from finops_core.tools.spec import Catalog

BUNDLE = Path(__file__).parent.parent
"""Where the deployed code lies; a file of terms that came with it is named from here."""

MAX_TERMS_BYTES = 1024 * 1024
_S3 = "s3://"


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
    if not place:
        return Terms()
    if not place.startswith(_S3):
        return load_terms(BUNDLE / place)
    bucket, _, key = place.removeprefix(_S3).partition("/")
    try:
        body = account.client("s3").get_object(Bucket=bucket, Key=key)["Body"]
        content = body.read(MAX_TERMS_BYTES + 1)
    except FinOpsError:
        raise
    except Exception as error:
        raise SettingsError(f"{place}: the terms cannot be fetched ({_reason(error)}).") from error
    if len(content) > MAX_TERMS_BYTES:
        raise SettingsError(f"{place}: is larger than {MAX_TERMS_BYTES // 1024} KiB, which no finops.toml is.")
    return read_terms(content, place)


def _reason(error: Exception) -> str:
    """The error's code, or its kind: never words that quote the request."""
    response: dict[str, Any] = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", "")) or type(error).__name__
