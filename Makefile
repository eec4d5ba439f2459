# Kept from a fresh machine: needs make and Python 3.11 or newer, and makes everything else itself.
# What has to come from the system is installed when this runs as root on Debian or Ubuntu; for
# anyone else one line says what to install.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet
PYTEST := $(PY) -m pytest
LOCK := uv pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-header --no-annotate --extra postgres

# $(call need,how to see that it is there,Debian's package for it)
need = { $(1); } >/dev/null 2>&1 || $(call get,$(2))
get = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	echo "Installing $(1) …" && apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	apt-get -qq install --no-install-recommends --yes $(1) >/dev/null; \
	else echo "Missing on this machine; please install it: sudo apt-get install $(1)" >&2; false; fi

# What is compiled is kept, whatever the machine says: one stage's tests are the next one's too.
export PYTHONDONTWRITEBYTECODE :=

.NOTPARALLEL:

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: $(VENV)/runtime ## a demo desk at http://127.0.0.1:8000, in var/desk (KEPT_WEB, KEPT_SMTP, KEPT_HOME)
	@$(PY) -m kept demo && exec $(PY) -m kept serve

.PHONY: test
test: check test-sqlite test-postgres test-browser ## all checks and tests; under ten minutes on two cores

.PHONY: check
check: $(VENV)/tests ## lint, types and import contracts
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy kept
	$(VENV)/bin/lint-imports --no-logo

.PHONY: test-sqlite
test-sqlite: $(VENV)/tests ## the tests, on SQLite
	@$(call need,$(PY) -m tests.dovecot,dovecot-imapd)
	@# Without a configuration of its own, Debian's Postfix does not start by itself.
	@command -v debconf-set-selections >/dev/null && [ "$$(id -u)" = 0 ] && echo \
		"postfix postfix/main_mailer_type select No configuration" | debconf-set-selections || true
	@$(call need,$(PY) -m tests.postfix,postfix)
	$(PYTEST) -n 2 --dist worksteal -m "not browser"

.PHONY: test-postgres
test-postgres: $(VENV)/tests ## the tests that use a database, on a PostgreSQL of their own
	@$(call need,$(PY) -m tests.postgres,postgresql)
	@$(call need,$(PY) -m tests.dovecot,dovecot-imapd)
	$(PY) -m tests.postgres $(PYTEST) -n 2 --dist worksteal -m "database and not browser"

.PHONY: test-browser
test-browser: $(VENV)/tests ## the tests with people at browsers
	@$(call need,$(PY) -m tests.chromium,chromium-headless-shell) || { [ "$$(id -u)" = 0 ] && \
		$(PY) -m playwright install --with-deps chromium; }  # Ubuntu has no such package
	$(PYTEST) -m browser

.PHONY: explore
explore: $(VENV)/tests ## the properties, each on 500 new random examples
	HYPOTHESIS_PROFILE=explore $(PYTEST) -n 2 --dist worksteal -m hypothesis

.PHONY: bench
bench: $(VENV)/tests ## measure; prints a table and writes bench.json
	@$(call need,$(PY) -m tests.postgres,postgresql)
	$(PY) -m bench

.PHONY: corpus
corpus: $(VENV)/tests ## feed the mail under KEPT_CORPORA through SMTP into a fresh desk
	$(PY) -m bench.corpus
	@$(PY) -m bench.mail_fields

.PHONY: mail-fields
mail-fields: $(VENV)/tests ## what Kept understands of the mail under KEPT_CORPORA, beside others
	@$(PY) -m bench.mail_fields

.PHONY: vectors
vectors: $(VENV)/tests ## deadlines and tickets of other help desks under KEPT_CORPORA, through Kept
	@$(PY) -m bench.vectors

.PHONY: shots
shots: $(VENV)/tests ## pictures of the main screens of a fresh demo desk, in shots/
	@$(call need,$(PY) -m tests.chromium,chromium-headless-shell)
	$(PY) -m bench.shots

.PHONY: audit
audit: $(VENV)/tests ## look at a desk as it would stand on the internet; ends with 1 on a finding
	@$(PIP) pip-audit || echo "pip-audit could not be installed." >&2
	@$(PY) -m tests.audit

.PHONY: lock
lock: $(VENV)/bin/python ## compile requirements*.txt from pyproject.toml
	$(PIP) uv
	$(VENV)/bin/$(LOCK) --output-file requirements.txt
	$(VENV)/bin/$(LOCK) --group dev --output-file requirements-dev.txt

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Kept needs Python 3.11 or newer. Name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(call need,$(PYTHON) -c 'import ensurepip; import venv',python3-venv)
	$(PYTHON) -m venv $(VENV)

# The stamps: nothing is installed twice, and a changed pin is.
$(VENV)/runtime: requirements.txt | $(PY)
	$(PIP) --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/tests: requirements-dev.txt requirements.txt | $(PY)
	$(PIP) --require-hashes --requirement requirements-dev.txt
	@touch $@ $(VENV)/runtime
