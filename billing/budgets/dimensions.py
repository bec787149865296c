"""The names of AWS's filters as the bill's own columns and values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from billing.query import BillInfo, Dimension, Filter, GroupKey, LineKind, Tag
from billing.source import BillSource
from billing.terms import Terms
from finops_core.errors import BillError
from finops_core.names.services import match_service, squash

_NO_LETTER: Final = re.compile(r"[^a-z]")
TEAM: Final = "team"
TAG: Final = "tagkeyvalue"
CATEGORY: Final = "costcategory"
RECORD: Final = "recordtype"

COLUMNS: Final[Mapping[str, Dimension]] = {
    "service": Dimension.SERVICE,
    "servicecode": Dimension.SERVICE,
    "linkedaccount": Dimension.ACCOUNT,
    "linkedaccountname": Dimension.ACCOUNT,
    "account": Dimension.ACCOUNT,
    "region": Dimension.REGION,
    "az": Dimension.ZONE,
    "operation": Dimension.OPERATION,
    "usagetype": Dimension.USAGE_TYPE,
    "purchasetype": Dimension.PRICING_CATEGORY,
    "resourceid": Dimension.RESOURCE,
    "reservationid": Dimension.COMMITMENT,
    "savingsplanarn": Dimension.COMMITMENT,
    "invoicingentity": Dimension.INVOICE_ISSUER,
    RECORD: Dimension.LINE_KIND,
    TEAM: Dimension.TEAM,
}
"""AWS's names of filters, without case and underscores. `Team` is one of the organisation's own, which AWS lacks."""

_PRICING: Final = {
    "ondemand": ("Standard",),
    "ondemandinstances": ("Standard",),
    "spot": ("Dynamic",),
    "spotinstances": ("Dynamic",),
    "standardreservedinstances": ("Committed",),
    "reserved": ("Committed",),
    "savingsplans": ("Committed",),
}
_RECORDS: Final[Mapping[str, tuple[LineKind, ...]]] = {
    "usage": (LineKind.USAGE,),
    "tax": (LineKind.TAX,),
    "support": (LineKind.SUPPORT,),
    "supportfee": (LineKind.SUPPORT,),
    "refund": (LineKind.REFUND,),
    "credit": (LineKind.CREDIT,),
    "discount": (LineKind.DISCOUNT,),
    "edpdiscount": (LineKind.DISCOUNT,),
    "bundleddiscount": (LineKind.DISCOUNT,),
    "enterprisediscountprogramdiscount": (LineKind.DISCOUNT,),
    "discountedusage": (LineKind.RESERVATION_COVERED,),
    "reservationappliedusage": (LineKind.RESERVATION_COVERED,),
    "rifee": (LineKind.RESERVATION_RECURRING,),
    "recurringreservationfee": (LineKind.RESERVATION_RECURRING,),
    "upfrontreservationfee": (LineKind.RESERVATION_UPFRONT,),
    "recurring": (LineKind.RESERVATION_RECURRING, LineKind.SAVINGS_PLAN_RECURRING),
    "upfront": (LineKind.RESERVATION_UPFRONT, LineKind.SAVINGS_PLAN_UPFRONT),
    "savingsplancoveredusage": (LineKind.SAVINGS_PLAN_COVERED,),
    "savingsplannegation": (LineKind.SAVINGS_PLAN_NEGATION,),
    "savingsplanupfrontfee": (LineKind.SAVINGS_PLAN_UPFRONT,),
    "savingsplanrecurringfee": (LineKind.SAVINGS_PLAN_RECURRING,),
}
_INSTANCES: Final = "Compute instances"
_EC2_PARTS: Final = {
    "elasticcomputecloudcompute": False,
    "ec2instances": False,
    "ec2other": True,
}
"""What AWS counts as two services, and a bill as one: whether it is what is not an instance."""
_USER: Final = re.compile(r"^(user|aws):")


class Unreadable(BillError):
    """A filter that no column of a bill has. The message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The filters that one of AWS's comes to, and what a person has to know of it.

    `nothing` are values that the bill does not have; without any it has, nothing passes.
    """

    filters: tuple[Filter, ...]
    nothing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class BillNames:
    """What filters mean on one bill. Raises BillError from the bill."""

    def __init__(self, bill: BillSource, terms: Terms) -> None:
        self._bill = bill
        self._terms = terms
        self._info = bill.info()

    def matched(self, name: str, values: Iterable[str], options: tuple[str, ...] = ()) -> Matched:
        """A filter by one of AWS's dimensions. Raises Unreadable for one that a bill does not tell."""
        plain = _plain(name)
        asked = tuple(values)
        if plain == TAG:
            return self._tag_pairs(asked)
        if plain == "instancetype":
            return self._instance_types(asked)
        dimension = COLUMNS.get(plain)
        if dimension is None:
            raise Unreadable(f"The bill cannot be filtered by {name}.")
        if dimension is Dimension.TEAM and not self._terms.teams:
            return self.tagged("team", asked, options)
        if dimension is Dimension.SERVICE and not options:
            return self._services(asked)
        if dimension is Dimension.ZONE:
            return self._zones(asked, options)
        return self._values(dimension, asked, options)

    def tagged(self, key: str, values: tuple[str, ...], options: tuple[str, ...] = ()) -> Matched:
        """A filter by a tag; without values, or with an empty one, what has no such tag."""
        tag = self._tag(key)
        if tag is None:
            return Matched(filters=(Filter(dimension=Dimension.SERVICE, values=()),), nothing=(f"tag {key}",))
        if "ABSENT" in options or values == ("",):
            return Matched(filters=(Filter(dimension=tag, values=("",)),))
        return self._values(tag, values, options)

    def category(self, key: str, values: tuple[str, ...], options: tuple[str, ...] = ()) -> Matched:
        """A filter by a cost category, which the bill has as a tag of its own."""
        own = next((one for one in self._info.tag_keys if squash(one) == squash(f"costCategory/{key}")), None)
        return self.tagged(own or key, values, options)

    def _tag(self, key: str) -> Tag | None:
        wanted = squash(_USER.sub("", key))
        found = [one for one in self._info.tag_keys if squash(_USER.sub("", one)) in (wanted, f"user{wanted}")]
        found.sort(key=lambda one: (one != key, one))
        folded = {name for name, tag in self._terms.tags.items() if wanted in map(squash, (name, *tag.keys))}
        return Tag(next(iter(folded), found[0] if found else "")) if found or folded else None

    def _tag_pairs(self, pairs: tuple[str, ...]) -> Matched:
        """`user:Team$payments`, as AWS writes a key with its value; several values of one key are any of them."""
        keys: dict[str, list[str]] = {}
        for pair in pairs:
            key, _, value = pair.partition("$") if "$" in pair else pair.partition("=")
            keys.setdefault(key, []).append(value)
        found = [self.tagged(key, tuple(values)) for key, values in keys.items()]
        return _together(found)

    def _services(self, asked: tuple[str, ...]) -> Matched:
        """Services by any of their names; instances of EC2 and the rest of it are two services of AWS."""
        in_bill = self._bill.values(Dimension.SERVICE)
        parts = {one: _EC2_PARTS.get(squash(one)) for one in asked}
        split = [one for one in asked if parts[one] is not None and one.casefold() not in map(str.casefold, in_bill)]
        if len(split) == 1 == len(asked):
            return self._part_of_ec2(split[0], in_bill, rest=bool(parts[split[0]]))
        found = {one: self._service(one, in_bill) for one in asked}
        notes: tuple[str, ...] = ()
        if len(split) == 1:
            notes = (f"“{split[0]}” is one service with the rest of EC2 on this bill: all of EC2 counts.",)
        return _of(Dimension.SERVICE, found, notes)

    def _service(self, asked: str, in_bill: tuple[str, ...]) -> tuple[str, ...]:
        own = next((names for name, names in self._terms.services.items() if name.casefold() == asked.casefold()), ())
        return match_service(asked, in_bill) or tuple(name for one in own for name in match_service(one, in_bill))

    def _part_of_ec2(self, asked: str, in_bill: tuple[str, ...], *, rest: bool) -> Matched:
        service = _of(Dimension.SERVICE, {asked: match_service("EC2", in_bill)})
        if _INSTANCES not in self._bill.values(Dimension.USAGE_FAMILY):
            note = f"This bill does not tell “{asked}” from the rest of EC2: all of EC2 counts."
            return Matched(filters=service.filters, nothing=service.nothing, notes=(note,))
        instances = Filter(dimension=Dimension.USAGE_FAMILY, values=(_INSTANCES,), exclude=rest)
        note = f"“{asked}” is EC2 {'without' if rest else 'for'} instances here, told by the usage type."
        return Matched(filters=(*service.filters, instances), nothing=service.nothing, notes=(note,))

    def _zones(self, asked: tuple[str, ...], options: tuple[str, ...]) -> Matched:
        """AWS's filter AZ takes regions, too."""
        regions = {one.casefold() for one in self._bill.values(Dimension.REGION)}
        if asked and regions.issuperset(one.casefold() for one in asked):
            return self._values(Dimension.REGION, asked, options)
        return self._values(Dimension.ZONE, asked, options)

    def _instance_types(self, asked: tuple[str, ...]) -> Matched:
        """Instance types as the usage types of instances end in."""
        types = self._bill.values(Dimension.USAGE_TYPE)
        found = {one: tuple(name for name in types if name.casefold().endswith(f":{one.casefold()}")) for one in asked}
        return _of(Dimension.USAGE_TYPE, found)

    def _values(self, key: GroupKey, asked: tuple[str, ...], options: tuple[str, ...]) -> Matched:
        in_bill = self._bill.values(key)
        return _of(key, {one: self._meant(key, one, in_bill, options) for one in asked})

    def _meant(self, key: GroupKey, asked: str, in_bill: tuple[str, ...], options: tuple[str, ...]) -> tuple[str, ...]:
        if not asked and isinstance(key, Tag):
            return ("",)
        if key is Dimension.LINE_KIND:
            meant = _RECORDS.get(_plain(asked).replace("savingsplans", "savingsplan"))
            if meant is None:
                raise Unreadable(f"The bill does not tell charges of the type {asked}.")
            return tuple(kind.value for kind in meant)
        if key is Dimension.PRICING_CATEGORY:
            return tuple(one for one in _PRICING.get(_plain(asked), ()) if one in in_bill)
        if key is Dimension.ACCOUNT:
            return _accounts(asked, in_bill, self._info)
        return _compared(asked, in_bill, options, loosely=not isinstance(key, Tag))


