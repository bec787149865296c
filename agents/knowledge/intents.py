"""What the knowledge agent can be asked: what a term means, and how something works."""

from collections.abc import Mapping
from typing import Final

from agents.knowledge.articles import Article, articles
from finops_core.questions.intents import AgentQuestions, Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Utterance

_SENTENCES: Final = ("how ", "what ", "where ", "is ", "can ")
"""Other names that are questions by themselves."""


def _names(article: Article, *, sentences: bool) -> str:
    """The names of an article's subject, or the questions that ask for it, separated by commas."""
    every = dict.fromkeys((article.title.casefold(), *(other.casefold() for other in article.also)))
    return ", ".join(name for name in every if name.startswith(_SENTENCES) == sentences)


_COSTS: Final = {
    "billed": "billed-cost", "unblended": "unblended-and-blended-cost", "blended": "unblended-and-blended-cost",
    "amortized": "effective-cost", "amortised": "effective-cost", "effective": "effective-cost", "list": "list-cost",
    "contracted": "contracted-cost",
}  # fmt: skip
_TWO_COSTS: Final[Mapping[str, str]] = {
    f"{first},{second}": ", ".join(
        f"{one} {joint} {other}{noun}"
        for one, of_one in _COSTS.items() for other, of_other in _COSTS.items()
        if (of_one, of_other) == (first, second)
        for joint in ("and", "or", "vs", "versus", "to", "from") for noun in (" cost", " costs", " prices", "")
    )
    for first in _COSTS.values() for second in _COSTS.values() if first != second
}  # fmt: skip
"""Two kinds of cost with the word said once: "billed and effective cost"."""
TERM: Final = Cue(
    name="term",
    nouns={one.name: _names(one, sentences=False) for one in articles()},
    phrases=_TWO_COSTS,
    pairs=True,
)
_ASKED_OF: Final[Mapping[str, str]] = {
    "forecasts-and-their-accuracy": ", ".join(
        f"how {sure} {be} {whose}{what}"
        for sure in ("accurate", "reliable", "good", "precise", "certain", "trustworthy", "confident")
        for be in ("is", "are") for whose in ("the ", "your ", "our ", "this ", "these ", "that ", "its ")
        for what in ("forecast", "forecasts", "prediction", "predictions", "cost forecast", "projection", "projections")
    )
    + ", how does forecasting work, how do forecasts work, how does the forecast work, how does your forecast work, "
    "how is the forecast calculated, how is the forecast made, how are forecasts made, how are forecasts calculated, "
    "how do you calculate the forecast, how do you calculate forecasts, how do you make forecasts"
}  # fmt: skip
"""Questions that are put in many words."""
WHOLE: Final = Cue(
    name="whole_question",
    phrases={
        one.name: ", ".join(filter(None, (_names(one, sentences=True), _ASKED_OF.get(one.name, ""))))
        for one in articles()
    },
)
COSTS_AT_ALL: Final = "costs"
"""Meant where it is asked why something costs anything; why it costs so much is asked of the bill."""
MEANING: Final = Cue(
    name="meaning",
    phrases={
        "": "what is, what are, whats, what's, what does, what do, mean, means, what is meant by, what's meant by, "
        "meaning, definition, explained, explanation, explanation of, "
        "meant by, is meant by, how do i read, how to read, how should i read, how do you read, "
        "how do i understand, how should i understand, how do i interpret, meaning of, the meaning of, "
        "definition of, explain, define, how does, how do, how are, how is, work, works, apply, applies, applied, "
        "calculated, column, the column, stand for, difference between, the difference between, get billed, "
        "explain the, explain me, explain to me, explain us, explain to us, the difference, what is the difference, "
        "what's the difference, what are the differences, differences between, the differences between, "
        "differ, differs, differ from, differs from, different from, distinction between, the distinction between, "
        "distinguish, as opposed to, and how, show up, shows up, appear, appears, recorded, reported, handled, "
        "treated, "
        "on a bill, on the bill, on an aws bill, in a bill, on an invoice, on the invoice, in an export, "
        "in the export, "
        "in a report, in finops, in cloud billing, in aws billing, in billing, "
        "gets billed, is billed, are billed, "
        "billed, charged, priced, invoiced, get charged, gets charged, is charged, are charged, get priced, is priced",
        COSTS_AT_ALL: "cost money, costs money, cost anything, cost something, cost us money, cost extra, not free",
    },
)


def _arguments(said: Utterance) -> Args | None:
    """The articles that are asked for. Of one's own things it is never the meaning that is asked."""
    if said.own or said.filters or said.periods or _asks_why_so_much(said):
        return None
    if "whole_question" in said.cues:
        return {"about": said.cues["whole_question"]}
    terms = _terms(said)
    if said.compare and len(terms) == 1 and said.cues["term"] not in _OF_SEVERAL:
        return None
    return {"about": terms[0], "also": terms[1]} if len(terms) > 1 else {"about": terms[0]}


