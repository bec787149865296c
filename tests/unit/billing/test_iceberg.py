"""An Iceberg table is read by the manifests of its current snapshot, or refused with the reason; never as a folder."""

import json
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from billing.export import open_bill
from billing.intake.avro import AvroError, records
from billing.query import BillInfo, Metric
from finops_core.errors import BillError
from tests.unit.billing.made_bills import focus_day, write_csv, write_parquet

MANIFEST_LIST: Any = {
    "type": "record",
    "name": "manifest_file",
    "fields": [
        {"name": "manifest_path", "type": "string"},
        {"name": "manifest_length", "type": "long"},
        {"name": "content", "type": "int"},
        {"name": "added_snapshot_id", "type": ["null", "long"], "default": None},
    ],
}
MANIFEST: Any = {
    "type": "record",
    "name": "manifest_entry",
    "fields": [
        {"name": "status", "type": "int"},
        {"name": "snapshot_id", "type": ["null", "long"]},
        {
            "name": "data_file",
            "type": {
                "type": "record",
                "name": "r2",
                "fields": [
                    {"name": "content", "type": "int"},
                    {"name": "file_path", "type": "string"},
                    {"name": "partition", "type": {"type": "record", "name": "r102", "fields": list[Any]()}},
                    {"name": "record_count", "type": "long"},
                    {"name": "lower_bounds", "type": {"type": "map", "values": "bytes"}},
                    {"name": "split_offsets", "type": ["null", {"type": "array", "items": "long"}]},
                    {"name": "ratio", "type": "double"},
                    {"name": "sorted", "type": "boolean"},
                    {"name": "key", "type": {"type": "fixed", "name": "k16", "size": 2}},
                ],
            },
        },
    ],
}


def number(value: int) -> bytes:
    rest = (value << 1) ^ (value >> 63)
    out = bytearray()
    while rest > 0x7F:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    return bytes([*out, rest])


def encoded(schema: Any, value: Any) -> bytes:
    if isinstance(schema, list):
        branches = cast("list[Any]", schema)
        return number(0) if value is None else number(1) + encoded(branches[1], value)
    kind: Any = cast("dict[str, Any]", schema)["type"] if isinstance(schema, dict) else schema
    if isinstance(kind, dict):
        return encoded(cast("dict[str, Any]", kind), value)
    match str(kind):
        case "record":
            fields = cast("list[dict[str, Any]]", schema["fields"])
            return b"".join(encoded(one["type"], value[one["name"]]) for one in fields)
        case "array":
            return number(len(value)) + b"".join(encoded(schema["items"], one) for one in value) + number(0)
        case "map":
            pairs = b"".join(encoded("string", k) + encoded(schema["values"], v) for k, v in value.items())
            return (number(len(value)) + pairs if value else b"") + number(0)
        case "string" | "bytes":
            raw = value.encode() if isinstance(value, str) else value
            return number(len(raw)) + raw
        case "double":
            return b"\0" * 8
        case "boolean":
            return b"\1" if value else b"\0"
        case "fixed":
            return value
        case _:
            return number(value)


def avro(schema: Any, rows: Sequence[Mapping[str, Any]], codec: str = "deflate") -> bytes:
    header = {"avro.schema": json.dumps(schema), "avro.codec": codec}
    block = b"".join(encoded(schema, row) for row in rows)
    if codec == "deflate":
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        block = packer.compress(block) + packer.flush()
    sync = b"0123456789abcdef"
    head = b"Obj\x01" + encoded({"type": "map", "values": "string"}, header) + sync
    return head + number(len(rows)) + number(len(block)) + block + sync


def entry(path: str, *, status: int = 1, content: int = 0) -> dict[str, Any]:
    file = {
        "content": content,
        "file_path": path,
        "partition": {},
        "record_count": 1,
        "lower_bounds": {"1": b"\0"},
        "split_offsets": [4, 900],
        "ratio": 0.0,
        "sorted": True,
        "key": b"ab",
    }
    return {"status": status, "snapshot_id": 7, "data_file": file}


ROOT = "s3://lake/warehouse/billing"


def table(
    folder: Path,
    entries: Sequence[Mapping[str, Any]],
    *,
    codec: str = "deflate",
    name: str = "00002-aa.metadata.json",
    snapshot: int = 7,
) -> Path:
    """A table whose current snapshot has these entries, beside an older one that had every file."""
    home = folder / "metadata"
    home.mkdir(parents=True, exist_ok=True)
    (home / "m1.avro").write_bytes(avro(MANIFEST, entries, codec))
    listed = {"manifest_path": f"{ROOT}/metadata/m1.avro", "manifest_length": 9, "content": 0, "added_snapshot_id": 7}
    (home / "snap-7.avro").write_bytes(avro(MANIFEST_LIST, [listed], codec))
    metadata = {
        "format-version": 2,
        "current-snapshot-id": snapshot,
        "snapshots": [{"snapshot-id": 7, "manifest-list": f"{ROOT}/metadata/snap-7.avro"}],
    }
    (home / name).write_text(json.dumps(metadata))
    (home / "00001-zz.metadata.json").write_text(json.dumps(metadata | {"current-snapshot-id": 6}))
    return folder


def data(folder: Path, name: str, cost: str, days: range = range(1, 4)) -> str:
    rows = [focus_day(day, BilledCost=cost) for day in days]
    path = folder / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_parquet(path, {column: [row[column] for row in rows] for column in rows[0]})
    return f"{ROOT}/data/{name}"


def load(path: Path) -> BillInfo:
    with open_bill(path) as bill:
        return bill.info()


