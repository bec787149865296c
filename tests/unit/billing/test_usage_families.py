"""Usage is found under the words people use for it."""

from pathlib import Path

import pytest

from billing.export import open_bill
from billing.query import Dimension
from tests.unit.billing.made_bills import focus_row, write_csv

AWS_USAGE_TYPES = [
    ("USE1-PublicIPv4:InUseAddress", "Public IPv4 addresses"),
    ("EU-ElasticIP:IdleAddress", "Public IPv4 addresses"),
    ("NatGateway-Hours", "NAT gateway"),
    ("EUW2-NatGateway-Bytes", "NAT gateway"),
    ("EBS:SnapshotUsage", "Snapshots"),
    ("USE2-RDS:ChargedBackupUsage", "Snapshots"),
    ("DataTransfer-Out-Bytes", "Data transfer"),
    ("USE1-EUW2-AWS-Out-Bytes", "Data transfer"),
    ("USE1-DataTransfer-Regional-Bytes", "Data transfer"),
    ("EU-CloudFront-Out-Bytes", "Data transfer"),
    ("LoadBalancerUsage", "Load balancers"),
    ("USW2-VpcEndpoint-Hours", "VPC endpoints"),
    ("EBS:VolumeUsage.gp3", "Block storage"),
    ("BoxUsage:m5.large", "Compute instances"),
    ("EU-SpotUsage:c5.large", "Compute instances"),
    ("InstanceUsage:db.r5.large", "Databases"),
    ("USE1-Fargate-vCPU-Hours:perCPU", "Containers"),
    ("Lambda-GB-Second", "Functions"),
    ("TimedStorage-ByteHrs", "Object storage"),
    ("Requests-Tier1", "Requests"),
    ("EUC1-PaidEventsAnalyzed", ""),
]


@pytest.mark.parametrize(("usage_type", "family"), AWS_USAGE_TYPES)
def test_a_usage_type_has_its_family(tmp_path: Path, usage_type: str, family: str):
    row = focus_row(x_UsageType=usage_type, ChargeDescription="")
    with open_bill(write_csv(tmp_path / "bill.csv", [row])) as bill:
        assert bill.values(Dimension.USAGE_FAMILY) == ((family,) if family else ())


@pytest.mark.parametrize(
    ("description", "family"),
    [
        ("$0.005 per In-use public IPv4 address per hour", "Public IPv4 addresses"),
        ("$0.045 per GB Data Processed by NAT Gateways", "NAT gateway"),
        (
            "$0.010 per GB - regional data transfer - in/out/between EC2 AZs or using elastic IPs or ELB",
            "Data transfer",
        ),
        ("$0.05 per GB-Month of snapshot data stored", "Snapshots"),
        ("$0.0464 per On Demand Linux t2.medium Instance Hour", "Compute instances"),
    ],
)
def test_without_a_usage_type_the_description_tells(tmp_path: Path, description: str, family: str):
    row = focus_row(x_UsageType="", ChargeDescription=description)
    with open_bill(write_csv(tmp_path / "bill.csv", [row])) as bill:
        assert bill.values(Dimension.USAGE_FAMILY) == (family,)


def test_taxes_and_credits_have_no_usage_family(tmp_path: Path):
    rows = [focus_row(ChargeCategory=category) for category in ("Tax", "Credit")]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        assert bill.values(Dimension.USAGE_FAMILY) == ()
