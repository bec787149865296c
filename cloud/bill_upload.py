"""Putting a billing export into the stack's bucket."""

from collections.abc import Iterator
from pathlib import Path

from cloud.ports import Clients, aws_errors
from finops_core.errors import SettingsError

MOST_FILES = 10_000


def readable_rows(path: Path) -> int:
    """How many rows the bill at a path has. Raises BillError when it is none, SettingsError when nothing is there."""
    from billing.export import open_bill

    if not path.exists():
        raise SettingsError(f"There is nothing at {path}.")
    with open_bill(str(path)) as bill:
        return bill.info().rows


def upload_bill(clients: Clients, place: str, path: Path) -> str:
    """Uploads a file, or a folder with all below it, to `place` (`s3://bucket/prefix`); returns what was done.

    Raises BillError when no bill can be read there, which is tried before anything is uploaded; SettingsError when the
    path is not there or holds too many files; ToolError when S3 refuses.
    """
    from s3transfer.manager import TransferManager

    rows = readable_rows(path)
    files = list(_files(path))
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    s3 = clients.client("s3")
    needed = f"s3:PutObject on arn:aws:s3:::{bucket}/{prefix}*"
    with aws_errors(f"Uploading the bill to {place}", needed), TransferManager(s3) as transfers:
        for file, name in files:  # a large one goes in parts
            transfers.upload(str(file), bucket, f"{prefix.rstrip('/')}/{name}".lstrip("/")).result()
    return f"Uploaded {len(files)} file{'s' if len(files) != 1 else ''} with {rows:,} rows to {place}."


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """Each file, with its name below the place; what begins with a dot is left out."""
    if path.is_file():
        yield path, path.name
        return
    found = sorted(file for file in path.rglob("*") if file.is_file())
    if len(found) > MOST_FILES:
        raise SettingsError(f"{path} holds {len(found):,} files, at most {MOST_FILES:,} are uploaded at once.")
    for file in found:
        relative = file.relative_to(path)
        if not any(part.startswith(".") for part in relative.parts):
            yield file, relative.as_posix()
