"""Every grant is needed: without any one of them something that the platform does for somebody fails."""

import pytest

from cdk.iam import index_of_table
from finops_core.table.schema import DUE_INDEX, THREAD_INDEX, USER_INDEX
from tests.infra import http_scenarios, page_scenarios, scenarios, watch_scenarios
from tests.infra.gaps import known_gaps
from tests.infra.grants import EXECUTOR, READER, Granted, declared, deployed, without
from tests.infra.scenarios import Scenario
from tests.infra.stage import Stage

pytestmark = pytest.mark.xdist_group("emulator")
"""One worker process deploys for all of them."""

STEPS = ("Query", "PutItem", "UpdateItem", "DeleteItem")

NEEDED_BY: dict[tuple[str, str, str], Scenario] = {
    ("FrontDoor/Authorizer", "dynamodb:GetItem", "table"): scenarios.connecting_with_an_api_key,
    ("FrontDoor/Connect", "dynamodb:PutItem", "table"): scenarios.connecting,
    ("FrontDoor/Connect", "dynamodb:Query", "table"): scenarios.connecting,
    ("FrontDoor/Connect", "dynamodb:DeleteItem", "table"): scenarios.connecting_beside_lost_ones,
    ("FrontDoor/Connect", "execute-api:ManageConnections", "connections"): scenarios.connecting_beside_lost_ones,
    ("FrontDoor/Disconnect", "dynamodb:DeleteItem", "table"): scenarios.disconnecting,
    ("FrontDoor/Message", "dynamodb:GetItem", "table"): scenarios.resuming_what_is_not_there,
    ("FrontDoor/Message", "dynamodb:Query", "table"): scenarios.listing_threads,
    ("FrontDoor/Message", "dynamodb:Query", index_of_table(USER_INDEX.name)): scenarios.listing_jobs,
    ("FrontDoor/Message", "dynamodb:Query", index_of_table(THREAD_INDEX.name)): scenarios.opening_a_thread,
    ("FrontDoor/Message", "dynamodb:BatchGetItem", "table"): scenarios.listing_jobs,
    ("FrontDoor/Message", "dynamodb:PutItem", "table"): scenarios.asking,
    ("FrontDoor/Message", "dynamodb:UpdateItem", "table"): scenarios.asking,
    ("FrontDoor/Message", "dynamodb:DeleteItem", "table"): scenarios.asking_again_after_a_week,
    ("FrontDoor/Message", "s3:GetObject", "artifacts"): scenarios.getting_an_artifact,
    ("FrontDoor/Message", "sqs:SendMessage", "queue"): scenarios.asking,
    ("FrontDoor/Message", "execute-api:ManageConnections", "connections"): scenarios.posting,
    ("HttpApi/Requests", "dynamodb:GetItem", "table"): http_scenarios.reading_what_is_not_there,
    ("HttpApi/Requests", "dynamodb:Query", "table"): http_scenarios.listing_threads,
    ("HttpApi/Requests", "dynamodb:Query", index_of_table(USER_INDEX.name)): http_scenarios.listing_jobs,
    ("HttpApi/Requests", "dynamodb:Query", index_of_table(THREAD_INDEX.name)): http_scenarios.opening_a_thread,
    ("HttpApi/Requests", "dynamodb:BatchGetItem", "table"): http_scenarios.listing_jobs,
    ("HttpApi/Requests", "dynamodb:PutItem", "table"): http_scenarios.submitting,
    ("HttpApi/Requests", "dynamodb:UpdateItem", "table"): http_scenarios.submitting,
    ("HttpApi/Requests", "dynamodb:DeleteItem", "table"): http_scenarios.submitting_again_after_a_week,
    ("HttpApi/Requests", "s3:GetObject", "artifacts"): http_scenarios.reading_a_part,
    ("HttpApi/Requests", "sqs:SendMessage", "queue"): http_scenarios.submitting,
    ("HttpApi/Requests", "execute-api:ManageConnections", "connections"): http_scenarios.telling_a_socket,
    ("Publisher", "dynamodb:Query", "table"): scenarios.asking,
    ("Publisher", "dynamodb:GetItem", "table"): scenarios.replaying,
    ("Publisher", "dynamodb:DeleteItem", "table"): scenarios.asking_beside_a_lost_connection,
    ("Publisher", "execute-api:ManageConnections", "connections"): scenarios.asking,
    **{("Work/Worker", f"dynamodb:{step}", "table"): scenarios.taking_over for step in STEPS},
    ("Work/Worker", "dynamodb:GetItem", "table"): scenarios.going_on_after_the_attempt_limit,
    ("Work/Worker", "dynamodb:BatchGetItem", "table"): scenarios.following_up,
    ("Work/Worker", "dynamodb:Query", index_of_table(THREAD_INDEX.name)): scenarios.following_up,
    ("Work/Worker", "sts:AssumeRole", "reader_role"): scenarios.asking_a_cold_worker,
    ("Work/Worker", "s3:PutObject", "artifacts"): scenarios.asking_for_much,
    ("Work/Worker", "sqs:SendMessage", "queue"): scenarios.going_on_after_the_attempt_limit,
    ("Work/Worker", "sqs:ChangeMessageVisibility", "queue"): scenarios.ringing_again_soon,
    **{("Work/Sweep", f"dynamodb:{step}", "table"): scenarios.sweeping for step in STEPS},
    ("Work/Sweep", "dynamodb:GetItem", "table"): scenarios.sweeping_beside_another,
    ("Work/Sweep", "dynamodb:BatchGetItem", "table"): scenarios.sweeping,
    ("Work/Sweep", "dynamodb:Query", index_of_table(DUE_INDEX.name)): scenarios.sweeping,
    ("Work/Sweep", "dynamodb:Query", index_of_table(THREAD_INDEX.name)): scenarios.erasing,
    ("Work/Sweep", "s3:ListBucket", "artifacts_bucket"): scenarios.erasing,
    ("Work/Sweep", "s3:DeleteObject", "artifacts"): scenarios.erasing,
    ("Work/Sweep", "sqs:SendMessage", "queue"): scenarios.sweeping,
    ("Work/DeadLetters", "dynamodb:GetItem", "table"): scenarios.ending_dead_letters_beside_another,
    **{("Work/DeadLetters", f"dynamodb:{step}", "table"): scenarios.ending_dead_letters for step in STEPS},
    ("Page/Files", "s3:GetObject", "page_assets"): page_scenarios.publishing,
    ("Page/Files", "s3:PutObject", "page"): page_scenarios.publishing,
    ("Page/Files", "s3:ListBucket", "page_bucket"): page_scenarios.emptying,
    ("Page/Files", "s3:DeleteObject", "page"): page_scenarios.emptying,
    ("Arrivals/Preparer", "s3:GetObject", "prepared"): scenarios.preparing,
    ("Arrivals/Preparer", "s3:PutObject", "prepared"): scenarios.preparing,
    ("Arrivals/Preparer", "s3:DeleteObject", "prepared"): scenarios.preparing_one_after_another,
    ("Arrivals/Preparer", "s3:ListBucket", "artifacts_bucket"): scenarios.preparing_one_after_another,
    ("Arrivals/Preparer", "sqs:ChangeMessageVisibility", "arrivals"): scenarios.preparing_again_soon,
    ("Arrivals/Preparer", "sts:AssumeRole", "reader_role"): scenarios.preparing_cold,
    **{("Watch/Rounds", f"dynamodb:{step}", "table"): watch_scenarios.telling_the_topic for step in STEPS},
    ("Watch/Rounds", "dynamodb:GetItem", "table"): watch_scenarios.watching_a_delivery,
    ("Watch/Rounds", "sns:Publish", "alert_topic"): watch_scenarios.telling_the_topic,
    ("Watch/Rounds", "sts:AssumeRole", "reader_role"): watch_scenarios.watching_a_delivery,
    ("Reports/Writer", "dynamodb:GetItem", "table"): watch_scenarios.making_a_report,
    ("Reports/Writer", "dynamodb:PutItem", "table"): watch_scenarios.making_a_report,
    ("Reports/Writer", "s3:ListBucket", "artifacts_bucket"): watch_scenarios.making_a_report,
    ("Reports/Writer", "s3:GetObject", "reports_saved"): watch_scenarios.making_a_report,
    ("Reports/Writer", "s3:PutObject", "reports_made"): watch_scenarios.making_a_report,
    ("Reports/Writer", "sts:AssumeRole", "reader_role"): watch_scenarios.making_a_report_cold,
    (READER, "s3:GetObject", "bill"): scenarios.preparing,
    (READER, "s3:ListBucket", "bill_bucket"): scenarios.preparing,
    (READER, "s3:GetObject", "prepared"): scenarios.asking_a_cold_worker_of_what_was_prepared,
}
ENFORCED = [Granted(role=role, action=action, word=word) for role, action, word in NEEDED_BY]
UNENFORCED = sorted({granted for granted in declared() if granted.role not in (READER, EXECUTOR)} - set(ENFORCED))
"""Of the derived roles only what reads the bill is tried here; what other readers declare, the agents' kit compares
with the calls they make."""


def test_the_deployed_roles_hold_what_is_declared_and_nothing_else(stage: Stage):
    assert deployed(stage.deployment) == declared()


@pytest.mark.parametrize("scenario", dict.fromkeys(NEEDED_BY.values()), ids=lambda scenario: scenario.__name__)
def test_the_platform_does_its_work(scenario: Scenario, stage: Stage):
    assert scenario(stage)


@pytest.mark.parametrize("granted", ENFORCED, ids=str)
def test_without_a_grant_the_work_fails(granted: Granted, stage: Stage):
    scenario = NEEDED_BY[granted.role, granted.action, granted.word]
    try:
        with without(stage.deployment, granted):
            assert not scenario(stage)
    finally:
        stage.drain()


def test_grants_that_nothing_here_asks_for_are_the_known_ones(stage: Stage):
    with without(stage.deployment, *UNENFORCED):
        assert scenarios.asking(stage)
        assert scenarios.ending_dead_letters(stage)
    assert {f"grant {granted}" for granted in UNENFORCED} == known_gaps("grant ")
