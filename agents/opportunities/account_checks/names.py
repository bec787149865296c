"""Zones and health checks of Route 53."""

from typing import Final

from agents.opportunities.account_checks.conditions import at_least, at_most, so
from agents.opportunities.account_checks.declaration import AccountCheck, Condition
from agents.opportunities.account_checks.pricing import all_of, to_look_at
from agents.opportunities.opportunity import SavingClass

_OWN: Final[Condition] = so("no service holds it", lambda seen: not seen.resource.text("managed_by"))

CHECKS: Final = (
    AccountCheck(
        id="hosted-zone-empty",
        title="Route 53 zone without records",
        kind="route53:hosted-zone",
        saving_class=SavingClass.WASTE,
        when=(at_most("records", 2), _OWN),
        saving=all_of("HostedZone*"),
        rule="It has only the two records that every zone has.",
        remedy="Delete the zone if the domain is served elsewhere.",
        source="union of public checks",
        reversible=False,
    ),
    AccountCheck(
        id="health-check-unused",
        title="Route 53 health check that no record uses",
        kind="route53:health-check",
        saving_class=SavingClass.REVIEW,
        when=(at_most("used_by", 0), _OWN),
        saving=to_look_at("An alarm may watch it without a record: look before you delete it."),
        rule="No record of any zone and no other health check names it; each is paid by the month.",
        unseen="The account does not show alarms of other accounts that watch it.",
        remedy="Delete it unless an alarm watches it.",
        source="union of public checks",
    ),
    AccountCheck(
        id="latency-record-alone",
        title="Latency routing with nothing to choose from",
        kind="route53:hosted-zone",
        saving_class=SavingClass.REVIEW,
        when=(at_least("lone_latency_records", 1), _OWN),
        saving=to_look_at("Queries of latency records cost more than plain ones; how many there are, the bill tells."),
        rule="A name has one latency record alone: the answer is always the same, at a higher price a query.",
        remedy="Make it a plain record, or add the other regions.",
        source="AWS Trusted Advisor 51fC20e7I2",
    ),
    AccountCheck(
        id="dns-short-lived",
        title="Route 53 zone with records that are asked for often",
        kind="route53:hosted-zone",
        saving_class=SavingClass.REVIEW,
        when=(at_least("short_lived_records", 1, "records"), _OWN),
        saving=to_look_at("How many queries it would spare depends on who asks."),
        rule="Records may be kept for less than an hour: resolvers ask again, and each query is charged.",
        unseen="The account does not show which names have to move quickly.",
        remedy="Let records that hardly change live for an hour or a day; aliases of AWS resources cost nothing.",
        source="union of public checks",
    ),
)  # fmt: skip
