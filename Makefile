# The book's two commands are `make book` and `make test`. Each sets up what it needs; nothing else has to be installed
# but Python >= 3.11. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
LITE := .venv-lite
MUTANTS := .venv-mutants
LOCK := .venv-lock
UV := 0.13.9
WHY_RED := _build/why-red
PIP := -m pip install --quiet --disable-pip-version-check
PORT ?= 8000
# Tests and notebooks start Python some hundred times: what is compiled once is kept, whatever the machine has set.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help book slides handout figures serve lite lab test test-slides lint format test-processor test-engines test-quick mutants notebooks pages results new-chapter address check-address release benchmarks dist lock assignments grade test-colab test-kernels test-binder test-hub test-lite test-lab test-matrix test-newest test-grading check-links clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

# Made again whenever a version is changed. The last line builds matplotlib's font cache, whose message would else appear in
# the first notebook run.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another one: make book PYTHON=python3.12")'
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN) $(PIP) --require-hashes -r requirements.txt
	$(RUN) $(PIP) --no-deps --editable .
	@$(RUN) -c 'import matplotlib.font_manager'
	@touch $@

# Sphinx looks at the pages only: after a change of what makes them, or of the library's scripts, all are built anew.
BUILT := _build/.built
MAKERS = $(shell find _ext _static _config.yml wi_lib/explorers wi_lib/predictions $(READY) -type f -newer $(BUILT) -not -name '*.pyc' 2>/dev/null | head -1)
# And it takes its time to find that nothing has changed. The stamp has the time when the last build began, so that a file that was
# saved meanwhile is newer, and the names of all files, so that one that has gone is missed.
SOURCES := find . \( -name .git -o -name _build -o -name '.venv*' -o -name '.*_cache' -o -name .hypothesis -o -name __pycache__ -o -name .ipynb_checkpoints \) -prune -o -type f
CHANGED = $(shell test -e _build/html/index.html && $(SOURCES) -print | sort | cmp -s - $(BUILT) && $(SOURCES) -newer $(BUILT) -print -quit || echo all)
book: $(READY) ## build the book into _build/html
	@mkdir -p _build && $(SOURCES) -print | sort > _build/.begun
	$(if $(MAKERS)$(CHANGED),$(VENV)/bin/jupyter-book build . -W -n --keep-going --quiet $(if $(MAKERS),--all))
	@mv _build/.begun $(BUILT)
	@echo
	@echo "The book is in _build/html: open _build/html/index.html, or run: make serve"

