"""What the advice agent offers for a dashboard."""

from finops_core.tools.tile import Tile

TILES: tuple[Tile, ...] = (
    Tile(
        name="savings",
        title="Savings",
        question="Where can we save money?",
        tool="savings",
        kind="whole",
    ),
    Tile(
        name="savings_history",
        title="What was saved",
        question="What have we saved?",
        tool="savings_history",
        kind="page",
    ),
)
