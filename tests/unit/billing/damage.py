"""Ways in which a bill arrives damaged: each changes the text of a CSV, or the bytes of a file.

A damage says what may still be read: `same` rows and sums as before, or whatever is `counted` or refused.
"""

import gzip
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

Table = list[list[str]]
"""A header and rows."""


@dataclass(frozen=True, slots=True)
class Damage:
    """`keeps` says that nothing is lost: every row is counted, with the same sum."""

    name: str
    apply: Callable[[Table, random.Random], bytes]
    keeps: bool = False


def as_csv(table: Table, delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join(_cell(value, delimiter) for value in row) + end for row in table)


def _cell(value: str, delimiter: str) -> str:
    return '"' + value.replace('"', '""') + '"' if re.search(f'["\\n\\r{delimiter}]', value) else value


def _cells(change: Callable[[str], str], column: str) -> Callable[[Table, random.Random], bytes]:
    """Changes some cells of a column."""

    def apply(table: Table, dice: random.Random) -> bytes:
        at = table[0].index(column)
        rows = [[*row[:at], change(row[at]), *row[at + 1 :]] if dice.random() < 0.4 else row for row in table[1:]]
        return as_csv([table[0], *rows]).encode()

    return apply


def _columns(change: Callable[[Table, random.Random], Table]) -> Callable[[Table, random.Random], bytes]:
    return lambda table, dice: as_csv(change(table, dice)).encode()


def _shuffled(table: Table, dice: random.Random) -> Table:
    order = list(range(len(table[0])))
    dice.shuffle(order)
    return [[row[position] for position in order] for row in table]


def _dropped(table: Table, dice: random.Random) -> Table:
    gone = dice.randrange(len(table[0]))
    return [row[:gone] + row[gone + 1 :] for row in table]


def _renamed(table: Table, dice: random.Random) -> Table:
    at = dice.randrange(len(table[0]))
    return [[*table[0][:at], table[0][at] + "_old", *table[0][at + 1 :]], *table[1:]]


def _with_lines(lines: Callable[[list[str], random.Random], list[str]]) -> Callable[[Table, random.Random], bytes]:
    return lambda table, dice: "\n".join(lines(as_csv(table).splitlines(), dice)).encode() + b"\n"


def _cut(packed: Callable[[bytes], bytes]) -> Callable[[Table, random.Random], bytes]:
    def apply(table: Table, dice: random.Random) -> bytes:
        whole = packed(as_csv(table).encode())
        return whole[: dice.randrange(1, len(whole))]

    return apply


