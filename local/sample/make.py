"""Makes the sample account's files: the bill as FOCUS 1.2 Parquet, and the snapshot of its accounts."""

import csv
import hashlib
import os
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from finops_core.errors import SettingsError
from local.sample.account import write_account
from local.sample.ledger import COLUMNS, rows

VERSION = 6
"""Raised when the same day would give other rows, so that old files are made again."""

LABEL = "Sample bill of Fernway, an invented company"
_AMOUNTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "ConsumedQuantity", "PricingQuantity")
_TIMES = ("BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAccount:
    """Where the files lie."""

    bill: Path
    account: Path


def sample_account(folder: Path, today: date) -> SampleAccount:
    """The sample account up to, not including, `today`; made in seconds the first time of a day, then kept.

    The same day gives the same bytes of data on every machine. Files of other days are removed, and files that were
    changed or half made are made again. Raises SettingsError when they cannot be written.
    """
    stem = f"sample-{today.isoformat()}-v{VERSION}"
    account = SampleAccount(bill=folder / f"{stem}.parquet", account=folder / f"{stem}.jsonl")
    seal = folder / f"{stem}.sums"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _is_whole(account, seal):
            _make(account, seal, today)
    except OSError as error:
        raise SettingsError(
            f"The sample account cannot be written to {folder} ({error.strerror or error}). Make room on the disk or "
            "move what is in the way, or give a bill of your own with --bill."
        ) from error
    return account


def _make(account: SampleAccount, seal: Path, today: date) -> None:
    _write_account(account.account, today)
    _write_bill(account.bill, today)
    _replace(seal, _sums(account))
    for old in seal.parent.glob("sample-*-v*.*"):
        if old not in (account.bill, account.account, seal):
            old.unlink(missing_ok=True)


def _is_whole(account: SampleAccount, seal: Path) -> bool:
    """Whether both files are there as they were made: the seal is written last."""
    if not (account.bill.is_file() and account.account.is_file() and seal.is_file()):
        return False
    return seal.read_bytes() == _sums(account).encode()


def _sums(account: SampleAccount) -> str:
    files = (account.bill, account.account)
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


def _write_account(path: Path, today: date) -> None:
    text = StringIO()
    write_account(today, text)
    _replace(path, text.getvalue())


def _replace(path: Path, text: str) -> None:
    draft = path.with_suffix(f".{os.getpid()}.draft")
    try:
        draft.write_text(text)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write_bill(path: Path, today: date) -> None:
    import duckdb  # heavy, and only needed when the file is made

    text, draft = path.with_suffix(f".{os.getpid()}.csv"), path.with_suffix(f".{os.getpid()}.draft")
    try:
        with text.open("w", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS)
            writer.writeheader()
            writer.writerows(rows(today))
        with duckdb.connect() as database:
            columns = ", ".join(map(_typed, COLUMNS))
            read = f"SELECT {columns} FROM read_csv({_quoted(text)}, all_varchar = true, header = true)"
            database.execute(f"COPY ({read}) TO {_quoted(draft)} (FORMAT parquet, COMPRESSION zstd)")
        draft.replace(path)
    except duckdb.Error as error:
        raise OSError(None, " ".join(str(error).split())[:200]) from error
    finally:
        text.unlink(missing_ok=True)
        draft.unlink(missing_ok=True)


def _typed(column: str) -> str:
    if column in _AMOUNTS:
        return f'CAST("{column}" AS DECIMAL(38, 12)) AS "{column}"'
    if column in _TIMES:
        return f'CAST(CAST("{column}" AS TIMESTAMPTZ) AT TIME ZONE \'UTC\' AS TIMESTAMP) AS "{column}"'
    return f'"{column}"'


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
