#!/usr/bin/env bash
# Brings the catalogues up to date with the templates in the code. Translators then edit bot/locale/*/LC_MESSAGES/bot.po.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/pybabel -q extract --no-location --no-default-keywords --omit-header --sort-output \
    -k words -k plural:1,2 -k _ -F babel.cfg -o bot/locale/bot.pot .
.venv/bin/pybabel -q update --no-fuzzy-matching --ignore-obsolete --no-wrap --previous --omit-header \
    -D bot -l cy -i bot/locale/bot.pot -d bot/locale
