"""Which agent takes a question: each one's intents see what was said, and what takes all of it may answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agents.catalog import CATALOG
from finops_core.questions.intents import Asked, Intent
from finops_core.questions.utterance import Utterance
from finops_core.tools.spec import Catalog
from supervisor.continuity import continued, named_in
from supervisor.plan import Previous, Step

MOST_KEPT: Final = 4096
"""Sets of filled slots whose intents are kept."""


@dataclass(frozen=True, slots=True)
class Bid:
    """A step, and whether the intent behind it is about days ahead."""

    step: Step
    ahead: bool


class Bidders:
    """The agents of a catalog with what each can be asked."""

    def __init__(self, catalog: Catalog) -> None:
        self._questions = {name: agent.questions for name, agent in catalog.items()}
        self._fitting: dict[frozenset[str], tuple[tuple[str, Intent], ...]] = {}

    def asked(self, said: Utterance, previous: Previous) -> Bid | None:
        """The bid for a question, by itself or as one that continues the question before.

        A question that stands on its own is never joined to the one before it.
        """
        leans = said.follow or said.earlier or said.before
        if not leans and (bid := self._alone(said)):
            return bid
        stands = not said.follow and self._stands_alone(said)
        before = None if stands else previous()
        if said.before:
            said = _settled(said, follows=before is not None)
        if before is not None:
            return self._continued(said, before)
        return None if not leans or said.follow or (said.earlier and not said.compare) else self._alone(said)

    def _alone(self, said: Utterance) -> Bid | None:
        """The one agent's best intent; None when no agent takes all that was said, or more than one does."""
        found: dict[str, Bid] = {}
        for agent, intent in self._that_fit(said.filled):
            if agent not in found and (args := intent.arguments(said)) is not None:
                found[agent] = Bid(Step(agent, intent.tool, args), "forecast" in intent.takes)
        return next(iter(found.values())) if len(found) == 1 else None

    def _that_fit(self, filled: frozenset[str]) -> tuple[tuple[str, Intent], ...]:
        """The intents that take all these slots, kept by what is filled: few sets of slots make most questions."""
        found = self._fitting.get(filled)
        if found is None:
            if len(self._fitting) >= MOST_KEPT:
                self._fitting.clear()
            found = self._fitting[filled] = tuple(self._fit(filled))
        return found

    def _fit(self, filled: frozenset[str]) -> Iterable[tuple[str, Intent]]:
        for agent, questions in self._questions.items():
            for intent in questions.intents:
                if filled <= intent.takes and not any(filled.isdisjoint(names) for names in intent.needs):
                    yield agent, intent

    def _stands_alone(self, said: Utterance) -> bool:
        return any(questions.stands_alone(said) for questions in self._questions.values())

    def _continued(self, said: Utterance, before: Step) -> Bid | None:
        questions = self._questions.get(before.agent)
        found = questions.follow_up(said, Asked(before.tool, before.args)) if questions else None
        if found is None:
            return None
        return Bid(continued(Step(before.agent, found.tool, found.args), before, named_in(said)), bool(said.forecast))


def _settled(said: Utterance, *, follows: bool) -> Utterance:
    """ "The previous month" is the one before a month talked about, or else the last one."""
    found = said.copy()
    if follows or said.compare:
        found.earlier = said.before
    else:
        found.periods.append("yesterday" if said.before == "day" else f"last_{said.before}")
    return found


PRODUCT: Final = Bidders(CATALOG)
"""The agents of the product."""
