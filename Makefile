# The front door. Needs Python 3.11 or newer, GNU make (3.81 will do) and nothing else.
#
#   make PYTHON=python3.12 setup        choose the interpreter of a new environment
#   make test ARGS="-k paging -x"       hand options to pytest; the same for demo, serve and bench

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKING := build/locking
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test serve check bench docs lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(READY) ## create or refresh the environment in .venv (every other target does so when needed)
	@echo "$(VENV) is ready"

demo: $(READY) ## drive the reference unified API against every simulated vendor, print the matrix
	@$(BIN)/ats-sandbox demo $(ARGS)

test: $(READY) ## run the tests
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

serve: $(READY) ## start the simulated vendors on this machine
	@$(BIN)/ats-sandbox serve $(ARGS)

check: $(READY) ## check format, lint and types
	@$(BIN)/ruff format --check --quiet . || { echo "run $(BIN)/ruff format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy

bench: $(READY) ## measure speed against the bars of the design
	@$(BIN)/python -m tests.benchmarks $(ARGS)

docs: $(READY) ## write the pages and blocks of the documentation that are made, not written
	@$(BIN)/python -m tests.docs.pages

# Run it on the oldest supported Python, so that the lock holds what only that one needs; newer ones
# and other systems take their wheels from the same list of hashes.
lock: $(BIN)/python ## pin the newest allowed versions in requirements.lock
	@$(BIN)/python -m venv $(LOCKING) && $(LOCKING)/bin/python -m pip install --quiet pip-tools==7.6.2
	@CUSTOM_COMPILE_COMMAND="make lock" $(LOCKING)/bin/pip-compile --quiet --upgrade --extra dev --generate-hashes --strip-extras --allow-unsafe \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --output-file requirements.lock pyproject.toml

clean: ## remove the environment, caches and builds
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
	@find simulator contracts tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml requirements.lock requirements-sdk.lock $(BIN)/python
	@echo "installing the locked packages (half a minute the first time) ..." && $(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --require-hashes --no-deps --ignore-requires-python -r requirements-sdk.lock
	@echo "installing ats-sandbox from this folder ..." && $(PIP) install --no-deps --no-build-isolation -e . && touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "ats-sandbox needs Python 3.11 or newer, and $(PYTHON) is not: make PYTHON=/path/to/python3.11 setup" >&2; exit 1; }
	@echo "creating $(VENV) with $$($(PYTHON) -V) ..." && rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) cannot create environments: install its venv module (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
