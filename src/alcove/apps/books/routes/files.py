"""Delivered files, for the browser."""

import asyncio
import os
import stat
import unicodedata
from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.model.book import is_book_id
from alcove.apps.books.model.media import FILE_TYPES, type_of_format
from alcove.apps.books.routes.context import Context
from alcove.apps.books.routes.paths import both
from alcove.apps.books.schemas.queue import IdQuery
from alcove.apps.books.store import files
from alcove.foundation.database import transaction
from alcove.foundation.web import Access, Api, Call, Reply

FILE_HEADERS: Final = {"Content-Disposition": "The file's name.", "Accept-Ranges": "bytes"}


def file_replies(*media_types: str) -> tuple[Reply, ...]:
    """Return what a file of one of these types may be answered with besides the whole of it."""
    return (
        Reply(206, "The parts that were asked for.", answers=bytes, media_type=(*media_types, "multipart/byteranges")),
        Reply(400, "What was sent cannot be understood.", answers=str, media_type="text/plain"),
        Reply(
            416,
            "There is no such part.",
            answers=str,
            media_type="text/plain",
            headers={"Content-Range": "How long the file is."},
        ),
    )


def register(api: Api, context: Context) -> None:
    """Add the endpoint."""

    @api.route(
        "GET",
        *both("/api/localdownload"),
        query=IdQuery,
        answers=bytes,
        errors=(InvalidRequest, NotFound),
        media_type=FILE_TYPES,
        headers=FILE_HEADERS,
        replies=file_replies(*FILE_TYPES),
        access=Access.USER,
        summary="A delivered file, in parts if wanted",
    )
    async def localdownload(call: Call[IdQuery, None]) -> Response:
        if not call.query.id:
            raise InvalidRequest("No book ID provided")
        found = await files.of_book(context.pool, call.query.id) if is_book_id(call.query.id) else None
        if found is None:
            raise NotFound("File not found")
        facts = await asyncio.to_thread(_facts, Path(found.path))
        if facts is None:
            async with transaction(context.pool) as connection:
                await files.mark_gone(connection, [found.path])
            raise NotFound("File not found")
        headers = {
            "Content-Disposition": attachment(found.name),
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        media_type = type_of_format(found.format)
        return FileResponse(found.path, stat_result=facts, media_type=media_type, headers=headers)


def attachment(name: str) -> str:
    """Return the header that names a file in both ways that browsers know (RFC 6266)."""
    letters = unicodedata.normalize("NFKD", name)
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = "".join(letter if " " <= letter <= "~" and letter not in '"\\%' else "_" for letter in letters)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _facts(path: Path) -> os.stat_result | None:
    """Return what is at a path if that is a file of its own; a link could lead anywhere."""
    try:
        facts = path.lstat()
    except (OSError, ValueError):
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None
