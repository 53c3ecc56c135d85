# Two commands for a fresh machine: `make up` and `make test`. Each does its own set-up.
SHELL := /bin/bash
UV_VERSION := 0.13.8
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/okta-scim
UV := $(CACHE)/uv-$(UV_VERSION)/bin/uv
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest --quiet
# Without kept bytecode half of each command's time is compiling what it imports.
unexport PYTHONDONTWRITEBYTECODE
# Compiled at set-up, for shells that keep no bytecode; all packages would take five times as long, for a few that are used.
COMPILED := commands.__main__, sandbox.console.routes, sandbox.org.app, sandbox.scim.app, sandbox.serve, \
	toolchain.language_host.program, toolchain.okta_plugin.server

.PHONY: up down drift test thorough unit bench lint environment setup policy browser lock
.DEFAULT_GOAL := help

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

up: setup ## Sandbox, `pulumi up` on stack dev, and who was provisioned (BY_HAND=1: you do the console's steps)
	@$(PYTHON) -m walkthrough up $(if $(filter-out 0 no false,$(BY_HAND)),--by-hand)

down: setup ## Destroy and stop everything that `make up` made
	@$(PYTHON) -m walkthrough down

drift: setup ## What differs between Okta now and what is declared, for all stacks of the sandbox's backend
	@eval "$$($(PYTHON) -m walkthrough environment)" && $(PYTHON) -m commands drift --all

test: setup policy browser lint ## Lint, types and all tests, the end-to-end ones with the real engine
	@$(PYTHON) -m toolchain > /dev/null
	@$(PYTEST) -m alone tests/sandbox
	@$(PYTEST) -m "not alone and not thorough" --numprocesses 2 --dist loadfile

thorough: setup ## What takes long: an update that is killed 50 times under faults, and 10,000 settings made up at random
	@$(PYTHON) -m toolchain > /dev/null
	@$(PYTEST) -m thorough --capture=no
	@$(PYTEST) --hypothesis-profile=thorough tests/settings/test_any_mistake.py

unit: setup ## The tests that need no engine and no server
	@$(PYTEST) tests/components tests/package tests/settings

bench: setup ## What an update costs beside plain pulumi-okta, on a sandbox as slow as Okta (APPS="1 10 100")
	@$(PYTHON) -m benchmark $(if $(APPS),--apps "$(APPS)")

lint: setup ## Lint, format and type checks
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --quiet --check .
	@$(PYTHON) -m mypy --num-workers 2 --no-error-summary .

environment: setup ## Print the variables under which `pulumi` works on stack dev
	@$(PYTHON) -m walkthrough environment

setup: .venv/installed ## Install what the project needs into .venv

.venv/installed: requirements-dev.txt $(UV)
	@test -x $(PYTHON) || $(UV) venv --quiet --python python3 .venv
	@$(UV) pip sync --quiet --require-hashes --python $(PYTHON) requirements-dev.txt
	@$(PYTHON) -c "import $(COMPILED)"
	@touch $@

policy: policy/.venv/installed ## Install what the policy pack needs into policy/.venv

# Of its own: pulumi-policy needs an older protobuf than the program's packages.
policy/.venv/installed: policy/requirements.txt $(UV)
	@test -x policy/.venv/bin/python || $(UV) venv --quiet --python python3 policy/.venv
	@$(UV) pip sync --quiet --require-hashes --python policy/.venv/bin/python policy/requirements.txt
	@policy/.venv/bin/python -c "import pulumi_policy"
	@touch $@

# Only where that asks nobody: as root on Debian, as in a container. Elsewhere a browser that is there will do.
browser:
	@for name in chromium chromium-browser google-chrome; do command -v $$name > /dev/null && exit 0; done; \
		[ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && echo "chromium: installing, once a machine" >&2 \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium \
		> /dev/null || echo "There is no browser to be had here: the tests of pages are skipped" >&2

$(UV):
	@echo "uv: installing $(UV_VERSION), once a machine" >&2
	@python3 -m venv $(CACHE)/uv-$(UV_VERSION)
	@$(CACHE)/uv-$(UV_VERSION)/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

lock: $(UV) ## Renew the lock files from the requirements*.in
	@for name in requirements requirements-dev policy/requirements; do \
		$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
			--no-emit-index-url $$name.in --output-file $$name.txt; done
