# Everything a developer or a new user runs. Each target does its own set-up.
.PHONY: install demo test test-full lint bench tools addin exe release

python := .venv/bin/python

install:
	@build/setup.sh

demo: install
	rm -rf demo
	.venv/bin/rekenbureau demo demo

tools: install
	@build/test_tools.sh

test: tools
	$(python) -m pytest -n 2 -m "not full"

test-full: tools
	$(python) -m pytest -n 2

lint: install
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m pyright

addin: install
	$(python) -m build.addin

bench: tools
	$(python) -m build.bench

# the program for computers without Python: dist/rekenbureau, for the system it is made on
exe: install
	$(python) -m build.exe

# what an IT department gets; after `make exe` and with the add-in in dist/rekenbureau.xlam
release: install
	$(python) -m build.release
