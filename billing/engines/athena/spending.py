"""What Athena may read for a question, and what reading costs.

Price: Athena's list price for SQL queries as of 2026-11, $5 a terabyte scanned, in whole megabytes, 10 at least for a
query. Some regions cost more, and a failed query nothing. Sizes are taken as decimal, which is never too cheap.
"""

import threading
from decimal import Decimal
from weakref import WeakKeyDictionary

from billing.engines.port import NO_USE, EngineUse
from finops_core.clock import Clock
from finops_core.errors import BillError
from finops_core.stopping import Stop

USD_PER_TB = Decimal(5)
MB, GB, TB = 10**6, 10**9, 10**12
LEAST_BYTES = 10 * MB
_HOUR = "%Y-%m-%d %H"


def charged_bytes(scanned: int) -> int:
    """What is charged for a query that has read so much."""
    return max(LEAST_BYTES, -(-scanned // MB) * MB)


def price_of(charged: int) -> Decimal:
    """In US dollars."""
    return (USD_PER_TB * charged / TB).quantize(Decimal("0.000001"))


class Spending:
    """Counts what is charged for, by the question that it was for. What no question asked counts by the hour."""

    def __init__(self, max_scanned_gb: Decimal, clock: Clock) -> None:
        self._cap = int(max_scanned_gb * GB)
        self._clock = clock
        self._lock = threading.Lock()
        self._of_questions: WeakKeyDictionary[Stop, dict[str, int]] = WeakKeyDictionary()
        self._of_hour: tuple[str, dict[str, int]] = ("", {})
        self._unclaimed = NO_USE

    def check(self, asker: Stop | None) -> None:
        """Raises BillError when a question has used what it may."""
        with self._lock:
            used = sum(self._queries(asker).values())
        if used >= self._cap:
            raise self._over(used)

    def note(self, asker: Stop | None, query: str, charged: int) -> None:
        """A query has read so much by now. Raises BillError when that is over what its question may use."""
        with self._lock:
            queries = self._queries(asker)
            queries[query] = charged
            used = sum(queries.values())
        if used > self._cap:
            raise self._over(used)

    def settle(self, asker: Stop | None, query: str, charged: int) -> None:
        """A query has ended, and so much of what it read is charged for."""
        use = EngineUse(requests=1, scanned_bytes=charged, price_usd=price_of(charged))
        with self._lock:
            self._queries(asker)[query] = charged
            self._unclaimed += use

    def claim(self) -> EngineUse:
        """What was used since this was asked last."""
        with self._lock:
            found, self._unclaimed = self._unclaimed, NO_USE
        return found

    def _queries(self, asker: Stop | None) -> dict[str, int]:
        if asker is not None:
            return self._of_questions.setdefault(asker, {})
        hour = self._clock.now().strftime(_HOUR)
        if self._of_hour[0] != hour:
            self._of_hour = (hour, {})
        return self._of_hour[1]

    def _over(self, used: int) -> BillError:
        return BillError(
            f"Athena has read {used / GB:,.2f} GB for this question, which costs ${price_of(used):,.2f}, and "
            f"max_scanned_gb in [engine] allows {self._cap / GB:,.2f} GB: nothing more was started. Ask for a shorter "
            "period, or raise it."
        )
