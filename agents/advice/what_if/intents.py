"""What can be asked about commitments that might be: a Compute Savings Plan bought, commitments that end."""

from decimal import Decimal
from itertools import product
from typing import Final

from finops_core.questions.intents import Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Utterance

_PAYING: Final = tuple(
    " ".join(words)
    for words in product(
        ("what", "how much", "how much more"), ("would", "will", "do"), ("we", "i"), ("pay", "spend"), ("if",)
    )
)
_SUPPOSE: Final = (
    *_PAYING,
    "what if", "what happens if", "what would happen if", "what would we save if", "what would i save if",
    "how much would we save if", "how much would i save if", "what would it save if", "what would change if",
    "what would it cost if", "what will it cost if", "what does it cost if", "what would it cost us if",
    "cost impact if", "what is the cost impact if", "what's the cost impact if", "what is the impact if",
    "what's the impact if", "impact if", "cost if", "what does it mean for our costs if",
)  # fmt: skip
_BUYING: Final = ("buy", "bought", "purchase", "purchased", "add", "added", "take", "took", "commit to")
_LEAVING: Final = ("let", "don't renew", "do not renew", "didn't renew", "did not renew", "drop", "dropped")
_OWNED: Final = ("our", "my", "the", "these", "all", "all our")


def _said(verbs: tuple[str, ...]) -> str:
    return ", ".join(f"{suppose} {who} {verb}" for suppose, who, verb in product(_SUPPOSE, ("i", "we"), verbs))


_HAPPENS: Final = ", ".join(
    f"{suppose} {whose}"
    for suppose, whose in product(
        (
            "what if", "what happens if", "what happens when", "what would happen if", "what does it cost if",
            *(f"what {happens} to {own}{bill} {when}"
              for happens, own, bill, when in product(
                  ("happens", "will happen", "would happen"), ("our ", "my ", "the "),
                  ("bill", "costs", "cost", "spend", "aws bill"), ("if", "when", "once"))),
        ),
        _OWNED,
    )
)  # fmt: skip
_A_PLAN_WOULD: Final = ", ".join(
    f"{ask} would {a}" for ask in ("what", "how much", "how much money") for a in ("a", "an", "another", "one more")
)
_HAD_WE_BOUGHT: Final = ", ".join(
    f"{had} {did}"
    for had in ("if i'd", "if we'd", "if i had", "if we had", "had we", "had i", "if we", "if i")
    for did in ("committed to", "bought", "purchased")
)
WHAT_IF: Final = Cue(
    name="what_if",
    phrases={
        "buy": f"{_said(_BUYING)}, {_A_PLAN_WOULD}, {_HAD_WE_BOUGHT}, simulate buying, simulate a, "
        "simulate an, simulate, "
        "what would we save with, what would i save with, how much would we save with, how much would i save with",
        "leave": f"{_said(_LEAVING)}, {_HAPPENS}",
    },
)
OUTCOME: Final = Cue(
    name="outcome",
    phrases={
        "": "do for us, do for me, bring us, bring me, mean for us, mean for our bill, do for our bill, "
        "do to our bill, "
        "have saved, have saved us, have saved me, what would it have saved, what would we have saved, "
        "what would it save, would it have saved us, what would it have saved us, save, save us, save me"
    },
)
"""What a plan would do, behind it."""
COMPUTE_PLAN: Final = Cue(name="compute_plan", nouns={"": "compute savings plan, compute sp, compute plan"})
"""A plan without more is taken for a Compute plan, which applies most widely; the answer says of which it tells."""


OTHER_PLAN: Final = Cue(
    name="other_plan",
    nouns={"": "ec2 instance savings plan, instance savings plan, ec2 savings plan, sagemaker savings plan, "
           "database savings plan, machine learning savings plan"},
)  # fmt: skip
"""No intent takes it: such plans apply to less than a Compute plan does."""


def _bought(said: Utterance) -> Args | None:
    """A Compute plan of so much an hour. Other plans and reservations apply otherwise, and are not worked out."""
    if (
        said.cues.get("what_if") != "buy"
        or said.filters
        or said.grain != "hourly"
        or not said.amount
        or said.commitment not in ("", "savings_plan")
    ):
        return None
    amount = Decimal(said.amount)
    return {"hourly": said.amount} if 0 < amount <= 1_000_000 else None


