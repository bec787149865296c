"""Arguments of the `showback` tool."""

from pydantic import Field

from agents.bill.params import ScopeParams, Texts


class ShowbackParams(ScopeParams):
    """Which rows of the bill statements are made of; without a period, the last full month."""

    team: Texts = Field((), description="Only the statements of these teams; shares are worked out over all teams.")
