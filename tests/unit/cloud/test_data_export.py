"""A data export is created for the account that pays, with all columns of its table, into the stack's bucket."""

from typing import Any

import pytest

from cloud.data_export import Destination, Format, create_export
from finops_core.errors import Forbidden, ToolError
from tests.unit.cloud.stubbed import ACCOUNT, REGION, StubbedClients

PAYER, MEMBER = "999988887777", "111122223333"
DESTINATION = Destination(place="s3://finops-bucket/bill/", region=REGION, owner=ACCOUNT)
SERVICE = "bcm-data-exports"


def a_payer(account: str = ACCOUNT, *, management: str | None = None) -> StubbedClients:
    clients = StubbedClients()
    clients.is_account(account)
    if management is None:
        clients.fails("organizations", "describe_organization", "AWSOrganizationsNotInUseException")
    else:
        organisation = {"Organization": {"MasterAccountId": management}}
        clients.answers("organizations", "describe_organization", organisation)
    return clients


def offers(clients: StubbedClients, table: str, tables: list[str] | None, expected: dict[str, Any] | None) -> None:
    """What Data Exports answers a creation; `expected` is the export that it has to be."""
    clients.answers(SERVICE, "list_exports", {"Exports": []})
    if tables is not None:
        clients.answers(SERVICE, "list_tables", {"Tables": [{"TableName": name} for name in tables]})
    clients.answers(SERVICE, "get_table", {"TableName": table, "Schema": [{"Name": "A"}, {"Name": "B"}]})
    arn = f"arn:aws:bcm-data-exports:us-east-1:{ACCOUNT}:export/x"
    clients.answers(SERVICE, "create_export", {"ExportArn": arn}, {"Export": expected} if expected else None)


def an_export(query: dict[str, Any]) -> dict[str, Any]:
    return {
        "Name": "finopsagent-dev",
        "Description": "The bill that FinOps Agent reads",
        "DataQuery": query,
        "DestinationConfigurations": {
            "S3Destination": {
                "S3Bucket": "finops-bucket",
                "S3BucketOwner": ACCOUNT,
                "S3Prefix": "bill",
                "S3Region": REGION,
                "S3OutputConfigurations": {
                    "OutputType": "CUSTOM",
                    "Format": "PARQUET",
                    "Compression": "PARQUET",
                    "Overwrite": "OVERWRITE_REPORT",
                },
            }
        },
        "RefreshCadence": {"Frequency": "SYNCHRONOUS"},
    }


def created(clients: StubbedClients, format: Format = Format.FOCUS) -> tuple[bool, str]:
    said: list[str] = []
    made = create_export(clients, DESTINATION, name="finopsagent-dev", format=format, tell=said.append)
    clients.all_asked()
    return made, " ".join(said)


def test_a_focus_export_takes_all_columns_of_the_newest_version() -> None:
    clients = a_payer()
    wanted = an_export({"QueryStatement": "SELECT A, B FROM FOCUS_1_10_AWS"})
    offers(clients, "FOCUS_1_10_AWS", ["FOCUS_1_0_AWS", "FOCUS_1_10_AWS", "FOCUS_1_2_AWS", "CARBON_EMISSIONS"], wanted)
    made, said = created(clients)
    assert made
    assert "24 hours" in said


def test_a_cur_export_is_daily_with_resources() -> None:
    clients = a_payer()
    configured = {
        "TIME_GRANULARITY": "DAILY",
        "INCLUDE_RESOURCES": "TRUE",
        "INCLUDE_SPLIT_COST_ALLOCATION_DATA": "FALSE",
        "INCLUDE_MANUAL_DISCOUNT_COMPATIBILITY": "FALSE",
    }
    query = {
        "QueryStatement": "SELECT A, B FROM COST_AND_USAGE_REPORT",
        "TableConfigurations": {"COST_AND_USAGE_REPORT": configured},
    }
    offers(clients, "COST_AND_USAGE_REPORT", None, an_export(query))
    assert created(clients, Format.CUR)[0]


def test_one_that_is_there_is_left_alone() -> None:
    clients = a_payer()
    there = {"ExportArn": "arn:aws:bcm-data-exports:us-east-1:1:export/x", "ExportName": "finopsagent-dev"}
    status = {"ExportStatus": {"StatusCode": "HEALTHY"}}
    clients.answers(SERVICE, "list_exports", {"Exports": [there | status]})
    assert created(clients) == (False, "The export finopsagent-dev is there already.")


def test_a_member_is_told_which_account_has_the_whole_bill() -> None:
    clients = a_payer(MEMBER, management=PAYER)
    offers(clients, "FOCUS_1_0_AWS", ["FOCUS_1_0_AWS"], None)
    said = created(clients)[1]
    assert f"a member of an organisation that {PAYER} pays for" in said
    assert f"a profile of {PAYER}" in said


def test_another_accounts_payer_is_told_what_the_bucket_has_to_let_in() -> None:
    clients = a_payer(PAYER, management=PAYER)
    offers(clients, "FOCUS_1_0_AWS", ["FOCUS_1_0_AWS"], None)
    said = created(clients)[1]
    assert f'export_account = "{PAYER}"' in said
    assert "member of an organisation" not in said


def test_whoever_may_not_see_the_organisation_is_told_so() -> None:
    clients = StubbedClients()
    clients.is_account()
    clients.fails("organizations", "describe_organization", "AccessDeniedException")
    offers(clients, "FOCUS_1_0_AWS", ["FOCUS_1_0_AWS"], None)
    assert "organizations:DescribeOrganization" in created(clients)[1]


def test_a_refusal_names_the_permissions() -> None:
    clients = a_payer()
    clients.fails(SERVICE, "list_exports", "AccessDeniedException")
    with pytest.raises(Forbidden, match="bcm-data-exports:CreateExport"):
        created(clients)


def test_without_a_focus_table_the_other_format_is_offered() -> None:
    clients = a_payer()
    clients.answers(SERVICE, "list_exports", {"Exports": []})
    clients.answers(SERVICE, "list_tables", {"Tables": [{"TableName": "COST_AND_USAGE_REPORT"}]})
    with pytest.raises(ToolError, match="--format cur2"):
        created(clients)
