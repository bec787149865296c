"""Finding the platform that runs on this machine: `<data-dir>/platform.json`."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from finops_client.errors import NoLocalPlatform
from finops_client.link import LOOPBACK

PLATFORM_FILE = "platform.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPlatform:
    """How to reach a running local platform. `token` is the session's secret."""

    url: str
    token: str
    pid: int | None


def default_data_dir() -> Path:
    """`$FINOPS_DATA_DIR`, else `~/.finops`."""
    named = os.environ.get("FINOPS_DATA_DIR")
    return Path(named) if named else Path.home() / ".finops"


def find_platform(data_dir: str | Path | None = None) -> LocalPlatform:
    """The platform running over a data directory.

    Raises NoLocalPlatform when there is none, its file is unreadable, its process is gone, or its address is not on
    this machine (the token is not sent elsewhere).
    """
    folder = default_data_dir() if data_dir is None else Path(data_dir)
    path = folder / PLATFORM_FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        platform = LocalPlatform(url=str(found["url"]), token=str(found["token"]), pid=found.get("pid"))
    except FileNotFoundError as missing:
        raise NoLocalPlatform(f"no platform runs over {folder}; start one with: finops up") from missing
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise NoLocalPlatform(f"{path} cannot be read ({broken!r}); start the platform again: finops up") from broken
    if urlsplit(platform.url).hostname not in LOOPBACK:
        raise NoLocalPlatform(f"{path} names an address that is not on this machine; start again with: finops up")
    if platform.pid is not None and not _alive(platform.pid):
        raise NoLocalPlatform(f"the platform over {folder} has stopped; start it with: finops up")
    return platform


def _alive(pid: object) -> bool:
    if not isinstance(pid, int) or pid <= 0:
        return False
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