def billed(info: BillInfo) -> Decimal:
    return info.currencies["USD"][Metric.BILLED]


@pytest.mark.parametrize("codec", ["deflate", "null"])
def test_only_the_files_of_the_current_snapshot_are_counted(tmp_path: Path, codec: str):
    kept, gone = data(tmp_path, "a.parquet", "2"), data(tmp_path, "b.parquet", "100")
    data(tmp_path, "orphan.parquet", "1000")
    info = load(table(tmp_path, [entry(kept), entry(gone, status=2)], codec=codec))
    assert billed(info) == 6
    left_out = {p.file: (p.rows, dict(p.amount)) for p in info.problems if "Iceberg" in p.message}
    assert left_out == {
        "data/b.parquet": (3, {"USD": Decimal(300)}),
        "data/orphan.parquet": (3, {"USD": Decimal(3000)}),
    }


def test_files_of_one_table_are_parts_even_where_they_have_the_same_charges(tmp_path: Path):
    paths = [data(tmp_path, "a.parquet", "2"), data(tmp_path, "month=5/b.parquet", "2")]
    assert billed(load(table(tmp_path, [entry(path, status=status) for status, path in enumerate(paths)]))) == 12


def test_the_metadata_that_a_hint_names_is_the_current_one(tmp_path: Path):
    kept = data(tmp_path, "a.parquet", "2")
    table(tmp_path, [entry(kept)], name="v2.metadata.json")
    (tmp_path / "metadata" / "v3.metadata.json").write_text("{}")
    (tmp_path / "metadata" / "version-hint.text").write_text("2\n")
    assert billed(load(tmp_path)) == 6


def test_a_table_in_a_folder_of_others_or_in_an_archive_is_one_too(tmp_path: Path):
    home = tmp_path / "lake" / "billing"
    kept, _ = data(home, "a.parquet", "2"), data(home, "b.parquet", "100")
    table(home, [entry(kept)])
    write_csv(tmp_path / "lake" / "june.csv", [focus_day(1, 6, BilledCost="5")])
    assert billed(load(tmp_path / "lake")) == 11
    packed = tmp_path / "lake.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in (tmp_path / "lake").rglob("*"):
            archive.write(path, path.relative_to(tmp_path))
    assert billed(load(packed)) == 11


def test_a_file_of_the_table_that_is_not_here_is_told(tmp_path: Path):
    kept = data(tmp_path, "a.parquet", "2")
    info = load(table(tmp_path, [entry(kept), entry(f"{ROOT}/data/far.parquet")]))
    assert any("1 of the 2 files" in p.message and "far.parquet" in p.message for p in info.problems)


def without(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "metadata" / name).unlink()


def changed(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / "metadata" / name).write_bytes(content)


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (without("m1.avro"), "m1.avro is not here"),
    "no list of manifests": (without("snap-7.avro"), "snap-7.avro is not here"),
    "a torn manifest": (lambda f: changed("m1.avro", (f / "metadata/m1.avro").read_bytes()[:-20])(f), "cannot be read"),
    "another codec": (changed("m1.avro", avro(MANIFEST, [], "snappy")), "snappy"),
    "too large metadata": (changed("00003-big.metadata.json", b" " * (4 * 1024 * 1024 + 1)), "cannot be read"),
    "two newest": (changed("00002-bb.metadata.json", b"{}"), "no single newest"),
    "a hint of what is not here": (changed("version-hint.text", b"9"), "version-hint"),
    "an unknown snapshot": (
        changed("00003-x.metadata.json", b'{"current-snapshot-id": 5, "snapshots": []}'),
        "current snapshot is not in",
    ),
    "no metadata": (
        lambda f: [path.unlink() for path in (f / "metadata").glob("*.json")],
        "no single newest metadata",
    ),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_table_whose_metadata_cannot_tell_is_refused_with_the_reason(tmp_path: Path, kind: str):
    damage, said = UNREADABLE[kind]
    table(tmp_path, [entry(data(tmp_path, "a.parquet", "2"))])
    damage(tmp_path)
    with pytest.raises(BillError, match=f"Iceberg.*{said}"):
        load(tmp_path)


def test_a_table_with_deleted_rows_is_refused_and_others_beside_it_are_counted(tmp_path: Path):
    home = tmp_path / "billing"
    kept = data(home, "a.parquet", "2")
    table(home, [entry(kept), entry(f"{ROOT}/data/d.parquet", content=1)])
    write_csv(tmp_path / "june.csv", [focus_day(1, 6, BilledCost="5")])
    info = load(tmp_path)
    assert billed(info) == 5
    assert any(p.unread and "delete files" in p.message for p in info.problems)


def test_an_empty_table_has_nothing_to_count(tmp_path: Path):
    data(tmp_path, "a.parquet", "2")
    with pytest.raises(BillError, match="does not count it any more"):
        load(table(tmp_path, [], snapshot=-1))


@pytest.mark.parametrize("end", ["data", "data/*.parquet"])
def test_the_data_of_a_table_alone_is_refused_by_what_to_give_instead(tmp_path: Path, end: str):
    table(tmp_path, [entry(data(tmp_path, "a.parquet", "2"))])
    with pytest.raises(BillError, match="table's own folder"):
        load(tmp_path / end)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Obj\x01",
        b"PAR1" * 9,
        avro(MANIFEST, [entry("x")])[:60],
        avro(MANIFEST, [entry("x")])[:-3],
        avro({"type": "array", "items": {"type": "map", "values": "gone"}}, []),
        b"Obj\x01\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    ],
)
def test_bytes_that_are_no_avro_file_end_in_one_error(content: bytes):
    with pytest.raises(AvroError):
        list(records(content))
