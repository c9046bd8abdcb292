# Needs make and Python 3.11 or newer. PYTHON=/path/to/python3 names one; T=tests/db narrows tests.

VENV := .venv
READY := $(VENV)/.ready
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test test-pooler browser battery check psql lock clean

help:  ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY)  ## Start the database, the API and two workers; Ctrl-C stops them (PORT=8000)
	@$(BIN)/bankagent run

test: $(READY)  ## Run the tests on a PostgreSQL of their own (T=tests/db narrows them)
	@# Tests start some 250 Pythons: each module is compiled once, whatever the shell has set.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 4 $(T)

test-pooler: $(READY)  ## Run the API's tests behind PgBouncer in transaction mode (T=tests/api)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 4 --pooler $(or $(T),tests/api)

browser:  ## Install Chromium for the tests of pages (Debian, as root); it is used where it is found
	@sh tools/browser.sh

battery: $(READY)  ## Try settings of DBAs and shells, every way in (B="--place database")
	@$(BIN)/python -m tests.battery $(B)

check: $(READY)  ## Check the code: format, lint, types, imports, SQL, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint sql src
	$(BIN)/deptry src

psql: $(READY)  ## Open a SQL prompt on the database of make run
	@$(BIN)/bankagent psql

lock:  ## Write requirements.lock with the newest versions (maintainers; needs uv)
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-config --all-extras \
	  --group test --group check --group build --output-file requirements.lock pyproject.toml

clean:  ## Remove the environment and the caches of tools; data folders stay
	rm -rf $(VENV) .*_cache .hypothesis dist build
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml tools/bootstrap.sh
	@VENV=$(VENV) sh tools/bootstrap.sh
	@touch $@
