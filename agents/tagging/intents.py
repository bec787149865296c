"""What the tagging agent can be asked: whether tags are as the policy wants them, and what they should be."""

from typing import Final

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from finops_core.questions.intents import AgentQuestions, Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Utterance

_POLICY: Final = ("tag policy", "tagging policy", "tag policies", "tagging policies", "tagging standard",
                  "tagging standards", "tag rules", "tagging rules", "tagging strategy", "tag standard")  # fmt: skip
_OURS: Final = ("", "the ", "our ", "my ")


def _of_the_policy(*verbs: str) -> str:
    return ", ".join(f"{verb} {ours}{policy}" for verb in verbs for ours in _OURS for policy in _POLICY)


_DRIFTS: Final = ", ".join(
    f"{what} {goes}"
    for what in ("tag compliance", "tagging compliance", "tag hygiene", "tagging hygiene", "tag quality", "tags",
                 "tagging quality", "tagging")
    for goes in ("get better", "gets better", "getting better", "got better", "get worse", "getting worse", "got worse",
                 "improve", "improving", "improved", "deteriorating", "over time", "trend", "by month")
)  # fmt: skip
_GETTING: Final = ", ".join(
    f"{get} {better} {at}{tagging}"
    for get in ("get", "gets", "getting", "got", "become", "becoming", "doing") for better in ("better", "worse")
    for at in ("at ", "with ") for tagging in ("tagging", "tags", "our tags", "our tagging")
)  # fmt: skip
"""How it changed, of everything that may."""
_OFFENDERS: Final = ", ".join(
    (
        *(f"{who} of {ours}{policy}" for who in ("violators", "offenders", "breakers") for ours in _OURS
          for policy in _POLICY),
        *(f"{policy} {who}" for who in ("violators", "offenders") for policy in (*_POLICY, "tagging", "tag")),
    )
)  # fmt: skip
WORST: Final = "worst"
"""Meant where somebody is asked for who tags worst."""
TAGS: Final = Cue(
    name="tag_policy",
    nouns={
        "": "tag compliance, tagging compliance, tag policy compliance, tagging policy compliance, "
        "compliance with our tag policy, compliance with the tag policy, compliance of our tags, compliance of tags, "
        "tag hygiene, tagging hygiene, tag quality, tagging quality, tag health, tagging health",
        "violations": "tag policy violation, tagging policy violation, tag violation, tagging violation, "
        "violation of our tag policy, violation of the tag policy, tag compliance violation, "
        "tagging compliance issue, tag compliance issue, tagging error, tagging issue, tagging problem, "
        "tagging mistake, "
        "incorrect tag, wrong tag, invalid tag, bad tag, misspelled tag, non-compliant tag, noncompliant tag, "
        "wrong tag value, invalid tag value, incorrect tag value, non-compliant resource, noncompliant resource, "
        "wrongly tagged resource, incorrectly tagged resource, mistagged resource, badly tagged resource",
        "suggestions": "tag suggestion, tagging suggestion, tag recommendation, tagging recommendation, "
        "suggested tag, suggested tag value, likely tag value, suggestion for missing tag, tag fix, tagging fix",
    },
    phrases={
        "": ", ".join(
            (
                *(
                    f"{ours}{tagging}{good}"
                    for ours in ("our ", "my ", "the ")
                    for tagging in ("tagging", "tags")
                    for good in (
                        " any good",
                        " good",
                        " ok",
                        " okay",
                        " in order",
                        " in good shape",
                        " up to standard",
                        " up to scratch",
                        " complete",
                        " clean",
                    )
                ),
                "compliant with tagging, how compliant are we with tagging, how compliant are our tags, "
                "how compliant is our tagging, how compliant are we with tags, how good are our tags, tags compliant, "
                "compliantly tagged, correctly tagged, properly tagged, tagged correctly, tagged properly, "
                "tagged according to policy",
                _of_the_policy("follows", "follow", "complies with", "comply with", "compliant with", "meets", "meet"),
            )
        ),
        "violations": ", ".join(
            (
                _OFFENDERS,
                *(
                    f"{lacking} {needed} {tags}"
                    for lacking in (
                        "missing",
                        "lacking",
                        "lack",
                        "lacks",
                        "without",
                        "with missing",
                        "with no",
                        "have no",
                        "has no",
                        "not having",
                        "that lack",
                        "that miss",
                        "miss",
                    )
                    for needed in (
                        "required",
                        "mandatory",
                        "the required",
                        "the mandatory",
                        "our required",
                        "our mandatory",
                        "obligatory",
                        "compulsory",
                        "a required",
                        "a mandatory",
                        "any required",
                        "policy",
                        "one of the required",
                        "one of the mandatory",
                    )
                    for tags in ("tag", "tags", "tag key", "tag keys")
                ),
                "tag values are misspelled, tag values are wrong, tag values are invalid, tag values are inconsistent, "
                "inconsistent tags, inconsistent tag values, "
                "violating tags, tags are misspelled, tags have wrong values, tags have invalid values, "
                "tagged wrong, tagged wrongly, tagged incorrectly, mistagged, "
                "not correctly tagged, not properly tagged, not tagged correctly, not tagged properly, "
                "missing required tags, missing mandatory tags, lack required tags, lack mandatory tags, "
                "without required tags, without mandatory tags, missing a required tag, missing a mandatory tag",
                _of_the_policy(
                    "violate",
                    "violates",
                    "violating",
                    "break",
                    "breaks",
                    "breaking",
                    "do not follow",
                    "don't follow",
                    "does not follow",
                    "do not comply with",
                    "don't comply with",
                    "not compliant with",
                    "not comply with",
                    "non-compliant with",
                    "noncompliant with",
                    "do not meet",
                    "don't meet",
                ),
            )
        ),
        WORST: ", ".join(
            (
                *(f"{verb}{rank} at tagging" for verb in ("", "is ", "are ") for rank in ("worst", "the worst")),
                *(
                    f"{the}{rank} {tags} {how}"
                    for the in ("", "the ")
                    for rank in ("worst", "lowest", "poorest")
                    for tags in ("tag", "tagging")
                    for how in ("compliance", "hygiene", "quality", "discipline", "")
                    if how or tags == "tagging"
                ),
            )
        ),
        "suggestions": "suggest tags, suggest tags for the untagged resources, "
        "suggest tags for untagged resources, suggest tag values, "
        "suggest values for missing tags, suggest missing tags, "
        "suggest values for tags, which values should the missing tags have, "
        "what should the missing tags be, propose tags, propose tag values, guess the missing tags",
        "drift": f"{_DRIFTS}, {_GETTING}, tag drift, tagging drift, tag compliance trend, tagging compliance trend, "
        "tag compliance over time, tagging compliance over time, tag compliance change, tagging compliance change, "
        "tag compliance changed, tagging compliance changed, tag compliance by month, tagging compliance by month, "
        "monthly tag compliance, monthly tagging compliance, tag compliance improve, tag compliance improved, "
        "tagging compliance improve, tagging compliance improved, tagging got better, tagging got worse, "
        "tagging improved over time, tagging improved, tagging improve, "
        "tagging get better, tagging get worse, tagging getting better, tagging getting worse, "
        "tag compliance get better, tag compliance get worse",
    },
)
_GROUPS: Final = frozenset({"service", "account", "region", "team"})


