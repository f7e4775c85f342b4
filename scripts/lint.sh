#!/usr/bin/env bash
# Style, types and the direction of imports: what pre-commit runs too.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
ruff format --check .
ruff check .
mypy
lint-imports
