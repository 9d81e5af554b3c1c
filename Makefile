# The whole product in two commands: make assessment, make test. Everything is installed into this
# folder (.uv, .venv) from uv.lock; nothing else on the machine is touched.

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .uv/bin/uv
BIN := .venv/bin
YEAR ?= 2016-17
TO ?= 2017-01
COVERED := 80
PYTEST = $(BIN)/python -m pytest -n 2 --dist loadfile -q
QUICK = $(PYTEST) -m quick tests/unit tests/property tests/notebooks tests/architecture

export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON := $(PYTHON)
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: assessment test quick verdicts docs check lab demo clean help
.DEFAULT_GOAL := help

help:
	@echo "make assessment   install, write the synthetic partnership, build, publish all reports"
	@echo "make test         install and run every test"
	@echo "make quick        run the tests that build no partnership"
	@echo "make verdicts     measure how often the words of the pages are wrong (docs/verdicts.md)"
	@echo "make docs         the documentation as one folder of pages, docs/_site"
	@echo "make check        lint, types, architecture, notebooks"
	@echo "make lab          JupyterLab on this project"
	@echo "make demo         write the synthetic partnership's raw files"
	@echo "make clean        remove what can be made again; published reports and their ledger stay"

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it with make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .uv >/dev/null 2>&1 || { rm -rf .uv; \
	  echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.run: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --quiet --frozen --no-default-groups --inexact
	@touch $@

.venv/.test: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --quiet --frozen --inexact
	@touch $@ .venv/.run

.venv/.lab: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --quiet --frozen --no-default-groups --inexact --extra lab
	@touch $@ .venv/.run

demo: .venv/.run
	@$(BIN)/csa demo

assessment: .venv/.run
	@$(BIN)/csa demo
	@$(BIN)/csa build --quiet
	@$(BIN)/csa assess --year $(YEAR) --to $(TO)

# The quick tests first, with the share of lines and branches that they reach; it must not fall.
test: .venv/.test
	@$(QUICK) --cov=csa --cov-branch --cov-report= --cov-fail-under=$(COVERED); quick=$$?; \
	  $(PYTEST) --no-loadscope-reorder -m "not quick" && exit $$quick

quick: .venv/.test
	@$(QUICK)

verdicts: .venv/.test
	@$(BIN)/python tests/oracle/verdicts/full_table.py

# Whatever is amiss, a broken link above all, is an error; nothing is fetched.
docs: .venv/.test
	@$(BIN)/python -m sphinx -q -W --keep-going -c docs . docs/_site
	@echo "Open docs/_site/index.html"

check: .venv/.test
	@$(BIN)/ruff format --check csa tests benchmarks docs
	@$(BIN)/ruff check csa tests benchmarks docs notebooks
	@for system in linux win32 darwin; do $(BIN)/mypy --platform $$system || exit 1; done
	@$(BIN)/lint-imports
	@$(BIN)/codespell csa tests docs config README.md CONTRIBUTING.md CHANGELOG.md
	@$(BIN)/python -m pytest -q tests/notebooks

lab: .venv/.lab
	@$(BIN)/jupyter lab --notebook-dir=. notebooks/explore.ipynb

clean:
	rm -rf .venv .uv data/processed .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache docs/_site docs/made
