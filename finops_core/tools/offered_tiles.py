"""The tiles of a catalog's agents that fit a bill, as a dashboard is told of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from finops_core.tools.spec import AgentDef, Catalog, offered
from finops_core.tools.tile import Tile

_NO_LETTER = re.compile(r"[^a-z]")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OfferedAgents:
    """The agents of this platform, for a tool that tells what they offer. They are the same for every user.

    `services` are all readers there are. What of the catalog they make possible is worked out when a tool asks.
    """

    catalog: Catalog
    services: Mapping[type[Any], Any]

    def tiles(self, tag_keys: Iterable[str]) -> list[dict[str, Any]]:
        """What `offered_tiles` says of them."""
        return offered_tiles(offered(self.catalog, self.services).values(), tag_keys)

    def scoped(self, accounts: frozenset[str]) -> Self:
        """Themselves: what is offered says nothing of any account."""
        return self


def offered_tiles(agents: Iterable[AgentDef], tag_keys: Iterable[str]) -> list[dict[str, Any]]:
    """The tiles in the order of the agents, as JSON; alternatives that depend on the reader's choice are all there.

    Tiles of tools that an agent does not have, its readers being absent, are left out.
    """
    by_name: dict[str, str] = {}
    for key in tag_keys:
        by_name.setdefault(_plain(key), key)
    return [
        _json(agent, tile, tag)
        for agent in agents
        for tile in agent.tiles
        if tile.tool in {tool.name for tool in agent.tools}
        if (tag := _tag_of(tile, by_name)) is not None or not tile.tags
    ]


def _tag_of(tile: Tile, by_name: Mapping[str, str]) -> str | None:
    return next((by_name[_plain(tag)] for tag in tile.tags if _plain(tag) in by_name), None)


def _plain(key: str) -> str:
    """`Cost_Center`, `cost-center` and `costCenter` are one name."""
    return _NO_LETTER.sub("", key.lower())


def _json(agent: AgentDef, tile: Tile, tag: str | None) -> dict[str, Any]:
    return {
        "agent": agent.name,
        "name": tile.name,
        "title": _with_tag(tile.title, tag),
        "question": _with_tag(tile.question, tag),
        "tool": tile.tool,
        "arguments": _with_tag(dict(tile.arguments), tag),
        "kind": tile.kind,
        "takesPeriod": tile.takes_period,
        "grain": tile.grain,
    }


def _with_tag(value: Any, tag: str | None) -> Any:
    """The value with the tag's key in the place of `{tag}`, in all its texts."""
    if isinstance(value, str):
        return value if tag is None else value.replace("{tag}", tag)
    if isinstance(value, Mapping):
        return {name: _with_tag(one, tag) for name, one in cast(Mapping[str, Any], value).items()}
    if isinstance(value, list | tuple):
        return [_with_tag(one, tag) for one in cast(Iterable[Any], value)]
    return value
