"""The endpoint that sends delivered files to a browser."""

import asyncio
from pathlib import Path

from starlette.responses import FileResponse, Response

from alcove.apps.books.delivery.service.disk_io import stat_regular_file
from alcove.apps.books.delivery.store import files
from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.file_responses import FILE_HEADERS, attachment, file_replies
from alcove.apps.books.model.book import is_book_id
from alcove.apps.books.model.media import FILE_TYPES, media_type_of_format
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.search import IdQuery
from alcove.foundation.database import Pool, transaction
from alcove.foundation.web import Access, Api, Call


def register(api: Api, *, pool: Pool) -> None:
    """Add the endpoint."""

    @api.route(
        "GET",
        *both_paths("/api/localdownload"),
        query=IdQuery,
        response_model=bytes,
        errors=(InvalidRequest, NotFound),
        media_type=FILE_TYPES,
        headers=FILE_HEADERS,
        responses=file_replies(*FILE_TYPES),
        access=Access.USER,
        summary="The file of a book that is complete in the queue; ranges are supported",
    )
    async def localdownload(call: Call[IdQuery, None]) -> Response:
        if not call.query.id:
            raise InvalidRequest("No book ID provided")
        found = await files.find(pool, call.query.id) if is_book_id(call.query.id) else None
        if found is None:
            raise NotFound("File not found")
        stats = await asyncio.to_thread(stat_regular_file, Path(found.path))
        if stats is None:
            await _mark_missing(pool, Path(found.path))
            raise NotFound("File not found")
        headers = {
            "Content-Disposition": attachment(found.name),
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        media_type = media_type_of_format(found.format)
        return FileResponse(found.path, stat_result=stats, media_type=media_type, headers=headers)


async def _mark_missing(pool: Pool, path: Path) -> None:
    """Mark a file as missing, unless its whole folder is: that may be a disk that is mounted again."""
    if await asyncio.to_thread(path.parent.is_dir):
        async with transaction(pool) as connection:
            await files.mark_missing(connection, [str(path)])
