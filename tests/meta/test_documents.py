"""Generated documents are fresh, and what the lock files may not hold is not in them."""

import ast
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from agents.opportunities.check_table import document
from finops_client.errors import JobFailed, refusal_of
from finops_core.errors import ErrorCode, FinOpsError
from websocket.asyncapi import asyncapi
from websocket.client_models import client_models
from websocket.faults import FAULTS, Fault, python_faults, typescript_faults
from websocket.http_api.openapi import openapi
from websocket.schema import CLIENT_FRAMES, SERVER_FRAMES, json_schema

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NAMESAKES = {"websocket-client", "openai-agents", "supervisor"}
"""Distributions that install top-level modules named like our packages."""


def test_the_json_schema_that_the_pages_types_come_from_is_fresh():
    assert json.loads((ROOT / "frontend/src/api/schema.json").read_text()) == json_schema()


def test_each_decision_has_a_number_of_its_own_and_begins_with_it():
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [int(record.name[:4]) for record in records]
    assert numbers == list(range(1, len(records) + 1))
    for number, record in zip(numbers, records, strict=True):
        assert record.read_text(encoding="utf-8").startswith(f"# {number}. "), record.name


def test_both_clients_tables_of_faults_are_fresh():
    made = (ROOT / "client/src/finops_client/faults.py").read_text()
    assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(python_faults())), "see websocket/faults.py"
    assert (ROOT / "frontend/src/api/faults.ts").read_text() == typescript_faults(), "see websocket/faults.py"


def _kinds(error: type[FinOpsError]) -> list[type[FinOpsError]]:
    return [error, *(kind for each in error.__subclasses__() for kind in _kinds(each))]


def test_each_code_is_told_once_and_as_the_errors_that_have_it():
    told = {fault.code: fault for fault in FAULTS}
    assert len(told) == len(FAULTS)
    assert set(told) == set(ErrorCode)
    several = {
        ErrorCode.INTERNAL,
        ErrorCode.BAD_FRAME,
    }  # those without a code of their own, and what is wrong with a bill
    raised = [
        kind for kind in _kinds(FinOpsError) if kind.code not in several and kind.__module__.startswith("finops_")
    ]
    assert len(raised) > 5
    assert [kind.__name__ for kind in raised if kind.retryable != told[kind.code].retryable] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_client_takes_a_code_as_the_table_says_unless_the_platform_says_otherwise(fault: Fault):
    error, failed = refusal_of(fault.code, "x"), JobFailed("x", code=fault.code)
    assert (error.retryable, failed.retryable) == (fault.retryable, fault.retryable)
    assert refusal_of(fault.code, "x", retryable=not fault.retryable).retryable is not fault.retryable


def test_the_python_clients_records_are_fresh():
    made = (ROOT / "client/src/finops_client/answers.py").read_text()
    again = "python -m websocket.client_models | ruff format - > client/src/finops_client/answers.py"
    assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(client_models())), again


@pytest.mark.parametrize(
    ("target", "program"), [("bench", "redis-server"), ("bench", "chromium"), ("test", "chromium"), ("test", "strace")]
)
def test_a_target_sets_up_the_programs_it_starts(target: str, program: str):
    planned = subprocess.run(["make", "-nB", target], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    setups = [line.split() for line in planned.splitlines() if line.startswith("sh tests/system.sh ")]
    assert any(program in words for words in setups)


def test_the_asyncapi_document_is_fresh():
    assert json.loads((ROOT / "docs/asyncapi.json").read_text()) == asyncapi()


def test_the_openapi_document_is_fresh():
    assert json.loads((ROOT / "docs/openapi.json").read_text()) == openapi()


def test_the_asyncapi_document_names_every_frame_and_every_reference_leads_somewhere():
    document = asyncapi()
    named = set(document["channels"]["wire"]["messages"])
    assert named == {model.__name__ for model in (*CLIENT_FRAMES, *SERVER_FRAMES)}
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        target: Any = document
        for part in reference.split("/"):
            target = target[part]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_pins_with_hashes_and_names_no_host(lock: Path):
    text = lock.read_text()
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--index|--find-links|--extra-index", text)


@pytest.mark.parametrize("lock", [path for path in LOCKS if path.name in ("run.txt", "dev.txt")], ids=lambda p: p.name)
def test_no_distribution_takes_the_name_of_one_of_our_packages(lock: Path):
    pinned = {line.split("==")[0].lower() for line in lock.read_text().splitlines() if "==" in line}
    assert pinned
    assert not pinned & NAMESAKES


def test_the_pages_lock_file_names_no_host():
    for lock in ROOT.glob("*/package-lock.json"):
        packages = json.loads(lock.read_text())["packages"]
        assert packages
        assert not [name for name, package in packages.items() if "resolved" in package], lock


def test_every_top_level_package_is_a_package():
    kernel = ("account", "billing", "finops_core")
    for name in (*kernel, "agents", "cdk", "cloud", "local", "supervisor", "websocket", "worker"):
        assert (ROOT / name / "__init__.py").is_file(), name


def test_every_decision_is_numbered_once_and_in_order():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_file_the_readme_links_to_is_there():
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text())
    assert len(links) > 5
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_every_make_target_the_readme_names_is_there():
    named = set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text()))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named >= {"run", "test", "bench", "endurance"}
    assert named <= targets


def test_the_readme_counts_the_standard_questions():
    counted = len(re.findall(r"^## \d+\. ", (ROOT / "docs/QUESTIONS.md").read_text(), re.MULTILINE))
    assert f"| {counted} questions, each with its SQL" in (ROOT / "README.md").read_text()


def test_the_checks_are_listed_as_they_are_declared():
    """After a change: `python -m agents.opportunities.check_table > docs/CHECKS.md`."""
    assert (ROOT / "docs/CHECKS.md").read_text() == document()
