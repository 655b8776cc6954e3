"""What kind of picture bytes are; only kinds that cannot hold a script are pictures."""

from typing import Final

_BEGINNINGS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_AVIF: Final = frozenset({b"avif", b"avis"})


def media_type_of(content: bytes) -> str:
    """Return the media type of a picture by its first bytes, '' for everything else, SVG included."""
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _AVIF:
        return "image/avif"
    return ""
