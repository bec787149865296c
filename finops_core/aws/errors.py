"""The one classifier of AWS errors: what a failed call means for the caller, whichever service it came from.

It reads botocore's exceptions by their shape and imports nothing of botocore, so that pure modules may use it.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any, cast

from finops_core.errors import FinOpsError, StorageUnavailable, TooLarge


class AwsFailure(Enum):
    """What a failed call means. The value says whether the request may have been carried out."""

    THROTTLED = "throttled"
    """Refused for its rate; nothing happened; may be repeated later."""
    UNAVAILABLE = "unavailable"
    """No answer, or the service failed: the request may have been carried out."""
    CONFLICT = "conflict"
    """Another transaction held the item; nothing happened; may be repeated at once."""
    CONDITION = "condition"
    """A condition did not hold; nothing happened."""
    DENIED = "denied"
    """The caller may not do this."""
    UNAUTHENTICATED = "unauthenticated"
    """There are no credentials, or they are expired or wrong."""
    NOT_FOUND = "not found"
    """What the request names does not exist."""
    INVALID = "invalid"
    """The request is wrong and stays wrong."""


_CODES: Mapping[AwsFailure, frozenset[str]] = {
    AwsFailure.THROTTLED: frozenset(
        {
            "BandwidthLimitExceeded",
            "EC2ThrottledException",
            "LimitExceededException",
            "ProvisionedThroughputExceeded",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "ThrottledException",
            "Throttling",
            "ThrottlingError",
            "ThrottlingException",
            "TooManyRequestsException",
        }
    ),
    AwsFailure.CONFLICT: frozenset(
        {"TransactionConflict", "TransactionConflictException", "TransactionInProgressException"}
    ),
    AwsFailure.CONDITION: frozenset({"ConditionalCheckFailed", "ConditionalCheckFailedException"}),
    AwsFailure.DENIED: frozenset(
        {
            "AccessDenied",
            "AccessDeniedException",
            "AuthorizationError",
            "NotAuthorized",
            "OptInRequired",
            "SubscriptionRequiredException",
            "UnauthorizedOperation",
        }
    ),
    AwsFailure.UNAUTHENTICATED: frozenset(
        {
            "AuthFailure",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "MissingAuthenticationToken",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        }
    ),
    AwsFailure.NOT_FOUND: frozenset(
        {
            "AWS.SimpleQueueService.NonExistentQueue",
            "NoSuchBucket",
            "NoSuchKey",
            "NotFoundException",
            "QueueDoesNotExist",
            "ResourceNotFoundException",
            "404",
        }
    ),
    AwsFailure.UNAVAILABLE: frozenset(
        {
            "InternalError",
            "InternalFailure",
            "InternalServerError",
            "RequestTimeout",
            "RequestTimeoutException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
        }
    ),
}
_FAILURES: Mapping[str, AwsFailure] = {code: failure for failure, codes in _CODES.items() for code in codes}
_NO_CREDENTIALS = ("Credential", "TokenRetrieval", "SSOToken", "UnauthorizedSSO", "ProfileNotFound")
_NEVER_SENT = ("ParamValidationError", "NoRegionError", "InvalidRegionError", "UnknownServiceError")


def error_code(error: Exception) -> str:
    """The service's error code, or the exception's name when no service answered."""
    answer = _answer(error)
    return type(error).__name__ if answer is None else str(answer.get("Error", {}).get("Code", "Unknown"))


def classify(error: Exception) -> AwsFailure:
    """What `error`, raised by a botocore client, means for the caller."""
    code = error_code(error)
    if (known := classify_code(code)) is not None:
        return known
    answer = _answer(error)
    if answer is not None:
        status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))
        return AwsFailure.UNAVAILABLE if status >= 500 else AwsFailure.INVALID
    if any(part in code for part in _NO_CREDENTIALS):
        return AwsFailure.UNAUTHENTICATED
    return AwsFailure.INVALID if code in _NEVER_SENT else AwsFailure.UNAVAILABLE


def _answer(error: Exception) -> Mapping[str, Any] | None:
    """The service's parsed answer; botocore's errors of the connection have none, or a `response` of None."""
    response = getattr(error, "response", None)
    return cast(Mapping[str, Any], response) if isinstance(response, Mapping) else None


def classify_code(code: str) -> AwsFailure | None:
    """What an error code, or a transaction's cancellation reason, means; None for one not known."""
    return _FAILURES.get(code)


def storage_error(error: Exception, place: str, failure: AwsFailure | None = None) -> FinOpsError | ValueError:
    """The storage and queue ports' error for a call that failed at `place`, such as "table jobs".

    `failure` overrules the classification, for errors that carry their reasons in parts.

    Wrong requests become ValueError: they are this product's own fault and trying again does not help.
    """
    failure, code = failure or classify(error), error_code(error)
    if failure is AwsFailure.INVALID:
        if "size" in str(error).lower() and "exceeded" in str(error).lower():
            return TooLarge(f"What was to be stored in {place} is too large. Ask for less at once.")
        return ValueError(f"{place} refused the request: {error}")
    advice = {
        AwsFailure.DENIED: "Grant this role access to it.",
        AwsFailure.UNAUTHENTICATED: "Sign in again or set valid credentials.",
        AwsFailure.NOT_FOUND: "Check that it is deployed in this account and region.",
    }.get(failure, "Try again in a moment.")
    return StorageUnavailable(f"The {place} could not be used: {failure.value} ({code}). {advice}")


@contextmanager
def storage_errors(place: str) -> Generator[None]:
    """Turns what a client raises into the errors of the storage, queue and blob ports."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise storage_error(error, place) from error
