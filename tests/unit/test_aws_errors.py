"""The one reading of AWS errors, over real botocore exceptions."""

import botocore.exceptions
import pytest

from finops_core.aws.errors import AwsFailure, classify, error_code, storage_error, storage_errors
from finops_core.errors import StorageUnavailable


def client_error(code: str, status: int = 400) -> botocore.exceptions.ClientError:
    return botocore.exceptions.ClientError(
        {"Error": {"Code": code, "Message": "words"}, "ResponseMetadata": {"HTTPStatusCode": status}},  # pyright: ignore[reportArgumentType]
        "Operation",
    )


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (client_error("ThrottlingException"), AwsFailure.THROTTLED),
        (client_error("TooManyRequestsException", 429), AwsFailure.THROTTLED),
        (client_error("SlowDown", 503), AwsFailure.THROTTLED),
        (client_error("TransactionConflictException"), AwsFailure.CONFLICT),
        (client_error("ConditionalCheckFailedException"), AwsFailure.CONDITION),
        (client_error("AccessDenied", 403), AwsFailure.DENIED),
        (client_error("SubscriptionRequiredException"), AwsFailure.DENIED),
        (client_error("ExpiredTokenException"), AwsFailure.UNAUTHENTICATED),
        (client_error("NoSuchKey", 404), AwsFailure.NOT_FOUND),
        (client_error("InternalServerError", 500), AwsFailure.UNAVAILABLE),
        (client_error("NeverHeardOf", 503), AwsFailure.UNAVAILABLE),
        (client_error("NeverHeardOf", 400), AwsFailure.INVALID),
        (client_error("ValidationException"), AwsFailure.INVALID),
        (botocore.exceptions.ReadTimeoutError(endpoint_url="x"), AwsFailure.UNAVAILABLE),
        (botocore.exceptions.EndpointConnectionError(endpoint_url="x"), AwsFailure.UNAVAILABLE),
        (botocore.exceptions.ConnectionClosedError(endpoint_url="x"), AwsFailure.UNAVAILABLE),
        (botocore.exceptions.NoCredentialsError(), AwsFailure.UNAUTHENTICATED),
        (botocore.exceptions.PartialCredentialsError(provider="x", cred_var="y"), AwsFailure.UNAUTHENTICATED),
        (botocore.exceptions.TokenRetrievalError(provider="sso", error_msg="x"), AwsFailure.UNAUTHENTICATED),
        (botocore.exceptions.ProfileNotFound(profile="x"), AwsFailure.UNAUTHENTICATED),
        (botocore.exceptions.ParamValidationError(report="x"), AwsFailure.INVALID),
        (botocore.exceptions.NoRegionError(), AwsFailure.INVALID),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_each_error_means_one_thing(error: Exception, failure: AwsFailure) -> None:
    assert classify(error) is failure


def test_the_code_is_the_services_or_the_exceptions_name() -> None:
    assert error_code(client_error("NoSuchKey")) == "NoSuchKey"
    assert error_code(botocore.exceptions.NoRegionError()) == "NoRegionError"


def test_a_place_that_fails_is_named_with_the_reason() -> None:
    error = storage_error(client_error("AccessDenied", 403), "bucket bills")
    assert isinstance(error, StorageUnavailable)
    assert "bucket bills" in str(error)
    assert "AccessDenied" in str(error)


def test_only_aws_errors_are_translated() -> None:
    with pytest.raises(StorageUnavailable), storage_errors("bucket bills"):
        raise client_error("InternalError", 500)
    with pytest.raises(KeyError), storage_errors("bucket bills"):
        raise KeyError("mine")
