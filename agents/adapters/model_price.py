"""What a model's tokens cost, at prices that the settings give: providers' lists are not known here."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from finops_core.tools.meter import Meter

_MILLION: Final = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPrice:
    """US dollars for a million tokens that a model reads, and for a million that it writes."""

    per_million_in: Decimal
    per_million_out: Decimal

    def of(self, tokens_in: int, tokens_out: int) -> Decimal:
        """US dollars, exactly."""
        return (self.per_million_in * tokens_in + self.per_million_out * tokens_out) / _MILLION


def price_of(per_million_in: Decimal | None, per_million_out: Decimal | None) -> ModelPrice | None:
    """The price, known when both its parts are: half a price would be a wrong sum."""
    if per_million_in is None or per_million_out is None:
        return None
    return ModelPrice(per_million_in=per_million_in, per_million_out=per_million_out)


def charge(meter: Meter, used: Mapping[str, Any], price: ModelPrice | None) -> None:
    """Adds what a conversation used, as the framework counts it: at its price, or as tokens of no known price."""
    tokens_in, tokens_out = int(used["inputTokens"]), int(used["outputTokens"])
    if price is None:
        meter.add(tokens_in=tokens_in, tokens_out=tokens_out, tokens_unpriced=tokens_in + tokens_out)
    else:
        meter.add(tokens_in=tokens_in, tokens_out=tokens_out, price_usd=price.of(tokens_in, tokens_out))
