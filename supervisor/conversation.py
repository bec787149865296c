"""What a language model is told of the conversation so far: the latest questions with what answered them, in short."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from finops_core.jobs.events import Answered, Event, Routed, ToolArgs, ToolStarted
from finops_core.questions.utterance import Argument
from finops_core.tools.spec import Catalog
from supervisor.plan import Step

TOLD_WHOLE: Final = 5
"""Latest questions that are told with their calls and headlines; earlier ones are told as questions alone."""
MOST_CHARS: Final = 4_000
"""Of all that is told, some thousand tokens."""
_LONGEST_QUESTION, _SHORT_QUESTION, _LONGEST_HEADLINE, _LONGEST_CALL = 400, 120, 300, 240
MOST_CALLS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a tool with its arguments, by whoever chose it."""

    tool: str
    args: Mapping[str, object]

    def __str__(self) -> str:
        args = json.dumps(dict(self.args), ensure_ascii=False, default=str)
        return _cut(f"{self.tool} {args}", _LONGEST_CALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """One earlier question: the tools that were called for it and what its answer said first.

    `by_model` is true where a language model chose the calls.
    """

    question: str
    calls: tuple[Call, ...] = ()
    headline: str = ""
    by_model: bool = False


def earlier_of(question: str, events: Iterable[Event]) -> Earlier:
    """What the log of an earlier question says of it. A call that was made again in a later attempt counts once."""
    tools: dict[str, str] = {}
    args: dict[str, str] = {}
    headline, by_model = "", False
    for event in events:
        match event:
            case ToolStarted(call_id=call_id, tool=tool):
                tools[call_id] = tool
            case ToolArgs(call_id=call_id, delta=delta):
                args[call_id] = args.get(call_id, "") + delta
            case Routed(path=path):
                by_model = path == "model"
            case Answered(answer=answer):
                headline = answer.headline
            case _:
                continue
    calls = {str(call): call for call_id, tool in tools.items() if (call := _call(tool, args.get(call_id, "")))}
    return Earlier(question=question, calls=tuple(calls.values()), headline=headline, by_model=by_model)


def _call(tool: str, args: str) -> Call | None:
    try:
        read: object = json.loads(args or "{}")
    except ValueError:
        return None
    return Call(tool=tool, args=cast(dict[str, object], read)) if isinstance(read, dict) else None


def told_to_model(conversation: Sequence[Earlier]) -> tuple[str, ...]:
    """The conversation in lines, oldest first and at most MOST_CHARS long: what does not fit is counted."""
    whole, short = conversation[-TOLD_WHOLE:], conversation[:-TOLD_WHOLE]
    lines = [_cut(one.question, _SHORT_QUESTION) for one in short] + [_told(one) for one in whole]
    kept: list[str] = []
    room = MOST_CHARS
    for line in reversed(lines):
        room -= len(line)
        if room < 0:
            break
        kept.append(line)
    left_out = len(lines) - len(kept)
    counted = "One earlier question is" if left_out == 1 else f"{left_out} earlier questions are"
    return ((f"({counted} not shown.)",) if left_out else ()) + tuple(reversed(kept))


def _told(one: Earlier) -> str:
    calls = "; ".join(str(call) for call in one.calls[:MOST_CALLS])
    parts = [_cut(one.question, _LONGEST_QUESTION)]
    if calls:
        parts.append(f"looked up: {calls}")
    if one.headline:
        parts.append(f"answered: {_cut(one.headline, _LONGEST_HEADLINE)}")
    return " | ".join(parts)


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def step_of_model(last: Earlier | None, catalog: Catalog) -> Step | None:
    """The one call by which a model answered the question before, as a step that a follow-up builds on.

    None where it made several, or one that no agent of the catalog has: then a follow-up has nothing certain to take.
    """
    if last is None or len(last.calls) != 1:
        return None
    (call,) = last.calls
    agents = [agent.name for agent in catalog.values() if any(tool.name == call.tool for tool in agent.for_questions)]
    args = {name: _argument(value) for name, value in call.args.items()}
    if len(agents) != 1 or any(value is None for value in args.values()):
        return None
    return Step(agents[0], call.tool, {name: value for name, value in args.items() if value is not None})


def _argument(value: Any) -> Argument | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str | int):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in cast(list[object], value)):
        return tuple(cast(list[str], value))
    return None
