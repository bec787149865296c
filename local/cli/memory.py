"""`finops memory`: a user's own names for things, read and deleted on a running platform."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from finops_client.frames import MemoryEntry
from local.cli.connect import existing_platform
from local.cli.terminal import named, out, write_json


def list_memory(*, url: str | None, data_dir: Path | None, as_json: bool) -> None:
    """What is remembered."""
    with existing_platform(url=url, data_dir=data_dir) as client:
        _show(client.memory(), as_json=as_json)


def forget(name: str | None, *, url: str | None, data_dir: Path | None, as_json: bool) -> None:
    """Forgets one name, or all with None, and shows what is left."""
    with existing_platform(url=url, data_dir=data_dir) as client:
        _show(client.forget(name), as_json=as_json)


def _show(entries: Sequence[MemoryEntry], *, as_json: bool) -> None:
    if as_json:
        write_json(json.dumps([entry.model_dump(mode="json", by_alias=True) for entry in entries], ensure_ascii=False))
        return
    if not entries:
        out().print("Nothing is remembered.")
        return
    grid = Table(header_style="bold")
    for label in ("Name", "Read as", "Since"):
        grid.add_column(label, overflow="fold")
    for entry in entries:
        since = datetime.fromtimestamp(entry.at / 1000, UTC).strftime("%Y-%m-%d")
        grid.add_row(named(entry.name), named(entry.meaning), since)
    out().print(grid)
