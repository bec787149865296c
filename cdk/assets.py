"""The functions' code as folders: this repository's packages, and the wheels they need, for Lambda's platform.

`python -m cdk.assets` builds `build/lambda/<bundle>` from the lock files, with pip and no Docker; the app deploys these
folders. boto3 is not among them: Lambda's runtime has it, and a quarter of the size is a shorter cold start. A worker
that has a language model is another bundle, so that one without pays for none.

Lambda keeps nothing that a function compiles, so each cold start would compile all that it imports, which takes as long
as running it. Where a Python of the runtime's version is here, the folders have it compiled.
"""

import logging
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import requires
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from finops_core.errors import SettingsError

logger = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
BUILT = ROOT / "build" / "lambda"
PAGE = ROOT / "frontend" / "dist"
LOCK = ROOT / "requirements" / "run.txt"
LOCK_WITH_MODELS = ROOT / "requirements" / "dev.txt"
"""Of all extras; a bundle takes from it what it needs."""

PYTHON_VERSION = "3.12"
PLATFORM = "manylinux2014_aarch64"
LAMBDA: Mapping[str, str] = {
    "python_version": PYTHON_VERSION,
    "python_full_version": f"{PYTHON_VERSION}.0",
    "sys_platform": "linux",
    "platform_machine": "aarch64",
    "platform_system": "Linux",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "os_name": "posix",
}
"""What the conditions of a requirement are held against."""

COMPILED_WITHIN_S = 300

MAX_UNZIPPED_BYTES = 250 * 1024 * 1024
"""Lambda's limit for a zip function."""

IN_THE_RUNTIME = frozenset(("boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3"))
"""What Lambda's Python has by itself, https://docs.aws.amazon.com/lambda/latest/dg/python-package.html."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The packages of this repository and the distributions from outside that a function imports."""

    name: str
    packages: tuple[str, ...]
    requirements: tuple[str, ...]
    lock: Path = LOCK


FRONT_DOOR = Bundle(
    name="front_door",
    packages=("finops_core", "websocket"),
    requirements=("ag-ui-protocol", "cryptography", "pydantic", "pyjwt"),
)
WORKER = Bundle(
    name="worker",
    packages=("account", "agents", "billing", "finops_core", "supervisor", "worker"),
    requirements=("duckdb", "markdown-it-py", "numpy", "pydantic", "sqlglot"),
)
WORKER_WITH_MODELS = Bundle(
    name="worker_with_models",
    packages=WORKER.packages,
    requirements=(*WORKER.requirements, "strands-agents[anthropic,openai]"),
    lock=LOCK_WITH_MODELS,
)
"""Carries what every provider of a deployed worker needs; which one is asked is a setting."""
BUNDLES = (FRONT_DOOR, WORKER, WORKER_WITH_MODELS)


def copy_sources(bundle: Bundle, folder: Path) -> None:
    """Copies the bundle's packages of this repository into a folder."""
    for package in bundle.packages:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
        )


def distributions(bundle: Bundle) -> list[str]:
    """The bundle's distributions and all they need in turn, by canonical name, sorted; Lambda's own are left out.

    Read from the installed ones, which are those of the lock file. Raises PackageNotFoundError for one that is not.
    """
    found: set[tuple[str, str]] = set()
    wanted = [each for text in bundle.requirements for each in _with_extras(Requirement(text))]
    while wanted:
        name, extra = wanted.pop()
        if (name, extra) in found or name in IN_THE_RUNTIME:
            continue
        found.add((name, extra))
        for need in map(Requirement, requires(name) or ()):
            if need.marker is None or need.marker.evaluate({**LAMBDA, "extra": extra}):
                wanted.extend(_with_extras(need))
    return sorted({name for name, _ in found})


def _with_extras(need: Requirement) -> list[tuple[str, str]]:
    """A distribution by itself, and with each of the extras that are asked of it."""
    return [(str(canonicalize_name(need.name)), extra) for extra in ("", *sorted(need.extras))]


def locked(lock: str, names: Iterable[str]) -> str:
    """The entries of a lock file, hashes included, for exactly these names on Lambda. Raises SettingsError for a
    missing one.

    Their conditions are left out: pip would hold them against the Python that builds.
    """
    entries = {name: entry for name, entry in map(_for_lambda, _entries(lock)) if entry}
    missing = [name for name in names if name not in entries]
    if missing:
        raise SettingsError(f"the lock file has no entry for {', '.join(missing)}; compile it again")
    return "\n".join(entries[name] for name in names)


def build(bundle: Bundle, folder: Path) -> int:
    """Builds the bundle for Lambda; returns its size in bytes. Raises SettingsError when it is too large."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with TemporaryDirectory() as scratch:
        requirements = Path(scratch) / "requirements.txt"
        requirements.write_text(
            locked(bundle.lock.read_text(encoding="utf-8"), distributions(bundle)), encoding="utf-8"
        )
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--require-hashes"),
                *("--only-binary", ":all:", "--implementation", "cp", "--python-version", PYTHON_VERSION),
                "--ignore-requires-python",  # pip would hold it against the Python that builds
                *("--platform", PLATFORM, "--platform", "manylinux_2_28_aarch64", "--platform", "any"),
                *("--target", str(folder), "--requirement", str(requirements)),
            ],
            check=True,
        )
    copy_sources(bundle, folder)
    python = runtime_python()
    if python is None:
        logger.warning(
            "python=%s | not found here: what functions import is compiled at each cold start", PYTHON_VERSION
        )
    else:
        compile_all(folder, python)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    if size > MAX_UNZIPPED_BYTES:
        raise SettingsError(f"{bundle.name} has {size:,} bytes, a zip function may have {MAX_UNZIPPED_BYTES:,}")
    return size


def runtime_python() -> str | None:
    """A Python of the runtime's version on this machine: the one that builds, or the one called after it."""
    for candidate in (sys.executable, shutil.which(f"python{PYTHON_VERSION}")):
        if candidate is not None and _version_of(candidate) == PYTHON_VERSION:
            return candidate
    return None


def _version_of(python: str) -> str:
    code = "import sys; print(*sys.version_info[:2], sep='.')"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False, timeout=COMPILED_WITHIN_S)
    return done.stdout.strip()


def compile_all(folder: Path, python: str) -> None:
    """Compiles what lies in a folder. Nothing is looked at again when it runs: the files are not changed there.

    A module that is no Python of this version stays as it is; nothing imports those.
    """
    command = [python, "-I", "-m", "compileall", "-q", "-q", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*command, "-s", str(folder), str(folder)], check=False, timeout=COMPILED_WITHIN_S)


def _for_lambda(entry: str) -> tuple[str, str]:
    """The name and the entry without its condition, or nothing where the condition does not hold on Lambda."""
    pinned, *hashes = entry.split(" \\\n")
    need = Requirement(pinned)
    holds = need.marker is None or need.marker.evaluate({**LAMBDA, "extra": ""})
    plain = " \\\n".join([pinned.partition(" ;")[0].strip(), *hashes])
    return str(canonicalize_name(need.name)), plain if holds else ""


def _entries(lock: str) -> list[str]:
    lines = [line for line in lock.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return re.findall(r"^\S.*(?:\n[ \t].*)*", "\n".join(lines), flags=re.MULTILINE)


def main() -> None:
    """Builds every bundle into `build/lambda`."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for bundle in BUNDLES:
        size = build(bundle, BUILT / bundle.name)
        logger.info("bundle=%s, megabytes=%.1f | built", bundle.name, size / 1e6)


if __name__ == "__main__":
    main()
