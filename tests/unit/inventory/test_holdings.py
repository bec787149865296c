"""Everything in the accounts for a page: identity, age, what is not known, and the cost that the bill names."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from account.reader import AccountReader, KnownAccount
from account.resources import Resource
from account.shortfalls import Shortfall
from account.snapshot import AccountSnapshot
from agents.inventory.agent import AGENT
from billing.query import Dimension
from billing.source import BillSource
from billing.testing import Line, MemoryBill
from finops_core.answers import Basis, Finding, TableBlock, said
from finops_core.clock import ManualClock
from finops_core.tools.artifacts import Artifacts, MemoryArtifacts
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.unit.advice.account_cases import OWN, TAKEN, thing

OTHER = "999999999999"
NOW = datetime(2026, 6, 4, tzinfo=UTC)
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:mail"
ACCOUNT = AccountSnapshot(
    taken_at=TAKEN,
    accounts={OWN: "Production", OTHER: "Staging"},
    resources=(
        thing("ec2:instance", "i-1", type="m6i.large", state="running", tags={"team": "shop", "Name": "web"}),
        thing("ec2:instance", "i-1", age=3, type="m6i.large").model_copy(
            update={"account": OTHER, "region": "eu-west-1"}
        ),
        thing("ec2:volume", "vol-1", age=6, state="available", encrypted=False),
        thing("ec2:volume", "vol-2", age=7, state="in-use", encrypted=True),
        thing("lambda:function", "mail", runtime="python3.12").model_copy(update={"arn": FUNCTION}),
        thing("ec2:address", "eip-1", associated=False).model_copy(update={"created": None}),
        thing("glue:job", "nightly", tags_unread=True),
        thing("s3:bucket", "orders"),
        thing("sqs:queue", "orders"),
    ),
    shortfalls=(Shortfall(action="kms:ListKeys", account=OWN, reason="denied"),),
)


def charge(name: str, amount: str, account: str = OWN, currency: str = "USD", effective: str | None = None) -> Line:
    return Line(
        day=date(2026, 5, 10), amount=Decimal(amount), account=account, currency=currency,
        effective=Decimal(effective or amount), values={Dimension.RESOURCE: name},
    )  # fmt: skip


EDGES = [replace(charge("", "1"), day=date(2026, 5, 1)), replace(charge("", "1"), day=date(2026, 5, 31))]
CHARGES = [
    charge("i-1", "0", effective="51.5"), charge("i-1", "7", account=OTHER), charge(FUNCTION, "3"),
    charge(FUNCTION, "2", currency="EUR"), charge("orders", "100"), charge("not-in-the-snapshot", "8"),
]  # fmt: skip


def holdings(
    charges: Sequence[Line] | None = CHARGES, of: AccountSnapshot = ACCOUNT, artifacts: Artifacts | None = None
) -> Finding:
    services: dict[type[Any], Any] = {AccountReader: KnownAccount(of)}
    services |= {BillSource: MemoryBill([*charges, *EDGES])} if charges is not None else {}
    context = ToolContext(job_id="j", user_id="a", clock=ManualClock(NOW), services=services)
    context = replace(context, artifacts=artifacts) if artifacts else context
    return run_tool(AGENT.tool("holdings"), {}, context)


def rows(found: Finding, title: str = "Resources") -> list[dict[str, str | None]]:
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock) and block.title == title]
    return [dict(zip((column.key for column in table.columns), row, strict=True)) for row in table.rows]


def one(found: Finding, kind: str, id_: str, account: str = OWN) -> dict[str, str | None]:
    (row,) = [row for row in rows(found) if (row["kind"], row["id"], row["account"]) == (kind, id_, account)]
    return row


def basis(found: Finding) -> Basis:
    assert found.basis is not None
    return found.basis


def test_each_thing_has_its_identity_its_tags_and_what_it_cost_with_its_commitments_by_any_of_its_names():
    found = holdings()
    web = one(found, "ec2:instance", "i-1")
    assert [web[key] for key in ("what", "account_name", "region", "state", "type", "new")] == [
        "EC2 instance", "Production", "us-east-1", "running", "m6i.large", "no",
    ]  # fmt: skip
    assert json.loads(web["tags"] or "") == {"Name": "web", "team": "shop"}
    assert (web["cost_USD"], web["cost_EUR"]) == ("51.5", None)
    assert one(found, "ec2:instance", "i-1", OTHER)["cost_USD"] == "7"
    mail = one(found, "lambda:function", "mail")
    assert (mail["arn"], mail["type"], mail["cost_USD"], mail["cost_EUR"]) == (FUNCTION, "python3.12", "3", "2")
    assert (mail["billed_as"], web["billed_as"]) == (FUNCTION, "i-1")
    assert one(found, "ec2:address", "eip-1")["state"] == "not associated"
    assert basis(found).metric == "EffectiveCost"


def test_kinds_are_counted_with_what_is_new_untagged_unencrypted_and_their_cost():
    found = holdings()
    volumes = next(row for row in rows(found, "Kinds") if row["kind"] == "ec2:volume")
    assert [volumes[key] for key in ("count", "new", "untagged", "unencrypted", "priced", "cost_USD")] == [
        "2", "1", "2", "1", "0", None,
    ]  # fmt: skip
    instances = next(row for row in rows(found, "Kinds") if row["kind"] == "ec2:instance")
    assert (instances["count"], instances["new"], instances["cost_USD"]) == ("2", "1", "58.5")
    assert said(found).startswith("There are 9 resources; those that the bill names cost €2.00 and $61.50 in May 2026.")


def test_what_is_not_known_is_not_told_as_known():
    found = holdings()
    assert (one(found, "glue:job", "nightly")["tags"], one(found, "s3:bucket", "orders")["tags"]) == (None, "{}")
    assert one(found, "ec2:address", "eip-1")["new"] is None
    notes = " ".join(basis(found).notes)
    assert "The tags of 1 of the resources were not read." in notes
    assert "AWS does not say when 1 of the resources were created" in notes
    assert [gap.source for gap in basis(found).gaps] == ["kms:ListKeys"]
    assert "taken 3 days ago" in said(found)


def test_a_name_that_several_things_have_gives_none_of_them_its_cost_and_that_is_said():
    found = holdings()
    assert one(found, "s3:bucket", "orders")["cost_USD"] is None
    assert one(found, "sqs:queue", "orders")["cost_USD"] is None
    assert "Names on the bill that several resources share, so their cost is given to none: 1." in basis(found).notes


@pytest.mark.parametrize(
    ("charges", "told"), [(None, "No bill is loaded"), ([], "the bill does not name single resources")]
)  # fmt: skip
def test_without_a_bill_that_names_resources_the_list_is_told_without_cost(charges: list[Line] | None, told: str):
    found = holdings(charges)
    assert len(rows(found)) == len(ACCOUNT.resources)
    assert not any(key.startswith("cost") for key in rows(found)[0])
    assert any(gap.source == "cost" and told in gap.message for gap in basis(found).gaps)


def test_ten_thousand_things_are_kept_whole_beside_the_answer():
    many = tuple(_queue(number) for number in range(10_000))
    kept = MemoryArtifacts()
    found = holdings([], replace(ACCOUNT, resources=many), Artifacts(store=kept))
    table = next(block for block in found.blocks if isinstance(block, TableBlock) and block.artifact_id)
    assert (len(table.rows), table.total_rows) == (100, 10_000)
    assert len(kept.items(table.artifact_id or "")) == 10_000


def _queue(number: int) -> Resource:
    return Resource(kind="sqs:queue", id=f"q-{number}", account=OWN, region="us-east-1")


def test_an_account_without_anything_says_so():
    found = holdings(of=replace(ACCOUNT, resources=()))
    assert said(found).startswith("The snapshot has no resources.")
    assert found.blocks == ()
