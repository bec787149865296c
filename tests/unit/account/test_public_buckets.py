"""Whether a bucket is open to everybody: what opens it, what closes it, and what is not known."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from account.live.take import Looking, take
from account.testing import MemorySink, ScriptedAws
from tests.unit.account.answers import ANSWERS

NOW = datetime(2026, 6, 1, 6, tzinfo=UTC)
TO_ALL = {"Grants": [{"Grantee": {"URI": "http://acs.amazonaws.com/groups/global/AllUsers"}, "Permission": "READ"}]}
TO_LOGS = {"Grants": [{"Grantee": {"URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}, "Permission": "WRITE"}]}
OPEN = {"PolicyStatus": {"IsPublic": True}}
CLOSED = {"PolicyStatus": {"IsPublic": False}}


def block(**settings: bool) -> dict[str, Any]:
    return {"PublicAccessBlockConfiguration": settings}


def public(answers: Mapping[tuple[str, str], Any], *denied: str) -> object:
    """What a snapshot says of the one bucket; None where it says nothing."""
    sink = MemorySink()
    take([ScriptedAws({**ANSWERS, **answers}, denied=set(denied)).client], Looking(now=NOW, advisers=()), sink)
    return sink.snapshot().by_kind["s3:bucket"][0].attributes.get("public")


@pytest.mark.parametrize(
    ("policy", "grants", "own", "account", "right"),
    [
        (OPEN, {}, {}, {}, True),
        (CLOSED, {}, {}, {}, False),
        ({}, TO_ALL, {}, {}, True),
        ({}, TO_LOGS, {}, {}, False),
        (OPEN, {}, block(RestrictPublicBuckets=True), {}, False),
        (OPEN, {}, {}, block(RestrictPublicBuckets=True), False),
        (OPEN, {}, block(IgnorePublicAcls=True), {}, True),
        ({}, TO_ALL, block(IgnorePublicAcls=True), {}, False),
        ({}, TO_ALL, {}, block(IgnorePublicAcls=True), False),
        ({}, TO_ALL, block(RestrictPublicBuckets=True), {}, True),
        (OPEN, TO_ALL, block(RestrictPublicBuckets=True, IgnorePublicAcls=True), {}, False),
    ],
)
def test_a_policy_or_a_grant_opens_it_and_a_block_of_its_own_or_of_the_account_closes_it(
    policy: Mapping[str, Any],
    grants: Mapping[str, Any],
    own: Mapping[str, Any],
    account: Mapping[str, Any],
    right: bool,
) -> None:
    found = public({
        ("s3", "GetBucketPolicyStatus"): policy, ("s3", "GetBucketAcl"): grants,
        ("s3", "GetPublicAccessBlock"): own, ("s3control", "GetPublicAccessBlock"): account,
    })  # fmt: skip
    assert found is right


def test_what_decides_and_was_refused_leaves_it_unknown() -> None:
    assert public({("s3", "GetBucketPolicyStatus"): OPEN}, "s3:GetAccountPublicAccessBlock") is None
    assert public({("s3", "GetBucketPolicyStatus"): CLOSED}, "s3:GetBucketAcl") is None


def test_what_was_refused_and_decides_nothing_leaves_it_known() -> None:
    closed = {("s3", "GetPublicAccessBlock"): block(RestrictPublicBuckets=True, IgnorePublicAcls=True)}
    assert public(closed, "s3:GetBucketPolicyStatus", "s3:GetBucketAcl", "s3:GetAccountPublicAccessBlock") is False
    assert public({("s3", "GetBucketPolicyStatus"): CLOSED}, "s3:GetAccountPublicAccessBlock") is False
