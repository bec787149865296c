"""What agents offer for a dashboard: every tile of the catalog can be shown, and fits the bill it is shown for."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel

from agents.catalog import AGENTS, CATALOG
from agents.cost.tiles import TILES
from billing.source import BILL
from billing.testing import MemoryBill
from finops_core.answers import Finding
from finops_core.tools.context import ToolContext
from finops_core.tools.offered_tiles import offered_tiles
from finops_core.tools.spec import AgentDef, Risk, ToolDef, as_found, offered
from finops_core.tools.tile import Tile

EVERY_TAG = ("team", "owner", "squad", "cost_center", "department", "project")
PERIODS = ("last_month", "month_to_date", "past_3_months", "past_12_months")
OFFERED = offered_tiles(AGENTS, EVERY_TAG)


def named(tiles: list[dict[str, Any]]) -> list[str]:
    return [tile["name"] for tile in tiles]


def arguments(tile: Mapping[str, Any], period: str) -> dict[str, Any]:
    return tile["arguments"] | ({"period": period} if tile["takesPeriod"] else {})


@pytest.mark.parametrize("tile", OFFERED, ids=lambda tile: f"{tile['agent']}-{tile['name']}-{tile['title']}")
def test_every_tile_of_the_catalog_is_a_call_that_its_tool_takes(tile: dict[str, Any]) -> None:
    tool = CATALOG[tile["agent"]].tool(tile["tool"])
    assert tool.risk is Risk.READ, "a dashboard changes nothing by being opened"
    for period in PERIODS if tile["takesPeriod"] else ("",):
        given = json.loads(json.dumps(arguments(tile, period)))
        tool.params.model_validate(given)
    assert tile["question"].count("{period}") == (1 if tile["takesPeriod"] else 0)
    assert "{" not in tile["title"] + tile["question"].replace("{period}", "")


@pytest.mark.parametrize("grain", ["monthly", "daily"])
@pytest.mark.parametrize("keys", [(), ("environment",), ("Team",), ("environment", "cost-center")])
def test_halves_of_the_page_stand_two_by_two_for_every_bill(keys: tuple[str, ...], grain: str) -> None:
    shown = {
        (tile["agent"], tile["name"]): tile
        for tile in reversed(offered_tiles(AGENTS, keys))
        if tile["grain"] in (None, grain)
    }
    assert sum(tile["kind"] == "half" for tile in shown.values()) % 2 == 0
    assert sum(name == "trend" for _, name in shown) == 1


@pytest.mark.parametrize(
    ("keys", "group", "title"),
    [
        (("environment", "Team"), "team", "By Team"),
        (("project", "team"), "team", "By team"),
        (("Cost_Center",), "tag:Cost_Center", "By Cost_Center"),
        (("cost-center", "project"), "tag:cost-center", "By cost-center"),
        (("project", "costCenter"), "tag:costCenter", "By costCenter"),
        (("Owner", "project"), "tag:Owner", "By Owner"),
    ],
)
def test_the_owner_of_a_cost_is_shown_by_the_key_that_the_bill_has(
    keys: tuple[str, ...], group: str, title: str
) -> None:
    owner = next(tile for tile in offered_tiles(AGENTS, keys) if tile["name"] == "owner")
    assert (owner["arguments"]["group_by"], owner["title"]) == ([group], title)


def test_a_bill_without_owners_is_offered_no_owner_and_no_neighbour_for_it() -> None:
    assert {"owner", "region"}.isdisjoint(named(offered_tiles(AGENTS, ("environment",))))


def idle_machines(_: BaseModel, context: ToolContext) -> Finding:
    context.service(BILL.port)
    return Finding(headline="None.")


def with_a_tile() -> AgentDef:
    """Another agent with one tool, which needs a bill, and a tile of it."""
    tool = ToolDef(
        name="idle_machines",
        description="What is idle.",
        params=BaseModel,
        read=idle_machines,
        present=as_found,
        needs=(BILL,),
    )
    tile = Tile(name="idle", title="Idle", question="What is idle?", tool="idle_machines", kind="whole")
    return AgentDef(name="ec2", title="EC2", description="Machines.", tools=(tool,), tiles=(tile,))


def test_a_new_agents_tile_is_offered_behind_those_of_the_agents_before_it() -> None:
    *before, last = offered_tiles((*AGENTS, with_a_tile()), ())
    assert before == offered_tiles(AGENTS, ())
    assert last == {
        "agent": "ec2",
        "name": "idle",
        "title": "Idle",
        "question": "What is idle?",
        "tool": "idle_machines",
        "arguments": {},
        "kind": "whole",
        "takesPeriod": False,
        "grain": None,
    }


def test_a_tile_is_not_offered_where_its_tool_has_nothing_to_read() -> None:
    agent = with_a_tile()
    assert offered_tiles(offered({"ec2": agent}, {BILL.port: MemoryBill(())}).values(), ()) != []
    assert offered_tiles(offered({"ec2": agent}, {}).values(), ()) == []
    assert offered_tiles([replace(agent, tools=())], ()) == []


def test_a_tag_keys_own_braces_stay_as_they_are() -> None:
    owner = next(tile for tile in offered_tiles(AGENTS, ("{team}{}",)) if tile["name"] == "owner")
    assert owner["title"] == "By {team}{}"


def test_the_cost_agent_offers_what_the_dashboard_always_had() -> None:
    names = list(dict.fromkeys(tile.name for tile in TILES))
    assert names == ["run-rate", "trend", "forecast", "service", "account", "owner", "region", "commitments", "changes"]
