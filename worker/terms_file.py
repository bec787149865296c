"""Where an organisation's `finops.toml` lies for what is deployed: in S3, or beside the code."""

from pathlib import Path
from typing import Any, Final

from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import FinOpsError, SettingsError

BUNDLE = Path(__file__).parent.parent
"""Where the deployed code lies; a file of terms that came with it is named from here."""

MAX_TERMS_BYTES: Final = 1024 * 1024
_S3: Final = "s3://"


def toml_at(place: str, account: AnalysedAccount) -> bytes:
    """The organisation's `finops.toml` as it lies at a place. Raises SettingsError, naming the place."""
    if not place.startswith(_S3):
        try:
            return (BUNDLE / place).read_bytes()
        except OSError as error:
            raise SettingsError(f"{BUNDLE / place}: cannot be read ({error.strerror}).") from error
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
    return content


def _reason(error: Exception) -> str:
    """The error's code, or its kind: never words that quote the request."""
    response: dict[str, Any] = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", "")) or type(error).__name__
