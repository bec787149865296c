"""Kinds of questions by what tells them: fragments, stretches of months, which of two, what ours costs, short forms.

Each kind has several wordings, and near misses that look like it and are left unanswered.
"""

from collections.abc import Mapping

import pytest

from supervisor.fast_path import decide
from supervisor.plan import Argument, Step, after
from supervisor.route import understood

Args = Mapping[str, Argument]

FRAGMENTS: dict[str, Args] = {
    "s3 last month": {"service": ("S3",), "period": "last_month"},
    "rds june": {"service": ("RDS",), "period": "june"},
    "nat gw $ ytd": {"usage_family": ("NAT gateway",), "period": "year_to_date"},
    "egress last mo": {"usage_family": ("Data transfer",), "period": "last_month"},
    "lambda, past 14 days": {"service": ("Lambda",), "period": "past_14_days"},
    "last month by account and service": {"period": "last_month", "group_by": ("account", "service")},
    "give me June's numbers by region": {"period": "june", "group_by": ("region",)},
    "EC2 in eu-west-1, Q2": {"service": ("EC2",), "region": ("eu-west-1",), "period": "Q2"},
}
STRETCHES: dict[str, Args] = {
    "cost in April, May and June": {"period": "april/june"},
    "spend for Q1, Q2 and Q3 by service": {"period": "Q1/Q3", "group_by": ("service",)},
    "what did we spend in January, February and March 2025": {"period": "2025-01/2025-03"},
    "S3 costs for July of last year": {"service": ("S3",), "period": "last_year-07"},
    "compare April, May and June": {"period": "april/june", "granularity": "monthly"},
    "compare costs in Q1, Q2 and Q3 for S3": {"period": "Q1/Q3", "service": ("S3",), "granularity": "quarterly"},
    "spend in Q2 last year": {"period": "last_year-Q2"},
    "what did EC2 cost us in Q1 this year": {"service": ("EC2",), "period": "this_year-Q1"},
}
OURS: dict[str, Args] = {
    "what does EC2 cost": {"service": ("EC2",)},
    "how much does Redshift cost?": {"service": ("Redshift",)},
    "load balancer types by cost": {"usage_family": ("Load balancers",), "group_by": ("usage_type",)},
    "which services account for the most spend": {"group_by": ("service",)},
    "dly cost past 2 wks": {"granularity": "daily", "period": "past_2_weeks"},
    "why is CloudWatch so pricey": {"service": ("CloudWatch",), "group_by": ("usage_type",)},
    "headline number for June": {"period": "june"},
    "where does most of our money actually go": {"group_by": ("service",)},
    "which cost more in June, Lambda or RDS": {
        "service": ("Lambda", "RDS"), "group_by": ("service",), "period": "june",
    },
}  # fmt: skip


@pytest.mark.parametrize(("text", "args"), {**FRAGMENTS, **STRETCHES, **OURS}.items())
def test_what_was_spent_is_told(text: str, args: Args) -> None:
    assert _one(text) == ("spend", dict(args))


COMPARED: dict[str, Args] = {
    "is Q3 or Q2 the pricier quarter": {"period": "Q3", "compare_to": "Q2"},
    "which was the more expensive quarter, Q2 or Q3": {"period": "Q3", "compare_to": "Q2"},
    "was May or June cheaper": {"period": "june", "compare_to": "may"},
    "is this month bigger than last month in cost": {"period": "this_month", "compare_to": "last_month"},
    "what was different between our June and July bills": {"period": "july", "compare_to": "june"},
    "what's different between May and June": {"period": "june", "compare_to": "may"},
    "how does July compare with July of last year": {"period": "july", "compare_to": "last_year-07"},
    "what keeps getting more expensive": {"period": "last_month", "compare_to": "previous", "direction": "up"},
}


@pytest.mark.parametrize(("text", "args"), COMPARED.items())
def test_which_of_two_periods_is_dearer_is_a_comparison(text: str, args: Args) -> None:
    assert _one(text) == ("compare", dict(args))


AHEAD: dict[str, Args] = {
    "where will the quarter land": {"period": "this_quarter"},
    "where will the year come out": {"period": "this_year"},
    "fcst eom": {"period": "this_month"},
    "will S3 go up next month": {"service": ("S3",), "period": "next_month"},
    "s3 next month": {"service": ("S3",), "period": "next_month"},
    "eoy forecast?": {"period": "this_year"},
    "without redshift, how would the forecast look": {"exclude": ("service=Redshift",)},
    "what would the forecast be without EC2": {"exclude": ("service=EC2",)},
    "project our RDS costs for next quarter at our current growth rate": {
        "service": ("RDS",),
        "period": "next_quarter",
    },
}


