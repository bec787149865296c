"""What the anomalies agent can be asked: whether something cost more than usual, when and why."""

from typing import Final

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from agents.bill.subjects import named_things
from finops_core.questions.intents import AgentQuestions, Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Utterance

_LOOKS: Final = ", ".join(
    f"{look} {how}"
    for look in ("look", "looks", "looked", "looking", "seem", "seems", "seemed", "feel", "feels", "felt")
    for how in ("weird", "odd", "strange", "off", "unusual", "abnormal", "fishy", "suspicious", "funny", "unexpected")
)
_STRANGE: Final = (
    "unusual", "abnormal", "unexpected", "suspicious", "strange", "weird", "odd", "irregular", "anomalous", "atypical",
    "runaway", "surprising", "sudden", "unexplained", "out-of-pattern",
)  # fmt: skip
_AMOUNTS: Final = (
    "cost", "charge", "expense", "cost spike", "spike", "cost increase", "spend increase", "cost jump", "line item",
    "usage charge", "cost pattern", "spending pattern", "spend pattern", "pattern", "amount", "cost behaviour",
    "cost behavior", "cost movement",
)  # fmt: skip
_HAPPENS: Final = ", ".join(
    f"{some} {how}{on}"
    for some in ("anything", "something")
    for how in (*_STRANGE, "out of the ordinary", "fishy", "off")
    for on in ("", " happen", " happened", " happening", " going on", " happen with", " happen to", " going on with",
               " happened with", " happening with", " with", " about")
)  # fmt: skip
_SURPRISES: Final = ", ".join(
    f"{some}{bad} surprise{plural}"
    for some in ("", "any ") for bad in ("nasty", "bad", "ugly", "unpleasant", "big", "expensive", "unwelcome")
    for plural in ("", "s")
)  # fmt: skip
_ODD_AMOUNTS: Final = ", ".join(f"{how} {what}" for how in _STRANGE for what in _AMOUNTS)
_ODD_SPEND: Final = ", ".join(
    f"{some}{how} {what}"
    for some in ("", "some ", "any ")
    for how in _STRANGE
    for what in ("spend", "spending", "cost", "costs", "charges", "cloud spend", "aws spend")
)
"""What is strange about money, in any words for either."""
ANOMALY: Final = Cue(
    name="anomaly",
    nouns={
        "": "anomaly, some anomaly, cost anomaly, spend anomaly, spending anomaly, billing anomaly, "
        "outlier, cost outlier, spending outlier, "
        "unusual cost spike, unusual spike, cost surge, unusual cost, unusual charge, "
        "unusual spending pattern, unusual spend pattern, unusual pattern, abnormal cost, abnormal charge, "
        "unexpected cost, unexpected charge, unexpected spike, suspicious charge, suspicious cost, irregularity, "
        f"{_ODD_AMOUNTS}, "
        "bill surprise, billing surprise, cost surprise, surprise charge, surprise cost, any spike, "
        "any cost spike, any spending spike, any sudden spike, sudden spike, sudden cost spike",
    },
    phrases={
        "": f"{_LOOKS}, {_ODD_SPEND}, {_HAPPENS}, {_SURPRISES}, runaway, some anomalies, unusual spend, "
        "unusual spending, abnormal spend, "
        "abnormal spending, unexpected spend, "
        "unexpected spending, suspicious spend, suspicious spending, out of the ordinary, anything unusual, "
        "anything strange, anything odd, "
        "anything weird, anything suspicious, anything abnormal, anything out of the ordinary, anything unexpected, "
        "anything fishy, look unusual, looks unusual, look strange, looks strange, look odd, looks odd, look off, "
        "looks off, look abnormal, looks abnormal, higher than usual, more than usual, higher than normal, "
        "more than normal, detect anomalies, detect cost anomalies, detect any anomalies, detect any cost anomalies, "
        "scan for anomalies, scan for cost anomalies, scan for any cost anomalies, scan for any anomalies, "
        "cost spikes, spend spikes, spending spikes, billing spikes, "
        "been unusual, been abnormal, behave strangely, behaving strangely, anything spike, anything spiked, "
        "anything jump, anything blow up, something spike, something spiked, anything surprising, surprises, "
        "any surprise, any surprises, bill shock, "
        "weird, strange, show spikes, show me spikes, show me the spikes, list spikes, find spikes, "
        "abnormal, abnormally, unusual, suspicious, unexpected, unusually, unusually high, unusually expensive, "
        "unusually large, oddly high, out of whack, off the charts, anything weird going on, "
        "weird going on, strange going on, odd going on, anything weird happen, anything strange happen",
        "usual": "normal, not normal, isn't normal, wasn't normal, out of line",
    },
)
BY_SIZE: Final = Cue(
    name="by_size",
    phrases={
        "": ", ".join(
            f"{how} {what}"
            for how in ("by", "ranked by", "sorted by", "ordered by", "in order of")
            for what in (
                "impact",
                "cost impact",
                "size",
                "severity",
                "amount",
                "cost",
                "dollar impact",
                "excess",
                "money",
            )
        )
    },
)
"""The order that they are told in anyway."""
_GROUPS: Final = frozenset({"service", "account", "region"})


