"""The two icons of the Teams app: a ring with a point, which says nothing to who looks on.

Written as PNG by a few lines of our own; a picture library would be much for two icons.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Final

Colour = tuple[int, int, int, int]
"""Red, green, blue, and how opaque."""

BLUE: Final[Colour] = (44, 82, 110, 255)
WHITE: Final[Colour] = (255, 255, 255, 255)
CLEAR: Final[Colour] = (255, 255, 255, 0)

COLOR_SIZE: Final = 192
OUTLINE_SIZE: Final = 32
"""Pixels of each side, as the app manifest asks."""

_RING: Final = (0.28, 0.36)
_POINT: Final = 0.10
"""Distances from the middle, as shares of the side."""


def color_icon() -> bytes:
    """White on a plain ground."""
    return _png(COLOR_SIZE, _sign(COLOR_SIZE, BLUE))


def outline_icon() -> bytes:
    """White on nothing."""
    return _png(OUTLINE_SIZE, _sign(OUTLINE_SIZE, CLEAR))


def _sign(size: int, ground: Colour) -> Callable[[int, int], Colour]:
    middle = (size - 1) / 2

    def colour(x: int, y: int) -> Colour:
        distance = ((x - middle) ** 2 + (y - middle) ** 2) ** 0.5 / size
        is_drawn = distance <= _POINT or _RING[0] <= distance <= _RING[1]
        return WHITE if is_drawn else ground

    return colour


def _png(size: int, colour: Callable[[int, int], Colour]) -> bytes:
    """A square picture, 8 bits a channel with opacity, no filter (PNG 1.2, chapters 3 and 4)."""
    rows = b"".join(b"\0" + b"".join(bytes(colour(x, y)) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
