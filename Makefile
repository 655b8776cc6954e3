# Alcove. `make` alone prints what there is; the words after ## are the help.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
LOCKED := --require-hashes --requirement
EXTRAS ?=
WORKERS ?= 2
ARGS ?=
WEB_SOURCES := $(wildcard web/package.json web/package-lock.json web/index.html web/*.ts) $(shell find web/src web/public -type f 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

.PHONY: help
help: ## Print this help
	@echo "Alcove. Two commands matter: make serve, make test."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  HOST, PORT and ALCOVE_DATA_DIR are honoured by serve; ARGS are passed on by serve, demo, test and bench."

.PHONY: setup
setup: $(VENV)/.project web ## Install everything a server needs into .venv (EXTRAS=redis adds Redis)

.PHONY: serve
serve: $(VENV)/.project ## Run the server on http://127.0.0.1:8000
	@$(MAKE) --silent web || echo "The web page could not be built; the server runs without it."
	@exec $(BIN)/alcove serve $(ARGS)

.PHONY: demo
demo: $(VENV)/.project ## Run a server with three simulated sellers, no account needed
	@$(MAKE) --silent web || echo "The web page could not be built; the server runs without it."
	@exec $(BIN)/alcove serve --demo $(ARGS)

.PHONY: test
test: $(VENV)/.dev ## Run all tests (ARGS="-k name" picks some)
	@$(MAKE) --silent peers || echo "The servers of others could not be installed; what needs them is left out."
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

.PHONY: check
check: $(VENV)/.dev ## Run the whole gate: format, lint, types, layers, web page, tests
	@echo "== format"
	@$(BIN)/ruff format --check .
	@echo "== lint"
	@$(BIN)/ruff check .
	@echo "== types"
	@$(BIN)/mypy
	@echo "== layers"
	@$(BIN)/lint-imports
	@echo "== web page"
	@$(MAKE) web-check
	@echo "== tests"
	@WHOLE_GATE=1 $(MAKE) test

.PHONY: format
format: $(VENV)/.dev ## Format the source and mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

.PHONY: docs
docs: $(VENV)/.dev ## Write the reference pages again from the code
	@$(BIN)/python docs/build_reference.py

.PHONY: bench
bench: $(VENV)/.dev ## Measure the budgets of the design on this machine
	@$(BIN)/python -m bench.run $(ARGS)

.PHONY: peers
peers: $(VENV)-peers/.done ## Install the servers of others that tests run against, apart from everything else

.PHONY: lock
lock: $(VENV)-lock/.done ## Lock the dependencies again (UPGRADE=1 takes the newest)
	@sh requirements/lock.sh $(VENV)-lock/bin/uv $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## Remove what make made; data directories are never touched
	@rm -rf $(VENV) $(VENV)-lock $(VENV)-peers build dist web/dist web/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests bench docs -type d -name __pycache__ -prune -exec rm -rf {} +

# --- what the commands stand on; each stamp is newer than everything it was made from

$(BIN)/python:
	@sh requirements/venv.sh $(VENV)

$(VENV)/.runtime: requirements/build.txt requirements/runtime.txt requirements/redis.txt | $(BIN)/python
	@echo "Installing the locked dependencies"
	@$(PIP) $(LOCKED) requirements/build.txt $(LOCKED) requirements/$(if $(findstring redis,$(EXTRAS)),redis,runtime).txt
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
	@$(VENV)-lock/bin/python -m pip --disable-pip-version-check install --quiet $(LOCKED) requirements/lock.txt
	@touch $@

$(VENV)-peers/.done: requirements/peers.txt
	@sh requirements/venv.sh $(VENV)-peers
	@$(VENV)-peers/bin/python -m pip --disable-pip-version-check install --quiet $(LOCKED) requirements/peers.txt
	@touch $@

.PHONY: web web-check
ifeq ($(wildcard web/package.json),)
web web-check:
	@:
else ifneq ($(shell node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null 2>&1 && echo yes),yes)
web web-check:
	@echo "Node 20.19 or newer is not installed: the web page is left out, the server runs without it."
else
web: web/dist/index.html

web-check: web/node_modules/.done
	@cd web && npm run --silent check && npm run --silent build

web/node_modules/.done: web/package.json web/package-lock.json
	@echo "Installing what the web page needs"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/.done $(WEB_SOURCES)
	@echo "Building the web page"
	@cd web && npm run --silent build
	@touch $@
endif
