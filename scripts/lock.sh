#!/usr/bin/env bash
# Pins and hashes the dependencies for every platform and Python version that is supported. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header "$@"; }
lock --extra dev pyproject.toml -o requirements-dev.lock
lock -c requirements-dev.lock pyproject.toml -o requirements.lock
printf "editables\nhatchling\n" | lock -c requirements-dev.lock - -o requirements-build.lock
