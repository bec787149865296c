"""Arguments of the `tag_coverage` tool."""

from typing import Literal

from pydantic import Field

from agents.bill.params import ScopeParams, Texts


class TagCoverageParams(ScopeParams):
    """How much of the spend carries tags, key by key."""

    by: Literal["", "service", "account", "region"] = Field(
        "", description="Where what lacks the first key is: by service unless given."
    )
    keys: Texts = Field((), description="Tag keys; empty: all keys of the bill.")
