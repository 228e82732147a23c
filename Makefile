# Everything a developer or a new user runs. Each target does its own set-up.
.PHONY: install demo test test-full lint bench tools addin

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

bench: install
	$(python) -m build.bench
