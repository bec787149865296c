"""Lines of tests for each line of the agents and of what routes to them: `python -m tests.code_ratio`.

Lines that hold something count, comments and docstrings among them, on both sides. Labelled questions and cases are
tests written as data and stand in a line of their own; examples that agents declare are walked by tests, and count as
neither.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
CODE: Final = ("supervisor", "agents", "finops_core/questions")
DECLARED: Final = frozenset({"examples.py", "near_misses.py"})
TESTS: Final = ("unit/agents", "unit/supervisor", "unit/advice", "agents", "evals", "cases")
DATA: Final = {"evals/questions": "*.jsonl", "data/cases": "*.toml"}


def lines(files: Iterable[Path]) -> int:
    return sum(bool(line.strip()) for file in files for line in file.read_text(encoding="utf-8").splitlines())


def main() -> None:
    code = {folder: lines(_code(ROOT / folder)) for folder in CODE}
    tests = {folder: lines((ROOT / "tests" / folder).rglob("*.py")) for folder in TESTS}
    data = {folder: lines((ROOT / "tests" / folder).rglob(kind)) for folder, kind in DATA.items()}
    total, tested, written = sum(code.values()), sum(tests.values()), sum(data.values())
    rows = [f"{name:<24}{count:>8,}" for part in (code, tests, data) for name, count in part.items()]
    rows += [
        "",
        f"code                    {total:>8,}",
        f"tests                   {tested:>8,}   {tested / total:.2f} for a line of code",
        f"tests written as data   {written:>8,}   {(tested + written) / total:.2f} with them",
    ]
    sys.stdout.write("\n".join(rows) + "\n")


def _code(folder: Path) -> Iterable[Path]:
    return (file for file in folder.rglob("*.py") if file.name not in DECLARED)


if __name__ == "__main__":
    main()
