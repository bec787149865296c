"""Instance types in place of usage types: `m5.large` is every usage type of the bill that ends with it."""

import re
from typing import Final

from agents.cost.params import Scope
from billing.query import Dimension
from billing.source import BillSource

_INSTANCE: Final = re.compile(
    r"[a-z][\w-]*(\.[\w-]+)*\.(nano|micro|small|medium|large|\d*xlarge|metal[\w-]*)", re.IGNORECASE
)
MOST: Final = 20
"""So many usage types at most stand for one instance type, as many as an argument takes."""


def is_instance_type(name: str) -> bool:
    """Whether a name is one of an instance type alone, such as m5.large."""
    return _INSTANCE.fullmatch(name) is not None


def with_instance_types(params: Scope, source: BillSource) -> Scope:
    """The scope with the bill's usage types for each instance type; one that the bill lacks stays as it is."""
    if not any(_INSTANCE.fullmatch(name) for name in params.usage_type):
        return params
    known = source.values(Dimension.USAGE_TYPE)
    found: list[str] = []
    for name in params.usage_type:
        ending = f":{name.lower()}"
        meant = [value for value in known if value.lower().endswith(ending)] if _INSTANCE.fullmatch(name) else []
        found += meant[:MOST] or [name]
    return params.model_copy(update={"usage_type": tuple(dict.fromkeys(found))})
