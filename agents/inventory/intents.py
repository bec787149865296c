"""What the inventory agent can be asked: what there is, how many, where and in which state."""

import re
from collections.abc import Mapping
from typing import Final, cast

from agents.inventory.conditions import NARROWINGS
from agents.inventory.cues import CUES
from agents.inventory.kinds import EVERYTHING, KINDS
from agents.inventory.ordering import SIZED
from finops_core.questions.intents import LONGER, RANKED, SHORTER, AgentQuestions, Example, Intent, names
from finops_core.questions.utterance import Args, Argument, Utterance

_FIELDS: Final = frozenset({"region", "account", "tag", "team"})
_GROUPS: Final = frozenset({"region", "account"})
_OF_MAKING: Final = frozenset({"fresh", "created", "anything_new", SHORTER})
_ASKING: Final = (
    frozenset({"state", "by", "there", "tagged", "shown", "whatever", "any_so", RANKED, LONGER}) | _OF_MAKING
)
LATELY: Final = "past_7_days"
"""What "new" means where nobody says since when, as on the page."""


def _arguments(said: Utterance) -> Args | None:
    """What is listed. A snapshot is of one moment: a period is of when things were made, and of nothing else."""
    if (said.periods or said.ever) and _OF_MAKING.isdisjoint(said.cues) and "made" not in _side(said):
        return None
    if not _can_show(said):
        return None
    args, created = _listed(said), _created(said)
    if args is None or created is None:
        return None
    return {**args, "created": created} if created else args


def _can_show(said: Utterance) -> bool:
    """Whether a list of its kind shows what is asked to be shown; "tagged" stands beside a tag."""
    if "tagged" in said.cues and not said.filters.get("tag"):
        return False
    return "shown" not in said.cues or said.cues["shown"] in KINDS.get(said.cues.get("resource", ""), EVERYTHING).shown


def _side(said: Utterance) -> tuple[str, ...]:
    """Whether things are from before or after the days that are named; "from before" says that they were made then."""
    return tuple(said.cues[side] for side in _SIDES if side in said.cues)


def _created(said: Utterance) -> str | None:
    """The days in which it was made; empty for whenever, None for words that do not add up."""
    period = said.period
    if period is None:
        return None
    if SHORTER in said.cues:
        return f"past_{said.at_most_days}_days" if 0 < said.at_most_days <= _MOST_PAST and not period else None
    sides = [symbol for cue, symbol in _SIDES.items() if cue in said.cues]
    if sides:
        return f"{sides[0]}{period}" if len(sides) == 1 and _PLAIN.fullmatch(period) else None
    return period or (LATELY if "fresh" in said.cues and not said.at_least_days else "")


_SIDES: Final = {"earlier_than": "until_before:", "later_than": "since_after:"}
_PLAIN: Final = re.compile(r"(?!since_|past_)[^/:]+")
"""A period that something may be before or after."""
_MOST_PAST: Final = 3660
"""Days that a symbol of a period may go back."""


def _new_things(said: Utterance) -> Args | None:
    """Things of one kind that were made in some days."""
    args = _arguments(said)
    return args if args and args.get("kind") and args.get("created") else None


def _anything_new(said: Utterance) -> Args | None:
    """Whatever was made in some days that are named: "what is new" alone is small talk."""
    named = said.periods or SHORTER in said.cues
    made = not _OF_MAKING.isdisjoint(said.cues)
    return _arguments(said) if named and made and not said.groups else None


def _listed(said: Utterance) -> Args | None:
    if not (_narrows(said) and _asks(said) and _has_its_lengths(said) and _is_in_order(said)):
        return None
    args: Args = _places(said)
    kind, state = said.cues.get("resource", ""), said.cues.get("state", "")
    by = (said.cues["by"],) if "by" in said.cues else tuple(said.groups)
    named: Args = {
        "condition": said.cues.get("whatever") or said.cues.get("any_so") or _OF_KIND.get((kind, state), state),
        "order": said.cues.get(RANKED, ""),
        "top_n": said.top_n,
        "at_least_days": said.at_least_days,
        "kind": kind,
        "group_by": by,
    }
    return args | {name: value for name, value in named.items() if value}


