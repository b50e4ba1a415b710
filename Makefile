# What one can do here: `make` alone lists it.
PORT ?= 8000
PY := .venv/bin/python
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres test-browser bench lint openapi format seed shell assets deps

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/installed: requirements.txt requirements-dev.txt
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/bench-installed: .venv/installed requirements-bench.txt
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

static/dist/.built: node_modules/.installed $(shell find static/src frontend -type f)
	npm run --silent build
	@touch $@

deps: .venv/installed node_modules/.installed
assets: static/dist/.built

run: .venv/installed static/dist/.built ## the site on http://127.0.0.1:$(PORT), from nothing
	@DEBUG=1 $(PY) manage.py prepare
	@echo "MigPol is at http://127.0.0.1:$(PORT)/ (data entry: /admin/)"
	@DEBUG=1 SITE_URL=http://127.0.0.1:$(PORT) $(PY) manage.py runserver --noreload 127.0.0.1:$(PORT)

test: .venv/installed static/dist/.built ## the suite on SQLite, and the seeds' check
	DEBUG=1 $(PY) -m pytest -n $(WORKERS) --dist worksteal --durations 10

test-postgres: .venv/installed static/dist/.built ## the same on PostgreSQL, without what asks no database
	DEBUG=1 $(PY) tests/with_postgres.py $(PY) -m pytest -n $(WORKERS) --dist worksteal --durations 10

test-browser: .venv/installed static/dist/.built ## real pages in headless Chromium
	DEBUG=1 $(PY) -m pytest -o addopts="-q" -n $(WORKERS) --dist worksteal --durations 10 tests/browser

bench: .venv/installed .venv/bench-installed static/dist/.built ## how fast, as ratios (SIZES="1000 10000 100000", or 0 for the pages alone)
	$(PY) -m tests.bench $(SIZES)

lint: .venv/installed static/dist/.built ## style, types, layers, migrations, settings
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djade --check $(shell git ls-files 'templates/*.html')
	.venv/bin/mypy
	.venv/bin/lint-imports
	DEBUG=1 $(PY) manage.py makemigrations --check --dry-run
	DEBUG=0 SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') $(PY) manage.py check --deploy --fail-level WARNING

openapi: .venv/installed ## write the description of the API to docs/openapi.yaml
	DEBUG=1 $(PY) manage.py spectacular --file docs/openapi.yaml

format: .venv/installed ## put the style right
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/djade $(shell git ls-files 'templates/*.html') || true

seed: .venv/installed ## load seeds/ again
	@DEBUG=1 $(PY) manage.py migrate --verbosity 0
	DEBUG=1 $(PY) manage.py seed

shell: .venv/installed ## Django's shell
	DEBUG=1 $(PY) manage.py shell
