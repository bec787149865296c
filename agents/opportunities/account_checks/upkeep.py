"""Logs, alarms, trails, secrets and keys."""

from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import at_least, at_most, is_, is_not, limit, older_than, so, total
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import all_of, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

LOGGED_LONG: Final = Metric(
    namespace="AWS/Logs", name="IncomingBytes", stat="Sum", dimensions={"LogGroupName": "name"}, days=90,
    speaks_when_used=True,
)  # fmt: skip
LOGGED: Final = Metric(
    namespace="AWS/Logs", name="IncomingBytes", stat="Sum", dimensions={"LogGroupName": "name"}, days=30,
    speaks_when_used=True,
)  # fmt: skip
GIGABYTE: Final = 10**9
LOGGED_FROM: Final = limit("logged_bytes_from", 100 * GIGABYTE, "bytes", "More than so much in 30 days.")
_STORED: Final = ("TimedStorage-ByteHrs", "VendedLog-Bytes")


def _copies_management_events(seen: Seen) -> bool:
    """Whether an older trail of the account copies the management events already."""
    own = seen.resource
    others = [
        each for each in seen.view.snapshot.of_kind("cloudtrail:trail")
        if each.account == own.account and each.id != own.id and each.attributes.get("on") is True
        and each.attributes.get("management_events") is True
        and (each.attributes.get("all_regions") is True or each.region == own.region)
    ]  # fmt: skip
    return any((not each.attributes.get("organization"), each.name)
               < (not own.attributes.get("organization"), own.name) for each in others)  # fmt: skip


CHECKS: Final = (
    AccountCheck(
        id="log-group-endless",
        title="Log group that keeps its events for ever",
        kind="logs:group",
        saving_class=SavingClass.REVIEW,
        when=(at_most("kept_days", 0), at_least("stored_bytes", GIGABYTE, "bytes"), is_not("log_class", "DELIVERY")),
        saving=to_look_at("How much of it is older than you need, its size does not show."),
        rule="It holds a GB or more and keeps its events for ever.",
        differs="Sources tell every group: below a GB it is cents.",
        remedy="Set how many days its events are kept.",
        source="union of public checks",
        reversible=False,
    ),
    AccountCheck(
        id="log-group-silent",
        title="Log group that nothing writes to",
        kind="logs:group",
        saving_class=SavingClass.WASTE,
        when=(at_least("stored_bytes", GIGABYTE, "bytes"), older_than(90), total(LOGGED_LONG)),
        saving=all_of(*_STORED),
        rule="It holds a GB or more, and nothing was written to it for 90 days.",
        unseen="The account does not show whether somebody has to keep it.",
        remedy="Export what has to be kept to S3, and delete the group.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="log-group-large-ingest",
        title="Log group that takes in very much",
        kind="logs:group",
        saving_class=SavingClass.REVIEW,
        when=(is_("log_class", "STANDARD"), so("more than 100 GB in 30 days", lambda seen: (
            found := seen.reading(LOGGED)) is not None and found.per_day * LOGGED.days > seen.limit(LOGGED_FROM),
            metrics=(LOGGED,), limits=(LOGGED_FROM,))),
        saving=to_look_at("Infrequent Access takes logs in for half, without live tailing, alarms and insights."),
        rule="More than 100 GB were written to it in 30 days, in the Standard class.",
        remedy="Log less, or make a group of the Infrequent Access class.",
        source="union of public checks",
        effort="medium",
    ),
    AccountCheck(
        id="alarm-without-data",
        title="CloudWatch alarm that has no data",
        kind="cloudwatch:alarm",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "INSUFFICIENT_DATA"), older_than(30, of="changed")),
        saving=to_look_at("An alarm costs a few cents a month, and this one watches nothing."),
        rule="It has been without data for 30 days.",
        remedy="Delete it with what it watched, or watch what took its place.",
        source="union of public checks",
        left_alone=("aws:autoscaling:", "aws:applicationautoscaling:"),
    ),
    AccountCheck(
        id="second-trail",
        title="Trail that copies management events again",
        kind="cloudtrail:trail",
        saving_class=SavingClass.WASTE,
        when=(is_("on", "true"), is_("management_events", "true"),
              so("another trail copies them already", _copies_management_events)),
        saving=all_of("PaidEventsRecorded*"),
        rule="Another trail that is on copies the same management events: the first copy is free, the others are not.",
        remedy="Leave management events out of this trail, or delete it.",
        source="union of public checks",
    ),
    AccountCheck(
        id="secret-unused",
        title="Secret that nobody reads",
        kind="secretsmanager:secret",
        saving_class=SavingClass.WASTE,
        when=(older_than(90, of="last_used"), is_("replica", "false"),
              so("no service owns it", lambda seen: not seen.resource.text("owner"))),
        saving=all_of(),
        rule="It was not read for 90 days.",
        remedy="Delete it; it can be restored for a month.",
        source="union of public checks",
    ),
    AccountCheck(
        id="secret-never-used",
        title="Secret that nobody ever read",
        kind="secretsmanager:secret",
        saving_class=SavingClass.WASTE,
        when=(older_than(90), is_("replica", "false"),
              so("it was never read, and no service owns it", lambda seen: not seen.resource.text("last_used")
                 and not seen.resource.text("owner"))),
        saving=all_of(),
        rule="It is 90 days old or more and was never read.",
        remedy="Delete it; it can be restored for a month.",
        source="union of public checks",
    ),
    AccountCheck(
        id="kms-key-disabled",
        title="KMS key that is switched off",
        kind="kms:key",
        saving_class=SavingClass.WASTE,
        when=(is_("owner", "CUSTOMER"), is_("state", "Disabled"), older_than(30)),
        saving=all_of("KMS-Keys*"),
        rule="It is disabled and is paid for each month.",
        unseen="The account does not show what is still encrypted with it: what is cannot be read without it.",
        remedy="Schedule its deletion once nothing needs it.",
        source="AWS price list",
        reversible=False,
        risk="high",
    ),
)  # fmt: skip
