"""The slots of a question: what it asks for, as far as words say so."""

from collections.abc import Callable
from typing import Final

from supervisor.dates import Kinds, Values

GRAIN_OF_UNIT: Final = {
    "hour": "hourly",
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "yearly",
}

GIVEN_BACK: Final = ("credit", "refund")

PADDING: Final = 4
"""ENDs that close the items, so that readers may look ahead without asking whether anything is there."""

STOP: Final = -1
"""A reader's answer when a word makes no sense where it stands."""


class Reading:
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

    def __init__(self) -> None:
        self.groups: list[str] = []
        self.filters: dict[str, tuple[str, ...]] = {}
        self.compound = False
        self.exclude: tuple[str, ...] = ()
        self.tag_keys: tuple[str, ...] = ()
        self.periods: list[str] = []

    def copy(self) -> "Reading":
        """The same slots, which may be changed without changing these."""
        found = Reading()
        found.__dict__.update(self.__dict__)
        found.groups, found.periods, found.filters = list(self.groups), list(self.periods), dict(self.filters)
        return found

    def group(self, name: str) -> None:
        if name not in self.groups:
            self.groups.append(name)

    def keep(self, value: tuple[str, ...]) -> None:
        """Adds a filter; `value` is (field, name, field, name, …)."""
        for position in range(0, len(value), 2):
            field, name = value[position], value[position + 1]
            known = self.filters.get(field, ())
            if name not in known:
                self.filters[field] = (*known, name)


Reader = Callable[[Reading, Kinds, Values, int], int]
