"""No function of the product has more paths than somebody can think of at once."""

import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from tests.meta.paths import ROOT, modules, over_the_bar, paths_of

LISTED: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("paths.toml").read_text(encoding="utf-8"))
"""What was over the bar when it was set. It may only shrink: who restructures a function strikes it out."""
MOST_LINES: Final = 400
GENERATED: Final = frozenset({"client/src/finops_client/answers.py"})
"""Written by a command, and read by nobody from end to end."""


def test_no_function_has_more_paths_than_the_bar_or_than_it_is_listed_with():
    listed = LISTED["functions"]
    measured = over_the_bar()
    grown = {name: paths for name, paths in measured.items() if paths > listed.get(name, 0)}
    assert not grown, "more paths than allowed: find the function's parts (see `python -m tests.meta.paths`)"


def test_what_is_listed_is_still_over_the_bar_by_just_as_much():
    measured = over_the_bar()
    stale = {name: (paths, measured.get(name, 0)) for name, paths in LISTED["functions"].items()}
    mended = {name: pair for name, pair in stale.items() if pair[1] < pair[0]}
    assert not mended, "fewer paths than listed: write the lower figures into tests/meta/paths.toml, or strike out"


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ("return 1", 1),
        ("return a and b or c", 3),
        ("return a if b else c", 2),
        ("return [x for x in a if x if b]", 3),
        ("for x in a:\n        if x: return b", 3),
        ("try:\n        a()\n    except ValueError:\n        b()", 2),
        ("match a:\n        case 1: b()\n        case 2 if c: b()\n        case _: pass", 4),
        ("def g():\n        if b: return c\n    return g", 1),
    ],
)
def test_each_way_through_a_function_counts(body: str, paths: int):
    assert paths_of(f"def f(a, b, c):\n    {body}\n")["f"] == paths


def test_no_module_is_longer_than_somebody_reads_at_once():
    long = {
        str(file.relative_to(ROOT)): count
        for file in modules()
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long.keys() - GENERATED
