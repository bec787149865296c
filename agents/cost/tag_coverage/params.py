"""Arguments of the `tag_coverage` tool."""

from typing import Annotated, Literal

from pydantic import Field

from agents.bill.params import ScopeParams, Texts


class TagCoverageParams(ScopeParams):
    """How much of the spend carries tags, key by key."""

    by: Literal["", "service", "account", "region", "resource"] = Field(
        "", description="Where what lacks the first key is: by service unless given; of resources, what lacks all keys."
    )
    keys: Texts = Field((), description="Tag keys; empty: all keys of the bill.")
    top_n: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="Only the first N resources.")
