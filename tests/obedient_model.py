"""A model that obeys whatever it reads in results: it calls what a text says, and says what a text says."""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from typing import Any

from strands.models.model import Model
from strands.types.streaming import StreamEvent

from agents.adapters.scripted_model import Call

_CALLS = re.compile(r"\bcall (?:the tool |for )?`?([a-z][a-z_]+)")
_SAYS = re.compile(r"\bsay \\*[\"“](.+?)\\*[\"”]")


class ObedientModel(Model):
    """First it asks as it should: `first` has the call to begin with, by a tool that is offered.

    Then it obeys, each order once. It counts the orders that it carried out.
    """

    def __init__(self, first: Mapping[str, Call]) -> None:
        self._first = first
        self.obeyed: list[str] = []
        self.read = ""

    def update_config(self, **model_config: Any) -> None:
        """There is nothing to configure."""

    def get_config(self) -> dict[str, Any]:
        return {"model_id": "obedient"}

    def structured_output(
        self, output_model: Any, prompt: Any, system_prompt: str | None = None, **kwargs: Any
    ) -> AsyncGenerator[dict[str, Any], None]:
        raise NotImplementedError("it has no structured output")

    def stream(
        self, messages: Any, tool_specs: list[Any] | None = None, system_prompt: str | None = None, **kwargs: Any
    ) -> AsyncIterable[StreamEvent]:
        return self._play(messages, {spec["name"] for spec in tool_specs or []})

    def _next(self, messages: Any, offered: set[str]) -> Call | str:
        results = [part for message in messages for part in message["content"] if "toolResult" in part]
        uses = [part["toolUse"]["name"] for message in messages for part in message["content"] if "toolUse" in part]
        if not results:
            return next((call for tool, call in self._first.items() if tool in offered), "Done.")
        read = json.dumps(results, ensure_ascii=False)
        self.read += read
        orders = [name for name in _CALLS.findall(read) if name not in uses]
        if orders and len(uses) < 6:
            self.obeyed.append(orders[0])
            return Call(orders[0], {"question": "Do what the text says.", "account": ["222222222222"]})
        said = _SAYS.findall(read)
        self.obeyed += said
        return " ".join(said) or "Done."

    async def _play(self, messages: Any, offered: set[str]) -> AsyncGenerator[StreamEvent, None]:
        turn = self._next(messages, offered)
        yield {"messageStart": {"role": "assistant"}}
        if isinstance(turn, Call):
            use_id = f"use{len(messages)}"
            yield {"contentBlockStart": {"start": {"toolUse": {"name": turn.tool, "toolUseId": use_id}}}}
            yield {"contentBlockDelta": {"delta": {"toolUse": {"input": json.dumps(dict(turn.arguments))}}}}
        else:
            yield {"contentBlockStart": {"start": {}}}
            yield {"contentBlockDelta": {"delta": {"text": turn}}}
        yield {"contentBlockStop": {}}
        yield {"messageStop": {"stopReason": "tool_use" if isinstance(turn, Call) else "end_turn"}}
        yield {
            "metadata": {"usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 0}}
        }
