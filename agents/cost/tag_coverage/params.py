"""Arguments of the `tag_coverage` tool."""

from pydantic import Field

from agents.bill.params import ScopeParams, Texts


class TagCoverageParams(ScopeParams):
    """How much of the spend carries tags, key by key."""

    keys: Texts = Field((), description="Tag keys; empty: all keys of the bill.")
