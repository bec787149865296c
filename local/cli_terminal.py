"""Consoles: results on stdout, progress and problems on stderr, plain and quiet when nobody looks."""

from rich.console import Console

WIDTH_WITHOUT_TERMINAL = 160


def out() -> Console:
    """For results. Without a terminal: no colours, and wide enough that tables are not cut."""
    plain = Console()
    return plain if plain.is_terminal else Console(width=WIDTH_WITHOUT_TERMINAL)


def err() -> Console:
    """For progress and problems."""
    return Console(stderr=True)
