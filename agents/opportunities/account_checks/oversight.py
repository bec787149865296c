"""What watches over an account: too much of it in a sandbox, none of it at all, and metrics by the thousand."""

from typing import Final

from agents.opportunities.account_checks.conditions import at_least, at_most, is_, so
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import cost_of_services, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.environments import is_non_production
from agents.opportunities.opportunity import SavingClass

_CONFIG: Final = ("AWSConfig", "AWS Config")
_GUARD: Final = ("AmazonGuardDuty", "Amazon GuardDuty")
_WHAT_IT_SAVES: Final = "How much of it may go, those who look after security have to say."


def _in_non_production(seen: Seen) -> bool:
    """Whether the name of its account says so: "Team Sandbox", "payments-dev"."""
    return is_non_production(seen.view.snapshot.accounts.get(seen.resource.account, ""))


_NOT_PRODUCTION: Final = so("its account is named after non-production", _in_non_production)

CHECKS: Final = (
    AccountCheck(
        id="config-in-sandbox",
        title="AWS Config that records everything in non-production",
        kind="config:recorder",
        saving_class=SavingClass.REVIEW,
        when=(is_("all_kinds", "true"), is_("how_often", "CONTINUOUS"), _NOT_PRODUCTION),
        saving=cost_of_services(*_CONFIG, why=_WHAT_IT_SAVES),
        rule="It records every change of every kind of resource, in an account named after non-production.",
        unseen="The account does not show which rules and reports need the records.",
        remedy="Record once a day, or only the kinds that somebody looks at.",
        source="union of public checks",
    ),
    AccountCheck(
        id="guardduty-in-sandbox",
        title="GuardDuty in non-production",
        kind="guardduty:detector",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "ENABLED"), _NOT_PRODUCTION),
        saving=cost_of_services(*_GUARD, why=_WHAT_IT_SAVES),
        rule="A detector watches an account that is named after non-production.",
        unseen="The account does not show which data it could reach.",
        remedy="Keep the foundation, and look whether its further protection plans are needed there.",
        source="union of public checks",
        risk="medium",
    ),
    AccountCheck(
        id="budgets-none",
        title="Account without a budget",
        kind="budgets:account",
        saving_class=SavingClass.REVIEW,
        when=(at_most("budgets", 0),),
        saving=to_look_at("A budget saves nothing by itself: it says in time that more is spent than was meant."),
        rule="It has no budget, so that nobody hears when it spends more.",
        unseen="A budget of the payer account may count it too.",
        remedy="Make a monthly budget with an alert at 80 % and at what is forecast: ask for one here.",
        source="union of public checks",
    ),
    AccountCheck(
        id="anomaly-monitors-none",
        title="Account without an anomaly monitor",
        kind="ce:account",
        saving_class=SavingClass.REVIEW,
        when=(at_most("anomaly_monitors", 0),),
        saving=to_look_at("A monitor saves nothing by itself: it says within days that something costs more."),
        rule="Cost Anomaly Detection has no monitor, so that AWS tells nobody of a sudden cost.",
        unseen="A monitor of the payer account may watch it too; `finops watch` watches a bill without one.",
        remedy="Make a monitor of AWS services, with a subscription that mails somebody. It costs nothing.",
        source="union of public checks",
    ),
    AccountCheck(
        id="metric-cardinality",
        title="Metrics of one's own by the thousand",
        kind="cloudwatch:namespace",
        saving_class=SavingClass.REVIEW,
        when=(at_least("metrics", 500, "metrics"), at_least("widest_values", 100, "values")),
        saving=to_look_at("Metrics of one's own are billed together for all namespaces."),
        rule="Within three hours 500 metrics or more spoke, and one dimension has 100 values or more.",
        unseen="The account does not show which of them are on a dashboard or in an alarm.",
        remedy="Leave ids of pods, requests or users out of the dimensions, and write them into logs.",
        source="union of public checks",
        effort="medium",
    ),
)  # fmt: skip