def _arguments(said: Utterance) -> Args | None:
    """Where to look; `group_by` says what is looked at on its own."""
    if not _says_where(said):
        return None
    args = scope_asked(said)
    if args is None or not _GROUPS.issuperset(said.groups) or said.order not in ("", "highest"):
        return None
    if said.grain not in ("", "daily"):
        return None  # "which days were abnormally expensive": they are looked for by the day anyway
    if said.groups:
        args["group_by"] = tuple(said.groups)
    if said.top_n:
        args["top_n"] = said.top_n
    if said.over:
        args["threshold"] = said.over
    return args


def _says_where(said: Utterance) -> bool:
    """ "What is an anomaly" asks for a meaning; "is everything normal" may be about anything."""
    where = said.periods or said.filters
    if said.what_is and not (where or said.groups):
        return False
    return bool(where or said.cost or said.cues["anomaly"] != "usual")


ANOMALIES: Final = Intent(
    name="anomalies",
    tool="anomalies",
    takes=SCOPE_SLOTS
    | names("anomaly by_size cost grain groups top_n over order total listing what_is where things why driver change"),
    needs=(names("anomaly"),),
    arguments=_arguments,
    claims=True,
    examples=(
        Example("Were there any cost anomalies last month?", {"period": "last_month"}),
        Example("any anomalies in our spend?", {}),
        Example("show me unusual charges in October", {"period": "october"}),
        Example("Is there anything unusual on the bill?", {}),
        Example("detect cost anomalies in the last 30 days", {"period": "past_30_days"}),
        Example("any cost anomalies in EC2 last month", {"service": ("EC2",), "period": "last_month"}),
        Example("show unusual spend by account", {"group_by": ("account",)}),
        Example("list the top 5 anomalies", {"top_n": 5}),
        Example(
            "was there any unexpected spend in eu-west-1 last week", {"region": ("eu-west-1",), "period": "last_week"}
        ),
        Example("any spending anomalies on S3?", {"service": ("S3",)}),
        Example("find billing anomalies by service", {"group_by": ("service",)}),
        Example("were there any spikes in S3 costs this month", {"service": ("S3",), "period": "this_month"}),
        Example("did anything spike in October", {"period": "october"}),
        Example("are my costs normal", {}),
        Example("cost spikes this month", {"period": "this_month"}),
        Example("show anomalies over $100 since September", {"threshold": "100", "period": "since_september"}),
        Example("top 3 anomalies by impact in eu-west-1", {"top_n": 3, "region": ("eu-west-1",)}),
        Example("any runaway costs last week", {"period": "last_week"}),
    ),
    near_misses=(
        "enable cost anomaly detection",
        "delete the anomaly monitor",
        "what does anomaly detection cost",
        "create an alert for cost anomalies",
        "file a ticket for this anomaly",
        "what is a cost anomaly",
        "forecast the next cost spike",
        "anomalies below 50 dollars",
        "did S3 costs spike in May",
        "is everything normal",
    ),
)

QUESTIONS: Final = AgentQuestions(cues=(ANOMALY, BY_SIZE), intents=(ANOMALIES,), subject=named_things)
