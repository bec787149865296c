"""Arguments of the `compliance` tool."""

from typing import Annotated, Literal

from pydantic import Field

from agents.bill.params import ScopeParams, Text


class ComplianceParams(ScopeParams):
    """How much of what can be tagged follows the tag policy."""

    view: Literal["coverage", "violations", "suggestions", "drift"] = Field(
        "coverage",
        description="coverage by money; violations: the resources with the largest cost that break the policy; "
        "suggestions: what their tags are probably meant to be; drift: month by month.",
    )
    key: Text | None = Field(None, description="Only this key of the policy.")
    group_by: Annotated[tuple[Literal["account", "service", "region", "team"], ...], Field(max_length=1)] = ()
    top_n: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="Only the N largest.")
