"""Which instance families may stand for which, with the same size: newer ones, and those with Graviton processors.

Source: the instance types that AWS documents as current and previous generation, and as having Graviton processors.
"""

from collections.abc import Mapping
from typing import Final

EC2_NEWER: Final[Mapping[str, tuple[str, ...]]] = {
    "t1": ("t3", "t3a"),
    "t2": ("t3", "t3a"),
    "m1": ("m5", "m5a", "m6i", "m6a", "m7i", "m7a"),
    "m2": ("r5", "r5a", "r6i", "r6a", "r7i", "r7a"),
    "m3": ("m5", "m5a", "m6i", "m6a", "m7i", "m7a"),
    "m4": ("m5", "m5a", "m6i", "m6a", "m7i", "m7a"),
    "c1": ("c5", "c5a", "c6i", "c6a", "c7i", "c7a"),
    "c3": ("c5", "c5a", "c6i", "c6a", "c7i", "c7a"),
    "c4": ("c5", "c5a", "c6i", "c6a", "c7i", "c7a"),
    "r3": ("r5", "r5a", "r6i", "r6a", "r7i", "r7a"),
    "r4": ("r5", "r5a", "r6i", "r6a", "r7i", "r7a"),
    "i2": ("i3", "i3en", "i4i"),
    "d2": ("d3", "d3en"),
    "x1": ("x2idn", "x2iedn"),
    "g3": ("g4dn", "g5", "g6"),
    "p2": ("g4dn", "g5", "g6"),
}

_M: Final = ("m6g", "m7g", "m8g")
_C: Final = ("c6g", "c7g", "c8g")
_R: Final = ("r6g", "r7g", "r8g")
EC2_GRAVITON: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("m5", "m5a", "m5n", "m6i", "m6a", "m7i", "m7a", "m8i", "m8a"), _M),
    **dict.fromkeys(("c5", "c5a", "c5n", "c6i", "c6a", "c7i", "c7a", "c8i", "c8a"), _C),
    **dict.fromkeys(("r5", "r5a", "r5n", "r6i", "r6a", "r7i", "r7a", "r8i", "r8a"), _R),
    **dict.fromkeys(("m5d", "m5ad", "m6id"), ("m6gd", "m7gd", "m8gd")),
    **dict.fromkeys(("c5d", "c5ad", "c6id"), ("c6gd", "c7gd", "c8gd")),
    **dict.fromkeys(("r5d", "r5ad", "r6id"), ("r6gd", "r7gd", "r8gd")),
    "t3": ("t4g",),
    "t3a": ("t4g",),
}

DATABASE_NEWER: Final[Mapping[str, tuple[str, ...]]] = {
    "t1": ("t3",),
    "t2": ("t3",),
    "m1": ("m5", "m6i", "m7i"),
    "m2": ("r5", "r6i", "r7i"),
    "m3": ("m5", "m6i", "m7i"),
    "m4": ("m5", "m6i", "m7i"),
    "r3": ("r5", "r6i", "r7i"),
    "r4": ("r5", "r6i", "r7i"),
    "c4": ("c5", "c6i"),
    "x1": ("x2iedn",),
}
DATABASE_GRAVITON: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("m5", "m6i", "m7i"), ("m6g", "m7g", "m8g")),
    **dict.fromkeys(("r5", "r6i", "r7i"), ("r6g", "r7g", "r8g")),
    **dict.fromkeys(("c5", "c6i"), ("c6g", "c7g")),
    "t3": ("t4g",),
}
