"""One agent and what it can be asked: its own reading of a text, and its bid for what was said."""

from dataclasses import dataclass
from itertools import compress
from typing import Final

from pydantic import ValidationError

from finops_core.questions.intents import AgentQuestions, Asked, Intent
from finops_core.questions.utterance import Args, Utterance
from finops_core.tools.spec import AgentDef
from supervisor.continuity import continued, named_in, narrowed
from supervisor.cues import spellings, with_cues
from supervisor.lexicon import Kind, Lexicon
from supervisor.plan import Step
from supervisor.reading import read
from supervisor.scan import scan

MOST_KEPT: Final = 4096
"""Sets of filled slots whose intents are kept, of each agent."""
LEXICONS_KEPT: Final = 32


@dataclass(slots=True)
class Bid:
    """A step, what was said for it, whether it is about days ahead, whether it continues the question before, and
    whether it is its agent's though others take it too."""

    step: Step
    said: Utterance
    ahead: bool
    intent: str = ""
    continues: bool = False
    claims: bool = False


class Bidder:
    """One agent with what it can be asked. An agent with cues of its own reads only texts that have one it needs."""

    def __init__(self, agent: AgentDef) -> None:
        self.name = agent.name
        self.questions: AgentQuestions = agent.questions
        self.has_words = any(True for cue in agent.questions.cues for _ in spellings(cue))
        self._takes_cost = any("cost" in intent.takes for intent in agent.questions.intents)
        self._params = {tool.name: tool.params for tool in agent.tools}
        self._for_deeds = {tool.name for tool in agent.tools if tool.is_for_deeds}
        self._fitting: dict[tuple[str | tuple[str, ...], ...], tuple[Intent, ...]] = {}
        self._lexicons: dict[int, tuple[Lexicon, Lexicon]] = {}

    def bid(self, said: Utterance) -> Bid | None:
        """The first intent that takes all that was said and makes arguments of it."""
        for intent in self._that_fit(said):
            args = intent.arguments(said)
            if args is not None:
                step, ahead = Step(self.name, intent.tool, args), "forecast" in intent.takes
                return Bid(step, said, ahead, intent.name, claims=intent.claims)
        return None

    def _that_fit(self, said: Utterance) -> tuple[Intent, ...]:
        """The intents that take all that was said, kept by what is filled: few sets of slots make most questions."""
        slots = said.__dict__
        key: tuple[str | tuple[str, ...], ...] = tuple(compress(slots, slots.values()))
        if "cues" in slots:
            key = (*key, tuple(said.cues))
        found = self._fitting.get(key)
        if found is None:
            if len(self._fitting) >= MOST_KEPT:
                self._fitting.clear()
            filled = said.filled
            found = self._fitting[key] = tuple(one for one in self.questions.intents if self._fits(one, filled))
        return found

    def _fits(self, intent: Intent, filled: frozenset[str]) -> bool:
        """A deed is for tools that change something or tell how, and nothing else is."""
        if ("deed" in filled) != (intent.tool in self._for_deeds):
            return False
        return filled <= intent.takes | {"deed"} and not any(filled.isdisjoint(names) for names in intent.needs)

    def continued(self, said: Utterance, before: Step) -> Bid | None:
        """The question before with what the new one names."""
        own = self.questions.follow_up
        asked = Asked(before.tool, before.args)
        found = own(said, asked) if own else self._replaced(said, asked)
        if found is None:
            return None
        step = Step(self.name, found.tool, found.args)
        return Bid(continued(step, before, named_in(said)), said, bool(said.forecast), continues=True)

    def continued_in_its_words(self, tokens: list[str], lexicon: Lexicon, before: Step) -> Bid | None:
        """The question before with what this agent's own words say of it: "when will it run out", after budgets.

        The subject, which its intents need to be named, is that of the question before.
        """
        asked = self.questions.keeps_its_subject and before.tool not in self._for_deeds
        said = self.reading(tokens, lexicon) if asked else None
        if said is None:
            return None
        filled = said.filled
        own = (one for one in self.questions.intents if one.tool == before.tool and filled <= one.takes)
        named = next((args for one in own if (args := one.arguments(said)) is not None), None)
        args = {**before.args, **(named or {})}
        if args == dict(before.args) or not self._takes(before.tool, args):
            return None
        step = Step(self.name, before.tool, args)
        return Bid(continued(step, before, named or ()), said, bool(said.forecast), continues=True)

    def _replaced(self, said: Utterance, before: Asked) -> Asked | None:
        """What the new question names put in the place of what was asked of the same tool, where the tool takes it."""
        if before.tool in self._for_deeds:
            return None
        filled = said.filled
        own = [one for one in self.questions.intents if one.tool == before.tool and self._fits(one, filled)]
        found = [args for one in own if (args := one.arguments(said)) is not None]
        named = found[0] if found else narrowed(said, self._params[before.tool].model_fields)
        args = dict(before.args)
        args.update(named or {})
        return Asked(before.tool, args) if args != before.args and self._takes(before.tool, args) else None

    def _takes(self, tool: str, args: Args) -> bool:
        """Whether the tool takes these arguments together: not every tool groups by everything."""
        try:
            self._params[tool].model_validate(args)
        except ValidationError:
            return False
        return True

    def lexicon(self, base: Lexicon) -> Lexicon:
        """The words as this agent reads them."""
        known = self._lexicons.get(id(base))
        if known is None or known[0] is not base:
            while len(self._lexicons) >= LEXICONS_KEPT:
                self._lexicons.pop(next(iter(self._lexicons)), None)
            known = self._lexicons[id(base)] = (base, with_cues(self.questions, base))
        return known[1]

    def reading(self, tokens: list[str], lexicon: Lexicon, *, to_bid: bool = False) -> Utterance | None:
        """What a text says in the words of this agent; None where it has none of them or something has no meaning.

        Only `to_bid`, a text about cost is not read by an agent that takes no such question.
        """
        kinds, values = scan(tokens, self.lexicon(lexicon))
        if Kind.CUE not in kinds or (to_bid and not self._takes_cost and (Kind.COST in kinds or Kind.BILL in kinds)):
            return None
        return read(kinds, values)
