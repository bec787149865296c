"""What the inventory agent offers for a page."""

from typing import Final

from finops_core.tools.tile import Tile

TILES: Final = (
    Tile(name="holdings", title="Inventory", question="What is in the accounts?", tool="holdings", kind="page"),
)