def _narrows(said: Utterance) -> bool:
    """Whether it names places and groups that a list has; all there is, whatever it is, is asked of one place."""
    if not said.filters.keys() <= _FIELDS or not _GROUPS.issuperset(said.groups):
        return False
    if len(said.groups) + ("by" in said.cues) > 1:
        return False
    of_a_place = "resource" not in said.cues and said.filters.keys() & {"region", "account"}
    return "whatever" not in said.cues or bool(of_a_place)


def _is_in_order(said: Utterance) -> bool:
    """Whether what ranks it is age or size, and a size that its kind has. "By size" alone is no kind of any."""
    order = said.cues.get(RANKED, "")
    if not order:
        return not (said.order or said.top_n)
    sized = order in ("oldest", "newest") or said.cues.get("resource") in SIZED
    return sized and said.order in ("", "highest") and "by" not in said.cues


def _has_its_lengths(said: Utterance) -> bool:
    """Whether a length of time stands behind each word that needs one."""
    if (LONGER in said.cues) != bool(said.at_least_days):
        return False
    return "ago" not in said.cues or bool(said.at_least_days or said.at_most_days)


def _places(said: Utterance) -> Args:
    """What a list is narrowed to; a team's things carry its name in the tag of that name."""
    args: Args = {field: names for field, names in said.filters.items() if field != "team"}
    tags = tuple(f"team={name}" for name in said.filters.get("team", ()))
    return {**args, "tag": (*said.filters.get("tag", ()), *tags)} if tags else args


_OF_KIND: Final = {("bucket", "no_retention"): "no_lifecycle"}
"""Buckets keep things for ever that have no lifecycle rules; log groups, that have no retention."""


def _asks(said: Utterance) -> bool:
    """A kind alone asks nothing; what lacks a tag is asked for, and what is from before some days."""
    if "made" in _side(said) or any(tag.endswith("=") for tag in said.filters.get("tag", ())):
        return True
    named = said.which or said.own or said.listing or said.groups
    return bool(named or _is_of_a_place(said) or not _ASKING.isdisjoint(said.cues))


def _is_of_a_place(said: Utterance) -> bool:
    """ "Secrets in production", "databases in eu-west-1": a kind where something is named that only an account has."""
    return "resource" in said.cues and bool(said.cues["resource"]) and bool(said.filters)


def _stands_alone(said: Utterance) -> bool:
    """A kind alone ("and for databases?") may belong to what was asked before."""
    return not said.cues.keys().isdisjoint(("resource", "whatever", "any_so")) and not _ASKING.isdisjoint(said.cues)


_TAKES: Final = names(
    "resource state by there tagged shown whatever any_so ranked older ago here filters groups listing total where "
    "at_least_days things order top_n what_is"
)
_TAKES_DAYS: Final = _TAKES | names(
    f"fresh created anything_new earlier_than later_than {SHORTER} at_most_days periods ever new"
)

NEW_THINGS: Final = Intent(
    name="new_things",
    tool="resources",
    takes=_TAKES_DAYS,
    needs=(names("resource"), _OF_MAKING | _SIDES.keys()),
    arguments=_new_things,
    claims=True,
    examples=(
        Example("instances launched this month", {"kind": "instance", "created": "this_month"}),
        Example("new buckets since Monday", {"kind": "bucket", "created": "since_last_monday"}),
        Example("which databases were created last week?", {"kind": "database", "created": "last_week"}),
        Example("volumes created before March", {"kind": "volume", "created": "until_before:march"}),
        Example("list instances created after 2026-05-01",
                {"kind": "instance", "created": "since_after:2026-05-01"}),
        Example("load balancers created between 2026-04-10 and 2026-05-20",
                {"kind": "load_balancer", "created": "2026-04-10/2026-05-20"}),
        Example("how many new instances did we launch in the last 30 days",
                {"kind": "instance", "created": "past_30_days"}),
        Example("snapshots newer than 2 weeks", {"kind": "snapshot", "created": "past_14_days"}),
        Example("show me new volumes", {"kind": "volume", "created": LATELY}),
        Example("untagged instances created this week by region",
                {"kind": "instance", "condition": "untagged", "created": "this_week", "group_by": ("region",)}),
    ),
    near_misses=(
        "what did new instances cost last month",
        "launch two new instances this week",
        "new charges for instances this month",
        "which movies were created this year",
        "instances this month",
        "new instance types announced last week",
    ),
)  # fmt: skip

