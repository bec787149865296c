"""Which tags say what a resource is for, and what they say."""

from collections.abc import Mapping

import pytest

from agents.opportunities.environments import environment_in, environment_keys, is_non_production

SAID = ("environment", "Environment", "env", "ENV", "stage", "deployment_environment", "deployment-env", "app_stage",
        "acme:environment", "AppEnvironment", "appEnv", "deploymentenvironment", "Application Environment",
        "environment-type", "accountTag/env", "allocatedTag/Environment")  # fmt: skip
NOT_SAID = ("environment_owner", "envoy", "aws:cloudformation:environment", "elasticbeanstalk:environment-name",
            "costCategory/Environment", "team", "stages", "backstage", "", "name", "-", "type")  # fmt: skip


@pytest.mark.parametrize("key", SAID)
def test_a_key_that_ends_with_the_word_names_an_environment(key: str):
    assert environment_in({"owner": "prod", key: "dev"}) == "dev"


@pytest.mark.parametrize("key", NOT_SAID)
def test_other_keys_name_none(key: str):
    assert environment_in({key: "dev"}) == ""


def test_the_plainest_key_counts_and_an_empty_value_says_nothing():
    assert environment_in({"app_environment": "dev", "env": "prod"}) == "prod"
    assert environment_in({"app_environment": "dev", "env": "", "stage": "qa"}) == "qa"
    assert environment_keys(["stage", "team", "app_env", "Environment"]) == ("Environment", "stage", "app_env")


def test_a_bill_with_very_many_such_keys_is_looked_at_by_the_plainest():
    keys = [f"team{number}_environment" for number in range(50)]
    assert len(environment_keys([*keys, "env"])) == 8
    assert environment_keys([*keys, "env"])[0] == "env"


TAGS: Mapping[str, bool] = {
    "Dev ": True, "Development": True, "non-prod": True, "NonProd": True, "non production": True, "test-2": True,
    "demo": True, "Team Sandbox": True, "uat_eu": True, "prod": False, "production": False, "dev-tools-prod": False,
    "preprod": True, "pre-prod": True, "team_non_prod": True, "Pre Production": True,
    "PREPRD": True, "reprod": False, "live": False, "": False, "devices": False, "latest": False,
}  # fmt: skip


@pytest.mark.parametrize("named", TAGS)
def test_words_that_say_what_is_not_production(named: str):
    assert is_non_production(named) is TAGS[named]
