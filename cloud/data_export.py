"""Setting up a data export of AWS Billing into the stack's bucket.

Only the account that pays sees everything that is paid: in an organisation that is its management account. A member's
own export has the member's charges alone, which is said. Source: AWS Data Exports user guide, "Understanding Data
Exports" and "Setting up an Amazon S3 bucket for data exports".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cloud.ports import Clients, Tell, aws_errors
from finops_core.aws.errors import AwsFailure, classify
from finops_core.errors import ToolError

REGION = "us-east-1"
"""Data Exports is spoken to there alone; the bucket may lie anywhere."""

CUR_TABLE = "COST_AND_USAGE_REPORT"
FOCUS_TABLE = re.compile(r"^FOCUS_(\d+)_(\d+)_AWS$")
CREATING = (
    "bcm-data-exports:ListExports",
    "bcm-data-exports:ListTables",
    "bcm-data-exports:GetTable",
    "bcm-data-exports:CreateExport",
    "cur:PutReportDefinition",
)


class Format(StrEnum):
    """The columns of an export."""

    FOCUS = "focus"
    CUR = "cur2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """The stack's bucket: `place` is `s3://bucket/prefix`, `owner` the account that it belongs to."""

    place: str
    region: str
    owner: str

    @property
    def bucket(self) -> str:
        return self.place.removeprefix("s3://").partition("/")[0]

    @property
    def prefix(self) -> str:
        return self.place.removeprefix("s3://").partition("/")[2].rstrip("/")


def create_export(payer: Clients, destination: Destination, *, name: str, format: Format, tell: Tell) -> bool:
    """Creates the export as the payer; whether it was not there before. Raises ToolError, Forbidden or SettingsError.

    The columns are those that AWS lists for the table now: a new one comes with the next export that is created.
    """
    client = payer.client("bcm-data-exports", REGION)
    for sentence in _who_asks(payer, destination):
        tell(sentence)
    with aws_errors("Creating the export", *CREATING):
        if name in _names(client):
            tell(f"The export {name} is there already.")
            return False
        table = _table(client, format)
        columns = [each["Name"] for each in client.get_table(TableName=table)["Schema"]]
        client.create_export(Export=_export(name, table, columns, destination))
    tell(
        f"The export {name} of {table} with {len(columns)} columns goes to {destination.place}. The first delivery "
        "takes up to 24 hours; last months are added by a request to AWS Support (a backfill)."
    )
    return True


def _who_asks(payer: Clients, destination: Destination) -> Iterator[str]:
    """What there is to say of the account that creates the export."""
    from botocore.exceptions import ClientError

    with aws_errors("Who creates the export", "sts:GetCallerIdentity"):
        caller = str(payer.client("sts").get_caller_identity()["Account"])
    if caller != destination.owner:
        yield (
            f"The bucket belongs to {destination.owner}: it takes deliveries of {caller} when the stack was deployed "
            f'with export_account = "{caller}".'
        )
    try:
        organisation = payer.client("organizations").describe_organization()["Organization"]
    except ClientError as error:
        if classify(error) is AwsFailure.DENIED:
            yield (
                f"Whether {caller} pays for an organisation could not be looked at (organizations:"
                "DescribeOrganization). A member's export has the member's charges alone."
            )
        return
    management = str(organisation["MasterAccountId"])
    if management != caller:
        yield (
            f"{caller} is a member of an organisation that {management} pays for: this export has the charges of "
            f"{caller} alone. For the whole bill, run this with a profile of {management}."
        )


def _names(client: Any) -> set[str]:
    names: set[str] = set()
    token: dict[str, str] = {}
    for _ in range(100):
        page = client.list_exports(**token)
        names |= {each["ExportName"] for each in page.get("Exports", [])}
        if not page.get("NextToken"):
            return names
        token = {"NextToken": page["NextToken"]}
    raise ToolError("AWS lists exports without an end. Try again later.")


def _table(client: Any, format: Format) -> str:
    """The table of the format; of FOCUS the newest version."""
    if format is Format.CUR:
        return CUR_TABLE
    tables = [each["TableName"] for each in client.list_tables(MaxResults=100).get("Tables", [])]
    versions = {found: (int(found[1]), int(found[2])) for name in tables if (found := FOCUS_TABLE.match(name))}
    if not versions:
        raise ToolError("AWS offers no FOCUS table to this account. Create a CUR 2.0 export: --format cur2")
    return max(versions, key=lambda found: versions[found])[0]


def _export(name: str, table: str, columns: list[str], destination: Destination) -> dict[str, Any]:
    query: dict[str, Any] = {"QueryStatement": f"SELECT {', '.join(columns)} FROM {table}"}
    if table == CUR_TABLE:
        query["TableConfigurations"] = {
            table: {
                "TIME_GRANULARITY": "DAILY",
                "INCLUDE_RESOURCES": "TRUE",
                "INCLUDE_SPLIT_COST_ALLOCATION_DATA": "FALSE",
                "INCLUDE_MANUAL_DISCOUNT_COMPATIBILITY": "FALSE",
            }
        }
    return {
        "Name": name,
        "Description": "The bill that FinOps Agent reads",
        "DataQuery": query,
        "DestinationConfigurations": {
            "S3Destination": {
                "S3Bucket": destination.bucket,
                "S3BucketOwner": destination.owner,
                "S3Prefix": destination.prefix,
                "S3Region": destination.region,
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
