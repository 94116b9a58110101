# Two commands are all the set-up: `make run` and `make test`. The others are listed by `make help`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO_DATA ?= demo-data
FAULTS_TABLE ?= /tmp/hoso-faults.md

.PHONY: help setup run test compiled check types rules bench bench-links soak soak-faults soak-others soak-pages build screens packs sbom audit clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup: $(READY) ## the .venv with pinned dependencies, and missing system libraries

$(READY): requirements.lock .ci/system-libraries
	bash .ci/system-libraries
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=...)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned dependencies into $(VENV): some minutes, the first time"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	# Compiled once here, because a machine may be set not to keep what it compiles at start.
	# Some of what is installed are templates that no Python can compile: what cannot be is left as it is, without a word.
	$(BIN)/python -m compileall -qq $(VENV)/lib kiosk forms sync || true
	touch $(READY)

run: setup ## a demo office: kiosk window, agent and a local gateway (offscreen where there is no display)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" != Linux ]; then \
	  $(BIN)/python -m kiosk demo --data-dir $(DEMO_DATA); \
	else \
	  $(BIN)/python -m kiosk demo --headless; \
	fi

test: setup ## everything: format, lint, types, import rules, tests
	# What is compiled is kept, for the many processes that are started; tests/conftest.py says which modules come first.
	$(BIN)/python -m compileall -q kiosk forms sync
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types rules compiled
	PYTHONDONTWRITEBYTECODE= QT_QPA_PLATFORM=offscreen \
	  $(BIN)/python -m pytest -m "not soak" -n 2 --dist loadscope --no-loadscope-reorder

# pytest compiles every test for itself, and each of its workers would: once here, on the core that types leave alone.
# What cannot be read is said by the run itself.
compiled: setup
	@PYTHONDONTWRITEBYTECODE= QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --collect-only -m "not soak" >/dev/null || true

check: setup types rules ## format, lint, types, import rules, definitions, packs

types: setup
	$(BIN)/mypy

rules: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m forms check
	$(BIN)/python -m kiosk.i18n.extract --check
	$(BIN)/python -m kiosk.i18n.terms --check

bench: setup ## every benchmark, with its bar
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m bench

bench-links: setup ## the product and its peers over bad links, in one table (needs root)
	$(BIN)/python -m bench.links --write; links=$$?; \
	  [ $$links -ne 2 ] && $(BIN)/python -m bench.links.bars && exit $$links

soak: soak-faults soak-others soak-pages ## every long run

soak-faults: setup ## the whole catalogue of faults (docs/faults.md), each row with its count
	QT_QPA_PLATFORM=offscreen HOSO_FAULTS_TABLE=$(FAULTS_TABLE) $(BIN)/python -m pytest -p no:randomly --timeout 7200 \
	  -n 2 --dist worksteal $$($(BIN)/python -m tests.faults.catalogue)

soak-others: setup ## long runs that are neither faults nor pages
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m soak -p no:randomly --timeout 7200 \
	  --ignore tests/faults --ignore tests/road --ignore tests/unit/ui/gallery

soak-pages: setup ## every page at every size in every language (hours)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m soak -p no:randomly --timeout 7200 tests/unit/ui/gallery

build: setup ## the installable folder, then starts what it built
	$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build build.spec
	$(BIN)/python -m bench.built dist/hoso-kiosk

screens: setup ## pictures of every screen under docs/screens
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m kiosk screens --out docs/screens

packs: setup ## takes new sentences into the packs and renders missing Vietnamese clips (needs espeak-ng and opusenc)
	$(BIN)/python -m kiosk.i18n.extract
	$(BIN)/python -m kiosk.i18n.terms
	$(BIN)/python -m kiosk.i18n.render_clips

sbom: setup ## what the product is made of, as CycloneDX JSON in dist/
	$(BIN)/python .ci/sbom.py dist/sbom.cdx.json

audit: setup ## known weaknesses of what is pinned; fails where one package could not be asked about (needs PyPI itself, no mirror)
	$(BIN)/python -m pip_audit --strict --disable-pip --require-hashes -r requirements.lock

clean: ## removes what the other commands made
	rm -rf build dist $(DEMO_DATA) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
