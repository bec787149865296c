"""The fast path: deterministic routing with arguments, no model. It abstains when unsure."""

import re
from typing import TypeAlias

from supervisor.plan import Argument, Step

Args: TypeAlias = dict[str, Argument]

_TOKEN = re.compile(r"[a-z0-9]+")
_FILLER = "what did i we spend my our the is are was total cost costs show me in on aws how much"
_FILL = frozenset(_FILLER.split())
_BY = {"service": "service", "account": "account", "region": "region"}


def decide(text: str, previous: Step | None = None) -> Step | None:
    """The step that answers a question, or None when unsure."""
    args: Args = {}
    tokens = _TOKEN.findall(text.lower())
    by = False
    for token in tokens:
        if token == "by":
            by = True
        elif by and token in _BY:
            args["group_by"] = (_BY[token],)
        elif by and token == "day":
            args["granularity"] = "daily"
        elif token not in _FILL:
            return None
    if not any(token in {"spend", "cost", "costs"} for token in tokens):
        return None
    return Step("cost", "spend", args)
