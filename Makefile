# make run: the dashboard, with the sample when nothing has been loaded. make test: every check and test.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# make soak: ten sessions click for two minutes over the pages of the store; prints errors, rows that reached the wrong visitor, and times.
.PHONY: run test lint bench fuzz soak quality sample pictures docs lock clean

LOCK := pip compile --generate-hashes --universal --python-version 3.11 --quiet --custom-compile-command "make lock"

run: $(VENV)/.ready
	@echo "Checking whether anything has been loaded; if not, loading the sample ..."
	$(BIN)/python -m etl sample --if-empty
	@echo "Starting the dashboard; Ctrl+C stops it ..."
	$(BIN)/python -m streamlit run app.py

test: $(VENV)/.ready-dev lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.ready-dev
	$(BIN)/python -m tests.bench

fuzz: $(VENV)/.ready-dev
	$(BIN)/python -m tests.fuzz --count 1000

soak: $(VENV)/.ready-dev
	$(BIN)/python -m etl sample --if-empty
	$(BIN)/python -m tests.clicking

quality: $(VENV)/.ready-dev
	$(BIN)/python -m tools.quality.run

sample: $(VENV)/.ready
	$(BIN)/python -m tools.sample

pictures: $(VENV)/.ready-dev
	$(BIN)/python -m tests.browser.pictures --size 1280x860

# docs: makes anew what docs/ has from the code
docs: $(VENV)/.ready-dev
	$(BIN)/python -m tools.docs

# lock: renews the locks; `make lock UPGRADE=--upgrade` takes the newest of what only other packages ask for
lock: $(VENV)/.ready-dev
	$(BIN)/uv $(LOCK) $(UPGRADE) requirements.txt --output-file requirements.lock
	$(BIN)/uv $(LOCK) $(UPGRADE) requirements-dev.txt requirements-remote.txt requirements-send.txt --constraints requirements.lock --output-file requirements-dev.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Headwater needs Python 3.11 or newer: make PYTHON=python3.11"; exit 2; }
	@echo "Creating a virtual environment for Python's packages: $(VENV) ..."
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.txt | $(BIN)/python
	@echo "Installing what Headwater runs on (requirements.txt); it takes minutes, the first time only ..."
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt requirements.txt $(VENV)/.ready
	@echo "Installing what the checks and tests need ..."
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
