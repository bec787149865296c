"""Snapshot files: what is written is read, and what is no snapshot is refused with its place."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from account.aws_advice import AwsAdvice
from account.resources import Resource
from account.shortfalls import Shortfall
from account.snapshot import AccountSnapshot
from account.snapshot_file import SnapshotFile, SnapshotWriter, read_snapshot
from finops_core.errors import SettingsError

TAKEN = datetime(2026, 6, 1, tzinfo=UTC)
HEAD = '{"finops_account_snapshot": 1, "taken_at": "2026-06-01T00:00:00Z", "accounts": {"111122223333": "own"}}\n'
VOLUME = Resource(
    kind="ec2:volume", id="vol-1", account="111122223333", region="eu-west-1", created=TAKEN, tags={"team": "ü"},
    attributes={"size_gb": 8, "encrypted": False, "attached_to": ("i-1",), "type": "gp3"},
)  # fmt: skip
ADVICE = AwsAdvice(
    source="Cost Optimization Hub", check="Stop:Ec2Instance", title="t", deed="remove", saving=Decimal("43.07"),
    details={"tag:App": "x"},
)  # fmt: skip
REFUSED = Shortfall(action="rds:DescribeDBInstances", account="111122223333", region="eu-west-1", reason="denied")
CPU = ("AWS/EC2", "CPUUtilization", "Maximum")


def written() -> str:
    out = StringIO()
    writer = SnapshotWriter(out)
    writer.head(TAKEN, {"111122223333": "own"})
    writer.resource(VOLUME)
    writer.looked(("ec2:volume", "111122223333", "eu-west-1"))
    writer.metric(("111122223333", "eu-west-1", "vol-1"), CPU, [1.5, 0.5, 4.0], days=3, period_s=86_400)
    writer.advice(ADVICE)
    writer.shortfall(REFUSED)
    return out.getvalue()


def read(folder: Path, text: str | bytes) -> AccountSnapshot:
    path = folder / "account.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_snapshot(path)


def test_what_was_written_is_read_again(tmp_path: Path):
    found = read(tmp_path, written())
    assert (found.taken_at, found.accounts) == (TAKEN, {"111122223333": "own"})
    assert found.resources == (VOLUME,)
    assert found.advice == (ADVICE,)
    assert found.shortfalls == (REFUSED,)
    assert found.looked_for("ec2:volume", "111122223333", "eu-west-1")
    assert not found.looked_for("ec2:volume", "111122223333", "us-east-1")
    reading = found.reading(VOLUME, CPU)
    assert reading is not None
    assert (reading.points, reading.total, reading.highest, reading.lowest) == (3, 6.0, 4.0, 0.5)


def test_one_object_says_the_same_as_lines(tmp_path: Path):
    lines: list[dict[str, Any]]
    head, *lines = [json.loads(line) for line in written().splitlines()]
    plurals = {"resource": "resources", "metric": "metrics", "shortfall": "shortfalls"}
    whole: dict[str, Any] = dict(head)
    for line in lines:
        ((thing, body),) = line.items()
        whole.setdefault(str(plurals.get(thing, thing)), []).append(body)
    expected = read(tmp_path, written())
    assert read(tmp_path, json.dumps(whole)) == expected
    assert read(tmp_path, json.dumps(whole, indent=2)) == expected


def test_of_two_lines_for_one_resource_the_later_counts(tmp_path: Path):
    line = '{"resource": {"kind": "ec2:volume", "id": "vol-1", "account": "1", "attributes": {"size_gb": %d}}}\n'
    (found,) = read(tmp_path, HEAD + line % 1 + line % 2).resources
    assert found.number("size_gb") == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: it is no JSON"),
        ("[]\n", "it is no JSON object"),
        ("hello\n", "it is no JSON"),
        ('{"resources": []}', "it is no snapshot of an account"),
        ('{"id": 1}\n', "it is no snapshot of an account"),
        (HEAD.replace("1,", "2,", 1), "its format is 2, and this version reads 1"),
        (HEAD.replace("2026-06-01T00:00:00Z", "yesterday"), "taken_at"),
        (HEAD.replace("00:00:00Z", "00:00:00"), "taken_at"),
        (HEAD + '{"resource": {"kind": "ec2:volume"}}\n', "line 2: id: Field required"),
        (HEAD + '{"resource": {"kind": "a", "id": "b", "account": "c", "attributes": {"x": {}}}}\n', "line 2"),
        (HEAD + '{"resource": {"kind": "a", "id": "b", "account": "c", "attributes": {"x": NaN}}}\n', "line 2"),
        (HEAD + '{"secret": 1}\n', "line 2: 'secret' is nothing that a snapshot has"),
        (HEAD + '{"looked": ["a", "b"]}\n', "line 2"),
        (HEAD + '{"metric": {"of": ["1", "", "v"], "metric": ["a", "b", "c"], "days": 0, "period_s": 1}}\n', "days"),
        (HEAD + '{"advice": {"source": "me", "check": "c", "title": "t", "deed": "remove"}}\n', "source"),
        (HEAD + '{"shortfall": {"action": "a", "account": "1", "reason": "bored"}}\n', "reason"),
        (HEAD + '{"resource": {}, "metric": {}}\n', "a line has one thing"),
        (HEAD + "\n" + '{"resource"', "line 2: it is no JSON"),
        (HEAD.encode() + b'{"resource": "\xff"}\n', "it is not UTF-8 text"),
        (HEAD + '{"resource": ' + "[" * 100_000 + "\n", "line 2"),
        (HEAD.replace("}}", '}, "resources": 5}'), "resources is no list"),
    ],
)
def test_what_is_no_snapshot_is_refused_with_its_place_and_what_to_do(text: str | bytes, said: str, tmp_path: Path):
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)
    assert "account.jsonl" in str(refused.value)
    assert "finops account snapshot" in str(refused.value)


def test_a_line_without_an_end_is_not_read_for_ever(tmp_path: Path):
    with pytest.raises(SettingsError, match="longer than"):
        read(tmp_path, HEAD + '{"resource": "' + "a" * (4 * 1024 * 1024))


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(SettingsError, match="cannot be read"):
        read_snapshot(tmp_path / "none.jsonl")


def test_a_file_that_changed_is_read_again_and_other_accounts_are_left_out(tmp_path: Path):
    path = tmp_path / "account.jsonl"
    path.write_text(written())
    file = SnapshotFile(path)
    assert file.snapshot() is file.snapshot()
    path.write_text(HEAD)
    assert file.snapshot().resources == ()
    path.write_text(written() + '{"resource": {"kind": "ec2:volume", "id": "vol-9", "account": "999999999999"}}\n')
    own = file.scoped(frozenset({"999999999999"})).snapshot()
    assert [each.id for each in own.resources] == ["vol-9"]
    assert (own.accounts, own.shortfalls, own.advice, own.looked) == ({}, (), (), frozenset())


def test_refusals_are_said_once_an_action_with_where_and_what_to_do():
    places = [REFUSED.model_copy(update={"region": region}) for region in ("a", "b", "c", "d", "e")]
    (gap,) = AccountSnapshot(taken_at=TAKEN, shortfalls=tuple(places)).gaps
    assert (gap.source, gap.reason) == ("rds:DescribeDBInstances", "denied")
    assert "account 111122223333 (a, b, c and 2 more)" in gap.message
    assert "finops account policy" in gap.remedy
