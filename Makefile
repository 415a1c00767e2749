# The book's two commands are `make book` and `make test`. Each sets up what it needs; nothing else has to be installed
# but Python >= 3.11. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
LITE := .venv-lite
PORT ?= 8000

.PHONY: help book serve lite test test-quick test-lite notebooks results new-chapter address benchmarks lock clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

# Made again whenever a version is changed. The last line builds matplotlib's font cache, whose message would else appear in
# the first notebook run.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another one: make book PYTHON=python3.12")'
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@$(RUN) -c 'import matplotlib.font_manager'
	@touch $@

book: $(READY) ## build the book into _build/html
	$(VENV)/bin/jupyter-book build . -W -n --keep-going --quiet
	@echo
	@echo "The book is in _build/html: open _build/html/index.html, or run: make serve"

# JupyterLite has an environment of its own, so that it and the book cannot ask for different versions of one package.
$(LITE)/.ready: lite/requirements.txt
	$(PYTHON) -m venv --clear $(LITE)
	$(LITE)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

lite: book $(LITE)/.ready ## build, beside the book, the notebooks that run in the browser alone
	$(LITE)/bin/python tools/lite.py

serve: ## show the book at http://127.0.0.1:8000 (PORT=… for another port)
	@test -e _build/html/index.html || { echo "There is no book yet: run make book first."; exit 1; }
	@echo "http://127.0.0.1:$(PORT)/  (Ctrl-C ends it)"
	@$(RUN) -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

test: book ## run every test: library, chapters, built book
	$(RUN) -m pytest tests
	$(RUN) -m pytest --nbval --nbval-current-env intro.ipynb chapters solutions

test-quick: $(READY) ## run the library's tests only
	$(RUN) -m pytest tests --ignore tests/test_book.py

test-lite: lite ## run every chapter in the browser alone (needs Chromium and npm; CHAPTERS=03 for one)
	@CHAPTERS="$(CHAPTERS)" CDN="$(CDN)" $(RUN) -m tests.lite

notebooks: $(READY) ## execute the notebooks whose source or library has changed
	$(RUN) tools/notebooks.py

results: $(READY) ## run the experiments that are too long for a notebook (half an hour)
	$(RUN) tools/results.py

new-chapter: $(READY) ## start a chapter from the template: make new-chapter SLUG=04-xavier TITLE="Xavier"
	$(RUN) tools/new_chapter.py "$(SLUG)" "$(TITLE)"

address: $(READY) ## write the address in _config.yml into every file that needs it
	$(RUN) tools/address.py

benchmarks: $(READY) ## print what is fast, as ratios (PyTorch is compared with if it is installed)
	$(RUN) benchmarks/run.py

lock: ## renew the exact versions in requirements.txt
	$(PYTHON) tools/lock.py

clean: ## remove what was built, and the environment
	rm -rf _build $(VENV) $(LITE) build dist *.egg-info
