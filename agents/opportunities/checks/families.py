"""Which instance families may stand for which, with the same size: newer ones, and those with Graviton processors.

Names of families are put together as AWS does, letter by letter (class, generation, processor, disks, network), so
that a generation of next year is known too: only a price on the bill makes one of them a target. Of several groups the
first one with a lower price on the bill counts: the same maker's processors before another's.
Source: the instance types that AWS documents as current and previous generation, and as having Graviton processors.
"""

from collections.abc import Iterable
from typing import Final

from agents.opportunities.rules import Tiers

_CLASSES: Final = ("m", "c", "r")


def _families(before: str, generations: Iterable[int], *after: str) -> tuple[str, ...]:
    return tuple(f"{before}{generation}{letters}" for generation in generations for letters in after)


def _now(class_: str) -> tuple[tuple[str, ...], ...]:
    """A class's current families with Intel's processors, and those with AMD's."""
    return (
        (f"{class_}5", *_families(class_, range(6, 13), "i"), *_families(class_, range(7, 13), "i-flex")),
        (f"{class_}5a", *_families(class_, range(6, 13), "a")),
    )


def _arm(class_: str, with_: str = "") -> tuple[str, ...]:
    return _families(class_, range(6, 13), f"g{with_}")


def _on_x86(class_: str, with_: str = "") -> tuple[str, ...]:
    """A class's families with Intel's and AMD's processors, and the same disks or network."""
    newer = _families(class_, range(6, 13), f"i{with_}", f"a{with_}", *([] if with_ else ["i-flex"]))
    return (f"{class_}5{with_}", f"{class_}5a{with_}", *newer)


def _to_graviton(class_: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Families with disks of their own keep them. Of what is made for its network, `c` keeps that; the others have it
    in the newest generation only, and where the bill has no such price the plain family stands for it."""
    plain, disks, network = _arm(class_), _arm(class_, "d"), _arm(class_, "n")
    return {
        **dict.fromkeys(_on_x86(class_), (plain,)),
        **dict.fromkeys(_on_x86(class_, "d"), (disks,)),
        **dict.fromkeys(_on_x86(class_, "n"), (network,) if class_ == "c" else (network, plain)),
        **dict.fromkeys(_on_x86(class_, "dn"), (disks,)),
    }


_M_ARM, _C_ARM, _R_ARM = _arm("m"), _arm("c"), _arm("r")

EC2_NEWER: Final[Tiers] = {
    **dict.fromkeys(("t1", "t2"), (("t3",), ("t3a",))),
    **dict.fromkeys(("m1", "m3", "m4"), _now("m")),
    **dict.fromkeys(("m2", "r3", "r4"), _now("r")),
    **dict.fromkeys(("c1", "c3", "c4"), _now("c")),
    "i2": (("i3", "i3en", "i4i", "i7i"),),
    "d2": (("d3", "d3en"),),
    "x1": (("x2idn", "x2iedn"),),
    "x1e": (("x2iedn",),),
    **dict.fromkeys(("g2", "g3", "g3s", "p2"), (("g4dn", "g5", "g6"),)),
}

EC2_GRAVITON: Final[Tiers] = {
    **{family: tiers for class_ in _CLASSES for family, tiers in _to_graviton(class_).items()},
    "r5b": (("r8gb",), _R_ARM),
    **dict.fromkeys(("t3", "t3a"), (("t4g",),)),
    **dict.fromkeys(("i3", "i4i", "i7i"), (("i4g", "i7g", "i8g"),)),
    "i7ie": (("i8ge",),),
}

ARM_FAMILIES: Final = frozenset(
    {*(family for class_ in _CLASSES for with_ in ("", "d", "n") for family in _arm(class_, with_)),
     "t4g", "x2g", "im4gn", "or1", "or2", "a1"}
)  # fmt: skip

DATABASE_NEWER: Final[Tiers] = {
    **dict.fromkeys(("t1", "t2"), (("t3",), ("t4g",))),
    **dict.fromkeys(("m1", "m3", "m4"), (_now("m")[0], _M_ARM)),
    **dict.fromkeys(("m2", "r3", "r4"), (_now("r")[0], _R_ARM)),
    **dict.fromkeys(("c1", "c3", "c4"), (_now("c")[0], _C_ARM)),
    "i2": (("i3",),),
    "x1": (("x2iedn",),),
}


def _databases_to_graviton(class_: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """A database's own disks are a cache of its temporary files: the plain family may stand for them."""
    plain, disks = _arm(class_), _arm(class_, "d")
    return {
        **dict.fromkeys(_on_x86(class_), (plain,)),
        **dict.fromkeys((*_on_x86(class_, "d"), *_on_x86(class_, "dn")), (disks, plain)),
    }


DATABASE_GRAVITON: Final[Tiers] = {
    **{family: tiers for class_ in _CLASSES for family, tiers in _databases_to_graviton(class_).items()},
    "r5b": (_R_ARM,),
    "t3": (("t4g",),),
}
