"""Small files that their owner alone may read, replaced as a whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

DRAFT_SUFFIX = ".draft"


def write_private(file: Path, content: str | bytes) -> None:
    """Replaces the file. Raises OSError, and then the old one stays."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}{DRAFT_SUFFIX}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content.encode() if isinstance(content, str) else content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def remove_drafts(folder: Path) -> None:
    """What a process left that ended while it wrote."""
    for draft in folder.glob(f"*{DRAFT_SUFFIX}"):
        with suppress(OSError):
            draft.unlink()
