"""Other names of usage types: `m5.large` is every usage type that ends with it, `Fargate` every one that names it."""

import re
from typing import Final

from agents.bill.params import ScopeParams
from billing.query import Dimension
from billing.source import BillSource

_INSTANCE: Final = re.compile(
    r"[a-z][\w-]*(\.[\w-]+)*\.(nano|micro|small|medium|large|\d*xlarge|metal[\w-]*)", re.IGNORECASE
)
NAMED_IN: Final = frozenset({"Fargate"})
"""Products that are no service of a bill, but are named in their usage types."""
MOST: Final = 20
"""So many usage types at most stand for one instance type, as many as an argument takes."""


def is_instance_type(name: str) -> bool:
    """Whether a name is one of an instance type alone, such as m5.large."""
    return _INSTANCE.fullmatch(name) is not None


def with_instance_types(params: ScopeParams, source: BillSource) -> ScopeParams:
    """The scope with the bill's usage types for each instance type; one that the bill lacks stays as it is."""
    if not any(_INSTANCE.fullmatch(name) or name in NAMED_IN for name in params.usage_type):
        return params
    known = source.values(Dimension.USAGE_TYPE)
    found: list[str] = []
    for name in params.usage_type:
        ending, word = f":{name.lower()}", name.lower()
        meant = [value for value in known if value.lower().endswith(ending)] if _INSTANCE.fullmatch(name) else []
        if name in NAMED_IN:
            meant = [value for value in known if word in value.lower()]
        found += meant[:MOST] or [name]
    return params.model_copy(update={"usage_type": tuple(dict.fromkeys(found))})
