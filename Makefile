# Everything a person or CI runs. Each target sets up what it needs; stamps keep that from being done twice.
PYTHON ?= python3
BILL ?=
PORT ?= 8321
DATA_DIR ?=
STAGE ?= dev
EMAIL ?=
KEEP ?=
PROFILE ?=
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
# What runs the checks: `make test` gives the tests beside them the first turn.
CHECK :=
PACKAGES := account agents billing cdk client/src cloud finops_core local supervisor websocket worker
# The CDK warns at length about a Node that everything here works with.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20
# Each command that tests start would translate the product anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: setup run test test-page nightly check check-python check-page bench endurance assets synth deploy destroy page clean format

setup: $(STAMPS)/dev $(STAMPS)/page $(STAMPS)/agui $(STAMPS)/system

run: $(STAMPS)/run $(STAMPS)/page
	$(BIN)/finops up --port $(PORT) $(if $(BILL),--bill "$(BILL)") $(if $(DATA_DIR),--data-dir "$(DATA_DIR)")

# By another name, so that `make -n test` shows the tests and does not run them.
CHECKS_BESIDE := $(MAKE)
# Side by side: many tests wait for browsers and the emulator, and the checks take the time that those leave. Each check
# is told when it has ended, the tests as they go.
test: setup $(STAMPS)/emulator $(STAMPS)/workflows
	$(BIN)/python -m compileall -q $(PACKAGES)
	@$(CHECKS_BESIDE) -j2 --output-sync=target CHECK="nice -n 5" check-python test-page & checks=$$!; \
		$(BIN)/pytest -n 3 --dist loadgroup; tests=$$?; \
		wait $$checks || { echo "A check beside the tests failed: see above."; exit 1; }; exit $$tests

nightly: setup $(STAMPS)/emulator $(STAMPS)/workflows
	$(BIN)/pytest -n 2 --dist loadgroup -m "not engines" --timeout=3600 -o faulthandler_timeout=0
	$(MAKE) endurance
	$(MAKE) engines

# The bill's questions on Spark, of which only this has the 500 MB.
.PHONY: engines
engines: setup $(STAMPS)/engines
	PYTHONPATH=$$(.venv-engines/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
		$(BIN)/pytest tests/unit/billing/engines/test_spark.py -m engines --timeout=3600 -o faulthandler_timeout=0

check: check-python check-page

check-python: $(STAMPS)/dev
	$(CHECK) $(BIN)/ruff check .
	$(CHECK) $(BIN)/ruff format --check .
	$(CHECK) $(BIN)/pyright
	$(CHECK) $(BIN)/lint-imports

check-page: $(STAMPS)/node
	cd frontend && $(CHECK) npm run check

test-page: check-page
	cd frontend && $(CHECK) npm test

bench: setup $(STAMPS)/bench $(STAMPS)/forecast
	$(BIN)/python -m benchmarks

endurance: setup
	$(BIN)/pytest tests/e2e/test_crash.py tests/integration/test_client_platform.py --endurance -s --timeout=0 -o faulthandler_timeout=0

assets: $(STAMPS)/dev
	$(BIN)/python -m cdk.assets

synth: assets $(STAMPS)/page
	$(BIN)/python -m cdk.app

# Into an AWS account of your own: docs/DEPLOY.md.
deploy: $(STAMPS)/dev $(STAMPS)/page
	$(BIN)/finops cloud deploy --stage $(STAGE)$(if $(EMAIL), --email "$(EMAIL)")$(if $(BILL), --bill "$(BILL)")$(if $(PROFILE), --profile "$(PROFILE)")

destroy: $(STAMPS)/dev
	$(BIN)/finops cloud destroy --stage $(STAGE)$(foreach kept,$(KEEP), --keep $(kept))$(if $(PROFILE), --profile "$(PROFILE)")

format: $(STAMPS)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

page: $(STAMPS)/page

clean:
	rm -rf $(STAMPS) .venv .venv-emulator .venv-bench .venv-engines .venv-forecast .venv-workflows frontend/node_modules frontend/dist build

$(STAMPS)/venv:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "FinOps Agent needs Python 3.11 or newer"'
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements/run.txt pyproject.toml client/pyproject.toml
	$(BIN)/$(PIP) -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . -e client
	@touch $@

$(STAMPS)/dev: $(STAMPS)/run requirements/dev.txt
	$(BIN)/$(PIP) -r requirements/dev.txt
	@touch $@

$(STAMPS)/emulator: requirements/emulator.txt
	$(PYTHON) -m venv .venv-emulator
	.venv-emulator/bin/$(PIP) -r requirements/emulator.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/workflows: requirements/workflows.txt
	$(PYTHON) -m venv .venv-workflows
	.venv-workflows/bin/$(PIP) -r requirements/workflows.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/bench: requirements/bench.txt tests/system.sh
	sh tests/system.sh redis-server
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/$(PIP) -r requirements/bench.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/forecast: requirements/forecast.txt
	$(PYTHON) -m venv .venv-forecast
	.venv-forecast/bin/$(PIP) -r requirements/forecast.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/engines: requirements/engines.txt tests/system.sh
	sh tests/system.sh openjdk-17-jre-headless
	$(PYTHON) -m venv .venv-engines
	.venv-engines/bin/$(PIP) -r requirements/engines.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --silent
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/agui: tests/agui/package-lock.json
	cd tests/agui && npm ci --no-audit --no-fund --silent
	@mkdir -p $(STAMPS) && touch $@

# Types are looked at by check-page.
$(STAMPS)/page: $(STAMPS)/node $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts -type f 2>/dev/null)
	cd frontend && npx --no-install vite build && node scripts/size.mjs
	@touch $@

$(STAMPS)/system: tests/system.sh
	sh tests/system.sh chromium strace
	@mkdir -p $(STAMPS) && touch $@

# What is answered rightly, wrongly or not at all: `make evals`, or with MODEL=provider:model in the environment,
# and PRICE_IN and PRICE_OUT in USD a million tokens.
.PHONY: evals
evals: setup
	.venv/bin/python -m tests.evals.model_table
