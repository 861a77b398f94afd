PYTHON ?= python3
BIN := .venv/bin
PROMTOOL = docker run --rm --network none --tmpfs /tmp --volume "$(CURDIR)/deploy/prometheus:/etc/prometheus:ro" \
  --entrypoint promtool $$(docker compose config --images prometheus)

.PHONY: setup bench-setup demo test test-compose test-alerts test-contracts test-page pictures check audit lock clean

setup: .venv/ready  ## a virtual environment with everything, pinned by hash

.venv/ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Choreo needs Python 3.11 or newer; say which: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

bench-setup: setup  ## what the benchmarks compare with, added to it
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements-bench.txt

demo: setup  ## the whole shop on this machine, until Ctrl-C
	@$(BIN)/choreo demo

test: setup  ## the whole suite, on real servers
	@$(BIN)/pytest

test-compose: setup  ## the last commit in containers; needs Docker
	@$(BIN)/pytest tests/compose --numprocesses 0 --verbose

test-alerts:  ## what may happen, played to the alert rules by Prometheus; needs Docker
	$(PROMTOOL) check config /etc/prometheus/prometheus.yml
	$(PROMTOOL) test rules /etc/prometheus/alerts_test.yml

test-contracts:  ## docs/asyncapi.json, read by the official AsyncAPI parser; needs Node 20.16 or newer, with npm
	@npm ci --prefix tests/asyncapi --ignore-scripts --no-audit --no-fund --loglevel error
	@node tests/asyncapi/validate.js docs/asyncapi.json

test-page: setup  ## the observer's page, in a real Chromium; needs one (CHROMIUM=PATH)
	@$(BIN)/pytest tests/page --numprocesses 0 --verbose

pictures: setup  ## docs/pictures, taken anew by the page's tests
	@$(BIN)/pytest tests/page/test_pictures.py --numprocesses 0 --pictures docs/pictures

check: setup  ## what CI checks besides the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/choreo docs --check

audit: setup  ## pinned dependencies against the known vulnerabilities
	@$(BIN)/python .ci/audit.py $(BIN)/pip-audit --requirement requirements-dev.txt --require-hashes --disable-pip \
	  --format json --progress-spinner off

lock: setup  ## writes requirements*.txt anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra local --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra local --extra dev --extra bench -c requirements-dev.txt pyproject.toml -o requirements-bench.txt

clean:  ## removes the demo's data and the virtual environment
	@if [ -x $(BIN)/choreo ]; then $(BIN)/choreo down; fi
	rm -rf .choreo .venv
