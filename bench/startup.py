"""From `bot run` on an empty folder to ready, with the example loaded; and the memory it takes then."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
READY_WITHIN = 5.0
"""Seconds."""


def lines() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        first, _ = _start(Path(folder))
        again, memory = _start(Path(folder))
    yield line("start-up, empty database and example (s)", first)
    yield line("start-up, existing database (s)", again)
    yield {"name": "memory after start-up (MB)", "value": round(memory, 1), "target": "<= 200", "ok": memory <= 200}


def line(name: str, value: float) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "target": f"<= {READY_WITHIN:g}", "ok": value <= READY_WITHIN}


def _start(folder: Path) -> tuple[float, float]:
    port = _free_port()
    environment = {**os.environ, "PORT": str(port), "BOT_CONFIG": str(PROJECT / "config.yaml")}
    begin = time.monotonic()
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(
        command, cwd=folder, env={**environment, "PYTHONPATH": str(PROJECT)}, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_until_ready(port, process)
            took = time.monotonic() - begin
            pages = int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1])
            return took, pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        finally:
            process.terminate()


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError(f"the bot stopped with exit code {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("not ready after a minute")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
