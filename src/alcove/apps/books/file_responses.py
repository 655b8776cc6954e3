"""Responses that send a file: their headers and documented replies."""

import unicodedata
from typing import Final
from urllib.parse import quote

from alcove.foundation.web import ResponseSpec

FILE_HEADERS: Final = {"Content-Disposition": "The file's name.", "Accept-Ranges": "bytes"}


def file_replies(*media_types: str) -> tuple[ResponseSpec, ...]:
    """Return the further documented responses of an endpoint that sends a file."""
    return (
        ResponseSpec(206, "The requested ranges.", model=bytes, media_type=(*media_types, "multipart/byteranges")),
        ResponseSpec(400, "The Range header is invalid.", model=str, media_type="text/plain"),
        ResponseSpec(
            416,
            "The requested range does not exist.",
            model=str,
            media_type="text/plain",
            headers={"Content-Range": "The size of the file."},
        ),
    )


def attachment(name: str) -> str:
    """Return the Content-Disposition header that names a file in both forms of RFC 6266."""
    letters = unicodedata.normalize("NFKD", name)
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = "".join(letter if " " <= letter <= "~" and letter not in '"\\%' else "_" for letter in letters)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
