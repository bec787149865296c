"""Texts of a bill have a bound: what is longer is cut where the bill is read, visibly, and stays apart from others."""

import hashlib

MAX_TEXT_CHARS = 1000
"""The longest name, id, description, tag key or tag value. AWS and Azure ids are shorter; whatever is longer is damage
or an attack, and would make every answer that names it as long."""

MARK = "…"
_DIGEST_CHARS = 8
_KEPT_CHARS = MAX_TEXT_CHARS - len(MARK) - _DIGEST_CHARS
CUT_NOTE = f"is longer than {MAX_TEXT_CHARS} characters, so it is shown cut"


def bounded(text: str) -> str:
    """SQL: a text expression, cut when it is too long. A digest of the whole keeps two long texts two."""
    cut = f"concat(left({text}, {_KEPT_CHARS}), '{MARK}', left(md5({text}), {_DIGEST_CHARS}))"
    return f"CASE WHEN {too_long(text)} THEN {cut} ELSE {text} END"


def too_long(text: str) -> str:
    """SQL: whether a text is cut. Its bytes are known without looking at them, its characters are not."""
    return f"(strlen({text}) > {MAX_TEXT_CHARS} AND length({text}) > {MAX_TEXT_CHARS})"


def bounded_text(text: str) -> str:
    """What `bounded` makes of a text."""
    if len(text) <= MAX_TEXT_CHARS:
        return text
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return f"{text[:_KEPT_CHARS]}{MARK}{digest[:_DIGEST_CHARS]}"
