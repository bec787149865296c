"""What the advice agent can be asked: where money can be saved, and what is paid for nothing."""

from typing import Final

from agents.advice.past.intents import BY_ADVICE, HISTORY, PAST_ADVICE
from agents.advice.saving_cues import AT_A_BANK, SAVING, SAVINGS_OF, WASTE
from agents.advice.savings_words import (
    ADVISER,
    BY_SIZE,
    DOABLE,
    EASY_THINGS,
    EFFORT,
    HOW_MANY,
    REMOVING,
    SAVINGS_BY,
    UNCOUNTED,
)
from agents.advice.what_if.intents import COMMITMENTS_ENDED, COMPUTE_PLAN, OTHER_PLAN, OUTCOME, PLAN_BOUGHT, WHAT_IF
from agents.bill.subjects import named_things
from finops_core.questions.intents import AgentQuestions, Example, Intent, names
from finops_core.questions.utterance import Args, Utterance

_FIELDS: Final = frozenset(
    {"service", "service_category", "account", "region", "usage_type", "usage_family", "resource", "tag", "team"}
)
_GROUPS: Final = frozenset({"service", "account", "region", "team", "class"})


def _arguments(said: Utterance) -> Args | None:
    """What the list is narrowed to. It has no period: what can be saved is told at the run rate of the last month."""
    by = (said.cues["savings_by"],) if "savings_by" in said.cues else ()
    groups = [group for group in (*said.groups, *by) if group != "resource"]  # the list is of resources anyway
    if not said.filters.keys() <= _FIELDS or len(groups) > 1 or not _GROUPS.issuperset(groups):
        return None
    if not _is_about_savings(said):
        return None
    args: Args = dict(said.filters) | _class_of(said)
    if groups:
        args["group_by"] = tuple(groups)
    narrowed: Args = {
        "top_n": said.top_n,
        "below": said.under,
        "threshold": said.over,
        "effort": said.cues.get("effort") or said.cues.get("easy_things", ""),
    }
    if "uncounted" in said.cues:
        args["counted"] = False
    return args | {name: value for name, value in narrowed.items() if value}


def _is_about_savings(said: Utterance) -> bool:
    if said.grain not in ("", "monthly") or (said.why and "uncounted" not in said.cues):
        return False  # they are of a month anyway; reasons are told of what is in no total
    to_commit = said.commitment and said.cues.get("saving") != "commitment"
    if said.order not in ("", "highest") or said.driver not in ("", "largest") or to_commit:
        return False
    return _says_of_what(said) and ("savings_of" not in said.cues or _can_be_saved(said))


def _says_of_what(said: Utterance) -> bool:
    """How large a part something is, and what is saved by removing it, is told of waste alone."""
    waste = said.cues.get("waste")
    if waste is None:
        return not said.share and said.cues.keys().isdisjoint(("removing", "how_many"))
    if waste == "apart":
        return bool(said.cost and said.filters)  # which of them are is an inventory's
    # "unused" alone says nothing of what
    return waste != "of" or bool(said.filters or said.things or said.cost or said.groups)


def _class_of(said: Utterance) -> Args:
    """Which kind of saving is asked for, and of what its word alone says what it is about."""
    saving, waste = said.cues.get("saving"), said.cues.get("waste")
    if waste is not None:
        instances = waste == "instances" and said.filters.keys().isdisjoint(("service", "usage_family"))
        return {"saving_class": "waste", "service": ("EC2",)} if instances else {"saving_class": "waste"}
    if saving == "gp3":
        return {"saving_class": "rightsize", "usage_family": ("Block storage",)}
    return {"saving_class": saving} if saving else {}


def _can_be_saved(said: Utterance) -> bool:
    """ "Savings in us-east-1", "what can the search team save": not "what are our savings", nor to save a report."""
    if not said.cues.keys().isdisjoint(("saving", "waste", "uncounted")):
        return True
    named = said.filters or said.groups or said.top_n or said.under or said.over or said.order or "effort" in said.cues
    return bool(named and (said.which or not said.cues["savings_of"]) and not said.cost)


