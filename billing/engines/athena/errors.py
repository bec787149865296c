"""What Athena and Glue refuse, in words that tell a person what to do."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from finops_core.aws.errors import AwsFailure, classify, error_code
from finops_core.errors import BillError

_ACTION = re.compile(r"perform:? ([a-z0-9-]+:[A-Za-z]+)")
_SERVICES_WORDS = 300
_CUT_OFF = "bytes scanned limit"


@contextmanager
def refusals(service: str) -> Generator[None]:
    """Turns what a client of `service` raises into BillError."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise _refusal(error, service) from error


def _refusal(error: Exception, service: str) -> BillError:
    failure, said = classify(error), _short(str(error))
    if failure is AwsFailure.DENIED:
        named = _ACTION.search(str(error))
        action = named.group(1) if named else f"{service}:{getattr(error, 'operation_name', '*')}"
        return BillError(f"Athena may not be asked: the credentials lack {action}. Grant it, or use another profile.")
    advice = {
        AwsFailure.UNAUTHENTICATED: "Sign in again, or set credentials that are valid.",
        AwsFailure.THROTTLED: "It is busy: ask again in a moment.",
        AwsFailure.UNAVAILABLE: "Ask again in a moment.",
    }.get(failure, "Look at [engine] in finops.toml: database, workgroup, output, region.")
    return BillError(f"Athena cannot be asked ({error_code(error)}): {said} {advice}")


def ended(execution: Mapping[str, Any], workgroup: str) -> BillError:
    """Why a query came to no result."""
    status = execution.get("Status", {})
    reason = str(status.get("StateChangeReason") or status.get("AthenaError", {}).get("ErrorMessage") or "")
    query = str(execution.get("QueryExecutionId", ""))
    if _CUT_OFF in reason.lower():
        return BillError(
            f"The workgroup {workgroup} of Athena ends queries that read more than its own limit, and ended this one. "
            "Ask for a shorter period, or have that limit raised."
        )
    if status.get("State") == "CANCELLED":
        return BillError(f"The query was ended in Athena before it was done ({_short(reason) or query}). Ask again.")
    if "access denied" in reason.lower():
        return BillError(
            f"Athena may not read the bill's files or write its results: {_short(reason)} Grant s3:GetObject and "
            "s3:ListBucket on the bill, and s3:PutObject on the output."
        )
    return BillError(f"Athena cannot answer (query {query}): {_short(reason) or 'it gives no reason.'}")


def _short(text: str) -> str:
    return (text.splitlines() or [""])[0][:_SERVICES_WORDS].strip()
