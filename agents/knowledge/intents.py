"""What the knowledge agent can be asked: what a term means, and how something works."""

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


TERM: Final = Cue(name="term", nouns={one.name: _names(one, sentences=False) for one in articles()})
WHOLE: Final = Cue(
    name="whole_question",
    phrases={one.name: said for one in articles() if (said := _names(one, sentences=True))},
)
MEANING: Final = Cue(
    name="meaning",
    phrases={
        "": "what is, what are, whats, what's, what does, what do, mean, means, what is meant by, what's meant by, "
        "meant by, is meant by, how do i read, how to read, how should i read, how do you read, "
        "how do i understand, how should i understand, how do i interpret, meaning of, the meaning of, "
        "definition of, explain, define, how does, how do, how are, how is, work, works, apply, applies, applied, "
        "calculated, column, the column, stand for, difference between, the difference between, get billed, "
        "gets billed, is billed, are billed, get charged, gets charged, is charged, are charged, get priced, is priced"
    },
)


def _arguments(said: Utterance) -> Args | None:
    """The article that is asked for. Of one's own things it is never the meaning that is asked."""
    return (
        None
        if said.own or said.filters or said.periods
        else {"about": said.cues.get("whole_question") or said.cues["term"]}
    )


EXPLAIN: Final = Intent(
    name="explain",
    tool="explain",
    takes=names("term meaning whole_question what_is meaning"),
    needs=(names("term whole_question"), names("meaning whole_question")),
    arguments=_arguments,
    examples=(
        Example("what is BilledCost?", {"about": "billed-cost"}),
        Example("what is a savings plan?", {"about": "savings-plans"}),
        Example("how does a savings plan apply?", {"about": "savings-plans"}),
        Example("what does amortized cost mean?", {"about": "effective-cost"}),
        Example("explain blended cost", {"about": "unblended-and-blended-cost"}),
        Example("how accurate is this?", {"about": "forecasts-and-their-accuracy"}),
        Example("how do reserved instances work?", {"about": "reserved-instances"}),
        Example("what is a NAT gateway?", {"about": "nat-gateways"}),
        Example("what is FOCUS?", {"about": "focus"}),
        Example("define chargeback", {"about": "showback-and-chargeback"}),
        Example("what is the ContractedCost column?", {"about": "contracted-cost"}),
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
    ),
)


def _stands_alone(said: Utterance) -> bool:
    """A term alone ("amortized?") may say how the question before is meant."""
    return "whole_question" in said.cues or {"term", "meaning"} <= said.cues.keys()


QUESTIONS: Final = AgentQuestions(
    cues=(TERM, WHOLE, MEANING), intents=(EXPLAIN,), stands_alone=_stands_alone, gives_way=True
)