def zipped(content: bytes, name: str = "bill.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def _flipped(packed: Callable[[bytes], bytes]) -> Callable[[Table, random.Random], bytes]:
    def apply(table: Table, dice: random.Random) -> bytes:
        whole = bytearray(packed(as_csv(table).encode()))
        for _ in range(3):
            whole[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        return bytes(whole)

    return apply


def _text(encoding: str, *, delimiter: str = ",", end: str = "\n") -> Callable[[Table, random.Random], bytes]:
    return lambda table, _: as_csv(table, delimiter, end).encode(encoding, errors="replace")


def _double(text: str) -> str:
    return f"{float(text):.6e}" if text else text


DAMAGES = (
    Damage("columns in another order", _columns(_shuffled), keeps=True),
    Damage("columns more", _columns(lambda t, _: [[*row, f"x{n}"] for n, row in enumerate(t)]), keeps=True),
    Damage("names in upper case", _columns(lambda t, _: [[c.upper() for c in t[0]], *t[1:]]), keeps=True),
    Damage("names in quotes and spaces", _columns(lambda t, _: [[f" {c} " for c in t[0]], *t[1:]]), keeps=True),
    Damage("a column dropped", _columns(_dropped)),
    Damage("a column renamed", _columns(_renamed)),
    Damage("a header twice", _columns(lambda t, _: [t[0], *t])),
    Damage("headers between rows", _columns(lambda t, _: [t[0], *t[1:4], t[0], *t[4:]])),
    Damage("a column name twice", _columns(lambda t, _: [[*row, row[0]] for row in t]), keeps=True),
    Damage("a byte order mark", _text("utf-8-sig"), keeps=True),
    Damage("CRLF", _text("utf-8", end="\r\n"), keeps=True),
    Damage("Latin-1", _text("latin-1"), keeps=True),
    Damage("UTF-16", _text("utf-16"), keeps=True),
    Damage("semicolons", _text("utf-8", delimiter=";"), keeps=True),
    Damage("tabs", _text("utf-8", delimiter="\t"), keeps=True),
    Damage("semicolons and CRLF", _text("cp1252", delimiter=";", end="\r\n"), keeps=True),
    Damage("no line end at the end", lambda t, _: as_csv(t).encode().rstrip(b"\n"), keeps=True),
    Damage("line ends of both kinds", lambda t, dice: _both_ends(as_csv(t), dice), keeps=True),
    Damage("CRLF in the header only", lambda t, _: as_csv(t).replace("\n", "\r\n", 1).encode(), keeps=True),
    Damage("LF in the last line only", lambda t, _: as_csv(t, end="\r\n").encode()[:-2] + b"\n", keeps=True),
    Damage("empty lines at the end", lambda t, _: as_csv(t).encode() + b"\n\n\r\n\n", keeps=True),
    Damage("empty cells at the end", lambda t, _: as_csv(t).encode() + b"," * (len(t[0]) - 1) + b"\n"),
    Damage("empty lines between rows", _with_lines(lambda lines, _: [line for one in lines for line in (one, "")])),
    Damage("new lines in cells", _cells(lambda _: 'two\nlines, "quoted"', "ChargeDescription"), keeps=True),
    Damage("NULL as text", _cells(lambda _: "NULL", "ResourceId"), keeps=True),
    Damage("NULL as cost", _cells(lambda _: "NULL", "BilledCost")),
    Damage("scientific notation", _cells(_double, "BilledCost")),
    Damage("thousands separators", _cells(lambda v: f"0,000,{v}", "BilledCost")),
    Damage("decimal commas", _cells(lambda v: v.replace(".", ","), "BilledCost")),
    Damage("an open parenthesis", _cells(lambda v: f"({v}", "BilledCost")),
    Damage("two trailing minuses", _cells(lambda v: f"{v}--", "BilledCost")),
    Damage("a currency sign", _cells(lambda v: f"${v}", "BilledCost")),
    Damage("spaces around", _cells(lambda v: f"  {v}\t", "BilledCost"), keeps=True),
    Damage("no-break spaces around", _cells(lambda v: f"\u00a0{v}", "BilledCost")),
    Damage("NaN", _cells(lambda _: "NaN", "EffectiveCost")),
    Damage("spreadsheet dates", _cells(lambda v: f"5/{int(v[8:10]) + 12}/2026 0:00", "ChargePeriodStart")),
    Damage("dates as numbers", _cells(lambda _: "46150", "ChargePeriodStart")),
    Damage("impossible dates", _cells(lambda _: "2026-02-31", "ChargePeriodStart")),
    Damage("rows too short", _with_lines(lambda lines, dice: [_shorter(line, dice) for line in lines])),
    Damage("rows too long", _with_lines(lambda lines, dice: [_longer(line, dice) for line in lines])),
    Damage("a quote that stays open", lambda t, _: as_csv(t).encode() + b'"x,' * 3),
    Damage("a NUL byte", lambda t, _: as_csv(t).encode().replace(b"Usage", b"Us\0ge", 1)),
    Damage("cut text", _cut(lambda content: content)),
    Damage("gzip", lambda t, _: gzip.compress(as_csv(t).encode()), keeps=True),
    Damage("cut gzip", _cut(gzip.compress)),
    Damage("flipped gzip", _flipped(gzip.compress)),
    Damage("bytes behind gzip", lambda t, _: gzip.compress(as_csv(t).encode()) + b"garbage"),
    Damage("zip", lambda t, _: zipped(as_csv(t).encode()), keeps=True),
    Damage("cut zip", _cut(zipped)),
    Damage("flipped zip", _flipped(zipped)),
    Damage("zip in zip", lambda t, _: zipped(zipped(as_csv(t).encode()), "inner.zip")),
    Damage("gzip in zip", lambda t, _: zipped(gzip.compress(as_csv(t).encode()), "bill.csv.gz"), keeps=True),
    Damage("zip in gzip", lambda t, _: gzip.compress(zipped(as_csv(t).encode()))),
    Damage("gzip in gzip", lambda t, _: gzip.compress(gzip.compress(as_csv(t).encode()))),
)


def _both_ends(text: str, dice: random.Random) -> bytes:
    return "".join(line + dice.choice(("\n", "\r\n")) for line in text.split("\n")[:-1]).encode()


def _shorter(line: str, dice: random.Random) -> str:
    return line.rsplit(",", 2)[0] if dice.random() < 0.3 and not line.startswith("Billing") else line


def _longer(line: str, dice: random.Random) -> str:
    return line + ",more" if dice.random() < 0.3 and not line.startswith("Billing") else line
