"""Words about what is still to come: what has them is answered by a forecast or not at all."""

import re
from typing import Final

AHEAD: Final = re.compile(
    r"\b(will|won't|next|upcoming|coming|future|tomorrow|forecast\w*|predict\w*|projected|projections?|projecting|"
    r"expect\w*|anticipat\w*|estimat\w*|outlook|going to|gonna|on track|on pace|remaining|remainder|rest of|"
    r"end of (the |this )?(week|month|quarter|year)|(month|quarter|year)[- ]end|how soon|by when)\b|\w['’]ll\b",
    re.IGNORECASE,
)
"""Words after which an answer from the past would mislead, whether or not a forecast can be made of the question."""


def looks_ahead(text: str) -> bool:
    """Whether a question has words about what is still to come."""
    return AHEAD.search(text) is not None
