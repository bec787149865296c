"""What the RDS agent can be asked: how databases are used, what of them is too large, and their backups."""

from typing import Final

from agents.views.asked import LITTLE_USED, OLD_GENERATION, TOO_LARGE, TOO_LARGE_WORDS, phrases, use_questions, uses_of
from finops_core.questions.intents import Example

_NAMES: Final = ("rds", "rds databases", "rds instances", "databases", "aurora clusters", "rds usage")
_UNUSED: Final = (
    "does nobody connect to in {it}", "{it} does nobody connect to", "{it} that nobody connects to",
    "{it} nobody connects to", "{it} have no connections", "{it} without connections", "{it} with no connections",
)  # fmt: skip
_BACKUPS: Final = (
    "backups of {it}", "snapshots of {it}", "old snapshots of {it}", "{it} backups", "{it} snapshots",
    "old {it} snapshots", "how long do {it} keep their backups", "{it} keep backups for too long",
    "{it} keep their backups for too long",
)  # fmt: skip
_OVERVIEWS: Final = (
    "{it} backups overview",
    "overview of {it} backups",
    "{it} backup overview",
    "state of {it} backups",
)
_NO_CONNECTIONS: Final = ", ".join(
    f"{no} {connections}"
    for no in ("no", "zero", "without", "without any", "have no", "have zero", "had no", "had zero", "with no",
               "with zero", "0", "no active", "not a single")
    for connections in ("connections", "connection", "clients", "database connections", "sessions", "traffic")
)  # fmt: skip
QUESTIONS: Final = use_questions(
    "rds_use",
    {
        "": uses_of(*_NAMES),
        "rightsize": phrases((*TOO_LARGE, *LITTLE_USED, "rightsize {it}", "right-size {it}"), _NAMES),
        "idle": phrases(_UNUSED, _NAMES),
        "backups": f"{phrases(_BACKUPS, ('rds databases', 'databases'))}, {phrases(_OVERVIEWS, ('rds', 'databases'))}",
    },
    things="rds, rds databases, rds database, rds instances, rds instance, databases, database, db instances, "
    "database instances, aurora clusters, rds fleet, database fleet, dbs, rds boxes, db servers, database servers",
    topics={"rightsize": TOO_LARGE_WORDS, "generation": OLD_GENERATION, "idle": _NO_CONNECTIONS},
    called="RDS",
    examples=(
        Example("which RDS instances still run on old generations", {"about": "generation"}),
        Example("which databases have had zero connections lately", {"about": "idle"}),
        Example("How is my RDS used?", {}),
        Example("how well are our databases used", {}),
        Example("RDS utilisation", {}),
        Example("how busy are our rds instances in eu-west-1?", {"region": ("eu-west-1",)}),
        Example("give me an overview of our databases", {}),
        Example("how efficient is our RDS?", {}),
        Example("what can be right-sized in RDS?", {"about": "rightsize"}),
        Example("which databases are too large?", {"about": "rightsize"}),
        Example("which RDS databases could be rightsized", {"about": "rightsize"}),
        Example("which databases does nobody connect to?", {"about": "idle"}),
        Example("which rds instances have no connections", {"about": "idle"}),
        Example("which databases keep their backups for too long?", {"about": "backups"}),
    ),
    near_misses=(
        "how much is RDS",
        "what did RDS cost last month",
        "RDS usage by region",
        "which RDS databases do I have",
        "databases by engine",
        "stop the databases that nobody connects to",
        "how much do RDS backups cost",
        "what is RDS",
    ),
)  # fmt: skip
