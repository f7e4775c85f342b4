"""`python -m bench [module ...]`: every measurement as one JSON object a line; exit code 1 if one misses its target."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path

from bot import logs
from bot.config import Logging

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> int:
    """Run every module of this folder that has measurements, or those that are named."""
    logs.configure(Logging(level="error"))
    missed = False
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("_") or (sys.argv[1:] and module.name not in sys.argv[1:]):
            continue
        lines = getattr(importlib.import_module(f"bench.{module.name}"), "lines", None)
        for line in lines() if lines else ():
            print(json.dumps(line), flush=True)
            missed |= not line["ok"]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
