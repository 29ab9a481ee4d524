# Two commands from a fresh checkout: `make demo` and `make test`. Needs Python 3.11+ and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEMO := .demo
# Served on a terminal; --serve or --no-serve decide otherwise.
SERVE ?=

.DEFAULT_GOAL := help

help:  ## Show this help
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):[^#]*## */\1\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …")'
	@echo "installing what requirements.lock pins into .venv; this once, it takes a minute or two …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --disable-pip-version-check --require-hashes -r requirements.lock >.venv/pip.log & pip=$$!; \
	  while sleep 5; kill -0 $$pip 2>/dev/null; do echo "  … $$(grep -c ^Collecting .venv/pip.log) packages so far"; done; \
	  wait $$pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@mkdir -p .typecheck && ln -sfn .. .typecheck/research_graph
	@touch $(READY)

install: $(READY)  ## Make .venv with everything that is pinned

demo: $(READY)  ## Load the bundled sample, show people of it and, on a terminal, serve it until Ctrl-C (or SERVE=--serve)
	@$(BIN)/python tools/explorer.py || true
	@[ -d service/static/graphiql ] || { echo "getting GraphiQL's files from npm's registry …"; $(BIN)/python tools/assets.py; } || true
	@echo "loading the sample and finding its communities; the first time takes about a minute …"
	$(BIN)/research-graph --workspace $(DEMO) demo $(SERVE)

explorer: $(READY)  ## Build the explorer with the Node on this machine, else with the one that PyPI offers
	$(BIN)/python tools/explorer.py

assets: $(READY)  ## Build GraphiQL's files from npm's registry (no Node needed), for the setting graphiql
	$(BIN)/python tools/assets.py

test: $(READY)  ## Run the whole test suite, a real Neo4j server included
	$(BIN)/python -m pytest -n auto

fast: $(READY)  ## Run the tests that need no Neo4j server
	$(BIN)/python -m pytest -n auto -m "not neo4j"

lint: $(READY)  ## Lint, types, and whether the generated docs are current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tools/docs.py --check

check: lint test  ## What CI runs

fmt: $(READY)  ## Format the code and write the generated docs
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/python tools/docs.py

bench: $(READY)  ## Measure against plain scripts in the same run (DATA=folder of the corpora)
	$(BIN)/python -m bench --data $(DATA)

neo4j: $(READY)  ## Run a real Neo4j server with Browser, without containers
	$(BIN)/python tools/neo4j/server.py --home .neo4j

up:  ## Run Neo4j in a container and wait until it is healthy
	docker compose up --wait neo4j

lock: $(READY)  ## Renew requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --all-extras \
	  pyproject.toml -o requirements.lock

clean:  ## Remove what make has made
	rm -rf .venv .demo .neo4j .node .typecheck build dist *.egg-info explorer/node_modules service/static/explorer

.PHONY: help install demo explorer assets test fast lint check fmt bench neo4j up lock clean
