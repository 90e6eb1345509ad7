# Everything a newcomer needs: `make run` and `make test`. Others: bench, soak, screenshots, openapi.
PYTHON ?= python3
VENV := .venv
UV_VERSION := 0.13.9
UV := $(VENV)/bin/uv
EVENTS ?= 2000000
SEED ?= 1
export PORT ?= 8000
export DEVSTORE_PORT ?= 8100
export DATA_DIR ?= .data

.PHONY: run test bench soak screenshots install install-web build-web openapi lint sbom

run: install build-web
	@$(VENV)/bin/inventorysync demo

test: install install-web
	@$(PYTHON) tests/run_all.py

soak: install
	@cd tests && ../$(VENV)/bin/python -m simulation.soak --events $(EVENTS) --seed $(SEED)

bench: install build-web
	@PYTHONPATH=tests $(VENV)/bin/python -m bench

screenshots: install build-web
	@cd tests && ../$(VENV)/bin/python -m e2e.gallery

openapi: install
	@$(VENV)/bin/python -m inventorysync.entry.openapi > frontend/openapi.json
	@cd frontend && npm run --silent api

sbom: install install-web
	@$(UV) export --frozen --no-dev --no-emit-project --format cyclonedx1.5 --quiet -o sbom-python.json
	@cd frontend && npm sbom --sbom-format cyclonedx --package-lock-only --omit dev > ../sbom-web.json

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(UV) || ($(PYTHON) -m venv $(VENV) && $(VENV)/bin/pip install --quiet uv==$(UV_VERSION))
	@$(UV) sync --frozen --quiet --inexact --compile-bytecode
	@touch $@

install-web: frontend/node_modules/.installed

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	@cd frontend && npm ci --silent --no-audit --no-fund
	@touch $@

build-web: frontend/dist/.built

frontend/dist/.built: frontend/node_modules/.installed $(shell find frontend/src frontend/index.html frontend/build frontend/public frontend/vite.config.js -type f 2>/dev/null)
	@cd frontend && npm run --silent build
	@touch $@
