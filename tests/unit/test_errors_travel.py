"""Errors that cross from one process to another keep their kind, code and words."""

import pickle
from collections.abc import Iterator

import pytest

from billing.intake.source_file import DamagedFile
from finops_core.errors import ConditionFailed, FinOpsError, RateLimited


def kinds(of: type[FinOpsError] = FinOpsError) -> Iterator[type[FinOpsError]]:
    yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


KINDS = {kind.__name__: kind for kind in (DamagedFile, *kinds())}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_error_of_the_product_travels(kind: type[FinOpsError]):
    error = kind.__new__(kind, "What happened. What to do.")
    error.retry_after_ms = 250
    error.__dict__["cause_of_it"] = object()
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is kind
    assert (str(arrived), arrived.code, arrived.retry_after_ms) == ("What happened. What to do.", kind.code, 250)


def test_its_plain_details_travel_along():
    assert pickle.loads(pickle.dumps(ConditionFailed(index=3))).index == 3
    assert pickle.loads(pickle.dumps(RateLimited("Slow down.", retry_after_ms=5))).retry_after_ms == 5
