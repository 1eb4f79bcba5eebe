# Each target sets up what it needs: .venv, from requirements.lock, once.
# make clean-corpus IN=pages OUT=build/pages    cleans another folder into another place

PYTHON ?= python3
IN     ?= seeds
OUT    ?= build/clean-corpus
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
BENCH  := .venv-bench
FUZZED := txt html jsonl json csv md parquet docx xlsx rtf mhtml warc txt.gz txt.zst zip tar
FUZZ_SECONDS ?= 3600
SITE   := .venv-docs

.DEFAULT_GOAL := help
.PHONY: help setup clean-corpus check-corpus test lint format needs likeness nightly release-check bench options docs lock clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "make %-14s %s\n", $$1, $$2}'

setup: $(READY) ## install everything into .venv (the other targets do it themselves)

$(READY): requirements.lock pyproject.toml setup.py $(wildcard cleaner/neardup/*.c cleaner/neardup/csrc/*.h)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cleaner needs Python 3.11 or newer; name one: make PYTHON=python3.12 …" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

clean-corpus: $(READY) ## clean IN (default: seeds) into OUT (default: build/clean-corpus)
	$(BIN)/cleaner run $(IN) --out $(OUT) --restart

check-corpus: $(READY) ## the data check on what clean-corpus built
	$(BIN)/cleaner check $(OUT)

test: $(READY) ## every test that is fast
	$(BIN)/python -m pytest -n auto

lint: $(READY) ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY) ## let ruff format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

needs: $(READY) ## after a change of rules/: make cleaner/document/needs.json anew
	mkdir -p build
	$(BIN)/python -c 'from cleaner.document.literals import needs_table; from cleaner.document.ruleset import load_rules; \
	  print(needs_table(rule.shape for rule in load_rules().rules), end="")' > build/needs.json
	mv build/needs.json cleaner/document/needs.json

likeness: $(READY) ## after a change of tests/likeness or tests/keep: learn anew what chrome reads like
	PYTHONPATH=bench $(BIN)/python bench/likeness.py

nightly: $(READY) ## the slow tests too, mutation testing, and an hour of fuzzing a reader where Atheris is installed
	$(BIN)/python -m pytest -m "nightly or not nightly" --hypothesis-profile=nightly
	$(BIN)/python tests/reliability/mutate.py
	@if $(BIN)/python -c 'import atheris' 2>/dev/null; then for reader in $(FUZZED); do \
	  $(BIN)/python tests/reliability/fuzz.py $$reader -max_total_time=$(FUZZ_SECONDS) || exit 1; done; \
	else echo "no fuzzing: pip install atheris into $(VENV)" >&2; fi

release-check: $(READY) ## what is too long for a night: 20 GB, and known holes in what is installed
	CLEANER_LOAD=20000000000 $(BIN)/python -m pytest -m nightly tests/reliability/test_load.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --strict --requirement requirements.lock --no-deps --disable-pip

bench: $(BENCH)/.ready ## measure cleaner beside others, into bench/RESULTS.md; takes an hour
	@mkdir -p build
	$(BENCH)/bin/python -m compileall -q cleaner # as pip does with the others
	{ $(BENCH)/bin/python bench/speed.py --about && echo && \
	  $(BENCH)/bin/python bench/compare.py --pages 240 --seed 11 && echo && \
	  $(BENCH)/bin/python bench/rules_scale.py --pages 180 --seed 21 && echo && \
	  $(BENCH)/bin/python bench/speed.py --pages 300 --seed 31 && echo && \
	  $(BENCH)/bin/python bench/reading.py --pages 300 --seed 51 && echo && \
	  $(BENCH)/bin/python bench/whole_runs.py --pages 6000 --seed 41 && echo && \
	  $(BENCH)/bin/python bench/neardup_compare.py --real --seed 1; } > build/RESULTS.md
	@mv build/RESULTS.md bench/RESULTS.md

$(BENCH)/.ready: bench/requirements.txt requirements.lock pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r bench/requirements.txt
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

options: $(READY) ## after a change of options or settings: make docs/options*.md anew
	$(BIN)/python docs/options.py

docs: $(SITE)/.ready ## build the site, in English and Chinese, into build/site
	rm -rf build/site
	$(SITE)/bin/python -m sphinx -W --keep-going -q -c docs -d build/doctrees/en -D language=en . build/site/en
	$(SITE)/bin/python -m sphinx -W --keep-going -q -c docs -d build/doctrees/zh-CN -D language=zh_CN . build/site/zh-CN
	cp docs/start.html build/site/index.html

$(SITE)/.ready: pyproject.toml
	$(PYTHON) -m venv $(SITE)
	$(SITE)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

lock: ## make requirements.lock anew
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/lock/bin/uv pip compile --quiet --universal --no-header --extra dev pyproject.toml -o requirements.lock

clean: ## remove what was built (not .venv)
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
