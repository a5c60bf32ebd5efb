# Two commands: `make study` makes the manuscripts, `make test` runs the tests.
# Both first make .venv from requirements.lock when it is not there or is out of date.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPYCACHEPREFIX :=
unexport PYTHONDONTWRITEBYTECODE

.PHONY: study test test-browser lint benchmark clean help

help:
	@echo "make study      make the manuscripts of all studies (results/<study>/manuscript)"
	@echo "make test       run the tests"
	@echo "make test-browser  run the tests that need Chromium"
	@echo "make lint       check style of code, rules and notebooks"
	@echo "make benchmark  measure speed (not part of the tests)"
	@echo "make clean      empty results/ (all but its README.md; everything can be made again)"

study: $(VENV)/ready
	@$(BIN)/snakemake

test: $(VENV)/ready
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(TESTS)

test-browser: $(VENV)/ready
	@$(BIN)/python -m pytest tests/browser

lint: $(VENV)/ready
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/snakefmt --check Snakefile workflow && $(BIN)/snakemake --lint

benchmark: $(VENV)/ready
	@$(BIN)/python -m pytest tests/benchmarks -s

clean:
	@[ ! -d results ] || find results -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +

$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 study")'
	@echo "Making $(VENV) with the pinned packages (once; one to three minutes) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
	@echo "$(VENV) is ready."
