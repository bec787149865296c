"""The functions' code: a bundle holds what its handlers need and no more, and the lock file has all of it."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from cdk.app import main
from cdk.assets import (
    BUNDLES,
    FRONT_DOOR,
    IN_THE_RUNTIME,
    MAX_UNZIPPED_BYTES,
    WORKER,
    WORKER_WITH_MODELS,
    Bundle,
    compile_all,
    copy_sources,
    distributions,
    locked,
    runtime_python,
)
from finops_core.errors import SettingsError
from tests.infra.deployment import distribution_files

IMPORTS = {
    FRONT_DOOR: (
        "websocket.authorizer, websocket.connect, websocket.message, websocket.publisher",
        "jwt, cryptography.hazmat.primitives.asymmetric.rsa",
    ),
    WORKER: (
        "worker.handler, billing.export, agents.catalog",
        "duckdb, agents.advice.commitments.hourly, billing.anomalies.detection, billing.foresight.continuation",
    ),
    WORKER_WITH_MODELS: (
        "worker.handler, billing.export, agents.catalog",
        "duckdb, strands, strands.models.bedrock, strands.models.anthropic, strands.models.openai",
    ),
}
"""What the functions of a bundle import at once, and what they import when they need it."""

HEAVY = ("_duckdb", "duckdb", "mcp", "numpy", "opentelemetry", "pandas", "strands")


@pytest.fixture(scope="module", params=BUNDLES, ids=lambda bundle: bundle.name)
def unpacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Bundle, Path]:
    """A bundle as a function sees it, its distributions linked from this environment."""
    bundle: Bundle = request.param
    folder = tmp_path_factory.mktemp(bundle.name)
    copy_sources(bundle, folder)
    link(distributions(bundle), folder)
    return bundle, folder


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's Python has by itself."""
    folder = tmp_path_factory.mktemp("runtime")
    link(IN_THE_RUNTIME, folder)
    return folder


def link(names: Iterable[str], folder: Path) -> None:
    for name in names:
        for file, relative in distribution_files(name):
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(file)


def run_isolated(code: str, *folders: Path) -> subprocess.CompletedProcess[str]:
    """Runs code with the folders and the standard library alone: no site-packages, no environment."""
    start = f"import sys; sys.path[:0] = {list(map(str, folders))!r}; sys.dont_write_bytecode = True\n"
    command = [sys.executable, "-I", "-S", "-c", start + code]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)


def test_a_bundles_handlers_import_from_it_alone(unpacked: tuple[Bundle, Path], runtime: Path):
    bundle, folder = unpacked
    at_once, later = IMPORTS[bundle]
    done = run_isolated(f"import {at_once}\nimport {later}", folder, runtime)
    assert done.returncode == 0, done.stderr


def test_a_handlers_import_loads_nothing_heavy(unpacked: tuple[Bundle, Path]):
    bundle, folder = unpacked
    code = f"import {IMPORTS[bundle][0]}\nprint(*sorted(m.split('.')[0] for m in sys.modules))"
    done = run_isolated(code, folder)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()).isdisjoint(HEAVY)


def test_a_cold_start_compiles_nothing_of_code_that_was_compiled(tmp_path: Path):
    code = tmp_path / "code"
    (code / "package").mkdir(parents=True)
    (code / "handler.py").write_text("import package.part\n")
    (code / "package" / "part.py").write_text("found = 1\n")
    (code / "package" / "for_another_python.py").write_text("print 1\n")
    hook = f"""
def heard(event, args):
    if event == "compile" and str(args[1]).startswith({str(code)!r}):
        print(str(args[1]).rpartition("/")[2])
sys.addaudithook(heard)
import handler
"""
    assert run_isolated(hook, code).stdout.split() == ["handler.py", "part.py"]
    compile_all(code, sys.executable)
    later = (code / "handler.py").stat().st_mtime + 60
    os.utime(code / "handler.py", (later, later))  # as an unzipped file has another time than the one that was compiled
    done = run_isolated(hook, code)
    assert (done.returncode, done.stdout) == (0, "")


def test_only_a_python_of_the_runtimes_version_compiles_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    own = "{}.{}".format(*sys.version_info)
    monkeypatch.setattr("cdk.assets.PYTHON_VERSION", own)
    assert runtime_python() == sys.executable
    monkeypatch.setattr("cdk.assets.PYTHON_VERSION", "3.99")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert runtime_python() is None
    of_another_version = tmp_path / "python3.99"
    of_another_version.symlink_to(sys.executable)
    assert runtime_python() is None


def test_a_bundle_fits_a_zip_function(unpacked: tuple[Bundle, Path]):
    _, folder = unpacked
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    assert 1_000_000 < size < MAX_UNZIPPED_BYTES


def test_only_the_worker_with_a_model_carries_what_a_model_needs():
    with_models = set(distributions(WORKER_WITH_MODELS))
    assert {"strands-agents", "anthropic", "openai", "httpx"} <= with_models
    assert with_models.isdisjoint(IN_THE_RUNTIME)
    assert set(distributions(WORKER)) < with_models - {"strands-agents", "anthropic", "openai", "mcp"}


def test_the_front_door_carries_no_catalog_and_no_database():
    assert set(FRONT_DOOR.packages) == {"finops_core", "websocket"}
    assert "duckdb" not in distributions(FRONT_DOOR)


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle.name)
def test_the_lock_file_has_every_distribution_with_its_hashes(bundle: Bundle):
    names = distributions(bundle)
    assert {Requirement(text).name for text in bundle.requirements} <= set(names)
    entries = locked(bundle.lock.read_text(encoding="utf-8"), names)
    assert entries.count("==") == len(names)
    for entry in entries.split("\n\n"):
        assert "--hash=sha256:" in entry


def test_a_distribution_that_is_not_locked_stops_the_build():
    with pytest.raises(SettingsError, match="pyjwt"):
        locked("duckdb==2.0.0 \\\n    --hash=sha256:00\n", ["duckdb", "pyjwt"])


def test_of_several_versions_the_one_for_lambda_is_taken_whatever_python_builds():
    lock = "".join(
        f"numpy=={version} ; python_full_version {condition} '3.12' \\\n    --hash=sha256:{version[0]}{version[2]}\n"
        for version, condition in (("2.4.6", "<"), ("2.5.5", ">="))
    )
    assert locked(lock, ["numpy"]) == "numpy==2.5.5 \\\n    --hash=sha256:25"


def test_an_app_without_built_code_says_how_to_build_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("cdk.app.BUILT", tmp_path)
    with pytest.raises(SettingsError, match=r"python -m cdk\.assets"):
        main()
