"""The words of the inventory agent: kinds of resources, their states, age and size, and that something was made."""

from typing import Final

from agents.inventory.conditions import NARROWINGS
from agents.inventory.kinds import KINDS
from finops_core.questions.intents import LONGER, RANKED, SHORTER, Cue

RESOURCE: Final = Cue(
    name="resource",
    nouns={
        **{name: f"{kind.one}, {kind.said}" for name, kind in KINDS.items()},
        "": "resource, aws resource, asset, cloud asset",
    },
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
_GROUPING: Final = ("by", "per", "for each", "grouped by", "of each")
_ASKED: Final = ("which", "what", "what kind of", "and which", "and what")


def _grouped_by(name: str) -> str:
    """The ways to ask for a list by something: "by runtime"; "which runtimes", of what has no other sense."""
    nouns = [noun.strip() for noun in _BY[name].split(",")]
    said = [f"{word} {noun}" for noun in nouns for word in _GROUPING]
    if name in _ASKED_FOR:
        said += [f"{word} {noun}{plural}" for noun in nouns for word in _ASKED for plural in ("", "s")]
    if name in _ASKED_FOR:
        said += [f"{noun}s" for noun in nouns]
    if name == "runtime":
        said.append("runtime")
    return ", ".join(said)


_ASKED_FOR: Final = ("runtime", "engine", "version", "architecture")
BY: Final = Cue(name="by", phrases={name: _grouped_by(name) for name in _BY})
OLDER: Final = Cue(
    name=LONGER,
    phrases={
        "": "older than, older then, more than, over, for more than, for over, for at least, at least, "
        "for longer than, "
        "longer than, around for more than, around for over, been around for more than, there for more than, "
        + "".join(
            f"{held} {more}, "
            for held in ("kept", "retained", "stored", "held", "lying around", "sitting around", "been there", "alive")
            for more in ("for more than", "for over", "for at least", "for longer than", "longer than", "over")
        )
        + "created more than, made more than, launched more than, that are older than, since more than"
    },
)
YOUNGER: Final = Cue(
    name=SHORTER,
    phrases={
        "": "newer than, younger than, less than, no older than, not older than, that are newer than, at most, "
        "that are younger than, created less than, made less than, launched less than, within"
    },
)
AGO: Final = Cue(name="ago", phrases={"": "ago, old"})
FRESH: Final = Cue(name="fresh", phrases={"": "new, brand new, brand-new, newly, recent, recently, freshly, lately"})
_NEWS: Final = (
    "what is new, what's new, whats new, what else is new, anything new, is anything new, is there anything new"
)
_ALL_MADE: Final = ("created", "launched", "provisioned", "spun up", "set up", "added", "made")
_ALL_DONE: Final = ("create", "launch", "provision", "spin up", "set up", "add")
ANYTHING: Final = Cue(
    name="anything_new",
    phrases={
        "": ", ".join((
            _NEWS,
            *(f"{all_} {was}{made}" for all_ in ("what", "what all", "what else", "everything that", "anything that",
                                                 "everything which", "all that")
              for was in ("was ", "were ", "has been ", "have been ", "got ", "was newly ") for made in _ALL_MADE),
            *(f"{all_} {made}" for all_ in ("everything", "anything", "anything newly") for made in _ALL_MADE),
            *(f"what {did} {done}" for did in ("did we", "did i", "did people", "did anyone") for done in _ALL_DONE),
            *(f"what {have} {made}" for have in ("have we", "we have", "has anyone") for made in _ALL_MADE),
        ))
    },
)  # fmt: skip
"""Whatever was made: one phrase each, since no word of them alone is about resources."""
HERE: Final = Cue(
    name="here",
    phrases={
        "": "in the account, in our account, in my account, in the accounts, in our accounts, to the account, "
        "to our account, to my account, to our accounts, to the accounts, in our aws account, in my aws account"
    },
)
MADE: Final = Cue(
    name="created",
    phrases={
        "": "made, was made, were made, got made, set up, was set up, were set up, brought up, stood up, "
        "came up, have come up, added, was added, were added, got added, appeared, has appeared, have appeared, "
        "started up, showed up, creation date"
    },
    verbs={"": "create, launch, provision, spin up"},
)
"""That something was made; "made" is no verb here: to make a list is to tell something."""
EARLIER: Final = Cue(
    name="earlier_than", phrases={"": "before, earlier than, prior to", "made": "from before, dating from before"}
)
LATER: Final = Cue(name="later_than", phrases={"": "after, later than", "made": "from after"})
NEWS: Final = Cue(
    name="news",
    phrases={
        "": ", ".join(
            f"{asking}new {where}"
            for asking in ("", "what is ", "what's ", "whats ", "anything ")
            for where in ("in aws", "at aws", "from aws", "on aws", "with aws", "aws services", "aws features")
        )
    },
)
"""What AWS announces is not in an account: no intent takes it."""
_ALL: Final = (
    "what is running", "what's running", "whats running", "what runs", "what do we run", "what are we running",
    "what do we have running", "what have we got running", "everything running", "everything that is running",
    "everything that runs", "what all is running", "what else is running",
)  # fmt: skip
WHATEVER: Final = Cue(name="whatever", phrases={"running": ", ".join(_ALL)})
"""All there is in a place, whatever it is."""
_ANY: Final = ("anything", "is anything", "is there anything", "everything", "everything that is", "what is", "what's")
_OF_ANY: Final = ("unencrypted", "unattached", "stopped", "public")
"""States that only things of an account have."""
ANY: Final = Cue(
    name="any_so",
    phrases={
        state: ", ".join(f"{any_} {said.strip()}" for any_ in _ANY for said in NARROWINGS[state].said.split(","))
        for state in _OF_ANY
    },
)
"""Whatever is so, wherever it is: "is anything unencrypted"."""
ORDER: Final = Cue(
    name=RANKED,
    phrases={
        "oldest": "oldest, longest-running, longest running, longest-lived",
        "newest": "newest, youngest, most recent, most recently created",
        "largest": "biggest, largest",
        "smallest": "smallest, tiniest",
    },
)
THERE: Final = Cue(
    name="there",
    phrases={
        "": "how many, number of, the number of, count of, the count of, "
        "exist, do we own, we own, do i own, how old is, how old are, "
        "first, list, list all, list of, list my, list our, ls, show all, show me all, give me all, see all, "
        "display all, get all, get me all, view all, fetch all, show every, show me every, "
        "give me every, list every, inventory of, deployed, are deployed, "
        + ", ".join(
            f"{who} {keep}"
            for who in ("do we", "do i", "are we", "we", "does our account")
            for keep in (
                "store",
                "keep",
                "host",
                "maintain",
                "operate",
                "manage",
                "storing",
                "keeping",
                "hosting",
                "use",
                "using",
                "have set up",
                "have deployed",
            )
        )
    },
)
TAGGED: Final = Cue(
    name="tagged",
    phrases={
        "": "tagged, tagged with, tagged as, that are tagged, that are tagged with, with tag, with the tag, "
        "carrying the tag, that carry the tag"
    },
)
"""That what stands beside it is a tag that they have."""
SHOWN: Final = Cue(
    name="shown",
    phrases={
        name: ", ".join(
            f"{beside} {noun.strip()}{plural}"
            for beside in ("with their", "and their", "with the", "including", "including their", "with",
                           "along with their", "together with their", "and")
            for noun in said.split(",") for plural in ("", "s")
        )
        for name, said in _BY.items()
    },
)  # fmt: skip
"""What a list is asked to show of each, which it does where it knows it."""
"""Words that are more than grammar: "do we have" and "are there" are told by the marks of a question."""

CUES: Final = (
    RESOURCE, STATE, BY, THERE, OLDER, YOUNGER, AGO, WHATEVER, ANY, ORDER, HERE, FRESH, ANYTHING, MADE, EARLIER, LATER,
    NEWS, TAGGED, SHOWN,
)  # fmt: skip
