"""How many ways lead through each function of the product: `python -m tests.meta.paths` prints those over the bar.

Beside the branches and loops that ruff's C901 counts, each `and`, `or`, conditional expression and condition of a
comprehension is one more way: somebody who reads the function has to think of it all the same.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PRODUCT: Final = (
    "account",
    "agents",
    "billing",
    "cdk",
    "client/src",
    "cloud",
    "finops_core",
    "local",
    "supervisor",
    "websocket",
    "worker",
)
MOST: Final = 12
"""Paths through a function."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_BRANCHES: Final = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler)


def modules() -> Iterator[Path]:
    """The product's Python files."""
    for folder in PRODUCT:
        yield from sorted((ROOT / folder).rglob("*.py"))


def over_the_bar(most: int = MOST) -> dict[str, int]:
    """Each function of the product with more than `most` paths, by file and name; of the same name the worst."""
    found: dict[str, int] = {}
    for file in modules():
        for name, paths in paths_of(file.read_text(encoding="utf-8")).items():
            if paths > most:
                found[f"{file.relative_to(ROOT)}:{name}"] = paths
    return found


def paths_of(source: str) -> dict[str, int]:
    """The paths through each function of a module, by its name with those of what it stands in."""
    found: dict[str, int] = {}
    for name, function in _functions(ast.parse(source), ""):
        found[name] = max(found.get(name, 0), 1 + sum(_ways(node) for node in _own(function)))
    return found


def _functions(node: ast.AST, within: str) -> Iterator[tuple[str, _Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Function | ast.ClassDef):
            name = f"{within}{child.name}"
            if isinstance(child, _Function):
                yield name, child
            yield from _functions(child, f"{name}.")
        else:
            yield from _functions(child, within)


def _own(function: _Function) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions and classes inside it."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _Function | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def _ways(node: ast.AST) -> int:
    """How many more paths there are for this node."""
    match node:
        case ast.BoolOp():
            return len(node.values) - 1
        case ast.comprehension():
            return len(node.ifs)
        case ast.match_case():
            is_last = isinstance(node.pattern, ast.MatchAs) and node.pattern.pattern is None and node.guard is None
            return (0 if is_last else 1) + (node.guard is not None)
        case _:
            return 1 if isinstance(node, _BRANCHES) else 0


def main() -> None:
    rows = sorted(over_the_bar().items(), key=lambda row: (-row[1], row[0]))
    sys.stdout.writelines(f"{paths:>3} {name}\n" for name, paths in rows)
    sys.stdout.write(f"{len(rows)} functions have more than {MOST} paths\n")


if __name__ == "__main__":
    main()