ANYTHING_NEW: Final = Intent(
    name="anything_new",
    tool="resources",
    takes=_TAKES_DAYS,
    needs=(names("anything_new resource"),),
    arguments=_anything_new,
    examples=(
        Example("what is new since last week", {"created": "since_last_week"}),
        Example("resources created in the last 7 days", {"created": "past_7_days"}),
        Example("what was created yesterday in eu-west-1", {"created": "yesterday", "region": ("eu-west-1",)}),
        Example("what's new this month in us-east-1", {"created": "this_month", "region": ("us-east-1",)}),
        Example("show everything created in the last 24 hours", {"created": "past_1_days"}),
        Example("which resources were launched between 1 May 2026 and 10 May 2026",
                {"created": "2026-05-01/2026-05-10"}),
        Example("anything new in our account since Friday", {"created": "since_last_friday"}),
        Example("list resources created before 2025", {"created": "until_before:2025"}),
        Example("what did we create this week", {"created": "this_week"}),
        Example("untagged resources created since June", {"condition": "untagged", "created": "since_june"}),
    ),
    near_misses=(
        "what's new",
        "what's new in AWS this month",
        "what is new on our bill",
        "new services last month",
        "who created this",
    ),
)  # fmt: skip

RESOURCES: Final = Intent(
    name="resources",
    tool="resources",
    takes=_TAKES,
    needs=(names("resource whatever any_so"),),
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
        Example("which resources have no cost center?", {"tag": ("cost_center=",)}),
        Example("is anything unencrypted", {"condition": "unencrypted"}),
        Example("biggest buckets", {"kind": "bucket", "order": "largest"}),
        Example("the 5 oldest snapshots", {"kind": "snapshot", "order": "oldest", "top_n": 5}),
        Example("which runtimes do our lambda functions use", {"kind": "function", "group_by": ("runtime",)}),
        Example("which buckets are public", {"kind": "bucket", "condition": "public"}),
        Example("are any of our databases open to the internet", {"kind": "database", "condition": "public"}),
        Example("ls buckets", {"kind": "bucket"}),
        Example("instances tagged team=payments", {"kind": "instance", "tag": ("team=payments",)}),
        Example("show me the EKS clusters with their versions", {"kind": "kubernetes"}),
        Example("which secrets do we store", {"kind": "secret"}),
        Example("functions in eu-west-1", {"kind": "function", "region": ("eu-west-1",)}),
        Example("show me all redis clusters", {"kind": "cache"}),
        Example("database engine versions", {"kind": "database", "group_by": ("version",)}),
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
        "biggest bucket of popcorn",
        "largest instances",
        "the machine is broken",
        "which runtime does my dishwasher need",
        "instances with their passwords",
        "make the buckets public",
        "public holidays in Portugal",
        "are our instances tagged",
    ),
)  # fmt: skip


def _subject(args: Mapping[str, Argument]) -> str:
    """What is listed, as other agents may know it: "S3 buckets". Only some of them, such as those that are stopped,
    are said so too: nobody else knows which these are."""
    kind = KINDS.get(str(args.get("kind", "")))
    if kind is None:
        return ""
    if "created" in args:
        return ""
    narrowed = NARROWINGS.get(str(args.get("condition", "")))
    old = f" older than {args['at_least_days']} days" if "at_least_days" in args else ""
    which = f"{narrowed.said.split(',')[0]} " if narrowed else ""
    where = "".join(
        f" in {' and '.join(cast(tuple[str, ...], args[name]))}" for name in ("region", "account") if name in args
    )
    return f"{which}{kind.many}{old}{where}"


QUESTIONS: Final = AgentQuestions(
    cues=CUES,
    intents=(NEW_THINGS, ANYTHING_NEW, RESOURCES),
    stands_alone=_stands_alone,
    subject=_subject,
    gives_way=True,
    keeps_its_subject=True,
)
