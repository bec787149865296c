"""What the tagging agent offers for a page."""

from typing import Final

from finops_core.tools.tile import Tile

TILES: Final = (
    Tile(
        name="compliance",
        title="Tag compliance",
        question="How compliant are we with tagging?",
        tool="compliance",
        kind="page",
    ),
)
