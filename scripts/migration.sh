#!/usr/bin/env bash
# Writes a migration from the difference between the migrations and the tables. Read it before you commit it.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python - "$@" <<'PY'
import sys
import tempfile
from pathlib import Path

from alembic import command

from bot.clock import utc_now
from bot.store import migrating
from bot.store.database import Database

with tempfile.TemporaryDirectory() as folder:
    database = Database(f"sqlite:///{Path(folder) / 'bot.db'}")
    if any((migrating.FOLDER / "versions").glob("*.py")):
        migrating.migrate(database, utc_now())
    config = migrating._config()
    number = len(list((migrating.FOLDER / "versions").glob("*.py"))) + 1
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, sys.argv[1], autogenerate=True, rev_id=f"{number:04}")
PY
sed -i -e '/### .* Alembic/d' bot/store/migrations/versions/*.py