SAVINGS: Final = Intent(
    name="savings",
    tool="savings",
    takes=names(
        "saving savings_of savings_by waste effort easy_things by_size removing doable adviser uncounted "
        "how_many filters groups top_n order driver commitment cost total listing what_is things where "
        "grain under over share why"
    ),
    needs=(names("saving savings_of savings_by waste easy_things"),),
    arguments=_arguments,
    examples=(
        Example("Where can we save money?", {}),
        Example("How can I reduce my EC2 bill?", {"service": ("EC2",)}),
        Example("show me the top 5 savings opportunities", {"top_n": 5}),
        Example("find cost optimization opportunities", {}),
        Example("potential savings by service", {"group_by": ("service",)}),
        Example("what are we wasting money on", {"saving_class": "waste"}),
        Example("find unused resources in eu-west-1", {"saving_class": "waste", "region": ("eu-west-1",)}),
        Example("which idle resources do we pay for", {"saving_class": "waste"}),
        Example("How much could we save by moving to Graviton?", {"saving_class": "modernise"}),
        Example(
            "how much would we save by moving gp2 to gp3",
            {"saving_class": "rightsize", "usage_family": ("Block storage",)},
        ),
        Example("show rightsizing recommendations", {"saving_class": "rightsize"}),
        Example("how do we cut our S3 costs", {"service": ("S3",)}),
        Example("what can we save on RDS in us-east-1", {"service": ("RDS",), "region": ("us-east-1",)}),
        Example("which instances are idle?", {"service": ("EC2",), "saving_class": "waste"}),
        Example("idle machines in eu-west-1", {"service": ("EC2",), "saving_class": "waste", "region": ("eu-west-1",)}),
        Example("recommendations for RDS", {"service": ("RDS",)}),
        Example("how much could we shave off the bill", {}),
        Example("potential savings per team", {"group_by": ("team",)}),
        Example("easiest savings under $100", {"effort": "low", "below": "100"}),
        Example("audit our account for waste", {"saving_class": "waste"}),
        Example("how much of our cloud spend is waste", {"saving_class": "waste"}),
        Example("how much would we save by deleting idle resources", {"saving_class": "waste"}),
        Example("rank the savings opportunities by impact", {}),
        Example("recommend savings plans", {"saving_class": "commitment"}),
        Example("which RIs should we purchase for RDS", {"saving_class": "commitment", "service": ("RDS",)}),
        Example("easiest way to cut our bill", {"effort": "low"}),
        Example("what savings do you see in us-east-1", {"region": ("us-east-1",)}),
        Example("savings by region", {"group_by": ("region",)}),
        Example("savings over $75 a month", {"threshold": "75"}),
        Example("suggest savings for Lambda", {"service": ("Lambda",)}),
        Example("which savings are not counted", {"counted": False}),
        Example("which savings need review", {"saving_class": "review"}),
        Example("savings by class", {"group_by": ("class",)}),
        Example("ideas for reducing our RDS costs", {"service": ("RDS",)}),
        Example("show the low effort stuff", {"effort": "low"}),
        Example("why are the savings on EC2 not in the total", {"service": ("EC2",), "counted": False}),
        Example("unattached volumes and what they cost", {"saving_class": "waste", "usage_family": ("Block storage",)}),
    ),
    near_misses=(
        "what are our savings",
        "save the EC2 costs",
        "unused savings plans last month",
        "how much did we save with savings plans last month",
        "delete the unused volumes",
        "move our gp2 volumes to gp3",
        "reduce our EC2 costs",
        "how much can we save with reserved instances",
        "how do i open a savings account",
        "savings plan coverage",
        "which instances have low utilisation",
        "what are the savings account rates",
        "audit the security of our account",
        "easiest recipes under $10",
        "migrate our gp2 disks to gp3",
        "how much would we save by deleting the orders database",
        "what share of our bill could we save",
        "recommend a film",
        "stale bread",
    ),
)

QUESTIONS: Final = AgentQuestions(
    cues=(
        SAVING,
        SAVINGS_OF,
        SAVINGS_BY,
        EFFORT,
        EASY_THINGS,
        DOABLE,
        UNCOUNTED,
        BY_SIZE,
        ADVISER,
        HOW_MANY,
        REMOVING,
        AT_A_BANK,
        WASTE,
        WHAT_IF,
        COMPUTE_PLAN,
        OTHER_PLAN,
        OUTCOME,
        PAST_ADVICE,
        BY_ADVICE,
    ),
    intents=(SAVINGS, PLAN_BOUGHT, COMMITMENTS_ENDED, HISTORY),
    subject=named_things,
)
