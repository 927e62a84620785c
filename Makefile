# Each target sets up what it needs; README.md gives the plain commands.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: figures test test-browser lab deck site refresh clean

figures: .venv/ready
	$(BIN)/ourimpact run

test: .venv/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/pytest --nbval -n 2 --dist loadfile tests notebooks/[0-9]*.ipynb

test-browser: .venv/ready
	$(BIN)/pytest tests/browser

lab: .venv/ready
	$(BIN)/jupyter lab --KernelManager.transport_encryption=auto --LabApp.default_url=/lab/tree/notebooks/welcome.ipynb

site: .venv/ready
	$(BIN)/ourimpact site

deck: .venv/ready
	$(BIN)/ourimpact deck

refresh: .venv/ready
	$(BIN)/ourimpact refresh

clean:
	rm -rf build .venv .pytest_cache .ruff_cache lib/*.egg-info

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@
