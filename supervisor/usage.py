"""What an answer took."""

from finops_core.answers import Usage
from finops_core.tools.meter import Metered


def usage_of(metered: Metered) -> Usage | None:
    """What the meter says; None where nothing was metered, and the findings tell what they asked for."""
    if metered == Metered():
        return None
    return Usage(
        requests=metered.requests,
        price_usd=f"{metered.price_usd:f}",
        tokens_in=metered.tokens_in,
        tokens_out=metered.tokens_out,
        tokens_unpriced=metered.tokens_unpriced,
    )
