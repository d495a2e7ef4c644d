# Two commands for a fresh machine (Python 3.11 or newer, pip, make): make demo, make test.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test format schemas soak bench clean

demo: .venv/demo.ready
	$(BIN)/codeer demo codeer-demo

test: .venv/test.ready .venv/viewers.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/smoke_wheel.py
	$(BIN)/python -m pytest

format: .venv/test.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schemas: .venv/test.ready
	$(BIN)/python -m tests.write_schemas

# Hours, not minutes: kill -9, failing disks, sockets, worst texts, fuzzing. Each command prints a table and its seed.
soak: .venv/test.ready .venv/fuzz.ready
	$(BIN)/python -m tests.soak.kill --trials 200
	$(BIN)/python -m tests.soak.disk
	$(BIN)/python -m tests.soak.privacy
	$(BIN)/python -m tests.soak.hostile
	$(BIN)/python -m tests.soak.fuzz --all --seconds 1800 --jobs 2

bench: .venv/test.ready
	$(BIN)/python -m bench

.venv/created:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'codeer heeft Python 3.11 of nieuwer nodig')"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@

.venv/demo.ready: .venv/created pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/test.ready: .venv/created pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

.venv/fuzz.ready: .venv/test.ready
	$(BIN)/python -m pip install --quiet --editable '.[fuzz]'
	touch $@

# Tests open the reports in Chromium and LibreOffice; where they cannot be installed, those tests are skipped.
.venv/viewers.ready: .venv/created
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! (command -v chromium && command -v soffice) >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium libreoffice-writer libreoffice-calc >/dev/null; \
	fi
	touch $@

clean:
	rm -rf .venv codeer-demo dist
