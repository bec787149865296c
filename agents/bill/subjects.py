"""What a question about a bill names, for a later "they": "EC2", "load balancers"."""

from collections.abc import Mapping
from typing import Final

from finops_core.questions.utterance import Argument

_THINGS: Final = ("service", "service_category", "usage_family", "instance_family")
"""Arguments whose values are names of things that any agent over a bill knows."""
_NO_ROWS: Final = frozenset(
    {"period", "granularity", "group_by", "top_n", "order", "metric", "compare_to", "horizon", "by_invoice"}
)
"""Arguments that choose no rows: a pronoun is not about them."""


def named_things(args: Mapping[str, Argument]) -> str:
    """The names where they are all that chose rows; empty for any other question, which no name says."""
    chosen = [name for name in args if name not in _NO_ROWS]
    if len(chosen) != 1 or chosen[0] not in _THINGS:
        return ""
    values = args[chosen[0]]
    return " and ".join(values if isinstance(values, tuple) else (str(values),))
