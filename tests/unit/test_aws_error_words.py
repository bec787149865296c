"""What a user or an operator is told when an AWS call fails, whatever the service calls it."""

from typing import Any

import botocore.exceptions
import pytest

from finops_core.aws.errors import AwsFailure, classify, classify_code, storage_error, storage_errors
from finops_core.errors import StorageUnavailable, TooLarge


def client_error(code: str, *, status: int = 400, message: str = "words") -> botocore.exceptions.ClientError:
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return botocore.exceptions.ClientError(answer, "Operation")


CODES = {
    AwsFailure.THROTTLED: (
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
    ),
    AwsFailure.CONFLICT: ("TransactionConflict", "TransactionConflictException", "TransactionInProgressException"),
    AwsFailure.CONDITION: ("ConditionalCheckFailed", "ConditionalCheckFailedException"),
    AwsFailure.DENIED: (
        "AccessDenied",
        "AccessDeniedException",
        "OptInRequired",
        "SubscriptionRequiredException",
        "UnauthorizedOperation",
    ),
    AwsFailure.UNAUTHENTICATED: (
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ),
    AwsFailure.NOT_FOUND: (
        "AWS.SimpleQueueService.NonExistentQueue",
        "NoSuchBucket",
        "NoSuchKey",
        "ResourceNotFoundException",
        "404",
    ),
    AwsFailure.UNAVAILABLE: ("InternalError", "InternalServerError", "RequestTimeout", "ServiceUnavailable"),
}
KNOWN = [(code, failure) for failure, codes in CODES.items() for code in codes]


@pytest.mark.parametrize(("code", "failure"), KNOWN, ids=[code for code, _ in KNOWN])
def test_each_code_means_the_same_in_an_answer_and_in_a_cancellation_reason(code: str, failure: AwsFailure) -> None:
    assert classify(client_error(code)) is classify_code(code) is failure


@pytest.mark.parametrize("code", [code for code, failure in KNOWN if failure is not AwsFailure.UNAVAILABLE])
def test_a_known_code_counts_more_than_the_status_it_came_with(code: str) -> None:
    assert classify(client_error(code, status=503)) is classify_code(code)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, AwsFailure.INVALID),
        (499, AwsFailure.INVALID),
        (500, AwsFailure.UNAVAILABLE),
        (599, AwsFailure.UNAVAILABLE),
    ],
)
def test_an_unknown_code_is_judged_by_its_status(status: int, failure: AwsFailure) -> None:
    assert classify_code("NeverHeardOf") is None
    assert classify(client_error("NeverHeardOf", status=status)) is failure


def test_an_answer_without_a_code_or_status_is_a_wrong_request() -> None:
    bare: Any = {}
    assert classify(botocore.exceptions.ClientError(bare, "Operation")) is AwsFailure.INVALID


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("AccessDenied", "Grant this role access to it."),
        ("ExpiredToken", "Sign in again or set valid credentials."),
        ("NoSuchBucket", "Check that it is deployed in this account and region."),
        ("SlowDown", "Try again in a moment."),
        ("InternalError", "Try again in a moment."),
        ("TransactionConflictException", "Try again in a moment."),
    ],
)
def test_each_failure_names_place_reason_and_remedy(code: str, advice: str) -> None:
    told = storage_error(client_error(code), "table jobs")
    assert isinstance(told, StorageUnavailable)
    assert str(told).startswith("The table jobs could not be used: ")
    assert f"({code})" in str(told)
    assert str(told).endswith(advice)
    assert told.retryable


def test_a_request_of_our_own_that_is_wrong_is_a_bug_and_no_outage() -> None:
    told = storage_error(client_error("ValidationException", message="empty key"), "table jobs")
    assert isinstance(told, ValueError)
    assert "empty key" in str(told)


@pytest.mark.parametrize(
    "message", ["Item size has exceeded the maximum allowed size", "Transaction request size limit exceeded"]
)
def test_what_is_too_large_to_keep_is_told_to_the_user_as_that(message: str) -> None:
    told = storage_error(client_error("ValidationException", message=message), "table jobs")
    assert isinstance(told, TooLarge)
    assert "Ask for less" in str(told)


def test_a_reason_found_in_parts_overrules_the_code() -> None:
    told = storage_error(client_error("TransactionCanceledException"), "table jobs", AwsFailure.THROTTLED)
    assert isinstance(told, StorageUnavailable)
    assert "throttled" in str(told)


@pytest.mark.parametrize(
    "error",
    [
        botocore.exceptions.EndpointConnectionError(endpoint_url="http://127.0.0.1:9"),
        botocore.exceptions.ReadTimeoutError(endpoint_url="x"),
        botocore.exceptions.ConnectTimeoutError(endpoint_url="x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_answer_is_an_outage_by_the_exceptions_name(error: Exception) -> None:
    with pytest.raises(StorageUnavailable, match=type(error).__name__), storage_errors("bucket bills"):
        raise error


def test_the_cause_is_kept_for_the_log() -> None:
    error = client_error("SlowDown")
    with pytest.raises(StorageUnavailable) as told, storage_errors("bucket bills"):
        raise error
    assert told.value.__cause__ is error
