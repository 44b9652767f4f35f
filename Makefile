# The two commands: `make run`, `make test`. Nothing but Python 3.11 (or later) and make is assumed.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench docs clean

run: .venv/run
	$(BIN)/hailong run 2019

test: .venv/dev
	$(BIN)/pytest -n auto -m "not slow"

check: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev
	$(BIN)/python -m bench.intake
	$(BIN)/python -m bench.spreadsheets
	$(BIN)/python -m bench.documents
	$(BIN)/python -m bench.variance
	$(BIN)/python -m bench.coverage

docs: .venv/run
	$(BIN)/python -m pipeline.present.problems_page > docs/problems.md

clean:
	rm -rf .venv build dist processed/2* reports/2*

# A set-up that was broken off leaves no mark, so that the next one starts afresh.
.venv/run: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/dev: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@
