#!/usr/bin/env bash
# Makes sure that the browser tests have a Chromium: installs it when root on Debian, else says what to install.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests"
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "The browser tests need Chromium: install the package 'chromium' (or 'chromium-browser') and try again." >&2
exit 1
