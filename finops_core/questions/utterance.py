"""What a question says, slot by slot. Slots that hold something are filled; marks only tell how it was put."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Argument = str | int | tuple[str, ...]
Args = dict[str, Argument]


class Utterance:
    """The slots of one question. Attributes of the class are what an unmentioned slot holds."""

    cost = False
    own = False
    which = False
    who = False
    where = False
    follow = False
    order = ""
    top_n = 0
    grain = ""
    trend = False
    average = False
    metric = ""
    gross = False
    over = ""
    under = ""
    compare = False
    compound = False
    exclude: tuple[str, ...] = ()
    tag_keys: tuple[str, ...] = ()
    against = False
    stepwise = ""
    change = ""
    driver = ""
    why = False
    new = False
    stopped = False
    using = False
    does = False
    generic = False
    earlier = ""
    before = ""
    beside_before = False
    """Whether it is the time before that something is compared to: "vs the previous month"."""
    run_rate = False
    status = False
    things = False
    forecast = ""
    within = False
    share = False
    untagged = False
    opposite = False
    rate = False
    how = False
    moved = False
    priced = False
    bill = False
    pays = False
    invoice = False
    behind = False
    total = False
    breakdown = False
    parting = False
    single = False
    topmost = False
    sorted = False
    """Whether an order is said that all are wanted in, rather than a rank."""
    commitment = ""
    fee = ""
    aspect = ""
    span = False
    currency = ""
    side_by_side = False
    ever = False
    burning = False
    made_of = False
    plural = False
    weekdays = False
    days: tuple[str, ...] = ()
    """Days of the week, when only some are asked about."""
    across = False
    each_of = ""
    """The group that was said with "each" or "per": a ranking is made within each value of it."""
    of_each = False
    """Whether the cost of each thing is asked for, rather than that of all of them."""
    unit = ""
    unit_price = False
    of_credits = ""
    listing = False
    invoices = False
    tag_list = False
    what_is = ""
    meaning = False
    stored = False
    amount = ""
    at_least_days = 0
    """How long something has been so at least; a month is 30 days and a year 365."""
    at_most_days = 0
    """How long at most, counted alike."""
    moved_percent = ""
    """By more than how many per cent something is asked to have risen or fallen."""
    supposed = False
    copies = 0
    """How many more of what is named are supposed."""
    starting = False
    """Whether a period says when something starts."""
    repriced = False
    """Whether it is a price that changes, and not what is used."""
    percent = ""
    """By how many per cent something is supposed to change."""
    deed = ""
    """What is asked to be done; an answer to it changes something."""
    cues: Mapping[str, str] = MappingProxyType({})
    """The cues that were said, by name, with the value of each."""

    def __init__(self) -> None:
        self.groups: list[str] = []
        self.filters: dict[str, tuple[str, ...]] = {}
        self.periods: list[str] = []

    def copy(self) -> "Utterance":
        """The same slots, which may be changed without changing these."""
        found = Utterance()
        found.__dict__.update(self.__dict__)
        found.groups, found.periods, found.filters = list(self.groups), list(self.periods), dict(self.filters)
        return found

    def group(self, name: str) -> None:
        if name not in self.groups:
            self.groups.append(name)

    def keep(self, value: tuple[str, ...]) -> None:
        """Adds a filter; `value` is (field, name, field, name, …)."""
        filters = self.filters
        for at in range(0, len(value), 2):
            field, name = value[at], value[at + 1]
            known = filters.get(field)
            if known is None:
                filters[field] = (name,)
            elif name not in known:
                filters[field] = (*known, name)

    @property
    def filled(self) -> frozenset[str]:
        """The names of the slots that hold something, and of the cues that were said: what an answer has to take."""
        said = [name for name, value in self.__dict__.items() if value and name not in MARKS]
        return frozenset([*said, *self.cues] if self.cues else said)

    @property
    def is_a_fragment(self) -> bool:
        """ "S3 last month": rows and a period are named, and no other word asks for anything."""
        if self.cost or not self.periods or not (self.filters or self.groups):
            return False
        asks = self.which or self.who or self.how or self.does or self.using or self.plural
        return self.filled in _FRAGMENTS and not asks

    @property
    def period(self) -> str | None:
        """One period, or two joined as one; empty without any, None for what is neither. "So far" is all there is."""
        periods = self.periods
        if not periods:
            return "all" if self.ever else ""
        if len(periods) == 1:
            return periods[0] if not self.span else None
        return f"{periods[0]}/{periods[1]}" if len(periods) == 2 and self.span else None


_FRAGMENTS: Final = (frozenset({"filters", "periods"}), frozenset({"groups", "periods"}))

MARKS: Final = frozenset(
    [
        "own",
        "which",
        "who",
        "follow",
        "using",
        "does",
        "generic",
        "how",
        "moved",
        "priced",
        "pays",
        "bill",
        "behind",
        "breakdown",
        "parting",
        "single",
        "topmost",
        "sorted",
        "span",
        "side_by_side",
        "compound",
        "burning",
        "percent",
        "starting",
        "repriced",
        "plural",
        "each_of",
        "of_each",
        "across",
        "before",
        "beside_before",
        "rate",
        "cues",
    ]
)
"""What tells how a question is put, so that no intent needs to take it."""
