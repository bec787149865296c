"""Line kinds in words a person understands."""

from collections.abc import Iterable, Mapping

from billing.query import LineKind

KIND_WORDS: Mapping[LineKind, str] = {
    LineKind.USAGE: "usage",
    LineKind.TAX: "tax",
    LineKind.SUPPORT: "support",
    LineKind.MARKETPLACE: "marketplace",
    LineKind.REFUND: "refunds",
    LineKind.CREDIT: "credits",
    LineKind.DISCOUNT: "discounts",
    LineKind.SAVINGS_PLAN_UPFRONT: "upfront fees of Savings Plans",
    LineKind.SAVINGS_PLAN_RECURRING: "Savings Plan fees",
    LineKind.SAVINGS_PLAN_COVERED: "Savings Plan usage",
    LineKind.SAVINGS_PLAN_NEGATION: "Savings Plan offsets",
    LineKind.RESERVATION_UPFRONT: "upfront fees of reservations",
    LineKind.RESERVATION_RECURRING: "reservation fees",
    LineKind.RESERVATION_COVERED: "reserved usage",
    LineKind.UNUSED_COMMITMENT: "unused commitments",
    LineKind.ROUNDING: "rounding",
    LineKind.OTHER: "other charges",
}
"""Line kinds as a person says them."""


def kind_words(kinds: Iterable[str]) -> tuple[str, ...]:
    """Line kinds in words, in the order in which the kinds are defined."""
    present = set(kinds)
    return tuple(words for kind, words in KIND_WORDS.items() if kind in present)
