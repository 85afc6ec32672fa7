# Everything a newcomer or a machine runs here. `make demo` and `make test` set up what they need themselves.
PYTHON ?= python3
PORT ?= 8080
HOST ?= 127.0.0.1
KILLS ?= 10000
RACES ?= 2000
AT_ONCE ?= 3
RUNS ?= 5
FSYNC_MS ?= 0
HISTORIES ?= 10000
bin := .venv/bin
sources := bot handlers jobs cards services db locales sandbox tests bench
export PYTHONWARNINGS ?= default
# Compiled modules are kept: a process that has to compile all of them anew starts five seconds later.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help demo screenshots test any-day lint format faults simulate-outages mutants bench bench-bookings bench-surge bench-steady bench-restart bench-sandbox catalogs constraints clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# Two stamps, so that the demo never waits for the tests' packages.
.venv/run: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(bin)/python -m pip install --quiet uv
	$(bin)/python -m uv pip install --quiet --compile-bytecode --python $(bin)/python --constraint constraints.txt --editable .
	touch $@

.venv/dev: .venv/run
	$(bin)/python -m uv pip install --quiet --compile-bytecode --python $(bin)/python --constraint constraints.txt --editable '.[dev]'
	touch $@

# Debian's Chromium where apt works, else Playwright's own; either way only when none is there yet. The same
# for zbar's library, without which its Python package can't be imported.
.venv/browser: .venv/dev
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk fonts-noto-color-emoji >/dev/null) \
	  || $(bin)/python -m playwright install --with-deps chromium
	@$(bin)/python -c 'import pyzbar.pyzbar' 2>/dev/null || (apt-get update -qq && apt-get install -y -qq libzbar0 >/dev/null) \
	  || (echo 'zbar is missing, which reads the tickets in the tests: libzbar0 on Debian, zbar elsewhere' && false)
	touch $@

catalogs: .venv/run  ## compile the words (gettext catalogs)
	@$(bin)/python -m locales.catalogs compile

demo: .venv/run catalogs  ## Telegram on your desk: phones on a page, no token (PORT=8080, HOST=127.0.0.1; KEEP=1 goes on where it ended)
	$(bin)/maplebridge demo --host $(HOST) --port $(PORT) $(if $(KEEP),--keep)

screenshots: .venv/browser catalogs  ## the README's pictures, taken from the demo (docs/pictures)
	$(bin)/python -m bench.screenshots

test: .venv/browser catalogs lint  ## everything that has to hold, on SQLite and PostgreSQL (AT_ONCE=3 files of tests side by side)
	$(bin)/python -m pytest --numprocesses $(AT_ONCE) --dist loadfile

any-day: .venv/browser catalogs  ## what knows a calendar, on a leap day, at a year's end and other hard days (DAY=2028-02-29T23:59 for one)
	$(bin)/python -m tests.any_day $(DAY) --at-once $(AT_ONCE)

faults: .venv/dev catalogs  ## kill it for real, KILLS times (KILLS=10000)
	$(bin)/python -m tests.faults.campaign $(KILLS)

simulate-outages: .venv/dev catalogs  ## Telegram gone, groups and people that refuse: HISTORIES of them (HISTORIES=10000, AT_ONCE=3)
	$(bin)/python -m tests.delivery.outages $(HISTORIES) --at-once $(AT_ONCE)

lint: .venv/dev
	$(bin)/ruff check $(sources)
	$(bin)/ruff format --check $(sources)
	$(bin)/lint-imports
	$(bin)/mypy
	$(bin)/python -m locales.catalogs check

format: .venv/dev  ## let ruff put the code in order
	$(bin)/ruff check --fix $(sources)
	$(bin)/ruff format $(sources)

constraints: .venv/dev  ## pin the newest versions that fit together
	$(bin)/python -m uv pip compile --quiet --upgrade --universal --no-annotate --no-header --all-extras pyproject.toml --output-file constraints.txt

clean:
	rm -rf .venv build var .mypy_cache .ruff_cache .pytest_cache

mutants: .venv/dev catalogs  ## remove each safeguard and see the tests fail
	$(bin)/python -m tests.mutants

bench: .venv/dev catalogs  ## updates a second beside bare aiogram and python-telegram-bot; press to card; commits (BENCH="--engine postgresql", FSYNC_MS=2 slows the disk). AGAINST=COMMIT: beside that commit's programme, RUNS=5 times in turn
	$(bin)/python -m $(if $(AGAINST),bench.against $(AGAINST) --runs $(RUNS),bench --fsync-ms $(FSYNC_MS)) $(BENCH)

bench-bookings: .venv/dev catalogs  ## fifty people race for one place, and the month view (RACES=2000)
	$(bin)/python -m bench.bookings --races $(RACES)

bench-surge: .venv/dev catalogs  ## a thousand alarms in a minute for three groups (BENCH="--alarms 1000 --seconds 60 --groups 3 --flood 10000")
	$(bin)/python -m bench.surge $(BENCH)

bench-steady: .venv/dev catalogs  ## press to card beside a million old rows, 20,000 deeds due at once, a flood (BENCH="--seconds 60 --rows 1000000 --deeds 20000")
	$(bin)/python -m bench.steady $(BENCH)

bench-restart: .venv/dev catalogs  ## killed to first message, and a cold start; BEFORE=COMMIT: beside that commit's (BENCH="--kills 30 --colds 3")
	$(bin)/python -m bench.restart $(if $(BEFORE),--before $(BEFORE)) $(BENCH)

bench-sandbox: .venv/dev  ## messages a second through the sandbox on one core (BENCH="--messages 200000")
	$(bin)/python -m bench.sandbox $(BENCH)
