"""Which instance families may stand for which, with the same size: newer ones, and those with Graviton processors.

Of several groups the first one with a lower price on the bill counts: the same maker's processors before another's.
Source: the instance types that AWS documents as current and previous generation, and as having Graviton processors.
"""

from typing import Final

from agents.opportunities.rules import Tiers

_M_NOW: Final = (("m5", "m6i", "m7i", "m8i", "m7i-flex", "m8i-flex"), ("m5a", "m6a", "m7a", "m8a"))
_C_NOW: Final = (("c5", "c6i", "c7i", "c8i", "c7i-flex", "c8i-flex"), ("c5a", "c6a", "c7a", "c8a"))
_R_NOW: Final = (("r5", "r6i", "r7i", "r8i"), ("r5a", "r6a", "r7a", "r8a"))
_M_ARM: Final = ("m6g", "m7g", "m8g")
_C_ARM: Final = ("c6g", "c7g", "c8g")
_R_ARM: Final = ("r6g", "r7g", "r8g")

EC2_NEWER: Final[Tiers] = {
    **dict.fromkeys(("t1", "t2"), (("t3",), ("t3a",))),
    **dict.fromkeys(("m1", "m3", "m4"), _M_NOW),
    **dict.fromkeys(("m2", "r3", "r4"), _R_NOW),
    **dict.fromkeys(("c1", "c3", "c4"), _C_NOW),
    "i2": (("i3", "i3en", "i4i"),),
    "d2": (("d3", "d3en"),),
    "x1": (("x2idn", "x2iedn"),),
    "g2": (("g4dn", "g5", "g6"),),
    "g3": (("g4dn", "g5", "g6"),),
    "p2": (("g4dn", "g5", "g6"),),
}

EC2_GRAVITON: Final[Tiers] = {
    **dict.fromkeys(("m5", "m5a", "m5n", "m6i", "m6a", "m7i", "m7i-flex", "m7a", "m8i", "m8a"), (_M_ARM,)),
    **dict.fromkeys(("c5", "c5a", "c6i", "c6a", "c7i", "c7i-flex", "c7a", "c8i", "c8a"), (_C_ARM,)),
    **dict.fromkeys(("r5", "r5a", "r5n", "r6i", "r6a", "r7i", "r7a", "r8i", "r8a"), (_R_ARM,)),
    **dict.fromkeys(("m5d", "m5ad", "m6id"), (("m6gd", "m7gd", "m8gd"),)),
    **dict.fromkeys(("c5d", "c5ad", "c6id"), (("c6gd", "c7gd", "c8gd"),)),
    **dict.fromkeys(("r5d", "r5ad", "r6id"), (("r6gd", "r7gd", "r8gd"),)),
    **dict.fromkeys(("c5n", "c6in"), (("c6gn", "c7gn"),)),
    **dict.fromkeys(("t3", "t3a"), (("t4g",),)),
    **dict.fromkeys(("i3", "i4i"), (("i4g", "i7g", "i8g"),)),
}

ARM_FAMILIES: Final = frozenset({*_M_ARM, *_C_ARM, *_R_ARM, "t4g", "x2g", "m6gd", "r6gd", "r7gd", "im4gn", "or1", "a1"})

DATABASE_NEWER: Final[Tiers] = {
    **dict.fromkeys(("t1", "t2"), (("t3",), ("t4g",))),
    **dict.fromkeys(("m1", "m3", "m4"), (("m5", "m6i", "m7i"), _M_ARM)),
    **dict.fromkeys(("m2", "r3", "r4"), (("r5", "r6i", "r7i"), _R_ARM)),
    **dict.fromkeys(("c1", "c3", "c4"), (("c5", "c6i", "c7i"), _C_ARM)),
    "i2": (("i3",),),
    "x1": (("x2iedn",),),
}
DATABASE_GRAVITON: Final[Tiers] = {
    **dict.fromkeys(("m5", "m5d", "m6i", "m6id", "m7i"), (_M_ARM,)),
    **dict.fromkeys(("r5", "r5b", "r5d", "r6i", "r6id", "r7i"), (_R_ARM,)),
    **dict.fromkeys(("c5", "c6i", "c7i"), (_C_ARM,)),
    "t3": (("t4g",),),
}
