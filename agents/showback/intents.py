"""What the showback agent can be asked: the statements of teams."""

from itertools import product
from typing import Final

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from finops_core.questions.intents import AgentQuestions, Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Utterance

_SPLITTING: Final = ("split", "spread", "distribute", "apportion", "divide", "splitting", "spreading", "distributing")
_NOBODYS: Final = ("untagged", "unallocated", "unattributed", "shared", "common")
_AMOUNTS: Final = ("cost", "costs", "spend", "charges", "amounts")
_SPLIT: Final = ", ".join(
    " ".join(filter(None, words))
    for words in product(_SPLITTING, ("", "the", "our", "all", "all the"), _NOBODYS, _AMOUNTS)
)
"""What belongs to no team is split among teams by the statements alone."""
SHOWBACK: Final = Cue(
    name="showback",
    nouns={
        "": "showback, show back, chargeback, charge back, showback report, chargeback report, showback statement, "
        "chargeback statement, team statement, statement by team, statement per team, cost allocation report, "
        "cost allocation by team, cost allocation per team, statement of each team, statement for each team"
    },
    phrases={
        "": "statements for the teams, statements for our teams, statements for all teams, statements of the teams, "
        "statements of our teams, statements of all teams, charge back to the teams, charged back to the teams, "
        "charged back to each team, charge back to each team, show back to the teams, costs allocated to teams, "
        "allocated to each team, each team's statement, every team's statement",
        "split": _SPLIT,
    },
)


def _arguments(said: Utterance) -> Args | None:
    """Whose statements, and of which rows. Statements are by team, whether that was said or not."""
    if said.what_is and not (said.periods or said.filters or said.groups):
        return None  # what a showback is
    if not {"team"}.issuperset(said.groups) or (said.cues["showback"] == "split" and not said.groups):
        return None
    return scope_asked(said)


STATEMENTS: Final = Intent(
    name="showback",
    tool="showback",
    takes=SCOPE_SLOTS | names("showback cost groups total listing what_is where things"),
    needs=(names("showback"),),
    arguments=_arguments,
    examples=(
        Example("show the showback for September", {"period": "september"}),
        Example("showback by team last month", {"period": "last_month"}),
        Example("give me the chargeback report for May", {"period": "may"}),
        Example("our showback", {}),
        Example("chargeback per team", {}),
        Example("list the statements for all teams", {}),
        Example("show me the team statements of last quarter", {"period": "last_quarter"}),
        Example("cost allocation report for this year", {"period": "this_year"}),
        Example("what is the chargeback for last month", {"period": "last_month"}),
        Example("showback for EC2 last month", {"service": ("EC2",), "period": "last_month"}),
        Example("show the amortized chargeback for October", {"metric": "effective", "period": "october"}),
        Example("show me each team's statement for May", {"period": "may"}),
        Example("showback without tax", {"exclude": ("tax",)}),
        Example("split the untagged costs across teams", {}),
        Example("spread our shared costs across the teams for June", {"period": "june"}),
    ),
    near_misses=(
        "what is showback",
        "what is a chargeback",
        "set up chargeback for our teams",
        "split the untagged costs by region",
        "how does showback work",
        "send the showback to the teams",
        "what did I spend by team last month",
        "forecast the chargeback",
    ),
)

QUESTIONS: Final = AgentQuestions(cues=(SHOWBACK,), intents=(STATEMENTS,))
