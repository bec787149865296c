"""What answering cost: requests to AWS and their price, and the tokens of a model. Every call of a job adds to one."""

from dataclasses import dataclass
from decimal import Decimal
from threading import Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """Sums so far. `price_usd` is what AWS and model providers charge for them, in US dollars.

    `tokens_unpriced` of the tokens have no known price, and so no part in it.
    """

    requests: int = 0
    price_usd: Decimal = Decimal(0)
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_unpriced: int = 0


class Meter:
    """Adds up, from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sums = Metered()

    def add(
        self,
        *,
        requests: int = 0,
        price_usd: Decimal = Decimal(0),
        tokens_in: int = 0,
        tokens_out: int = 0,
        tokens_unpriced: int = 0,
    ) -> None:
        with self._lock:
            known = self._sums
            self._sums = Metered(
                requests=known.requests + requests,
                price_usd=known.price_usd + price_usd,
                tokens_in=known.tokens_in + tokens_in,
                tokens_out=known.tokens_out + tokens_out,
                tokens_unpriced=known.tokens_unpriced + tokens_unpriced,
            )

    def read(self) -> Metered:
        with self._lock:
            return self._sums
