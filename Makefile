# Tasks of the project; `make help` lists them. Each does the set-up that it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PROTOS_VENV := .venv-protos
PROTOS_STAMP := $(PROTOS_VENV)/.installed
BENCH_STAMP := $(VENV)/.bench-installed
INSTANCES ?= ../shared/instances
# Compiled modules are kept: every server that tests start would compile them all again.
unexport PYTHONDONTWRITEBYTECODE
# Tests run on as many processes as there are processors, CI's two included.
PYTEST := $(BIN)/python -m pytest -n auto

.DEFAULT_GOAL := help
.PHONY: help setup demo fmt lint types test unit integration docs protos protos-check \
	bench bench-smoke chaos chaos-short fuzz fuzz-short soak soak-short overhead \
	overhead-short short-trials wheels image-check check clean

help:  ## List the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | \
		awk -F '\t' '{printf "  %-14s %s\n", $$1, $$2}'

setup: $(STAMP)  ## Make .venv with everything that requirements.lock pins.

$(STAMP): requirements.lock pyproject.toml protos/pyproject.toml clients/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' || \
		{ echo "Corridor needs Python 3.12 or later; set PYTHON to one." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable protos --editable clients --editable .
	touch $@

demo: $(STAMP)  ## Plan the reference dataset.
	$(BIN)/corridor solve middle-corridor

fmt: $(STAMP)  ## Format the code.
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

lint: $(STAMP)  ## Check format, style, layers and the contract's style.
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports
	cd protos && ../$(BIN)/buf lint

types: $(STAMP)  ## Check types.
	$(BIN)/mypy

test: $(STAMP)  ## Run all tests.
	$(PYTEST)

unit: $(STAMP)  ## Run the tests that start no server.
	$(PYTEST) -m "not integration and not docs"

integration: $(STAMP)  ## Run the tests that start a server.
	$(PYTEST) -m integration

docs: $(STAMP)  ## Run the commands and examples of the documents.
	$(PYTEST) -m docs

$(PROTOS_STAMP): protos/requirements.lock
	$(PYTHON) -m venv $(PROTOS_VENV)
	$(PROTOS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--requirement protos/requirements.lock
	touch $@

protos: $(PROTOS_STAMP)  ## Make the Python code of the contract again.
	$(PROTOS_VENV)/bin/python protos/generate.py

protos-check: $(PROTOS_STAMP)  ## Check that the code of the contract is current.
	rm -rf build/protos
	$(PROTOS_VENV)/bin/python protos/generate.py build/protos
	diff -r --exclude=__pycache__ build/protos protos/gen

# OR-Tools asks for an older protobuf than the service's, and works with either.
$(BENCH_STAMP): $(STAMP) benchmarks/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--requirement benchmarks/requirements.lock
	touch $@

bench: $(BENCH_STAMP)  ## Run the benchmarks whole; INSTANCES names the public networks.
	$(BIN)/python -m benchmarks --instances $(INSTANCES)

bench-smoke: $(STAMP)  ## Run the benchmarks on their smallest sizes.
	$(BIN)/python -m benchmarks --smoke --instances $(INSTANCES)

chaos: $(STAMP)  ## Overload and restart servers, kill workers; print what held.
	$(BIN)/python -m reliability overload kills restarts

chaos-short: $(STAMP)  ## The same in about a minute.
	$(BIN)/python -m reliability --short overload kills restarts

fuzz: $(STAMP)  ## Send 10,000 hostile messages and files; print what held.
	$(BIN)/python -m reliability fuzz

fuzz-short: $(STAMP)  ## The same with 260.
	$(BIN)/python -m reliability --short fuzz

soak: $(STAMP)  ## Make mixed calls for ten minutes; print what the server holds.
	$(BIN)/python -m reliability soak

soak-short: $(STAMP)  ## The same in twenty seconds.
	$(BIN)/python -m reliability --short soak

overhead: $(STAMP)  ## Measure what a call costs beyond the work itself.
	$(BIN)/python -m reliability overhead

overhead-short: $(STAMP)  ## The same in a few calls.
	$(BIN)/python -m reliability --short overhead

wheels: $(STAMP)  ## Build the three distributions.
	rm -rf dist
	for folder in protos clients .; do \
		$(BIN)/python -m build --wheel --no-isolation --outdir dist $$folder \
			> build-wheel.log 2>&1 || { cat build-wheel.log; exit 1; }; \
	done
	rm -f build-wheel.log
	ls dist

image-check: $(STAMP)  ## Check what the image holds, without a container engine.
	$(BIN)/python -m pytest tests/check_image.py

short-trials: chaos-short fuzz-short soak-short overhead-short  ## All trials, in short.

check: lint types test protos-check short-trials wheels image-check  ## Everything CI runs.

clean:  ## Remove what the other targets made.
	rm -rf $(VENV) $(PROTOS_VENV) build dist .mypy_cache .pytest_cache .ruff_cache
