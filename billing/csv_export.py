"""Tables as CSV that a spreadsheet opens as text: a bill's own texts never become formulas."""

import csv
import io
import re
from collections.abc import Sequence

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def safe_cell(text: str) -> str:
    """A cell as a spreadsheet may have it: what it could run as a formula gets an apostrophe in front (OWASP).

    Numbers, negative ones too, stay as they are.
    """
    stripped = text.lstrip(" ")
    if stripped.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(stripped):
        return f"'{text}"
    return text


def to_csv(header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> str:
    """RFC 4180 text with CRLF line ends; None is an empty cell."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell or "") for cell in row] for row in rows)
    return stream.getvalue()
