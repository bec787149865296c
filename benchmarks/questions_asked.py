"""Questions for the routing benchmark, in the words people use; no text ever comes twice."""

import itertools
import random
from collections.abc import Iterator

_SERVICES = ("EC2", "S3", "RDS", "Lambda", "DynamoDB", "CloudFront", "EKS", "Athena", "SageMaker", "data transfer")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
_PERIODS = tuple(f"{month} {year}" for month in _MONTHS for year in range(2016, 2027))
_GROUPS = ("service", "account", "region", "usage type", "day", "charge category")
_SHAPES = (
    "What did I spend on {service} in {period} by {group}?",
    "show me {service} cost by {group} for {period}",
    "how much did {service} cost us in {period}, split by {group}",
    "Top 5 {group}s for {service} in {period}",
    "total {service} spend by {group} since {period}",
    "what was the {service} bill in {period} per {group}",
    "Is our {service} set-up in {period} well architected for each {group}?",
    "write me a poem about {service}, {period} and the {group}",
)
"""The last two are not about cost: a router has to leave them."""


def never_repeated(count: int, *, seed: int = 7) -> list[str]:
    """`count` different questions in a shuffled order that is the same for a seed (at most 52,800)."""
    texts = list(_all())
    random.Random(seed).shuffle(texts)
    if count > len(texts):
        raise ValueError(f"there are {len(texts)} questions")
    return texts[:count]


def _all() -> Iterator[str]:
    for shape, service, period, group in itertools.product(_SHAPES, _SERVICES, _PERIODS, _GROUPS):
        yield shape.format(service=service, period=period, group=group)
