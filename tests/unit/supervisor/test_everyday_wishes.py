"""Wishes that engineers and controllers put in few words."""

import pytest

from supervisor.plan import Step, nothing_before
from supervisor.route import understood


@pytest.mark.parametrize(
    ("text", "step"),
    [
        (
            "why is s3 so expensive in september",
            Step("cost", "spend", {"period": "september", "service": ("S3",), "group_by": ("usage_type",)}),
        ),
        (
            "compare prod and staging",
            Step(
                "cost",
                "spend",
                {"tag": ("environment=prod", "environment=staging"), "group_by": ("tag:environment",)},
            ),
        ),
        ("spend in euros last month", Step("cost", "spend", {"period": "last_month", "currency": "EUR"})),
        ("are we on track this month?", Step("cost", "run_rate", {})),
        ("how is this month looking so far", Step("cost", "run_rate", {})),
        (
            "is our savings plan fully used",
            Step("cost", "commitments", {"kind": "savings_plan", "aspect": "utilisation"}),
        ),
        ("what happened to our bill", Step("cost", "compare", {"period": "last_month", "compare_to": "previous"})),
        ("how much do backups cost", Step("cost", "spend", {"usage_family": ("Snapshots",)})),
    ],
)
def test_it_is_understood(text: str, step: Step) -> None:
    assert understood(text, nothing_before)[0] == (step,)


@pytest.mark.parametrize("text", ["compare S3 and RDS", "why is the sky so blue", "what happened to Amazon stock"])
def test_what_only_sounds_like_it_is_left_alone(text: str) -> None:
    assert understood(text, nothing_before)[0] == ()
