# The commands of this repository. `make demo` and `make test` need nothing but Python 3.11+ and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# How many tests run at once, and what else pytest should be told: `make test PYTEST_ARGS="-k canonical -x"`.
PYTEST_WORKERS ?= auto
PYTEST_ARGS ?=
PYTEST := $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadfile

# Locks come from the public index alone: a machine's own pip settings would put local files into them.
PIP_COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe

.DEFAULT_GOAL := help
.PHONY: help setup booth demo test test-long lint format bench lock upgrade clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(VENV)/.installed booth ## make .venv with the locked packages, and the booth

booth: $(VENV)/.locked ## build the booth's files, if their sources changed
	@$(BIN)/python voter_client/web/build.py

demo: setup ## a whole election on this machine; DEMO_EXIT=1 ends when it is verified; DEMO_ARGS="..."
	$(BIN)/suarasah demo $(if $(filter 1,$(DEMO_EXIT)),--exit) $(DEMO_ARGS)

test: setup lint ## everything that takes minutes at most
	$(BIN)/python voter_client/web/build.py run test
	$(PYTEST) -m "not long" $(PYTEST_ARGS)

test-long: setup ## what takes longer
	$(PYTEST) -m long $(PYTEST_ARGS)

lint: setup ## style, types, and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python voter_client/web/build.py run typecheck

format: setup ## put the code into the one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## measure, and write the figures of docs/ again; BENCH_ARGS="..."
	$(BIN)/python -m bench $(BENCH_ARGS)

lock: setup ## bring requirements/ in line with pyproject.toml, keeping versions where possible
	$(PIP_COMPILE) $(LOCK_ARGS) --output-file requirements/base.txt pyproject.toml
	$(PIP_COMPILE) $(LOCK_ARGS) --extra server --extra local --extra dev --constraint requirements/base.txt \
		--output-file requirements/all.txt pyproject.toml

upgrade: ## the same with the newest versions
	$(MAKE) lock LOCK_ARGS=--upgrade

clean: ## remove everything that can be made again, .venv included
	rm -rf voter_client/web/dist voter_client/web/node_modules
	rm -rf $(VENV) .cache .demo .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# Two stamps: the packages are installed again when the locks change, our own entry points when pyproject.toml does.
# A .venv that came from elsewhere (a copied checkout, an upgraded Python) is made anew.
$(VENV)/.installed: $(VENV)/.locked pyproject.toml hatch_build.py crypto/edwards_native.c
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.locked: requirements/all.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Suara Sah needs Python 3.11 or later, and $(PYTHON) is older (or missing): install it, then run" \
		"make setup PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python cannot make a virtual environment: install the package python3-venv," \
		"then run make setup again." >&2; exit 1; }
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/all.txt
	@touch $@
