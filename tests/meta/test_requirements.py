"""No requirement is untested, and no frame, event or code of the wire is without a requirement."""

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from finops_core.errors import ErrorCode
from tests.unit.websocket.test_agui_events import CASES
from websocket.schema import CLIENT_FRAMES, SERVER_FRAMES

ROOT = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = tomllib.loads((ROOT / "tests" / "meta" / "requirements.toml").read_text(encoding="utf-8"))


def requirements(table: dict[str, Any] = MANIFEST, where: str = "") -> dict[str, list[str]]:
    """Every requirement of the manifest by its path, with its tests."""
    found: dict[str, list[str]] = {}
    for name, value in table.items():
        path = f"{where}{name}"
        found |= requirements(cast(dict[str, Any], value), f"{path}: ") if isinstance(value, dict) else {path: value}
    return found


@cache
def names_in(path: Path) -> frozenset[str]:
    """The tests a Python file defines, in classes too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def exists(test: str) -> bool:
    """Whether a named test, or a benchmark, is there."""
    place, _, name = test.partition("::")
    if not name:
        return place.startswith("benchmarks/") and (ROOT / place).exists()
    path = ROOT / "tests" / place
    return path.exists() and name in names_in(path)


def kind_of(model: Any) -> str:
    """A frame's type on the wire; an envelope has none."""
    return model.model_fields["type"].default if "type" in model.model_fields else model.__name__


@pytest.mark.parametrize("requirement", requirements())
def test_every_requirement_names_tests_that_exist(requirement: str) -> None:
    tests = requirements()[requirement]
    assert tests, "a requirement needs a test"
    assert [test for test in tests if not exists(test)] == []
    assert len(set(tests)) == len(tests)


def test_every_frame_of_either_direction_is_a_requirement() -> None:
    assert set(MANIFEST["wire"]["client"]) == {kind_of(model) for model in CLIENT_FRAMES}
    assert set(MANIFEST["wire"]["server"]) == {kind_of(model) for model in SERVER_FRAMES}


def test_every_code_is_a_requirement() -> None:
    assert set(MANIFEST["wire"]["codes"]) == {code.value for code in ErrorCode}


def test_every_event_is_a_requirement() -> None:
    chunks = [chunk for _, chunk in CASES.values()]
    sent = {str(chunk["name"] if chunk["type"] == "CUSTOM" else chunk["type"]) for chunk in chunks}
    assert set(MANIFEST["wire"]["events"]) == sent | {"answer"}


def test_a_test_that_is_not_there_is_noticed() -> None:
    assert exists("meta/test_requirements.py::test_every_code_is_a_requirement")
    assert not exists("meta/test_requirements.py::test_of_nothing")
    assert not exists("meta/test_of_nothing.py::test_every_code_is_a_requirement")
    assert not exists("benchmarks/nothing_measured.py")
