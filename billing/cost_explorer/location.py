"""A bill in Cost Explorer as a place that holds one file of charges, made of its answers."""

import csv
import hashlib
import logging
import shutil
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from billing.cost_explorer.address import CAP_USD, parsed
from billing.cost_explorer.asking import FRESH, REGION, Asking
from billing.cost_explorer.plan import Request, details, months_until, overview
from billing.cost_explorer.rows import HEADER, MonthAnswers, Written, cells, notes_on, rows_of
from billing.cost_explorer.store import PRICE_USD, RequestStore
from billing.intake.locate import BillFile, Listing
from billing.query import BillProblem
from billing.scratch import new_folder
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import Clock, SystemClock
from finops_core.errors import BillError
from finops_core.stopping import current_stop
from finops_core.values import Period

logger = logging.getLogger(__name__)

FILE: Final = "cost-explorer.csv"


def _logged(sentence: str) -> None:
    logger.warning("%s", sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostExplorerSettings:
    """`folder` keeps what was answered; without one it is kept while the process runs. `cap_usd` is a calendar
    month's. `told` hears what requests cost before they are made."""

    folder: Path | None = None
    cap_usd: Decimal = CAP_USD
    clock: Clock = field(default_factory=SystemClock)
    told: Callable[[str], None] = _logged


class CostExplorerLocation:
    """The charges at an address, as the analysed account sees them."""

    def __init__(self, text: str, account: AnalysedAccount, settings: CostExplorerSettings) -> None:
        self._text = text
        self._address = parsed(text)
        self._account = account
        self._settings = settings
        self._folder = settings.folder or self._scratch()
        self._store = RequestStore(self._folder, settings.cap_usd)
        self._asking: Asking | None = None
        self._claimed = 0
        self._listed: tuple[datetime, Listing] | None = None

    def listing(self) -> Listing:
        """One file of all charges. What may have changed is asked for once a day. Raises BillError."""
        now = self._settings.clock.now()
        if self._listed is None or now >= self._listed[0]:
            asking = self._asking = self._asking or self._entered()
            listing = self._written(self._answered(asking, now), asking)
            midnight = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
            self._listed = (min(midnight, now + FRESH), listing)
        return self._listed[1]

    def fetch(self, file: BillFile, folder: Path) -> Path:
        path = folder / FILE
        try:
            shutil.copyfile(file.address, path)
        except OSError as error:
            raise BillError(f"{self._text}: its charges cannot be read ({error.strerror}).") from error
        return path

    def verify(self, file: BillFile) -> None:
        """Nothing: what was written is copied whole."""

    def digest(self, file: BillFile) -> str:
        return file.mark

    def claim_requests(self) -> int:
        """How many requests were paid for since this was asked last."""
        made = self._asking.made if self._asking is not None else 0
        claimed, self._claimed = made - self._claimed, made
        return claimed

    def _scratch(self) -> Path:
        """A folder that goes with this object."""
        scratch = new_folder()
        weakref.finalize(self, scratch.remove)
        return scratch.path

    def _entered(self) -> Asking:
        """Who asks. Raises BillError, or SettingsError for a profile that is not there."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            account = str(self._account.client("sts").get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            raise BillError(
                f"{self._text}: AWS does not say who you are ({type(error).__name__}). Sign in again, or give a "
                f"profile: cost-explorer:PROFILE.{self._account.not_looked_at()}"
            ) from error
        client: Any = self._account.client("ce", REGION)
        return Asking(client=client, account=account, store=self._store, clock=self._settings.clock)

    def _answered(self, asking: Asking, now: datetime) -> list[MonthAnswers]:
        months = months_until(now.date(), self._address.months)
        if not months:
            raise BillError(f"{self._text}: the month that goes on has no day that is over. Take months=1 or more.")
        firsts = [overview(days) for days in months]
        self._afford(asking, firsts, now, "to see what there is")
        seen = [(days, asking.answer(first)) for days, first in _checked(list(zip(months, firsts, strict=True)))]
        wanted = [(days, text, details(days, self._address, cells(text))) for days, text in seen]
        self._afford(asking, [each for _, _, requests in wanted for each in requests], now, "for the charges")
        return [
            MonthAnswers(days=days, overview=text, answers=[(one, asking.answer(one)) for one in _checked(requests)])
            for days, text, requests in wanted
        ]

    def _afford(self, asking: Asking, requests: Sequence[Request], now: datetime, why: str) -> None:
        """Says what requests will cost. Raises BillError before the first of them when the cap is below that."""
        missing = sum(not asking.holds(request) for request in requests)
        if not missing:
            return
        if missing > self._store.left(now):
            raise self._store.too_many(now, missing)
        self._settings.told(
            f"Cost Explorer is asked {missing:,} times {why}: ${missing * PRICE_USD:,.2f}, more only where an answer "
            f"has several pages. This month so far: ${self._store.paid(now) * PRICE_USD:,.2f}."
        )

    def _written(self, months: Sequence[MonthAnswers], asking: Asking) -> Listing:
        """The file of all rows, kept until it is another one."""
        problems: list[BillProblem] = []
        sums, written = hashlib.sha256(), 0
        name = hashlib.sha256(self._text.encode()).hexdigest()[:16]
        target, part = self._folder / f"{name}.csv", self._folder / f"{name}.part"
        try:
            with part.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, HEADER, restval="")
                writer.writeheader()
                for month in months:
                    said = Written()
                    for row in rows_of(month, said):
                        writer.writerow(row)
                        sums.update(repr(sorted(row.items())).encode())
                        written += 1
                    problems += notes_on(month, said)
            part.replace(target)
            size = target.stat().st_size
        except OSError as error:
            raise BillError(f"{self._folder}: the charges cannot be written ({error.strerror}).") from error
        if not written:
            raise BillError(f"{self._text}: Cost Explorer has no charges in these months.")
        file = BillFile(name=FILE, address=str(target), size_bytes=size, modified=asking.latest, mark=sums.hexdigest())
        span = Period(months[0].days.start, months[-1].days.end)
        return Listing(files=(file,), problems=(self._grain(span), *problems))

    def _grain(self, span: Period) -> BillProblem:
        """What charges out of Cost Explorer do not have, for every answer."""
        keys = self._address.keys
        told = ["account", "record type", *(key.replace("-", " ") for key in keys if key != "account")]
        if "usage-type" in keys and "region" not in keys:
            told.append("the region of each")
        others = "" if "account" in keys else "; fees, taxes and credits by account and service"
        sold = "" if "service" in keys else " Of usage the marketplace's part is not told."
        message = (
            f"From Cost Explorer by {self._address.grain}, {', '.join(told)}{others}. It tells no resources, hours, "
            f"list prices, commitments or other tags: open an export for those.{sold}"
        )
        return BillProblem(message=message, period=span)


def _checked(requests: Sequence[Any]) -> Iterator[Any]:
    """Each in turn, until the work is stopped. Raises Stopping."""
    for each in requests:
        stop = current_stop()
        if stop is not None:
            stop.check()
        yield each
