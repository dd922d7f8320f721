# Two commands are enough: make run, make test. Everything they need is installed below this folder.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run setup test check docs sbom audit tests develop browser format clean

UV := $(shell command -v uv || echo .tools/bin/uv)
VENV := .venv/bin
SBOM := dist/suluh.cdx.json
export UV_PYTHON_PREFERENCE := system
# Some machines forbid Python to keep what it compiled; each of the many processes would compile everything again.
export PYTHONDONTWRITEBYTECODE :=
# Where the machine has certificates, those hold: an office's proxy may have its own.
export UV_SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)

help: ## What can be done here
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

run: setup ## Set up everything and show this week's alerts of a made-up province, in the browser too
	@$(VENV)/suluh run --serve

setup: | $(UV) ## Install what running needs, exactly as locked
	@$(UV) sync --locked --no-dev --inexact --quiet

test: develop browser check docs sbom audit tests ## Set up everything and run every check and test

check: ## Lint, format, types, floors
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/mypy
	$(VENV)/lint-imports

docs: ## Build the documentation; a broken link is an error
	NO_MKDOCS_2_WARNING=1 $(VENV)/mkdocs build --strict --quiet

sbom: | $(UV) ## Write the software bill of materials of what runs (CycloneDX)
	@$(UV) export --locked --no-dev --no-emit-project --format cyclonedx1.5 --quiet --output-file $(SBOM) > /dev/null

audit: | $(UV) ## Ask for known vulnerabilities of everything that is locked
	@$(UV) export --locked --all-groups --no-emit-project --format requirements.txt --quiet | $(VENV)/python .ci/audit.py

tests: ## Run the tests
	$(VENV)/pytest -n auto --dist loadfile --no-loadscope-reorder

develop: | $(UV)
	@$(UV) sync --locked --group dev --quiet

browser: ## Install the browser that the pages' tests drive, where that is allowed
	@.ci/chromium

format: ## Put the code in its form
	$(VENV)/ruff check --fix-only
	$(VENV)/ruff format

clean: ## Remove what was installed and built; records in suluh-data stay
	rm -rf .venv .tools site

.tools/bin/uv:
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python 3.11 dengan venv belum ada. Pasang: apt-get install python3 python3-venv"; \
	  echo "Python 3.11 with venv is missing. Install: apt-get install python3 python3-venv"; exit 1; } >&2
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement .ci/uv.txt
