"""The least IAM policy of reading an account: the actions of what is asked, and no others."""

import json
from collections.abc import Sequence
from typing import Any, Final

from account.live.advice import ADVISERS, Adviser
from account.live.asks import Ask
from account.live.listing import Listing
from account.live.listings import LISTINGS
from account.live.metric_data import METRIC_DATA
from account.live.take import NAME, REGIONS
from finops_core.tools.readers import Grant

VERSION: Final = "2012-10-17"


def grants(listings: Sequence[Listing] = LISTINGS, advisers: Sequence[Adviser] = ADVISERS) -> tuple[Grant, ...]:
    """What each reader takes. Who one is may be asked by everybody."""
    own: tuple[Ask, ...] = (REGIONS, NAME, METRIC_DATA)
    return (
        Grant(actions=tuple(sorted(ask.action for ask in own))),
        *(listing.grant for listing in listings),
        *(adviser.grant for adviser in advisers),
    )


def policy(of: Sequence[Grant]) -> dict[str, Any]:
    """A policy document with a statement a service."""
    actions = sorted({action for grant in of for action in grant.actions})
    by_service: dict[str, list[str]] = {}
    for action in actions:
        by_service.setdefault(action.partition(":")[0], []).append(action)
    return {
        "Version": VERSION,
        "Statement": [
            {"Sid": _sid(service), "Effect": "Allow", "Action": own, "Resource": "*"}
            for service, own in by_service.items()
        ],
    }


def policy_text(of: Sequence[Grant]) -> str:
    return json.dumps(policy(of), indent=2)


def _sid(service: str) -> str:
    """A statement's name takes letters and digits only."""
    return "Read" + "".join(part.capitalize() for part in service.split("-"))
