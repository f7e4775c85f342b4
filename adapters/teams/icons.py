"""The two icons of the app package, drawn here: two speech bubbles, as PNG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

Pixel = tuple[int, int, int, int]
BLUE: Pixel = (0, 94, 184, 255)
WHITE: Pixel = (255, 255, 255, 255)
CLEAR: Pixel = (255, 255, 255, 0)
ACCENT = "#005EB8"
COLOR_SIZE, OUTLINE_SIZE = 192, 32


def color() -> bytes:
    """192 x 192: white on blue."""
    return _png(COLOR_SIZE, lambda x, y: WHITE if _bubbles(x, y) else BLUE)


def outline() -> bytes:
    """32 x 32: white on nothing, as Teams asks."""
    return _png(OUTLINE_SIZE, lambda x, y: WHITE if _bubbles(x, y) else CLEAR)


def _bubbles(x: float, y: float) -> bool:
    """Whether a point of the unit square is in one of the bubbles."""
    first = _ellipse(x, y, 0.40, 0.38, 0.26, 0.20) or (0.22 < x < 0.34 and 0.5 < y < 0.5 + 2 * (0.34 - x))
    near = _ellipse(x, y, 0.40, 0.38, 0.30, 0.24)
    return first or (not near and _ellipse(x, y, 0.62, 0.62, 0.22, 0.17))


def _ellipse(x: float, y: float, middle_x: float, middle_y: float, width: float, height: float) -> bool:
    return ((x - middle_x) / width) ** 2 + ((y - middle_y) / height) ** 2 <= 1


def _png(size: int, pixel: Callable[[float, float], Pixel]) -> bytes:
    rows = b"".join(
        b"\0" + bytes(part for x in range(size) for part in pixel((x + 0.5) / size, (y + 0.5) / size))
        for y in range(size)
    )
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
