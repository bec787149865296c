"""Arguments of the agent's tools."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=512)]


class LogGroupsParams(BaseModel):
    """Which log groups."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: Annotated[tuple[Text, ...], Field(max_length=20)] = Field((), description="Region codes; empty: all.")


class EndlessParams(LogGroupsParams):
    """Which log groups to look for savings in."""


class LimitParams(LogGroupsParams):
    """Which log groups get a limit, and how many days their events are then kept."""

    log_group: Annotated[tuple[Text, ...], Field(max_length=50)] = Field(
        (), description="ARNs; empty: all that keep their events for ever."
    )
    days: Annotated[int, Field(ge=1, le=3653)] = Field(90, description="How long events are kept.")
