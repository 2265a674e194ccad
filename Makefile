# Verbs. The environment .venv is made from requirements.lock when a verb first needs it;
# PYTHON says with which interpreter:   make demo PYTHON=python3.13

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
# nbgrader looks for `alembic` on the PATH, and kernels for `python`.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# Which programs of the bank `make test` judges: others with each commit, the same for the same one.
SAMPLE ?= $(shell git rev-parse --short HEAD 2>/dev/null)
COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
           --generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
# One verb at a time: tests of processes and timings do not share the machine gladly.
.NOTPARALLEL:
.PHONY: help demo test lab pictures hangs screenshots notebooks release grade bank bench redteam \
        fuzz kills endurance campaigns steady kit kit-check coverage lint nbval unit short-bank lock \
        clean system-demo system-test

help:       ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*##/ { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(READY) system-demo      ## grade the sample class: table of marks, grades.csv, feedback pages
	$(PY) -m autograder.demo

test: lint short-bank nbval unit        ## everything that CI runs: lint, bank, notebooks, tests

lab: $(READY)       ## open the released notebooks in JupyterLab, in a copy (lab/) that keeps your work
	$(PY) -m tools.lab

notebooks: $(READY) ## build source/*/*.ipynb, with outputs, from the text in source/*.py
	$(PY) -m tools.notebooks

release: $(READY)   ## build the students' version in release/ with nbgrader
	$(PY) -m tools.release

grade: $(READY)     ## grade the submissions of the nbgrader course in this folder
	$(PY) -m autograder grade

bank: $(READY) system-demo      ## judge the bank of right and wrong solutions: does each get its verdict?
	$(PY) -m autograder bank

short-bank: $(READY) system-demo
	$(PY) -m autograder bank --quick --sample 4 --seed "$(SAMPLE)"

campaigns: $(READY) system-test ## the tests that take many minutes: races two hundred times over
	$(PY) -m pytest -m campaign

steady: $(READY) system-demo    ## the bank fifty times over, all cores busy (a day; goes on where it was)
	$(PY) -m tools.busy -- $(PY) -m tools.steady

bench: $(READY) system-demo     ## grade a made class in every way, side by side; writes docs/performance.md
	$(PY) -m tools.benchmark
	$(PY) -m tools.bench_recorder

redteam: $(READY) system-demo   ## a hundred attacks, here and on a stock nbgrader; writes docs/redteam.md
	$(PY) -m tools.redteam

fuzz: $(READY) system-demo      ## two thousand damaged notebooks, some of them graded
	$(PY) -m tools.fuzz

kills: $(READY) system-demo     ## kill the grader of a class thirty times; compare the gradebooks
	$(PY) -m tools.kills

endurance: $(READY) system-demo ## judge a thousand submissions; look at what is left and at the memory
	$(PY) -m tools.endurance

pictures: $(READY)  ## draw the README's pictures anew, from real runs
	$(PY) -m tools.pictures

hangs: $(READY)     ## write docs/hangs.md, the gallery of hangs, from fresh runs
	$(PY) -m tools.hangs

kit: $(READY)       ## one zip for students: notebooks, wheel, how to begin
	$(PY) -m tools.kit

coverage: $(READY)  ## write docs/coverage.md: what is taught, practised and checked
	$(PY) -m tools.coverage

kit-check: $(READY) ## the kit in a fresh environment of every Python from 3.11 on (PYTHONS: which)
	$(PY) -m tools.kit_check $(PYTHONS)

screenshots: $(READY) system-test   ## take the pictures of docs/images/*.png anew, in Chromium
	$(PY) -m tools.screenshots

lint: $(READY)      ## ruff and mypy, as pre-commit runs them
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

nbval: $(READY)     ## run the source notebooks and compare their outputs
	$(PY) -m pytest --nbval -n 4 --dist loadfile source/

unit: $(READY) system-test      ## the tests alone
	$(PY) -m pytest -n 3 --dist loadfile

lock: $(READY)      ## write requirements.lock and the students' requirements anew (UPGRADE=1: newest versions)
	$(COMPILE) --all-extras $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	$(COMPILE) --constraint requirements.lock --output-file tools/student/requirements.txt

clean:      ## remove what make built, .venv included; never submissions or marks
	rm -rf $(VENV) build dist kit .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf source/*/*.py release/*/*.py source/*/__pycache__ release/*/__pycache__

system-demo:
	@tools/system_packages.sh bubblewrap

system-test:
	@tools/system_packages.sh bubblewrap chromium postgresql

$(VENV)/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The course needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.13")'
	@echo "Installing the locked packages into $(VENV) (once, about a minute) ..."
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || PYTHON=$(PYTHON) tools/system_packages.sh \
	    "$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r requirements.lock
	@touch $@

$(READY): $(VENV)/.locked pyproject.toml hatch_build.py
	@COURSE_BUILD=full $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