slides: book ## build the lecture decks, which are part of the book, into _build/html/slides
	@ls $(wildcard _build/html/slides/*.html)

handout: book ## print the handout, one sheet of two sides, into _build/handout-a4.pdf and _build/handout-letter.pdf (needs a Chromium)
	$(RUN) -m tools.handout

figures: $(READY) ## write every figure of the chapters as SVG and PDF, as large as a slide, into _build/figures (needs a Chromium)
	$(RUN) -m tools.figures

# JupyterLite has an environment of its own, so that it and the book cannot ask for different versions of one package.
$(LITE)/.ready: lite/requirements.txt
	$(PYTHON) -m venv --clear $(LITE)
	$(LITE)/bin/python $(PIP) --require-hashes -r $<
	@touch $@

lite: book $(LITE)/.ready ## build, beside the book, the notebooks that run in the browser alone
	$(LITE)/bin/python -m tools.lite

# An address may have any sign in it: the shell takes it from a variable, as below.
unexport FROM
lab: export LAB_FROM = $(value FROM)
lab: lite ## pack book, notebooks and Python into one file, which serves a class without a network (FROM=folder or address with Pyodide's files; FROM=registries)
	@$(RUN) -m tools.lab "$$LAB_FROM"

serve: ## show the book at http://127.0.0.1:8000 (PORT=… for another port)
	@test -e _build/html/index.html || { echo "There is no book yet: run make book first."; exit 1; }
	@echo "http://127.0.0.1:$(PORT)/  (Ctrl-C ends it)"
	@$(RUN) -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

# Two workers with one BLAS thread each. The cells of one notebook stay with one worker.
PYTEST := OPENBLAS_NUM_THREADS=1 $(RUN) -m pytest -n 2 --why-red $(WHY_RED)
NBVAL := $(PYTEST) --nbval --nbval-current-env --dist loadfile intro.ipynb chapters solutions

test: lint book ## run the tests: lint, library, chapters, built book (decks in a browser: test-slides)
	$(PYTEST) --dist worksteal tests -m "not decks"
	$(NBVAL)

test-slides: book ## walk through every slide of every deck, print decks and handout
	$(PYTEST) --dist worksteal tests -m decks

lint: $(READY) ## look for mistakes, old spellings and another layout in the Python files; write nothing
	$(RUN) -m ruff check --quiet --output-format concise . || { echo "What ruff can mend by itself: make format"; exit 1; }
	$(RUN) -m ruff format --check --output-format concise . || { echo "Laid out otherwise than the formatter does it. Run: make format"; exit 1; }

format: $(READY) ## lay out the Python files, and mend what ruff can mend by itself
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

# NumPy's OpenBLAS computes with what the processor offers, and the last digits differ. An older kernel runs on every newer one.
PROCESSOR ?= Haswell
test-processor: $(READY) ## run notebooks and sampled results with the arithmetic of another processor (PROCESSOR=Nehalem; most laptops: Haswell)
	OPENBLAS_CORETYPE=$(PROCESSOR) OPENBLAS_NUM_THREADS=1 $(RUN) -m pytest tests/test_results.py tests/test_checks.py -n 2
	OPENBLAS_CORETYPE=$(PROCESSOR) $(NBVAL)

# Each worker begins with the tests of one engine, and takes from the other when it is done. What is skipped or known says why.
ENGINES ?= firefox webkit
test-engines: book ## look at every explorer in Firefox and WebKit, too (ENGINES=webkit for one)
	ENGINES="$(ENGINES)" $(RUN) -m pytest tests/engines.py -n 2 --dist worksteal -rsx

test-quick: $(READY) ## run the library's tests only
	$(RUN) -m pytest tests --ignore tests/test_book.py

# The mutation tool has an environment of its own, so that requirements.txt holds what the book needs, and no more.
$(MUTANTS)/.ready: requirements.txt tools/mutants-requirements.txt
	$(PYTHON) -m venv --clear $(MUTANTS)
	$(MUTANTS)/bin/python $(PIP) --require-hashes -r requirements.txt -r tools/mutants-requirements.txt
	@touch $@

mutants: $(MUTANTS)/.ready ## change the library in thousands of small ways, and count what the tests notice (ONLY="wi_lib.theory.*", or SAMPLE=1000 of all)
	$(MUTANTS)/bin/python tools/mutants.py $(if $(ONLY),"$(ONLY)") $(if $(SAMPLE),--sample $(SAMPLE))

notebooks: $(READY) ## execute the notebooks that a change can affect, and write what shows something new (ONLY=chapters/04 for one, ALL=1 for all)
	$(RUN) -m tools.pages
	OPENBLAS_NUM_THREADS=1 $(RUN) -m tools.notebooks $(if $(ALL),--all) $(ONLY)
	$(RUN) -m tools.pages # again: the table of misconceptions names the cells that have printed a number

pages: $(READY) ## write the tables of chapters, of lectures and of misconceptions, minutes of reading and the page of references, from the chapters and references.bib
	$(RUN) -m tools.pages

results: $(READY) ## run the experiments that are too long for a notebook, on all cores: an hour or two of one; called again, it goes on (ONLY=depth_race, WORKERS=1)
	OPENBLAS_NUM_THREADS=1 $(RUN) -m tools.results $(if $(WORKERS),--workers $(WORKERS)) $(ONLY)

# A title may have any sign in it. So make hands it on as it was given ($(value …)), and the shell takes it from a variable.
unexport SLUG TITLE
new-chapter: export NEW_SLUG = $(value SLUG)
new-chapter: export NEW_TITLE = $(value TITLE)
new-chapter: $(READY) ## start a chapter: make new-chapter SLUG=08-xyz TITLE='A title'
	@$(RUN) -m tools.new_chapter "$$NEW_SLUG" "$$NEW_TITLE"

address: $(READY) ## write title and address in _config.yml into every file that states them (REPOSITORY=owner/name: move there first)
	$(RUN) -m tools.address $(REPOSITORY)

check-address: $(READY) ## refuse if the book's address is not REPOSITORY=owner/name, or if a file states another
	$(RUN) -m tools.address --published-from "$(REPOSITORY)"

release: $(READY) ## make wi_lib's wheel, at its __version__, and have the set-up cells fetch it
	$(RUN) -m tools.address
	$(RUN) -m tools.release

benchmarks: $(READY) ## print what is fast, as ratios (PyTorch is compared with if it is installed)
	$(RUN) benchmarks/run.py

# The secret and an address may have any sign in them: the shell takes them from variables, as above.
unexport SECRET ADDRESS
assignments: export CLASS_SECRET = $(value SECRET)
assignments: export CLASS_ADDRESS = $(value ADDRESS)
assignments: $(READY) ## make what your class gets of assignments/, and what grades it (STUDENTS=1-120 or a file; SECRET=…, or one is made; ADDRESS=… of the class files)
	@$(RUN) -m tools.assignments --students "$(or $(STUDENTS),1-120)" --secret "$$CLASS_SECRET" --address "$$CLASS_ADDRESS" --only "$(ONLY)"

grade: $(READY) ## grade the plain notebooks in a folder (FOLDER=…), with the secret that make assignments used
	@$(RUN) -m wi_grading _build/assignments/grading/wi_grading/secret.txt "$(FOLDER)"

dist: book ## pack the built book into one zip in dist, for a USB stick: it opens without server and network
	$(RUN) -m tools.pack

# uv looks for versions that fit every Python and system that the book supports, from what the .in files ask for; it has an
# environment of its own. A version in a file stays while it fits, so adding a package changes no other line.
$(LOCK)/.uv-$(UV):
	$(PYTHON) -m venv --clear $(LOCK)
	$(LOCK)/bin/python $(PIP) uv==$(UV)
	@touch $@

COMPILE = $(LOCK)/bin/uv pip compile --quiet --universal --fork-strategy=fewest --no-strip-extras --python-version=3.11 $(if $(UPGRADE),--upgrade)
lock: $(LOCK)/.uv-$(UV) ## write exact versions and hashes of what requirements.in asks for (UPGRADE=1 for the newest ones)
	$(COMPILE) --generate-hashes requirements.in -o requirements.txt
	$(COMPILE) --generate-hashes lite/requirements.in -o lite/requirements.txt
	$(COMPILE) --generate-hashes tools/mutants-requirements.in -o tools/mutants-requirements.txt
	$(COMPILE) --no-deps -c requirements.txt pyproject.toml -o binder/versions.txt

# Proofs that the notebooks run elsewhere. They install what they need in places of their own and take minutes, so `make test`
# leaves them out.
test-colab: $(READY) ## run every notebook alone, as on Colab: its versions, only the .ipynb, the library from its address
	$(RUN) -m tools.try_colab $(ONLY)

test-kernels: $(READY) ## run the set-up cell in kernels of one's own that lack this or that (ONLY=anywidget for some)
	$(RUN) -m tools.try_kernels $(ONLY)

test-binder: $(READY) ## run every notebook in what binder/ installs, within Binder's memory, and one in JupyterLab
	$(RUN) -m tools.try_binder $(ONLY)

test-hub: $(READY) ## start a JupyterHub, follow a student's link, and measure what a student needs (needs npm and a Chromium; KEEP=1 keeps it)
	$(RUN) -m tools.try_hub $(if $(KEEP),--keep)

test-lite: lite ## run every chapter in the browser alone (needs npm; ONLY=03 for one, CDN=1 for the real Pyodide)
	CDN="$(CDN)" $(RUN) -m tests.lite $(ONLY)

test-lab: lab ## run the lab as a student sees it, over an address of a room, and let 120 browsers load it (ONLY=03 for that chapter; FROM as for lab)
	$(RUN) -m tests.lab $(ONLY)

test-matrix: $(READY) ## run library tests and notebooks with every Python, oldest and newest packages (ONLY="oldest 3.12")
	$(RUN) -m tools.try_matrix $(ONLY)

test-newest: $(READY) ## run library tests and notebooks with the newest packages only
	$(RUN) -m tools.try_matrix newest $(ONLY)

test-grading: $(READY) ## hand out, fill in, grade and give back every assignment: plain, nbgrader, otter-grader (ONLY=otter for one)
	$(RUN) -m tools.try_grading $(ONLY)

check-links: $(READY) ## ask every address that the texts link to whether it still answers
	$(RUN) -m tools.links

clean: ## remove what was built, and the environment
	rm -rf _build $(VENV) $(LITE) $(MUTANTS) $(LOCK) mutants build dist *.egg-info