def _accounts(asked: str, in_bill: tuple[str, ...], info: BillInfo) -> tuple[str, ...]:
    exact = tuple(one for one in in_bill if one == asked or one.zfill(12) == asked)
    named = tuple(one for one in in_bill if squash(asked) in [squash(name) for name in info.names_of(one) if name])
    return exact or named


def _compared(
    asked: str, in_bill: tuple[str, ...], options: tuple[str, ...], *, loosely: bool = False
) -> tuple[str, ...]:
    """Values that are, begin with, end in or contain a text. Without an option they are equal."""
    fold = str if "CASE_SENSITIVE" in options else str.casefold
    wanted = fold(asked)
    for option, test in _COMPARISONS.items():
        if option in options:
            return tuple(one for one in in_bill if test(fold(one), wanted))
    exact = tuple(one for one in in_bill if fold(one) == wanted)
    return exact or (tuple(one for one in in_bill if squash(one) == squash(asked) != "") if loosely else ())


_COMPARISONS: Final = {"STARTS_WITH": str.startswith, "ENDS_WITH": str.endswith, "CONTAINS": str.__contains__}


def _of(key: GroupKey, found: Mapping[str, tuple[str, ...]], notes: tuple[str, ...] = ()) -> Matched:
    values = tuple(dict.fromkeys(value for names in found.values() for value in names))
    nothing = tuple(asked for asked, names in found.items() if not names)
    return Matched(filters=(Filter(dimension=key, values=values),), nothing=nothing, notes=notes)


def _together(found: list[Matched]) -> Matched:
    return Matched(
        filters=tuple(one for each in found for one in each.filters),
        nothing=tuple(one for each in found for one in each.nothing),
        notes=tuple(one for each in found for one in each.notes),
    )


def _plain(name: str) -> str:
    return _NO_LETTER.sub("", name.casefold())
