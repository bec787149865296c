"""A case: a small bill with something odd in it, what is asked of it, and what the answer must and must not say.

A case is a folder under `tests/data/cases` with its `input…` (or `bill`, a path under `tests/data`) and a `case.toml`:

    condition, expected, source    in words
    open = true                    the product is known to answer it wrongly still; fails once it is answered right
    [mtimes]                       modification times of files, where the order of deliveries is told from them
    [[run]]                        `check = true` for `finops bill check`, or a `question` for `finops ask`
      says = [...]                 patterns that must be found in the answer
      never = [...]                patterns that must not be found
      cells = [[...], ...]         for each list, one row of one table has all these cells
      equals."a.b" = "…"           a value of the JSON report of `finops bill check`

Numbers are compared as numbers: `10` and `10.00` are the same cell.
"""

import json
import os
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from shutil import copytree
from typing import Any

from billing.check import check_bill
from finops_client import Answer, Client, TableBlock
from local.cli.connect import platform_for_a_question

DATA = Path(__file__).parents[1] / "data"
CASES = DATA / "cases"


@dataclass(frozen=True, slots=True)
class Run:
    """One question, or one look at the bill, of a case."""

    question: str
    says: tuple[str, ...]
    never: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    equals: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A case in a folder of its own, which a test may change."""

    bill: Path
    runs: tuple[Run, ...]


def case_names() -> dict[str, bool]:
    """Every case by name, and whether it is still `open`: known to be answered wrongly."""
    found = {path.parent.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in CASES.glob("*/case.toml")}
    return {name: found[name].get("open", False) for name in sorted(found)}


def laid_out(name: str, folder: Path) -> Case:
    """The case copied to a folder, its files as old as it says."""
    home = copytree(CASES / name, folder / name)
    stated = tomllib.loads((home / "case.toml").read_text(encoding="utf-8"))
    for file, time in stated.get("mtimes", {}).items():
        seconds = datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp()
        for path in [home / file] if "*" not in file else home.glob(file):
            os.utime(path, (seconds, seconds))
    bill = DATA / stated["bill"] if "bill" in stated else next(home.glob("input*"))
    return Case(bill, tuple(_run(run) for run in stated["run"]))


def _run(stated: dict[str, Any]) -> Run:
    assert stated.keys() <= {"check", "question", "says", "never", "cells", "equals"}, stated
    assert stated.keys() & {"says", "never", "cells", "equals"}, "a run without an expectation shows nothing"
    return Run(
        "" if stated.get("check") else stated["question"],
        tuple(stated.get("says", ())),
        tuple(stated.get("never", ())),
        tuple(tuple(row) for row in stated.get("cells", ())),
        stated.get("equals", {}),
    )


def complaints(case: Case) -> list[str]:
    """What the product says otherwise than the case expects."""
    found: list[str] = []
    if any(run.question for run in case.runs):
        with platform_for_a_question(url=None, bill=str(case.bill), data_dir=None) as client:
            found += [said for run in case.runs if run.question for said in _of_answer(run, client)]
    return found + [said for run in case.runs if not run.question for said in _of_report(run, case.bill)]


def _of_answer(run: Run, client: Client) -> list[str]:
    answer = client.answer(run.question, timeout_s=120)
    text = _text_of(answer)
    rows = [row for block in answer.blocks if isinstance(block, TableBlock) for row in block.rows]
    missing = [
        f"{run.question}: no row with {wanted} in {rows}"
        for wanted in run.cells
        if not any(all(any(_same(cell, want) for cell in row) for want in wanted) for row in rows)
    ]
    return missing + _of_text(run, text)


def _of_report(run: Run, bill: Path) -> list[str]:
    report = check_bill(bill).to_dict()
    wrong = [
        f"{path} is {_at(report, path)}, not {wanted}"
        for path, wanted in run.equals.items()
        if not _same(_at(report, path), wanted)
    ]
    return wrong + _of_text(run, json.dumps(report, ensure_ascii=False))


def _of_text(run: Run, text: str) -> list[str]:
    asked = run.question or "bill check"
    missing = [f"{asked}: says nothing like {said!r}: {text}" for said in run.says if not re.search(said, text)]
    return missing + [f"{asked}: must not say {said!r}: {text}" for said in run.never if re.search(said, text)]


def _text_of(answer: Answer) -> str:
    basis = answer.basis
    cells = [str(cell) for b in answer.blocks if isinstance(b, TableBlock) for row in b.rows for cell in row]
    return "\n".join((answer.headline, answer.markdown, *basis.notes, *basis.partial_periods, *cells))


def _at(report: dict[str, Any], path: str) -> Any:
    *parents, last = path.split(".")
    for key in parents:
        report = report.get(key, {})
    return report.get(last)


def _same(found: object, wanted: object) -> bool:
    try:
        return Decimal(str(found)) == Decimal(str(wanted))
    except InvalidOperation:
        return found == wanted
