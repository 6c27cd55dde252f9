# make run: the dashboard, with the sample when nothing has been loaded. make test: every check and test.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench quality sample pictures clean

run: $(VENV)/.ready
	$(BIN)/python -m etl sample --if-empty
	$(BIN)/python -m streamlit run app.py

test: $(VENV)/.ready-dev lint
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.ready-dev
	$(BIN)/python -m tests.bench

quality: $(VENV)/.ready-dev
	$(BIN)/python -m etl.attribution.quality

sample: $(VENV)/.ready
	$(BIN)/python -m etl.sample

pictures: $(VENV)/.ready-dev
	$(BIN)/python -m tests.browser.pictures --size 1280x860

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Headwater needs Python 3.11 or newer: make PYTHON=python3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt requirements.txt $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