@pytest.mark.parametrize(("text", "args"), AHEAD.items())
def test_what_lies_ahead_is_a_forecast(text: str, args: Args) -> None:
    assert _one(text) == ("forecast", dict(args))


SUPPOSED: dict[str, Args] = {
    "what if EC2 doubles": {"service": ("EC2",), "change": "1"},
    "what happens if our S3 costs triple next quarter": {"service": ("S3",), "change": "2", "period": "next_quarter"},
    "what if data transfer halves": {"usage_family": ("Data transfer",), "change": "-0.5"},
    "suppose RDS quadrupled": {"service": ("RDS",), "change": "3"},
}


@pytest.mark.parametrize(("text", "args"), SUPPOSED.items())
def test_a_verb_may_say_by_how_much_something_is_supposed_to_change(text: str, args: Args) -> None:
    assert _one(text) == ("forecast_supposed", dict(args))


COVERED: dict[str, Args] = {
    "how well covered are we by savings plans": {"kind": "savings_plan", "aspect": "coverage"},
    "how much of our compute is covered by reservations": {
        "kind": "reservation", "aspect": "coverage", "service_category": ("Compute",),
    },
    "which instance families have the most coverage": {
        "aspect": "coverage", "group_by": ("instance_family",), "order": "highest",
    },
    "sp cov june": {"kind": "savings_plan", "aspect": "coverage", "period": "june"},
}  # fmt: skip


@pytest.mark.parametrize(("text", "args"), COVERED.items())
def test_coverage_is_that_of_commitments(text: str, args: Args) -> None:
    assert _one(text) == ("commitments", dict(args))


REPORTED = [
    "our CFO just walked past and asked what we paid for databases in Q2, could you look that up for me?",
    "My boss wanted to know about what we paid for databases in Q2",
    "ok so finance keeps asking me: what we paid for databases in Q2, what was it?",
    "last week a colleague asked what we paid for databases in Q2",
    "Sorry if this is a basic question but what did we pay for databases in Q2?",
    "I'm worried about our spend, what did we pay for databases in Q2?",
]


@pytest.mark.parametrize("text", REPORTED)
def test_who_asked_and_why_is_passed_over(text: str) -> None:
    assert _one(text) == ("spend", {"service_category": ("Databases",), "period": "Q2"})


@pytest.mark.parametrize(
    ("text", "right"),
    [("how mcuh was s3 last mnoth", "how much was s3 last month"), ("waht did lambda cost us yaer to date", "")],
)
def test_two_letters_struck_in_the_wrong_order_are_put_right_in_short_words(text: str, right: str) -> None:
    steps, slips = understood(text)

    assert steps
    assert len(slips) == 2
    assert steps == (understood(right)[0] if right else steps)


@pytest.mark.parametrize("who", ["EC2", "S3"])
@pytest.mark.parametrize(
    "joint", ["and where can we save on it?", "and how can we reduce it?", "then where can we save?"]
)
def test_a_second_question_is_about_what_the_first_names(who: str, joint: str) -> None:
    steps = understood(f"how much is {who} costing this month, {joint}")[0]

    assert [(step.tool, step.args.get("service")) for step in steps] == [("spend", (who,)), ("savings", (who,))]


@pytest.mark.parametrize(
    "text",
    [
        "Dublin in June",  # a place by itself may be about anything
        "which EC2 last month",
        "what does an m5.large cost",
        "how much does a lambda invocation cost",
        "account types",
        "types of discounts",
        "cost in April, June and May",  # no stretch
        "cost in April, May and July",
        "is it bigger",
        "are our RIs covered",
        "which is cheaper, us-east-1 or eu-west-1",  # a price list tells
        "is S3 or EFS cheaper",
        "who asked for the S3 costs in June",
        "will S3 work next month",
    ],
)
def test_words_that_look_like_these_kinds_are_left_unanswered(text: str) -> None:
    assert understood(text)[0] == ()


@pytest.mark.parametrize("text", ["s3 in may", "egress, Q2"])
def test_after_a_question_a_fragment_says_what_to_change_of_it(text: str) -> None:
    before = Step("cost", "spend", {"period": "last_month", "group_by": ("region",)})

    step = decide(text, after(before))

    assert step is not None
    assert step.args["group_by"] == ("region",)


def _one(text: str) -> tuple[str, dict[str, Argument]]:
    steps = understood(text)[0]
    assert len(steps) == 1, text
    return steps[0].tool, dict(steps[0].args)
