"""What the inventory agent can be asked: what there is, how many, where and in which state."""

from collections.abc import Mapping
from typing import Final, cast

from agents.inventory.conditions import NARROWINGS
from agents.inventory.kinds import KINDS
from finops_core.questions.intents import LONGER, AgentQuestions, Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Argument, Utterance

RESOURCE: Final = Cue(
    name="resource",
    nouns={**{name: f"{kind.one}, {kind.said}" for name, kind in KINDS.items()}, "": "resource, aws resource"},
)
STATE: Final = Cue(name="state", phrases={name: narrowing.said for name, narrowing in NARROWINGS.items()})
_BY: Final = {
    "runtime": "runtime",
    "engine": "engine, database engine",
    "type": "type, instance type, size",
    "state": "state, status",
    "version": "version, engine version",
    "architecture": "architecture",
}
BY: Final = Cue(
    name="by",
    phrases={
        name: ", ".join(
            f"{word} {noun.strip()}" for noun in said.split(",") for word in ("by", "per", "for each", "grouped by")
        )
        for name, said in _BY.items()
    },
)
OLDER: Final = Cue(
    name=LONGER,
    phrases={
        "": "older than, more than, over, for more than, for over, for at least, at least, for longer than, "
        "longer than, created more than, made more than, launched more than, that are older than, since more than"
    },
)
AGO: Final = Cue(name="ago", phrases={"": "ago, old"})
_ALL: Final = (
    "what is running", "what's running", "whats running", "what runs", "what do we run", "what are we running",
    "what do we have running", "what have we got running", "everything running", "everything that is running",
    "everything that runs", "what all is running", "what else is running",
)  # fmt: skip
WHATEVER: Final = Cue(name="whatever", phrases={"running": ", ".join(_ALL)})
"""All there is in a place, whatever it is."""
THERE: Final = Cue(
    name="there",
    phrases={
        "": "how many, number of, the number of, count of, the count of, "
        "exist, list, list all, list of, list my, list our, inventory of, deployed, are deployed"
    },
)
"""Words that are more than grammar: "do we have" and "are there" are told by the marks of a question."""

_FIELDS: Final = frozenset({"region", "account", "tag"})
_GROUPS: Final = frozenset({"region", "account"})
_ASKING: Final = frozenset({"state", "by", "there", "whatever", LONGER})


def _arguments(said: Utterance) -> Args | None:
    """What is listed. It has no period: a snapshot is of one moment."""
    if not said.filters.keys() <= _FIELDS or len(said.groups) > 1 or not _GROUPS.issuperset(said.groups):
        return None
    if (said.groups and "by" in said.cues) or not _asks(said):
        return None
    if "whatever" in said.cues and ("resource" in said.cues or not said.filters.keys() & {"region", "account"}):
        return None
    if (LONGER in said.cues) != bool(said.at_least_days) or ("ago" in said.cues and not said.at_least_days):
        return None
    args: Args = dict(said.filters)
    if "whatever" in said.cues:
        args["condition"] = said.cues["whatever"]
    if said.at_least_days:
        args["at_least_days"] = said.at_least_days
    if kind := said.cues.get("resource"):
        args["kind"] = kind
    if "state" in said.cues:
        args["condition"] = _OF_KIND.get((kind or "", said.cues["state"]), said.cues["state"])
    if "by" in said.cues or said.groups:
        args["group_by"] = (said.cues["by"],) if "by" in said.cues else tuple(said.groups)
    return args


_OF_KIND: Final = {("bucket", "no_retention"): "no_lifecycle"}
"""Buckets keep things for ever that have no lifecycle rules; log groups, that have no retention."""


def _asks(said: Utterance) -> bool:
    """A kind alone asks nothing."""
    return bool(said.which or said.own or said.listing or said.groups or not _ASKING.isdisjoint(said.cues))


def _stands_alone(said: Utterance) -> bool:
    """A kind alone ("and for databases?") may belong to what was asked before."""
    return not said.cues.keys().isdisjoint(("resource", "whatever")) and not _ASKING.isdisjoint(said.cues)


RESOURCES: Final = Intent(
    name="resources",
    tool="resources",
    takes=names("resource state by there whatever older ago filters groups listing total where at_least_days things"),
    needs=(names("resource whatever"),),
    arguments=_arguments,
    examples=(
        Example("list my EC2 instances", {"kind": "instance"}),
        Example("which volumes are unattached?", {"kind": "volume", "condition": "unattached"}),
        Example("show lambda functions by runtime", {"kind": "function", "group_by": ("runtime",)}),
        Example("which buckets have no lifecycle rules?", {"kind": "bucket", "condition": "no_lifecycle"}),
        Example("databases by engine", {"kind": "database", "group_by": ("engine",)}),
        Example("list untagged resources", {"condition": "untagged"}),
        Example("how many EC2 instances do we have in us-east-1", {"kind": "instance", "region": ("us-east-1",)}),
        Example("list all stopped instances", {"kind": "instance", "condition": "stopped"}),
        Example("which RDS databases do I have", {"kind": "database"}),
        Example("show unencrypted EBS volumes", {"kind": "volume", "condition": "unencrypted"}),
        Example("what load balancers are there in eu-west-1", {"kind": "load_balancer", "region": ("eu-west-1",)}),
        Example("list our s3 buckets", {"kind": "bucket"}),
        Example("which log groups never expire", {"kind": "log_group", "condition": "no_retention"}),
        Example("which elastic IPs are not associated", {"kind": "address", "condition": "unattached"}),
        Example("snapshots older than 90 days", {"kind": "snapshot", "at_least_days": 90}),
        Example(
            "instances stopped for more than a month", {"kind": "instance", "condition": "stopped", "at_least_days": 30}
        ),
        Example("load balancers without targets", {"kind": "load_balancer", "condition": "no_targets"}),
        Example("what is running in eu-west-1", {"condition": "running", "region": ("eu-west-1",)}),
        Example("list all running instances by instance type",
                {"kind": "instance", "condition": "running", "group_by": ("type",)}),
    ),
    near_misses=(
        "delete all unattached volumes",
        "what did our EC2 instances cost last month",
        "list the most expensive instances",
        "stop all running instances",
        "how much do unattached volumes cost us",
        "what is an EC2 instance",
        "how many instance hours did we use in May",
        "list my services",
        "tag all untagged resources",
    ),
)  # fmt: skip


def _subject(args: Mapping[str, Argument]) -> str:
    """What is listed, as other agents may know it: "S3 buckets". Only some of them, such as those that are stopped,
    are said so too: nobody else knows which these are."""
    kind = KINDS.get(str(args.get("kind", "")))
    if kind is None:
        return ""
    narrowed = NARROWINGS.get(str(args.get("condition", "")))
    old = f" older than {args['at_least_days']} days" if "at_least_days" in args else ""
    which = f"{narrowed.said.split(',')[0]} " if narrowed else ""
    where = "".join(
        f" in {' and '.join(cast(tuple[str, ...], args[name]))}" for name in ("region", "account") if name in args
    )
    return f"{which}{kind.many}{old}{where}"


QUESTIONS: Final = AgentQuestions(
    cues=(RESOURCE, STATE, BY, THERE, OLDER, AGO, WHATEVER),
    intents=(RESOURCES,),
    stands_alone=_stands_alone,
    subject=_subject,
    gives_way=True,
)
