"""What the cost agent offers for a dashboard."""

from typing import Literal

from finops_core.tools.tile import Tile

_MOST_PARTS = 8
"""Parts beyond these are in the conversation one click away."""

_OWNERS = ("owner", "squad", "cost_center", "department", "project")
"""How organisations call who answers for a cost beside a team, the most exact first."""


def _parts(name: str, title: str, group: str, *, asked: str = "", tags: tuple[str, ...] = ()) -> Tile:
    return Tile(
        name=name,
        title=title,
        question=f"What did I spend by {asked or name} {{period}}?",
        tool="spend",
        arguments={"group_by": (group,), "top_n": _MOST_PARTS},
        takes_period=True,
        tags=tags,
    )


def _trend(grain: Literal["monthly", "daily"], period: str, words: str) -> Tile:
    return Tile(
        name="trend",
        title="Trend",
        question=f"Show my {grain} costs of the {words}",
        tool="spend",
        arguments={"granularity": grain, "period": period},
        grain=grain,
    )


TILES: tuple[Tile, ...] = (
    Tile(
        name="run-rate",
        title="Latest month",
        question="What have I spent so far this month and where will it end?",
        tool="run_rate",
        kind="figures",
    ),
    _trend("monthly", "past_12_months", "past 12 months"),
    _trend("daily", "past_30_days", "past 30 days"),
    Tile(
        name="forecast",
        title="Next month",
        question="What will I spend next month?",
        tool="forecast",
        arguments={"period": "next_month"},
    ),
    _parts("service", "By service", "service"),
    _parts("account", "By account", "account"),
    # A team goes through the organisation's own terms; other owners are read as they are.
    _parts("owner", "By {tag}", "team", asked="{tag}", tags=("team",)),
    _parts("owner", "By {tag}", "tag:{tag}", asked="{tag}", tags=_OWNERS),
    # Two by two: without an owner's tag it would have no neighbour.
    _parts("region", "By region", "region", tags=("team", *_OWNERS)),
    Tile(
        name="commitments",
        title="Coverage of commitments",
        question="How much of my usage was covered by commitments {period}?",
        tool="commitments",
        arguments={"aspect": "coverage"},
        kind="whole",
        takes_period=True,
    ),
    Tile(
        name="changes",
        title="Largest changes",
        question="What changed by service {period}?",
        tool="compare",
        arguments={"group_by": ("service",), "top_n": _MOST_PARTS},
        kind="whole",
        takes_period=True,
    ),
)
