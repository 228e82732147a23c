#!/usr/bin/env bash
# Makes .venv with the locked packages and the project in it. Works on a machine with only Python, pip and git.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"
stamp=.venv/.klaar
if [ -x .venv/bin/rekenbureau ] && [ -f "$stamp" ] && cmp -s requirements.lock "$stamp"; then exit 0; fi
if [ ! -x .venv/bin/python ]; then
    # Debian splits venv off from Python: fall back on virtualenv through pip.
    "$python" -m venv .venv 2>/dev/null || {
        rm -rf .venv
        "$python" -m pip install --quiet --target .cache/virtualenv virtualenv
        PYTHONPATH=.cache/virtualenv "$python" -m virtualenv --quiet .venv
    }
fi
.venv/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
cp requirements.lock "$stamp"
