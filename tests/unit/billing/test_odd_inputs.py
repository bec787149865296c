"""Exports as programs, spreadsheets and people deform them: the same cents, or words about what is wrong."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pyarrow
import pytest

from billing.export import open_bill
from billing.query import Dimension, Metric
from finops_core.errors import BillError
from tests.unit.billing.made_bills import focus_day, write_csv, write_parquet

pa = cast(Any, pyarrow)

ROWS = [focus_day(day, BilledCost=str(day), ServiceName=name) for day in (1, 2, 3) for name in ("EC2", "S3")]
"""12 USD."""

DATES = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")


def as_text(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


TEXT = as_text(ROWS)
HEADER, BODY = TEXT.split("\r\n", 1)


def amounts(form: str) -> str:
    return as_text([row | {"BilledCost": form.format(row["BilledCost"])} for row in ROWS])


def dates(form: str) -> str:
    def written(text: str) -> str:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).strftime(form)

    return as_text([row | {name: written(row[name]) for name in DATES} for row in ROWS])


def every(**values: str) -> str:
    return as_text([row | values for row in ROWS])


def lines(change: Callable[[int, str], str]) -> str:
    return "".join(change(number, line) + "\r\n" for number, line in enumerate(TEXT.splitlines()))


def respelled(pattern: str, by: str) -> str:
    return re.sub(pattern, by, HEADER) + "\r\n" + BODY


READ: Mapping[str, str | bytes] = {
    "a header in lower case": HEADER.lower() + "\r\n" + BODY,
    "a header in snake case": respelled(r"(?<=[a-z])(?=[A-Z])", "_"),
    "a header in words": respelled(r"(?<=[a-z])(?=[A-Z])", " "),
    "a quoted header behind a mark of UTF-8": "\ufeff" + ",".join(f'"{n}"' for n in HEADER.split(",")) + "\r\n" + BODY,
    "a comma too many in every line": lines(lambda n, line: line + ","),
    "a comma too many in every row": lines(lambda n, line: line + ("," if n else "")),
    "empty lines between": lines(lambda n, line: line + "\r\n"),
    "comments before the header": "# exported\r\n# by a program\r\n" + TEXT,
    "comments whose lines end in another way": "# exported\n# by a program\n" + TEXT,
    "old line ends": TEXT.replace("\r\n", "\r"),
    "sixteen bits without a mark": TEXT.encode("utf-16-le"),
    "dollar signs": amounts("${}.00"),
    "the code before the amount": amounts("USD {}.00"),
    "a plus before the amount": amounts("+{}"),
    "an exponent of nothing": amounts("{}.0E+00"),
    "an apostrophe of a spreadsheet": amounts("'{}"),
    "dates with a month by name": dates("%B %d, %Y"),
    "dates as of Oracle": dates("%d-%b-%y"),
    "dates with slashes": dates("%Y/%m/%d"),
    "dates of ISO's basic form": dates("%Y%m%dT%H%M%SZ"),
    "dates with a zone apart": dates("%Y-%m-%d %H:%M:%S UTC"),
    "dates with a zone of four digits": dates("%Y-%m-%dT%H:%M:%S+0000"),
    "currencies in small letters": every(BillingCurrency="usd"),
    "texts of several lines": every(ChargeDescription='a\nb "c", d'),
    "one JSON list": json.dumps(ROWS),
    "two parts of gzip in one": gzip.compress(TEXT.encode()[:900]) + gzip.compress(TEXT.encode()[900:]),
}

SAID: Mapping[str, tuple[str | bytes, str, str]] = {
    "a total at the end": (
        TEXT + ",".join("12" if name == "BilledCost" else "" for name in HEADER.split(",")) + "\r\n",
        "12",
        "ChargePeriodStart has no date",
    ),
    "a row that is cut off": (TEXT + "x,y\r\n", "12", "fewer values than the header"),
    "a second column of the cost": (
        lines(lambda n, line: line + ("," + ("999" if n else "BilledCost"))),
        "12",
        "2 columns called BilledCost; the first one counts",
    ),
    "no currency in any row": (every(BillingCurrency=""), "12", "US dollars are assumed"),
    "no currency in some rows": (
        as_text([ROWS[0] | {"BillingCurrency": ""}, *ROWS[1:]]),
        "12",
        "BillingCurrency is empty, and USD is assumed, in 1 of 6 rows",
    ),
    "a category of nobody": (every(ChargeCategory="Discounts & Co"), "12", "has no value that FOCUS knows"),
    "a category that is a number": (every(ChargeCategory="1"), "12", "has no value that FOCUS knows"),
    "an amount without an end": (as_text([ROWS[0] | {"BilledCost": "Infinity"}, *ROWS[1:]]), "11", "no amount"),
    "30 February": (TEXT.replace("2026-05-03T", "2026-02-30T"), "6", "no date that can be read"),
    "the export twice with its header": (TEXT + TEXT, "24", "may be counted twice"),
    "an account that a spreadsheet rounded": (every(SubAccountId="2.0E+11"), "12", "rounded by a spreadsheet"),
}

REFUSED: Mapping[str, tuple[str | bytes, str]] = {
    "one comma that may be either": (amounts("{},000"), "'1,000' is no amount"),
    "a number for machines": (amounts("0x{}"), "is no amount"),
    "a part of a hundred": (amounts("{}%"), "is no amount"),
    "weeks for dates": (dates("%G-W%V-%u"), "no date that can be read"),
    "months for dates": (dates("%Y-%m"), "no date that can be read"),
    "zeros at the end": (TEXT.encode() + bytes(200), "neither text nor"),
    "packed twice": (gzip.compress(gzip.compress(TEXT.encode())), "neither text nor"),
    "a page of a browser": ("<html><table><tr><td>BilledCost</td></tr></table></html>", "not a billing export"),
    "a separator of nobody": (as_text(ROWS, "^"), "not a billing export"),
    "JSON with a list inside": (json.dumps({"data": ROWS}), "no billing export"),
    "a quote escaped by a backslash": (TEXT.replace("per hour", '"per \\" hour"', 1), "never closes"),
}


def _put(folder: Path, content: str | bytes) -> Path:
    path = folder / "export"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("kind", READ)
def test_the_same_cents_whatever_the_form(tmp_path: Path, kind: str) -> None:
    with open_bill(_put(tmp_path, READ[kind])) as bill:
        info = bill.info()
    assert {unit: sums[Metric.BILLED] for unit, sums in info.currencies.items()} == {"USD": Decimal(12)}
    assert (info.rows, info.period.start.isoformat(), info.period.last_day.isoformat()) == (
        6,
        "2026-05-01",
        "2026-05-03",
    )
    assert not any(problem.rows for problem in info.problems)


@pytest.mark.parametrize("kind", SAID)
def test_what_is_wrong_is_said_and_the_rest_counts(tmp_path: Path, kind: str) -> None:
    content, total, words = SAID[kind]
    with open_bill(_put(tmp_path, content)) as bill:
        info = bill.info()
    assert info.currencies["USD"][Metric.BILLED] == Decimal(total)
    assert any(words in problem.message for problem in info.problems)


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_added_is_refused_in_words(tmp_path: Path, kind: str) -> None:
    content, words = REFUSED[kind]
    with pytest.raises(BillError, match=re.escape(words)):
        open_bill(_put(tmp_path, content))


TYPES: Mapping[str, tuple[str, Callable[[list[str]], Any]]] = {
    "decimals of 50 digits": ("BilledCost", lambda v: pa.array([Decimal(x) for x in v], pa.decimal256(50, 18))),
    "floats of 32 bits": ("BilledCost", lambda v: pa.array([float(x) for x in v], pa.float32())),
    "whole numbers": ("BilledCost", lambda v: pa.array([int(x) for x in v], pa.int64())),
    "a dictionary": ("ServiceName", lambda v: pa.array(v).dictionary_encode()),
    "bytes": ("ServiceName", lambda v: pa.array([x.encode() for x in v], pa.binary())),
}


def test_amounts_and_names_of_every_type_of_parquet_are_read(tmp_path: Path) -> None:
    columns: dict[str, Any] = {name: [row[name] for row in ROWS] for name in ROWS[0]}
    for number, (kind, (column, typed)) in enumerate(TYPES.items()):
        path = write_parquet(tmp_path / f"{number}.parquet", columns | {column: typed(columns[column])})
        with open_bill(path) as bill:
            assert bill.info().currencies["USD"][Metric.BILLED] == Decimal(12), kind
            assert bill.values(Dimension.SERVICE) == ("EC2", "S3"), kind


def test_an_account_whose_id_became_a_number_is_the_one_that_it_was(tmp_path: Path) -> None:
    rows = [ROWS[0], ROWS[1] | {"SubAccountId": "200000000001.0"}]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        assert dict(bill.info().accounts) == {"200000000001": "prod"}
