#!/bin/sh
# Writes the lock files anew: pinned versions with hashes, valid on every platform, without the host they came from.
# Needs uv. The emulator and the benchmark peer have environments of their own: their pins clash with the product's.
set -eu
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade "$@"; }
lock pyproject.toml --extra build -o requirements/run.txt
lock pyproject.toml --extra build --extra dev -o requirements/dev.txt
lock requirements/emulator.in -o requirements/emulator.txt
[ ! -f requirements/bench.in ] || lock requirements/bench.in -o requirements/bench.txt
lock requirements/workflows.in -o requirements/workflows.txt
[ ! -f requirements/engines.in ] || lock requirements/engines.in -o requirements/engines.txt
[ ! -f requirements/forecast.in ] || lock requirements/forecast.in -o requirements/forecast.txt
