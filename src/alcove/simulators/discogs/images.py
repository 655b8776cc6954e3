"""Cover images of releases, drawn from their id: bands and a disc in three colours, as a PNG."""

import colorsys
import struct
import zlib
from math import sqrt
from typing import Final

from alcove.simulators.discogs.randomness import seeded_rng

MAX_SIZE: Final = 600
_BANDS: Final = 6
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PALETTE_TYPE: Final = 3
_BACKGROUND, _BAND, _DISC = range(3)


def draw_cover(release_id: int, *, size: int) -> bytes:
    """Return the cover of a release, `size` pixels wide and high."""
    rng = seeded_rng(release_id, "cover", number=0)
    hue = rng.random()
    shades = ((hue, 0.28, 0.45), ((hue + 0.08) % 1, 0.45, 0.55), ((hue + 0.55) % 1, 0.72, 0.6))
    palette = b"".join(_rgb(shade) for shade in shades)
    bands = {index for index in range(_BANDS) if rng.random() < 0.5}
    centre, radius = size * (0.3 + 0.4 * rng.random()), size * (0.18 + 0.14 * rng.random())
    rows = b"".join(
        _draw_row(row, size=size, is_band=row * _BANDS // size in bands, centre=centre, radius=radius)
        for row in range(size)
    )
    header = struct.pack(">IIBBBBB", size, size, 8, _PALETTE_TYPE, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, content) for kind, content in chunks)


def _draw_row(row: int, *, size: int, is_band: bool, centre: float, radius: float) -> bytes:
    """Return one row of pixels, after the byte of its filter."""
    colour = bytes([_BAND if is_band else _BACKGROUND])
    height = radius**2 - (row - size / 2) ** 2
    if height <= 0:
        return b"\0" + colour * size
    half = sqrt(height)
    start, end = max(0, int(centre - half)), min(size, int(centre + half))
    return b"\0" + colour * start + bytes([_DISC]) * (end - start) + colour * (size - end)


def _rgb(shade: tuple[float, float, float]) -> bytes:
    return bytes(round(255 * part) for part in colorsys.hls_to_rgb(*shade))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
