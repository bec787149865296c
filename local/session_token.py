"""The token of an embedded platform: kept in a file, so that printed links go on working, and made anew when lost."""

import logging
import os
import re
import secrets
import stat
from pathlib import Path

from finops_core.errors import SettingsError
from local.private_file import write_private

logger = logging.getLogger(__name__)

MAX_BYTES = 512
_TOKEN = re.compile(rb"[A-Za-z0-9._~+/=-]{16,}")
"""A bearer token (RFC 6750 §2.1) that is not short enough to be guessed."""


def token_in(file: Path, *, seen_by_others: bool = False) -> str:
    """The token in the file. A new one is written when there is none, none that can be used, or others could read it.

    `seen_by_others`: whether the folder was open to them until now. Raises SettingsError for something that is no
    file, or cannot be read or written.
    """
    try:
        found = _read(file, seen_by_others=seen_by_others)
        if found is None:
            found = secrets.token_urlsafe(32)
            write_private(file, found)
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be read or written ({error.strerror}). Delete it, and a new token is made at the next "
            "start; make room if the disk is full."
        ) from error
    return found


def _read(file: Path, *, seen_by_others: bool) -> str | None:
    try:
        state = file.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(state.st_mode):
        raise SettingsError(f"{file} is not a plain file. Move it away, and a new token is made at the next start.")
    if seen_by_others:
        logger.warning("file=%s | the token could be read by others; a new one is made, old links end", file)
        return None
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as opened:
        content = opened.read(MAX_BYTES + 1).strip()
    if len(content) > MAX_BYTES or not _TOKEN.fullmatch(content):
        logger.warning("file=%s | it holds no token that can be used; a new one is made, old links end", file)
        return None
    return content.decode("ascii")
