# Each target sets up what it needs. README.md has the commands without make.
PYTHON ?= python3
BIN := .venv/bin
export JUPYTER_DEFAULT_PROVISIONER_NAME := warm

.PHONY: figures test test-all watch lab deck states site refresh clean works

figures: .venv/ready
	$(BIN)/ourimpact run

# The tests to run for every change. They need no network and no browser; kernels are forked.
test: .venv/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	JUPYTER_DEFAULT_PROVISIONER_NAME=warm $(BIN)/pytest --nbval -n 3 --dist loadfile --no-loadscope-reorder notebooks/[0-9]*.ipynb tests

# The other tests: next year's report, Dask, the deck, the site, and a browser.
# The slowest files come first, to keep both cores busy to the end.
test-all: test
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder \
		tests/browser tests/ingest tests/full/test_s*.py tests/full/test_[!s]*.py

watch: .venv/ready
	$(BIN)/ourimpact watch

lab: .venv/ready
	$(BIN)/ourimpact lab

# The fact sheet of each state. `make site` also makes those that are due.
states: .venv/ready
	$(BIN)/ourimpact states

site: .venv/ready
	$(BIN)/ourimpact site

deck: .venv/ready
	$(BIN)/ourimpact deck

refresh: .venv/ready
	$(BIN)/ourimpact refresh

# What was made by hand stays: decisions on a new report, and changed copies of notebooks.
clean:
	rm -rf $(filter-out build/ingest build/lab,$(wildcard build/*)) .venv .pytest_cache .ruff_cache

# The environment is made again only if its requirements change; the version is not one of them.
.venv/ready: requirements.lock pyproject.toml | works
	@mkdir -p .venv
	@grep -v '^version' pyproject.toml | cat requirements.lock - | cksum > .venv/needs
	cmp -s .venv/needs $@ || ($(PYTHON) -m venv .venv && \
		$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements.lock && \
		$(BIN)/python -m pip install --quiet --no-deps --editable .)
	@mv .venv/needs $@

works:
	@test ! -e .venv/ready || $(BIN)/python -c "import ourimpact" 2> /dev/null || { echo >&2 \
		".venv does not work here (was the folder moved?): rm -rf .venv, then repeat this."; exit 1; }