def _asks_why_so_much(said: Utterance) -> bool:
    """ "Why does it cost money" asks how it is billed; any other "why" is about what was billed."""
    return said.why and said.cues.get("meaning") != COSTS_AT_ALL


def _terms(said: Utterance) -> list[str]:
    """The terms that are named, without the standard in which a column means something."""
    terms = said.cues["term"].split(",")
    if len(terms) > 1 and STANDARD in terms:
        terms.remove(STANDARD)
    return terms


STANDARD: Final = "focus"
_OF_SEVERAL: Final = frozenset(one.name for one in articles() if "-and-" in one.name)
"""Articles about two things that are often compared."""


EXPLAIN: Final = Intent(
    name="explain",
    tool="explain",
    takes=names("term meaning whole_question what_is compare why"),
    needs=(names("term whole_question"), names("meaning whole_question")),
    arguments=_arguments,
    examples=(
        Example("what is a savings plan?", {"about": "savings-plans"}),
        Example("how does a savings plan apply?", {"about": "savings-plans"}),
        Example("how accurate is this?", {"about": "forecasts-and-their-accuracy"}),
        Example("how do reserved instances work?", {"about": "reserved-instances"}),
        Example("what is a NAT gateway?", {"about": "nat-gateways"}),
        Example("what is FOCUS?", {"about": "focus"}),
        Example("define chargeback", {"about": "showback-and-chargeback"}),
        Example("what is the difference between savings plans and reserved instances",
                {"about": "savings-plans", "also": "reserved-instances"}),
        Example("explain gp2 vs gp3", {"about": "gp2-and-gp3-volumes"}),
        Example("difference between billed and effective cost", {"about": "billed-cost", "also": "effective-cost"}),
        Example("how do refunds show up on a bill", {"about": "refunds"}),
        Example("what does the model see?", {"about": "what-this-product-reads-and-keeps"}),
    ),
    near_misses=(
        "what is our EC2 cost",
        "what was our amortized cost last month",
        "what are our credits in October",
        "what is my savings plan coverage",
        "how much did we pay upfront this year",
        "what is our total cost",
        "what do NAT gateways cost us",
        "compare savings plans and reserved instances",
        "what is the difference between a savings plan and a savings account",
        "difference between billed and effective cost last month",
    ),
)  # fmt: skip


def _kind_of_cost(said: Utterance) -> Args | None:
    """What a kind of cost is: asked so barely it is no sum that is wanted."""
    args = _arguments(said)
    return args if args and args["about"] in _COSTS.values() and "also" not in args else None


KIND_OF_COST: Final = Intent(
    name="kind_of_cost",
    tool="explain",
    takes=names("term meaning what_is"),
    needs=(names("term"), names("meaning")),
    arguments=_kind_of_cost,
    claims=True,
    examples=(
        Example("what are amortized costs", {"about": "effective-cost"}),
        Example("what is BilledCost?", {"about": "billed-cost"}),
        Example("what does amortized cost mean?", {"about": "effective-cost"}),
        Example("explain blended cost", {"about": "unblended-and-blended-cost"}),
        Example("what is the ContractedCost column?", {"about": "contracted-cost"}),
        Example("What does EffectiveCost mean in FOCUS?", {"about": "effective-cost"}),
        Example("what are blended costs?", {"about": "unblended-and-blended-cost"}),
        Example("list cost meaning", {"about": "list-cost"}),
        Example("what is contracted cost", {"about": "contracted-cost"}),
        Example("what does unblended cost mean", {"about": "unblended-and-blended-cost"}),
        Example("define effective cost", {"about": "effective-cost"}),
        Example("explain list cost", {"about": "list-cost"}),
        Example("billed cost explained", {"about": "billed-cost"}),
        Example("meaning of contracted cost", {"about": "contracted-cost"}),
        Example("how is blended cost calculated", {"about": "unblended-and-blended-cost"}),
        Example("definition of amortised cost", {"about": "effective-cost"}),
    ),
    near_misses=(
        "what are our amortized costs",
        "what are the amortized costs of EC2",
        "amortized costs in May",
        "amortized costs by account",
        "what is a NAT gateway",
        "what are the total costs",
    ),
)


def _stands_alone(said: Utterance) -> bool:
    """A term alone ("amortized?") may say how the question before is meant."""
    return "whole_question" in said.cues or {"term", "meaning"} <= said.cues.keys()


QUESTIONS: Final = AgentQuestions(
    cues=(TERM, WHOLE, MEANING), intents=(KIND_OF_COST, EXPLAIN), stands_alone=_stands_alone, gives_way=True
)
