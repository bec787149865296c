"""WorkSpaces, FSx, backup plans, models that are rented by the hour, and Batch."""

from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import at_least, empty, is_, is_not, limit, older_than, so, total
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import all_of, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

CONNECTED: Final = Metric(
    namespace="AWS/WorkSpaces", name="UserConnected", stat="Average", dimensions={"WorkspaceId": "id"}, days=30
)
_FILES = {"FileSystemId": "id"}
FILE_READS: Final = Metric(namespace="AWS/FSx", name="DataReadBytes", stat="Sum", dimensions=_FILES, days=30)
FILE_WRITES: Final = Metric(namespace="AWS/FSx", name="DataWriteBytes", stat="Sum", dimensions=_FILES, days=30)
INVOKED: Final = Metric(
    namespace="AWS/Bedrock", name="Invocations", stat="Sum", dimensions={"ModelId": "arn"}, days=30,
    speaks_when_used=True,
)  # fmt: skip
CONSUMED: Final = Metric(
    namespace="AWS/Comprehend", name="ConsumedInferenceUnits", stat="Sum", dimensions={"EndpointArn": "arn"}, days=15
)
SHORT_DAYS: Final = limit("hours_a_day_to", 2.5, "hours", "At most so many hours a day with somebody connected.")

LONG: Final = limit("kept_days_from", 2556, "days", "Kept for at least so long.")


def _kept_long(seen: Seen) -> bool:
    endless = seen.resource.attributes.get("endless") is True
    return endless or (seen.resource.number("kept_days") or 0) >= seen.limit(LONG)


def _few_hours(seen: Seen) -> bool:
    found = seen.reading(CONNECTED)
    return found is not None and 0 < found.average * 24 <= seen.limit(SHORT_DAYS)


CHECKS: Final = (
    AccountCheck(
        id="workspace-unused",
        title="WorkSpace that nobody uses",
        kind="workspaces:workspace",
        saving_class=SavingClass.WASTE,
        when=(is_not("state", "TERMINATING", "TERMINATED", "PENDING"), older_than(30, of="last_used")),
        saving=all_of(),
        rule="Nobody connected to it for 30 days.",
        unseen="The account does not show whether its user is only away.",
        remedy="Ask its user, keep what is on its disk, and remove it.",
        source="AWS Compute Optimizer: idle WorkSpace",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="workspace-always-on",
        title="WorkSpace that is always on and little used",
        kind="workspaces:workspace",
        saving_class=SavingClass.REVIEW,
        when=(is_("mode", "ALWAYS_ON"), so("few hours a day", _few_hours, metrics=(CONNECTED,), limits=(SHORT_DAYS,))),
        saving=to_look_at("From about 80 hours a month on the monthly price is the lower one, by its bundle."),
        rule="It is paid by the month, and somebody was connected for 2.5 hours a day at most in 30 days.",
        remedy="Let it stop by itself, paid by the hour.",
        source="union of public checks",
    ),
    AccountCheck(
        id="fsx-idle",
        title="FSx file system that nobody reads or writes",
        kind="fsx:file-system",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "AVAILABLE"), total(FILE_READS), total(FILE_WRITES)),
        saving=all_of(),
        rule="For 30 days not a byte was read from it or written to it.",
        remedy="Take a backup and delete it.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="fsx-ssd",
        title="Large FSx for Windows on SSD",
        kind="fsx:file-system",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "WINDOWS"), is_("storage_type", "SSD"), at_least("storage_gb", 2000, "GB")),
        saving=to_look_at("HDD costs a fraction and is slower; a file system is made anew on it from a backup."),
        rule="It has 2,000 GB or more of SSD.",
        remedy="Put shares of files that few people open on HDD.",
        source="union of public checks",
        effort="high",
        risk="medium",
    ),
    AccountCheck(
        id="fsx-backups-long",
        title="FSx file system that keeps its backups for long",
        kind="fsx:file-system",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "AVAILABLE"), at_least("kept_days", 31, "days")),
        saving=to_look_at("How much older backups hold beyond newer ones, the bill shows for all together."),
        rule="Its automatic backups are kept for more than 30 days.",
        remedy="Keep them for as long as somebody would go back.",
        source="union of public checks",
    ),
    AccountCheck(
        id="backup-kept-long",
        title="Backup plan that keeps backups for many years",
        kind="backup:plan",
        saving_class=SavingClass.REVIEW,
        when=(at_least("rules", 1), so("for many years or for ever", _kept_long, limits=(LONG,))),
        saving=to_look_at("What it holds is billed for the vault and not for the plan."),
        rule="A rule of it keeps backups for more than seven years, or for ever.",
        remedy="Keep them for as long as the law or your contracts ask.",
        source="union of public checks",
    ),
    AccountCheck(
        id="backup-never-cold",
        title="Backup plan that moves nothing to cold storage",
        kind="backup:plan",
        saving_class=SavingClass.REVIEW,
        when=(is_("cold", "false"), at_least("kept_days", 365, "days")),
        saving=to_look_at("Cold storage costs a fraction, for 90 days at the least, and not all services have it."),
        rule="It keeps backups for a year or more, all of them in warm storage.",
        remedy="Move them to cold storage after a few weeks.",
        source="AWS price list",
    ),
    AccountCheck(
        id="bedrock-throughput-idle",
        title="Bedrock provisioned throughput that nobody uses",
        kind="bedrock:provisioned-model",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "InService"), empty("committed"), total(INVOKED)),
        saving=all_of(),
        rule="It is paid by the hour without a commitment, and was not called for 30 days.",
        remedy="Delete the provisioned throughput; the model stays.",
        source="union of public checks",
    ),
    AccountCheck(
        id="comprehend-endpoint-idle",
        title="Comprehend endpoint that nobody calls",
        kind="comprehend:endpoint",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "IN_SERVICE"), total(CONSUMED)),
        saving=all_of(),
        rule="It is in service and consumed nothing for 15 days.",
        remedy="Delete the endpoint; its model stays.",
        source="AWS Trusted Advisor Cm24dfsM12",
    ),
    AccountCheck(
        id="batch-never-empty",
        title="Batch environment that keeps machines on",
        kind="batch:compute-environment",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "ENABLED"), is_("type", "EC2", "SPOT"), at_least("least_vcpus", 1, "vCPU")),
        saving=to_look_at("What it costs is counted on its machines."),
        rule="It keeps vCPUs running when there is no job.",
        remedy="Set its least vCPUs to nothing unless jobs have to start within a minute.",
        source="union of public checks",
    ),
)  # fmt: skip
