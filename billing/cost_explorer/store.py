"""What Cost Explorer has answered, kept on disk, and how many requests were paid for in each calendar month."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from billing.source import PRICE_OF_REQUEST_USD
from finops_core.errors import BillError

PRICE_USD: Final = PRICE_OF_REQUEST_USD
DATABASE: Final = "cost-explorer.db"
STALE: Final = timedelta(days=7)
"""An answer that could change and is older than this is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer, as JSON. A `final` one never changes."""

    text: str
    fetched_at: datetime
    final: bool


class RequestStore:
    """A SQLite file in a folder, for several processes: the cap holds for all of them together."""

    def __init__(self, folder: Path, cap_usd: Decimal) -> None:
        self._folder = folder
        self._cap = cap_usd

    def find(self, account: str, request: str) -> Kept | None:
        """What a request of an account was answered."""
        with self._open() as database:
            row = database.execute(
                "SELECT text, fetched_at, final FROM answers WHERE account = ? AND request = ?", (account, request)
            ).fetchone()
        if row is None:
            return None
        return Kept(text=str(row[0]), fetched_at=datetime.fromisoformat(str(row[1])), final=bool(row[2]))

    def keep(self, account: str, request: str, kept: Kept) -> None:
        with self._open() as database:
            database.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)",
                (account, request, kept.text, kept.fetched_at.isoformat(), kept.final),
            )
            # Every day asks for the open month anew, up to another day.
            old = (kept.fetched_at - STALE).isoformat()
            database.execute("DELETE FROM answers WHERE NOT final AND fetched_at < ?", (old,))

    def pay(self, now: datetime) -> None:
        """Counts a request before it is made. Raises BillError when the month's cap leaves none."""
        month = f"{now:%Y-%m}"
        if self._cap < PRICE_USD:
            raise self.too_many(now, 1)
        with self._open() as database:
            paid = database.execute(
                "INSERT INTO paid VALUES (?, 1) ON CONFLICT (month) DO UPDATE SET requests = requests + 1 "
                "WHERE (requests + 1) * ? <= ? RETURNING requests",
                (month, int(PRICE_USD * 100), int(self._cap * 100)),
            ).fetchone()
        if paid is None:
            raise self.too_many(now, 1)

    def left(self, now: datetime) -> int:
        """How many requests the cap leaves in this calendar month."""
        return max(0, int(self._cap / PRICE_USD) - self.paid(now))

    def paid(self, now: datetime) -> int:
        """How many requests were made in this calendar month."""
        with self._open() as database:
            row = database.execute("SELECT requests FROM paid WHERE month = ?", (f"{now:%Y-%m}",)).fetchone()
        return int(row[0]) if row else 0

    def too_many(self, now: datetime, wanted: int) -> BillError:
        """Why requests are not made, and what to do."""
        return BillError(
            f"Cost Explorer would have to be asked {wanted:,} more times, ${wanted * PRICE_USD:,.2f}, and the cap of "
            f"${self._cap:,.2f} a calendar month leaves {self.left(now):,} requests. Raise cost_explorer_cap_usd, or "
            "take fewer months (?months=1) or fewer requests a month (?keys=account,service)."
        )

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            database = sqlite3.connect(self._folder / DATABASE, timeout=30, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise BillError(f"{self._folder}: Cost Explorer's answers cannot be kept there ({error}).") from error
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute(
                "CREATE TABLE IF NOT EXISTS answers (account TEXT, request TEXT, text TEXT, fetched_at TEXT, "
                "final INTEGER, PRIMARY KEY (account, request))"
            )
            database.execute("CREATE TABLE IF NOT EXISTS paid (month TEXT PRIMARY KEY, requests INTEGER)")
            yield database
        except sqlite3.Error as error:
            raise BillError(
                f"{self._folder / DATABASE}: what Cost Explorer answered cannot be kept ({error}). Move the file away; "
                "it is then asked again."
            ) from error
        finally:
            database.close()
