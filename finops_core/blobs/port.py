"""The blob port: large immutable values under a key, such as pages of a result that are too big for an item."""

import re
from typing import Protocol

_PART = re.compile(r"[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,199}")
_MAX_KEY_CHARACTERS = 800


class Blobs(Protocol):
    """Every method may raise StorageUnavailable, and ValueError for a key that `check_key` refuses."""

    def put(self, key: str, data: bytes) -> None:
        """Stores the bytes, replacing what was there. A reader sees the old or the new ones, never a mixture."""
        ...

    def get(self, key: str) -> bytes | None:
        """The bytes, or None when there are none under this key."""
        ...

    def delete_below(self, beginning: str) -> None:
        """Removes all values whose keys begin with `beginning` and "/". Doing it again changes nothing."""
        ...


def check_key(key: str) -> None:
    """Raises ValueError unless the key is parts joined by "/", safe as file names.

    A part has 1 to 200 of the characters A-Z a-z 0-9 . _ = - and does not start with a dot; a key at most 800. What is
    a key must not also be the beginning of longer keys: "a" and "a/b" cannot both be stored as files.
    """
    if len(key) > _MAX_KEY_CHARACTERS or not all(_PART.fullmatch(part) for part in key.split("/")):
        raise ValueError(f"not a blob key: {key[:100]!r}")
