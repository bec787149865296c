"""Two things set side by side that no one filter keeps apart: "compare Lambda and Fargate for September".

Fargate is named in usage types and Lambda is a service: one filter for each would keep what is both, which is nothing.
Each side is asked about by itself, with all else that was said. So are days ahead and days behind: "how much more will
we spend this month than last" is a forecast beside what was spent.
"""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.bidding import Bidders
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind, Lexicon, tokens_of
from supervisor.plan import Step
from supervisor.reading import read
from supervisor.scan import scan

_PRODUCTS: Final = frozenset({"service", "usage_type", "usage_family", "usage_kind", "instance_family"})
_NAMED: Final = frozenset({Kind.FILTER, Kind.THING, Kind.THINGS})
_JOINT: Final = frozenset({Kind.AND, Kind.COMPARE, Kind.TO})


def steps_side_by_side(text: str, lexicon: Lexicon, bidders: Bidders) -> tuple[Step, ...]:
    """A sum for each side of a comparison of two products; empty for any other text."""
    kinds, values = scan(tokens_of(text), lexicon)
    if Kind.COMPARE not in kinds:
        return ()
    sides = _products(kinds, values) or _metrics(kinds, values)
    if len(sides) != 2 or sides[1] - sides[0] != 2 or kinds[sides[0] + 1] not in _JOINT:
        return ()
    steps = tuple(_alone(side, sides[0], kinds, values, bidders) for side in sides)
    found = tuple(step for step in steps if step is not None and step.tool == "spend")
    return found if len(found) == 2 else ()


def _products(kinds: Kinds, values: Values) -> list[int]:
    """Where two products stand that are told by different columns; empty otherwise."""
    found = [at for at, kind in enumerate(kinds) if kind in _NAMED and _field(values, at) in _PRODUCTS]
    return found if len({_field(values, at) for at in found}) == len(found) == 2 else []


def _metrics(kinds: Kinds, values: Values) -> list[int]:
    """Where two metrics stand: "unblended vs amortized". Neither is a filter, so one sum has only one of them."""
    found = [at for at, kind in enumerate(kinds) if kind == Kind.METRIC and values[at] not in _SAYS_WHAT_COUNTS]
    return found if len({values[at] for at in found}) == len(found) == 2 else []


_SAYS_WHAT_COUNTS: Final = ("gross", "net")


def _field(values: Values, at: int) -> str:
    value = values[at]
    return value[0] if isinstance(value, tuple) and value else ""


def _alone(side: int, first: int, kinds: Kinds, values: Values, bidders: Bidders) -> Step | None:
    """What is asked of one side: the question without the other one and without the words that compare."""
    other = {first, first + 1, first + 2} - {side}
    kept = [at for at, kind in enumerate(kinds) if at not in other and kind != Kind.COMPARE]
    said = read([kinds[at] for at in kept], [values[at] for at in kept])
    if said is None or said.change or not (said.cost or said.own or said.periods or said.grain):
        return None
    said.cost = True
    bid = bidders.about_the_bill(said)
    return bid.step if bid else None


def steps_ahead_and_behind(text: str, lexicon: Lexicon, bidders: Bidders) -> tuple[Step, ...]:
    """What a period ahead will come to, and another beside it: spent, or ahead as well; empty for any other text."""
    said = read(*scan(tokens_of(text), lexicon))
    if said is None or not said.compare or not said.forecast or said.groups or said.grain or said.why:
        return ()
    sides = (_at(said, period) for period in _sides_in_time(said))
    bids = [bidders.about_the_bill(side) for side in sides]
    found = tuple(bid.step for bid in bids if bid is not None and bid.step.tool in ("forecast", "spend"))
    return found if len(found) == 2 and found[0].tool == "forecast" else ()


def _sides_in_time(said: Utterance) -> tuple[str, ...]:
    """The two periods, the first of them ahead. A month by its name may lie on either side: nobody knows."""
    if len(said.periods) == 1 and said.earlier == "period":
        unit = said.periods[0].rpartition("_")[2]
        sides = (said.periods[0], f"last_{unit}")
    else:
        sides = tuple(said.periods) if not said.span else ()
    return sides if len(sides) == 2 and all(one.startswith((*_AHEAD, "last_")) for one in sides) else ()


_AHEAD: Final = ("this_", "next_", "rest_of_")


def _at(said: Utterance, period: str) -> Utterance:
    """What is asked of one of the periods, without what compares it."""
    side = said.copy()
    side.periods, side.cost = [period], True
    side.compare = side.against = side.moved = False
    side.change = side.earlier = side.order = ""
    if not period.startswith(_AHEAD):
        side.forecast, side.within = "", False
    return side