PLAN_BOUGHT: Final = Intent(
    name="plan_bought",
    tool="plan_bought",
    takes=names("what_if compute_plan commitment outcome savings_of amount grain things"),
    needs=(names("what_if"), names("compute_plan commitment"), names("amount")),
    arguments=_bought,
    examples=(
        Example("What if I buy a $10/h compute savings plan?", {"hourly": "10"}),
        Example("what if we bought a compute savings plan of $2.50 an hour", {"hourly": "2.50"}),
        Example("what would we save with a $5 per hour compute savings plan", {"hourly": "5"}),
        Example("what happens if we buy a $3/hour compute savings plan", {"hourly": "3"}),
        Example("simulate buying a $1 per hour compute savings plan", {"hourly": "1"}),
        Example("how much would we save if we purchased a compute savings plan of $20 an hour", {"hourly": "20"}),
        Example("what if we commit to a $4/hr compute savings plan", {"hourly": "4"}),
        Example("what would happen if we bought a $0.5/h compute savings plan", {"hourly": "0.5"}),
        Example("what would I save if I bought a $7 per hour compute savings plan", {"hourly": "7"}),
        Example("how much would I save with a compute savings plan of $12 per hour", {"hourly": "12"}),
        Example("what would a $1.50/hour compute savings plan do for us", {"hourly": "1.50"}),
        Example("what if we buy a savings plan of $2 per hour", {"hourly": "2"}),
    ),
    near_misses=(
        "buy a $10/h compute savings plan",
        "what if we buy a compute savings plan",
        "what if we buy a $10/h EC2 instance savings plan",
        "what if we buy a $10 a month compute savings plan",
        "what is a compute savings plan",
        "what if we buy 10 reserved instances",
        "how much did we save with the compute savings plan last month",
        "what if we spend $10 an hour more",
    ),
)


def _ended(said: Utterance) -> Args | None:
    """Commitments of a kind, or for services, that end or are not renewed."""
    if said.cues.get("what_if") != "leave" or said.aspect not in ("", "ends") or not said.filters.keys() <= {"service"}:
        return None
    args: Args = dict(said.filters)
    if said.commitment not in ("", "any"):
        args["kind"] = said.commitment
    return args


COMMITMENTS_ENDED: Final = Intent(
    name="commitments_ended",
    tool="commitments_ended",
    takes=names("what_if commitment aspect filters things"),
    needs=(names("what_if"), names("commitment")),
    arguments=_ended,
    examples=(
        Example("What if we let the RDS reservations expire?", {"service": ("RDS",), "kind": "reservation"}),
        Example("what happens if our savings plans expire", {"kind": "savings_plan"}),
        Example("what if we don't renew our savings plans", {"kind": "savings_plan"}),
        Example("what would it cost if we let our reserved instances expire", {"kind": "reservation"}),
        Example("what happens when our reservations run out", {"kind": "reservation"}),
        Example("what happens to our bill when the RDS reservations run out",
                {"service": ("RDS",), "kind": "reservation"}),
        Example("what if we do not renew the EC2 reservations", {"service": ("EC2",), "kind": "reservation"}),
        Example("how much more would we pay if we let our commitments expire", {}),
        Example("what happens if our commitments end", {}),
        Example("what if our savings plans lapse", {"kind": "savings_plan"}),
        Example("what would happen if we let the savings plans expire", {"kind": "savings_plan"}),
        Example("what will it cost if we don't renew our reserved instances", {"kind": "reservation"}),
    ),
    near_misses=(
        "let our savings plans expire",
        "renew our reservations",
        "when do our savings plans expire",
        "what happens to our forecast if we renew",
        "what if our credits expire",
        "what if we let the RDS reservations expire in eu-west-1",
        "what happens if our costs double",
        "what if we renew our savings plans",
        "what happens to our bill when prices rise",
    ),
)  # fmt: skip
