"""How an image is changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal, get_args

import msgspec

from alcove.wires.supabase.storage.errors import invalid_request

MAX_PIXELS: Final = 2500
QUALITIES: Final = (20, 100)
DEFAULT_QUALITY: Final = 80

Resize = Literal["cover", "contain", "fill"]
Format = Literal["auto", "origin", "avif", "webp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageOptions:
    """The wanted size in pixels (None is by the other one, or as it is), and how the image gets there."""

    width: int | None = None
    height: int | None = None
    resize: Resize = "cover"
    quality: int = DEFAULT_QUALITY
    format: Format = "auto"

    def encode(self) -> bytes:
        """Return a text that two options share only if they are equal."""
        return msgspec.json.encode(asdict(self), order="deterministic")


def read_options(query: Mapping[str, str], *, accept: str) -> ImageOptions:
    """Return the options in a query string; `accept` is what the client can show. StorageError."""
    resize, image_format = query.get("resize", "cover"), query.get("format", "auto")
    if resize not in get_args(Resize):
        raise invalid_request("querystring/resize must be equal to one of the allowed values: cover, contain, fill")
    if image_format not in get_args(Format)[1:] and "format" in query:
        raise invalid_request("querystring/format must be equal to one of the allowed values: origin, avif, webp")
    if image_format == "auto":
        # WebP for every client that can show it: it is smaller, and every format has a counterpart in it.
        image_format = "webp" if "image/webp" in accept.lower() else "origin"
    return ImageOptions(
        width=_read_number(query, "width", least=0, most=MAX_PIXELS) or None,
        height=_read_number(query, "height", least=0, most=MAX_PIXELS) or None,
        resize=resize,  # type: ignore[arg-type] # one of them
        quality=_read_number(query, "quality", least=QUALITIES[0], most=QUALITIES[1]) or DEFAULT_QUALITY,
        format=image_format,  # type: ignore[arg-type]
    )


def _read_number(query: Mapping[str, str], name: str, *, least: int, most: int) -> int | None:
    text = query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:9]) <= most:
        raise invalid_request(f"querystring/{name} must be an integer from {least} to {most}")
    return int(text[:9])
