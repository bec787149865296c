"""What an agent offers for a dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A tool's call whose answer a dashboard shows, `arguments` as the tool takes them.

    `question` is the call in words: what its job is called, and what a conversation about it begins with. `kind` says
    how it is shown: as large figures, over half or the whole of the page, or (`page`) by a page of its own and not on
    the dashboard.

    With `takes_period` the reader's period becomes the argument `period` and stands for `{period}` in the question.
    With `grain` the tile is shown only while the reader looks by months or by days. With `tags` it is shown only for a
    bill that has one of these tag keys, the first that it has standing for `{tag}`. Tiles of one `name` are
    alternatives: the first that fits is shown.
    """

    name: str
    title: str
    question: str
    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    kind: Literal["figures", "half", "whole", "page"] = "half"
    takes_period: bool = False
    grain: Literal["monthly", "daily"] | None = None
    tags: tuple[str, ...] = ()
