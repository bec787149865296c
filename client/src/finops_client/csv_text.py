"""Tables as CSV that a spreadsheet opens as text: a bill's own texts never become formulas."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_BREAKS = re.compile("[ ]*[\t\n\v\f\r\x85\u2028\u2029]+[ ]*")
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2061-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e01ef\ud800-\udfff]"
    "|[\u00ad\u034f\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060\u3164\ufe00-\ufe0f\uffa0]{3,}"
)
"""What acts on whatever shows it, and marks that nobody sees where several follow each other."""
_FORMULA = r"[=+\-@＝＋－＠]"
_STARTS = re.compile(rf"[\s\u200b-\u200f\u2060]*{_FORMULA}")
_AFTER_SEMICOLON = re.compile(rf"(;[\s\u200b-\u200f\u2060]*)(?={_FORMULA})")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def csv_cell(text: str) -> str:
    """A cell as a spreadsheet may have it: what it could run as a formula gets an apostrophe in front (OWASP).

    Numbers, negative ones too, stay as they are. A cell is one line without control characters; a semicolon parts
    cells where decimals have commas, so what follows one is guarded as well.
    """
    plain = _ACTING.sub("", _BREAKS.sub(" ", text))
    if _NUMBER.fullmatch(plain):
        return plain
    guarded = _AFTER_SEMICOLON.sub(r"\1'", plain)
    return f"'{guarded}" if _STARTS.match(guarded) else guarded


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> str:
    """RFC 4180 text with CRLF line ends; None is an empty cell."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([csv_cell(cell) for cell in header])
    writer.writerows([csv_cell(cell or "") for cell in row] for row in rows)
    return stream.getvalue()
