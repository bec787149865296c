"""The lines that are logged of what can be saved and what was: amounts alone, which a stack's dashboard draws."""

import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal

logger = logging.getLogger(__name__)

FIELDS: Final = ("currency", "a_month", "kind")
PATTERN: Final = "currency=*, a_month=* | savings * a month"
"""How a query reads the FIELDS out of a line."""


def log_savings(kind: Literal["found", "realised"], amounts: Mapping[str, Decimal]) -> None:
    """One line a currency: what of a user's whole bill can be saved a month, or was saved by what was carried out."""
    for currency, amount in sorted(amounts.items()):
        logger.info("currency=%s, a_month=%s | savings %s a month", currency, f"{amount:.2f}", kind)
