"""Parts of a service that only usage types tell apart have a name of their own, to filter and to group by."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.export import ExportBill, open_bill
from billing.query import BillQuery, Dimension
from finops_core.answers import render
from finops_core.names.usage_kinds import INSTANCE_FAMILIES, KINDS, instance_family_of, kinds_called, usage_kind_of
from tests.unit.agents.asking import ask, headline
from tests.unit.billing.made_bills import focus_row, write_csv

KIND_OF = {
    "DataTransfer-Regional-Bytes": "cross-AZ data transfer",
    "USE2-DataTransfer-xAZ-In-Bytes": "cross-AZ data transfer",
    "USE1-EUW2-AWS-Out-Bytes": "inter-region data transfer",
    "EU-USE1-AWS-In-Bytes": "inter-region data transfer",
    "DataTransfer-Out-Bytes": "internet egress",
    "EU-DataTransfer-Out-Bytes": "internet egress",
    "APN1-DataTransfer-In-Bytes": "inbound data transfer",
    "EUW2-NatGateway-Bytes": "NAT gateway data processing",
    "NatGateway-Hours": "NAT gateway hours",
    "EU-EBS:VolumeUsage.gp3": "gp3 volumes",
    "EBS:VolumeP-IOPS.gp3": "gp3 volumes: IOPS",
    "EBS:VolumeUsage.piops": "io1 volumes",
    "USW2-EBS:VolumeP-IOPS.piops": "io1 volumes: IOPS",
    "EBS:VolumeUsage": "magnetic volumes",
    "RDS:Multi-AZ-GP3-Storage": "RDS storage",
    "RDS:PIOPS": "RDS provisioned IOPS",
    "USW2-DataProcessing-Bytes": "log ingestion",
    "DataProcessing-Bytes:LB": "",
    "BoxUsage:m5.large": "",
    "TimedStorage-ByteHrs": "",
    "": "",
}
FAMILY_OF = {
    "BoxUsage:m5.large": "m5",
    "EU-SpotUsage:c6gn.4xlarge": "c6gn",
    "Multi-AZUsage:db.r6g.large": "r6g",
    "NodeUsage:cache.t4g.micro": "t4g",
    "HeavyUsage:m7i-flex.large": "m7i-flex",
    "EBS:VolumeUsage.gp3": "",
    "SpotUsage-Fargate-vCPU-Hours:perCPU": "",
    "Lambda-GB-Second": "",
}


@pytest.mark.parametrize(("usage_type", "kind"), KIND_OF.items())
def test_a_usage_type_has_its_kind(usage_type: str, kind: str) -> None:
    assert usage_kind_of(usage_type) == kind


@pytest.mark.parametrize(("usage_type", "family"), FAMILY_OF.items())
def test_hours_of_instances_have_their_family(usage_type: str, family: str) -> None:
    assert instance_family_of(usage_type) == family


def test_a_name_means_its_kind_with_all_parts_and_iops_whatever_has_them() -> None:
    known = tuple(kind.name for kind in KINDS)
    assert kinds_called("gp3 volumes", known) == ("gp3 volumes", "gp3 volumes: IOPS", "gp3 volumes: throughput")
    assert set(kinds_called("provisioned IOPS", known)) > {"io1 volumes: IOPS", "RDS provisioned IOPS"}
    assert kinds_called("gp2 volumes", known) == ("gp2 volumes",)
    assert kinds_called("gp", known) == ()


def test_no_phrase_stands_for_two_kinds_and_no_family_is_listed_twice() -> None:
    said = [phrase.strip() for kind in KINDS for phrase in kind.said.split(",") if phrase.strip()]
    kinds = {phrase: {kind.name for kind in KINDS if phrase in kind.said.split(", ")} for phrase in said}
    assert [phrase for phrase, names in kinds.items() if len(names) > 1] == []
    assert len(set(INSTANCE_FAMILIES)) == len(INSTANCE_FAMILIES)


ROWS = {
    "BoxUsage:m5.large": ("10", "Standard"),
    "EU-BoxUsage:m5.xlarge": ("5", "Committed"),
    "SpotUsage:m6g.large": ("2", "Dynamic"),
    "DataTransfer-Regional-Bytes": ("3", "Standard"),
    "USE1-DataTransfer-Regional-Bytes": ("4", "Standard"),
    "EBS:VolumeUsage.gp3": ("6", "Standard"),
    "EBS:VolumeP-IOPS.gp3": ("1", "Standard"),
    "EBS:VolumeUsage.gp2": ("8", "Standard"),
}


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    rows = [
        focus_row(x_UsageType=usage_type, BilledCost=cost, EffectiveCost=cost, PricingCategory=pricing)
        for usage_type, (cost, pricing) in ROWS.items()
    ]
    with open_bill(write_csv(tmp_path_factory.mktemp("kinds") / "bill.csv", rows)) as opened:
        yield opened


def test_amounts_by_kind_and_by_family_are_those_of_their_usage_types(bill: ExportBill) -> None:
    by_kind, by_family = (
        {row.keys[0]: row.amount for row in bill.query(BillQuery(group_by=(key,))).rows}
        for key in (Dimension.USAGE_KIND, Dimension.INSTANCE_FAMILY)
    )
    assert by_kind["cross-AZ data transfer"] == Decimal(7)
    assert by_kind[""] == Decimal(17)
    assert by_family == {"m5": Decimal(15), "m6g": Decimal(2), "": Decimal(22)}


@pytest.mark.parametrize(
    ("args", "amount"),
    [
        ({"usage_kind": ("gp3 volumes",)}, "$7.00"),
        ({"usage_kind": ("gp2 volumes", "gp3 volumes")}, "$15.00"),
        ({"usage_kind": ("provisioned IOPS",)}, "$1.00"),
        ({"usage_kind": ("cross-AZ data transfer",)}, "$7.00"),
        ({"usage_kind": ("inter-region data transfer",)}, "$0.00"),
        ({"instance_family": ("m5",)}, "$15.00"),
        ({"instance_family": ("Graviton",)}, "$2.00"),
        ({"instance_family": ("r5",)}, "$0.00"),
        ({"pricing": ("spot",)}, "$2.00"),
        ({"pricing": ("on-demand",), "instance_family": ("m5",)}, "$10.00"),
    ],
)
def test_spend_on_a_part_is_told_in_its_everyday_name(bill: ExportBill, args: dict[str, Any], amount: str) -> None:
    found = ask(bill, "spend", period="all", **args)
    assert amount in render(found.headline, found.facts)


def test_a_bill_without_usage_types_cannot_tell_parts_apart(tmp_path: Path) -> None:
    with open_bill(write_csv(tmp_path / "bill.csv", [focus_row(x_UsageType="")])) as opened:
        found = ask(opened, "spend", period="all", usage_kind=("internet egress",))
    assert headline(found) == "The bill has no usage kind internet egress. It has no usage kind at all."
