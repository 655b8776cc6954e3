"""Responses that send a file: their headers and documented replies."""

import unicodedata
from typing import Final
from urllib.parse import quote

from alcove.foundation.web import ResponseSpec

FILE_HEADERS: Final = {"Content-Disposition": "The file's name.", "Accept-Ranges": "bytes"}


def file_replies(*media_types: str) -> tuple[ResponseSpec, ...]:
    """Return what a file of one of these types may be answered with besides the whole of it."""
    return (
        ResponseSpec(
            206, "The parts that were asked for.", model=bytes, media_type=(*media_types, "multipart/byteranges")
        ),
        ResponseSpec(400, "What was sent cannot be understood.", model=str, media_type="text/plain"),
        ResponseSpec(
            416,
            "There is no such part.",
            model=str,
            media_type="text/plain",
            headers={"Content-Range": "How long the file is."},
        ),
    )


def attachment(name: str) -> str:
    """Return the header that names a file in both ways that browsers know (RFC 6266)."""
    letters = unicodedata.normalize("NFKD", name)
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = "".join(letter if " " <= letter <= "~" and letter not in '"\\%' else "_" for letter in letters)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
