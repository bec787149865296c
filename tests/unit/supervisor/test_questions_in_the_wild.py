"""Kinds of questions that people ask in public and that were refused or answered beside the point, with near ones."""

from collections.abc import Mapping

import pytest

from supervisor.plan import Argument, Step, after
from supervisor.route import understood

Asked = Mapping[str, tuple[str, Mapping[str, Argument]]]

REACHED: Asked = {
    "will we hit $30k this month": ("forecast", {"period": "this_month", "limit": "30000"}),
    "will the bill pass 25000 dollars in December": ("forecast", {"period": "december", "limit": "25000"}),
    "are we going to reach 40k next month": ("forecast", {"period": "next_month", "limit": "40000"}),
}
BOUGHT: Asked = {
    "how is our bill split between on-demand, spot and savings plans": ("spend", {"group_by": ("pricing",)}),
    "savings plans vs on-demand spend in Q2": ("spend", {"period": "Q2", "group_by": ("pricing",)}),
    "on-demand vs spot vs reserved instances in June": ("spend", {"period": "june", "group_by": ("pricing",)}),
}
TOLD_APART: Asked = {
    "break down data transfer by type": (
        "spend",
        {"usage_family": ("Data transfer",), "group_by": ("usage_type",)},
    ),
    "EC2, RDS and Lambda each by month": (
        "spend",
        {"service": ("EC2", "RDS", "Lambda"), "group_by": ("service",), "granularity": "monthly"},
    ),
    "cost per region in percent": ("spend", {"group_by": ("region",)}),
    "who owns the most expensive database": (
        "spend",
        {"service_category": ("Databases",), "group_by": ("resource", "team"), "top_n": 1, "each": "none"},
    ),
    "most expensive resources without a team tag": (
        "spend",
        {"tag": ("team=",), "group_by": ("resource",), "top_n": 10},
    ),
}
BESIDE: Asked = {
    "how do Q1 and Q2 compare": ("compare", {"period": "Q2", "compare_to": "Q1"}),
    "how do June and May compare": ("compare", {"period": "may", "compare_to": "june"}),
    "is our bill higher than twelve months ago": ("compare", {"period": "last_month", "compare_to": "year_before"}),
    "did any service disappear from the bill in June": (
        "changes",
        {"period": "june", "change": "stopped", "group_by": ("service",)},
    ),
}
SUMS: Asked = {
    "how much is CloudFront per month": ("spend", {"service": ("CloudFront",), "granularity": "monthly"}),
    "what would June have been without credits": ("spend", {"period": "june", "exclude": ("credit",)}),
    "show our last three invoices": ("invoices", {"period": "past_3_months"}),
    "environment tag coverage per account": ("tag_coverage", {"keys": ("environment",), "by": "account"}),
}
NAMED: Asked = {
    "list the five most expensive databases": (
        "spend",
        {"service_category": ("Databases",), "group_by": ("resource",), "top_n": 5},
    ),
    "why is there a KMS charge on my bill": ("charge", {"service": ("KMS",)}),
    "explain the KMS charge": ("charge", {"service": ("KMS",)}),
    "spend in the first week of July": ("spend", {"period": "july-1/july-7"}),
    "costs of the last week of February": ("spend", {"period": "february-22/february-28"}),
    "how much do we spend on monitoring": ("spend", {"usage_family": ("Logs and metrics",)}),
    "cost of containers by month": ("spend", {"usage_family": ("Containers",), "granularity": "monthly"}),
    "how much would we save if we turned off staging": (
        "forecast_supposed",
        {"tag": ("environment=staging",), "change": "-1"},
    ),
    "how much of our compute is covered": ("commitments", {"service_category": ("Compute",), "aspect": "coverage"}),
    "which accounts have the worst tagging": ("compliance", {"group_by": ("account",)}),
    "what if we buy a $5 per hour savings plan": ("plan_bought", {"hourly": "5"}),
    "trusted advisor recommendations for RDS": ("savings", {"service": ("RDS",)}),
    "how much have your recommendations saved us": ("savings_history", {}),
}
WORDED: Asked = {
    "why was May so much more expensive than April": ("compare", {"period": "may", "compare_to": "april"}),
    "difference between last week and the week before by service": (
        "compare",
        {"period": "last_week", "compare_to": "previous", "group_by": ("service",)},
    ),
    "what will we have spent by the end of August": ("forecast", {"period": "august"}),
    "reservations by expiry date": ("commitments", {"kind": "reservation", "aspect": "ends"}),
    "which savings are the easiest to implement": ("savings", {"effort": "low"}),
    "how much more could we commit to savings plans": ("savings", {"saving_class": "commitment"}),
    "oldest snapshots first": ("resources", {"kind": "snapshot", "order": "oldest"}),
    "what are credits on an aws bill": ("explain", {"about": "credits"}),
}
LATER: Asked = {
    "what was our bill in April and May": ("spend", {"period": "april/may"}),
    "cloudwatch logs cost in June": (
        "spend",
        {"period": "june", "service": ("CloudWatch",), "usage_family": ("Logs and metrics",)},
    ),
    "cost center 4200 spend in June": ("spend", {"period": "june", "tag": ("cost_center=4200",)}),
    "do we pay for anything outside of us-east-1": ("spend", {"exclude": ("region=us-east-1",)}),
    "how much spend has no owner": ("spend", {"tag": ("owner=",)}),
    "how much money can we save by rightsizing": ("savings", {"saving_class": "rightsize"}),
    "cost saving tips for S3": ("savings", {"service": ("S3",)}),
    "how many idle resources do we have": ("savings", {"saving_class": "waste"}),
    "which recommendations have the highest impact": ("savings", {}),
    "which volumes should be deleted": (
        "savings",
        {"saving_class": "waste", "usage_family": ("Block storage",)},
    ),
    "which team is closest to its budget": ("budgets", {"by": "team", "only": "heading_over"}),
    "how does forecasting work": ("explain", {"about": "forecasts-and-their-accuracy"}),
    "show costs where environment is not production": (
        "spend",
        {"tag": ("environment!=prod",), "group_by": ("service",)},
    ),
    "ratio of dev to prod spend": (
        "spend",
        {"tag": ("environment=dev", "environment=prod"), "group_by": ("tag:environment",)},
    ),
    "costs of the month June per service": ("spend", {"period": "june", "group_by": ("service",)}),
    "explain tag coverage": ("explain", {"about": "tags-and-tag-coverage"}),
}
ALL: Asked = {**REACHED, **BOUGHT, **TOLD_APART, **BESIDE, **SUMS, **NAMED, **WORDED, **LATER}


