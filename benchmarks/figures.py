"""Medians, percentiles and tables: how every benchmark says what it found."""

from collections.abc import Sequence
from statistics import median

from rich.console import Console
from rich.table import Table


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of all values do not exceed (nearest rank)."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]


def spread(values: Sequence[float]) -> str:
    """Median and range, for a column of rounds."""
    if len(values) == 1:
        return f"{values[0]:,.4g}"
    return f"{median(values):,.4g} ({min(values):,.4g}–{max(values):,.4g})"


def ratio_of_medians(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return median(ours) / median(theirs)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a table whose first column is text and whose others are figures."""
    table = Table(title=title, title_justify="left")
    for position, column in enumerate(columns):
        table.add_column(column, justify="right" if position else "left")
    for row in rows:
        table.add_row(*row)
    Console(width=200).print(table)
