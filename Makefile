# Every verb here works from a fresh clone: what it needs is made first.
#   make env              .venv with every extra, from uv.lock
#   make demo             crawl the bundled local web into data/, show what was archived, export a CSV
#   make test             every test
#   make check            format, lint, types, import rules
#   make bench            speed and quality against named references (KRONIKA_PAGES=DIR adds saved pages)
#   make test-wordpress   build real WordPress sites on loopback, crawl them, compare with their truth

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: env demo test check bench test-wordpress format clean

env: $(READY)

# uv where it is there; otherwise pip fetches it into the environment it then fills.
$(READY): pyproject.toml uv.lock
	@if command -v uv >/dev/null 2>&1; then \
		uv sync --frozen --all-extras --quiet; \
	else \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
			|| { echo "Kronika needs Python 3.11 or newer; $(PYTHON) is older. Try: make env PYTHON=python3.12" >&2; exit 1; }; \
		$(PYTHON) -m venv .venv \
			|| { echo "$(PYTHON) cannot make an environment (on Debian: apt install python3-venv), or install uv." >&2; exit 1; }; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"; \
		$(BIN)/python -m uv sync --frozen --all-extras --inexact --quiet --python $(BIN)/python; \
	fi
	@touch $@

demo: $(READY)
	@$(BIN)/kronika demo

test: $(READY)
	@$(BIN)/python -m pytest -n auto

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(READY)
	@$(BIN)/python -m bench

test-wordpress: $(READY)
	@tests/wordpress/run.sh

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