@pytest.mark.parametrize("text", ALL)
def test_what_people_ask_in_public_is_understood(text: str) -> None:
    (step,), _ = understood(text)

    assert (step.tool, dict(step.args)) == ALL[text]


@pytest.mark.parametrize(
    "text",
    [
        "will we hit 30k users this month",
        "did we hit 30k",
        "how much is left",
        "how much is amazon worth",
        "how do apples and pears compare",
        "cost of EC2 in Athena",  # one service in another is no sum of both
        "what would life be without credits",
        "sort the cutlery by type",
        "what if we buy a $5 per hour EC2 instance savings plan",  # such a plan applies to less
        "how much does a NAT gateway cost",
        "first week of school",
        "how many opportunities are there",  # of what is only waste told so
        "it is cold outside",
        "what had we spent by the end of June",  # a sum since when
        "what is my savings account worth",
    ],
)
def test_words_that_only_look_like_it_are_left_alone(text: str) -> None:
    assert understood(text)[0] == ()


def test_a_period_behind_two_subjects_is_of_both() -> None:
    steps, _ = understood("what is our total spend and budget for July")

    assert [(step.tool, step.args.get("period")) for step in steps] == [("spend", "july"), ("budgets", "july")]


def test_an_environment_named_further_takes_the_place_of_the_account_before() -> None:
    production = Step("cost", "spend", {"period": "june", "account": ("444455556666",)})

    (step,), _ = understood("and what about staging?", after(production))

    assert dict(step.args) == {"period": "june", "tag": ("environment=staging",)}
