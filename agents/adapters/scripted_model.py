"""A model double that says what its script says, turn by turn. It ships beside the adapter, for tests."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Any, Final

from strands.models.model import Model
from strands.types.event_loop import Usage
from strands.types.streaming import StreamEvent


@dataclass(frozen=True, slots=True)
class Call:
    """The model asks for a tool."""

    tool: str
    arguments: Mapping[str, Any]


MOST_SILENT_S = 60.0


@dataclass(frozen=True, slots=True)
class Silence:
    """The model says nothing until it is `over`."""

    over: Event


@dataclass(frozen=True, slots=True)
class Broken:
    """The model says something, and fails in the midst of it."""

    said: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Waiting:
    """The model says something, and goes on with `then` only when it is `over`."""

    said: str
    over: Event
    then: str


Turn = str | Call | Silence | Broken | Waiting | Exception
"""What the model does next: says something, calls a tool, says nothing, breaks off, waits in the midst, or fails."""
PIECE: Final = 12
"""Characters of a text that are streamed at once."""


_IN_BRACKETS: Final = re.compile(r"\[\[[^\]]*\]\]")
_SHORT_ID: Final = re.compile(r"\bf\d+\b(?!-)")


class ScriptedModel(Model):
    """Plays one turn for each request and remembers the messages and tools it was given.

    A script says `[[f1]]` for the fact of that number, whatever mark it was told with.
    """

    usage: Final[Usage] = {"inputTokens": 100, "outputTokens": 10, "totalTokens": 110}
    """What every turn says it took."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = list(turns)
        self.requests: list[Any] = []
        self.offered: list[list[str]] = []

    def update_config(self, **model_config: Any) -> None:
        """There is nothing to configure."""

    def get_config(self) -> dict[str, Any]:
        return {"model_id": "scripted"}

    def structured_output(
        self, output_model: Any, prompt: Any, system_prompt: str | None = None, **kwargs: Any
    ) -> AsyncGenerator[dict[str, Any], None]:
        raise NotImplementedError("a script has no structured output")

    def stream(
        self, messages: Any, tool_specs: list[Any] | None = None, system_prompt: str | None = None, **kwargs: Any
    ) -> AsyncIterable[StreamEvent]:
        self.requests.append(json.loads(json.dumps(messages)))
        self.offered.append([spec["name"] for spec in tool_specs or []])
        turn = self._turns.pop(0)
        return self._play(_with_ids(turn, json.dumps(messages)))

    async def _play(self, turn: Turn) -> AsyncGenerator[StreamEvent, None]:
        if isinstance(turn, Exception):
            raise turn
        if isinstance(turn, Silence):
            await asyncio.to_thread(turn.over.wait, MOST_SILENT_S)
            return
        yield {"messageStart": {"role": "assistant"}}
        if isinstance(turn, Call):
            use_id = f"use{len(self.requests)}"
            yield {"contentBlockStart": {"start": {"toolUse": {"name": turn.tool, "toolUseId": use_id}}}}
            yield {"contentBlockDelta": {"delta": {"toolUse": {"input": json.dumps(dict(turn.arguments))}}}}
            yield {"contentBlockStop": {}}
            yield {"messageStop": {"stopReason": "tool_use"}}
        else:
            yield {"contentBlockStart": {"start": {}}}
            async for piece in _pieces(turn):
                yield {"contentBlockDelta": {"delta": {"text": piece}}}
            yield {"contentBlockStop": {}}
            yield {"messageStop": {"stopReason": "end_turn"}}
        yield {"metadata": {"usage": self.usage, "metrics": {"latencyMs": 0}}}


async def _pieces(turn: str | Broken | Waiting) -> AsyncGenerator[str, None]:
    said = turn if isinstance(turn, str) else turn.said
    for start in range(0, len(said), PIECE):
        yield said[start : start + PIECE]
    if isinstance(turn, Broken):
        raise turn.error
    if isinstance(turn, Waiting):
        await asyncio.to_thread(turn.over.wait, MOST_SILENT_S)
        yield turn.then


def _with_ids(turn: Turn, told: str) -> Turn:
    if isinstance(turn, str):
        return with_told_ids(turn, told)
    if isinstance(turn, Broken):
        return replace(turn, said=with_told_ids(turn.said, told))
    if isinstance(turn, Waiting):
        return replace(turn, said=with_told_ids(turn.said, told), then=with_told_ids(turn.then, told))
    return turn


def with_told_ids(said: str, told: str) -> str:
    """A script's `[[f1]]`, or a slot's `[[change f1 f2]]`, with the ids of those facts in what was told last."""

    def whole(match: re.Match[str]) -> str:
        found = re.findall(rf"\b{match.group()}-[0-9a-f]+\b", told)
        return found[-1] if found else match.group()

    return _IN_BRACKETS.sub(lambda slot: _SHORT_ID.sub(whole, slot.group()), said)
