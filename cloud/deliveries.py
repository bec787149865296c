"""What became of the bill's deliveries: what lies prepared in the stack's bucket, and what could not be."""

from typing import Any

from billing.roll_up.attempt import NAME as ATTEMPT
from billing.roll_up.attempt import Attempt
from billing.roll_up.distributed import GB
from billing.roll_up.manifest import NAME as MANIFEST
from billing.roll_up.manifest import Manifest
from cloud.checks import State
from cloud.ports import Clients
from finops_core.aws.errors import error_code
from finops_core.errors import BillError


def prepared_deliveries(clients: Clients, place: str) -> tuple[State, str]:
    """What to say of a place (`s3://bucket/prefix/`). Needs s3:GetObject there, and s3:ListBucket."""
    manifest, attempt = _text(clients, place, MANIFEST), Attempt.of(_text(clients, place, ATTEMPT))
    if manifest is None:
        if attempt is not None and attempt.failed_at is not None:
            return "note", f"{attempt.told()} Nothing was prepared before: each worker reads the export itself"
        return "note", "nothing is prepared yet; what arrives is, within minutes, and each hour it is looked for"
    try:
        there = Manifest.of(manifest, place)
    except BillError:
        return "note", "what lies prepared is another release's; it is made anew within the hour"
    if attempt is not None and (failed := attempt.problem(there.content)):
        return "note", failed.message
    taken = f"; Athena read {there.use.scanned_bytes / GB:,.2f} GB for it, ${there.use.price_usd:,.2f} by list price"
    said = f"prepared on {there.prepared_at:%Y-%m-%d %H:%M} UTC, with {there.info.rows:,} charges"
    return "ok", said + (taken if there.use.requests else "")


def _text(clients: Clients, place: str, name: str) -> bytes | None:
    from botocore.exceptions import ClientError

    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    try:
        answer: dict[str, Any] = clients.client("s3").get_object(Bucket=bucket, Key=f"{prefix}{name}")
    except ClientError as error:
        if error_code(error) != "NoSuchKey":
            raise
        return None
    return bytes(answer["Body"].read())