def _arguments(said: Utterance) -> Args | None:
    """Where to look, and what of it."""
    if said.what_is and said.meaning:
        return None  # what tag compliance is
    args = scope_asked(said)
    view = _view(said)
    if args is None or view is None or said.order not in ("", "highest"):
        return None
    groups = [group for group in said.groups if group != "resource"]
    if not _is_told_by(groups, view) or (said.top_n and not view):
        return None  # of coverage there is no first five
    told: Args = {"view": view, "group_by": tuple(groups), "top_n": said.top_n}
    return args | {name: value for name, value in told.items() if value}


def _is_told_by(groups: list[str], view: str) -> bool:
    """A view is told by one group at most, and what drifts by months alone."""
    return _GROUPS.issuperset(groups) and len(groups) < 2 and not (groups and view == "drift")


def _view(said: Utterance) -> str | None:
    """What of tags is told: coverage (empty), violations, values, or how they drift; None for what nothing tells."""
    if said.trend or said.grain == "monthly":
        return "drift"
    asked = said.cues["tag_policy"]
    if said.grain or (asked == WORST and not said.groups):
        return None  # of accounts and services the tags themselves are told
    return asked.removeprefix(WORST) or ("violations" if "resource" in said.groups and not said.share else "")


COMPLIANCE: Final = Intent(
    name="compliance",
    tool="compliance",
    takes=SCOPE_SLOTS
    | names("tag_policy cost groups top_n order total listing what_is where things share trend grain change"),
    needs=(names("tag_policy"),),
    arguments=_arguments,
    examples=(
        Example("what is our tag compliance", {}),
        Example("tag compliance by account", {"group_by": ("account",)}),
        Example("How compliant are we with tagging?", {}),
        Example("tagging compliance by service last month", {"group_by": ("service",), "period": "last_month"}),
        Example("which resources violate our tag policy?", {"view": "violations"}),
        Example("show the top 10 tag policy violations", {"view": "violations", "top_n": 10}),
        Example("tagging violations in EC2", {"view": "violations", "service": ("EC2",)}),
        Example("which resources are missing required tags", {"view": "violations"}),
        Example("suggest values for missing tags", {"view": "suggestions"}),
        Example("show tag compliance over time", {"view": "drift"}),
        Example("how much of our spend follows the tag policy", {}),
        Example("which resources are not tagged correctly", {"view": "violations"}),
        Example("Is our tagging any good?", {}),
        Example("ec2 instances missing mandatory tags",
                {"view": "violations", "service": ("EC2",), "usage_family": ("Compute instances",)}),
        Example("tag hygiene in eu-west-1", {"region": ("eu-west-1",)}),
    ),
    near_misses=(
        "fix the tags of our instances",
        "tag all untagged resources",
        "create a tag policy",
        "enforce our tag policy",
        "delete the tag policy",
        "tag coverage by team",
        "how much is untagged",
        "compliance costs",
        "are we SOC 2 compliant",
        "which resources are untagged",
        "forecast tag compliance for next month",
        "what are good tags for a blog",
    ),
)  # fmt: skip

QUESTIONS: Final = AgentQuestions(cues=(TAGS,), intents=(COMPLIANCE,))
