# make chat   talk to it in this terminal
# make test   run the whole test suite
# make audit  every package locked by hash, of an allowed licence, here for a reason; known weaknesses
# make proof  the long proofs: many more generated talks and hostile calls, the canary and its planted leaks, the speed tables
# Each makes its own virtual environment in .venv, installs what it needs, and can be run again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Byte code is made when a module is first used; that saves a fifth of the space.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-compile

.PHONY: chat test proof check audit lock clean
.DEFAULT_GOAL := chat

chat: $(VENV)/.core
	@$(BIN)/whereto knowledge compile
	@$(BIN)/whereto chat

test: $(VENV)/.dev
	@$(BIN)/whereto knowledge compile
	@$(BIN)/python -m pytest -n auto

proof: $(VENV)/.peers
	@WHERETO_PROOF=1 WHERETO_PEERS=required WHERETO_HANDBOOK=installed $(BIN)/python -m pytest -n auto tests
	@$(BIN)/python tests/privacy/canary.py
	@$(BIN)/python tests/privacy/planted.py
	@$(BIN)/python -m benchmarks speed
	@$(BIN)/python -m benchmarks serve

check: $(VENV)/.dev
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy
	@$(BIN)/whereto knowledge check --strict

# What makes locks and looks for known weaknesses has an environment of its own, near no instance.
audit: $(VENV)/.peers $(VENV)/.tools
	@$(BIN)/python tests/audit.py --advisories

$(VENV)/.tools: locks/tools.txt
	@$(PYTHON) -m venv $(VENV)/tools
	@$(VENV)/tools/bin/python -m pip --disable-pip-version-check --quiet install --no-compile --require-hashes --only-binary :all: -r locks/tools.txt
	@touch $@

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, and no '$(PYTHON)' was found."; \
	  echo "Install it (Debian: apt install python3 python3-venv), or name another: make chat PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name another: make chat PYTHON=python3.12"; exit 1; }
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python is there, but cannot make a virtual environment. Debian: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.core: $(VENV)/.made locks/core.txt locks/build.txt pyproject.toml
	@echo "Installing what the talk needs ..."
	@$(PIP) --require-hashes --only-binary :all: -r locks/core.txt -r locks/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.core locks/dev.txt
	@echo "Installing what the tests need ..."
	@$(PIP) --require-hashes --only-binary :all: -r locks/dev.txt
	@touch $@

# Programs of third parties that play the platforms in tests/peers, on this machine only.
$(VENV)/.peers: $(VENV)/.dev locks/peers.txt tests/peers/install.py tests/peers/package-lock.json
	@echo "Installing the peers of the platforms ..."
	@$(PIP) --require-hashes --only-binary :all: -r locks/peers.txt
	@$(BIN)/python tests/peers/install.py $(VENV)/peers
	@touch $@

# New versions: edit pyproject.toml, then `make lock`.
LOCK = $(VENV)/tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-annotate --no-header --no-emit-index-url --no-emit-package whereto pyproject.toml
PLATFORMS = --extra telegram --extra slack --extra teams --extra redis
lock: $(VENV)/.made $(VENV)/.tools
	@$(LOCK) -o locks/core.txt
	@$(LOCK) $(PLATFORMS) -o locks/serve.txt
	@$(LOCK) $(PLATFORMS) --extra poster --extra dev -o locks/dev.txt
	@$(LOCK) --extra peers -o locks/peers.txt
	@$(LOCK) --extra build --constraint locks/core.txt -o locks/build.txt
	@$(LOCK) --extra tools --constraint locks/core.txt -o locks/tools.txt

clean:
	@rm -rf $(VENV) bot/_compiled
