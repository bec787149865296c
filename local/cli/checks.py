"""What `finops doctor` tells of one thing."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at. A `note` is worth knowing, a `problem` stops something from working."""

    name: str
    state: Literal["ok", "note", "problem"]
    detail: str
