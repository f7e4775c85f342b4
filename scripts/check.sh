#!/usr/bin/env bash
# Everything CI checks. `make test` sets up first and then runs this.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/lint.sh
bash scripts/chromium.sh
.venv/bin/python -m pytest -n "${TEST_PROCESSES:-auto}" --dist loadfile "$@"
