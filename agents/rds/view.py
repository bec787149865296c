"""What the RDS agent looks at."""

from typing import Final

from agents.opportunities.opportunity import SavingClass
from agents.views.spec import Counted, ServiceView, Topic

RDS: Final = ServiceView(
    name="RDS",
    service="RDS",
    codes=frozenset({"AmazonRDS", "RDS", "Aurora"}),
    tells="How RDS and Aurora are used: their cost by kind of usage, what is idle or too large, backups, older "
    "versions, and how many databases there are, from the bill and a snapshot of the account.",
    topics={
        "idle": Topic(
            words="what is idle",
            checks=frozenset({
                "rds-idle", "rds-replica-idle", "rds-stopped", "aurora-instance-idle", "aurora-without-members",
                "aurora-serverless-floor",
            }),
            deeds=frozenset({SavingClass.WASTE}),
        ),
        "rightsize": Topic(
            words="what is larger or costs more than it needs to",
            checks=frozenset({
                "rds-oversized", "rds-multi-az-non-production", "rds-gp2", "rds-io1", "rds-io1-storage",
                "rds-insights-long", "aurora-io-optimized", "aurora-standard", "aurora-serverless-floor",
            }),
            deeds=frozenset({SavingClass.RIGHTSIZE}),
        ),
        "backups": Topic(
            words="backups and snapshots",
            checks=frozenset({
                "database-backups", "rds-backups-long", "rds-snapshot-old", "rds-snapshot-orphan",
            }),
        ),
        "generation": Topic(
            words="older versions, generations and processors",
            checks=frozenset({"extended-support", "database-previous-generation", "database-graviton"}),
            deeds=frozenset({SavingClass.MODERNISE}),
        ),
    },
    counted=(
        Counted(kind="rds:instance", many="RDS databases", by="state"),
        Counted(kind="rds:instance", many="RDS databases by engine", by="engine"),
        Counted(kind="rds:instance", many="RDS databases by class", by="type"),
        Counted(kind="rds:cluster", many="Aurora clusters by engine", by="engine"),
        Counted(kind="rds:snapshot", many="RDS snapshots made by hand", by="engine"),
    ),
    adds="who connects to each database, how busy its processor and memory are, and which snapshots nobody needs, a "
    "snapshot of the account shows.",
    suggestions=("Which RDS databases are idle?", "Which databases can be right-sized?",
                 "What did RDS cost by instance type?"),
)  # fmt: skip
