"""Import, export and media of cards, below `/api/flashcard-sets` and `/api/flashcards`."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from starlette.responses import Response, StreamingResponse

from alcove.apps.study.card_decks.exporting import DeckExporter, read_chunks
from alcove.apps.study.card_decks.model import DeckFormat
from alcove.apps.study.card_decks.receiving import FORM_OVERHEAD, DeckReceiver
from alcove.apps.study.card_decks.schemas import (
    DeckExportQuery,
    DeckImportBody,
    DeckImportForm,
    DeckImportListBody,
    MediaListBody,
    MediaQuery,
)
from alcove.apps.study.card_decks.store import imports as import_store
from alcove.apps.study.card_decks.store import media as media_store
from alcove.apps.study.cards import CardsNotFound, refuse_unknown
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import both_paths
from alcove.apps.study.settings import StudySettings
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.errors import BodyTimeout, BodyTooLarge, CrossOriginForbidden, DiskFull
from alcove.foundation.web import Access, Api, Call

_CALLER: Final = (NotSignedIn, NotAllowed)
_ACCEPTED: Final = 202
_NOT_MODIFIED: Final = 304
_LISTED: Final = 50
_TYPES: Final = {DeckFormat.CSV: "text/csv; charset=utf-8"}
_PACKAGE: Final = "application/octet-stream"


class DeckEndpoints:
    """The handlers of the endpoints."""

    def __init__(
        self, pool: Pool, *, receiver: DeckReceiver, exporter: DeckExporter, callers: CallerIdentifier
    ) -> None:
        self._pool = pool
        self._receiver = receiver
        self._exporter = exporter
        self._callers = callers

    async def add_import(self, call: Call[None, None]) -> Response:
        """Receive a file, and queue its import."""
        user_id = await self._identify(call)
        import_id = await self._receiver.receive(call, user_id=user_id)
        body = await import_store.find_import(self._pool, import_id, user_id=user_id)
        if body is None:
            raise refuse_unknown("import")
        return Response(body, status_code=_ACCEPTED, media_type="application/json")

    async def list_imports(self, call: Call[None, None]) -> bytes:
        """Return the last imports."""
        return await import_store.list_imports(self._pool, await self._identify(call), limit=_LISTED)

    async def find_import(self, call: Call[None, None]) -> bytes:
        """Return an import."""
        user_id = await self._identify(call)
        body = await import_store.find_import(self._pool, _read_id(call, "import"), user_id=user_id)
        if body is None:
            raise refuse_unknown("import")
        return body

    async def export_all(self, call: Call[DeckExportQuery, None]) -> Response:
        """Return a file with all cards."""
        return await self._export(
            await self._identify(call), name="cards", set_id=None, format_=_read_format(call.query.format)
        )

    async def export_set(self, call: Call[DeckExportQuery, None]) -> Response:
        """Return a file with the cards of a set."""
        user_id, set_id = await self._identify(call), _read_id(call, "set of cards")
        title = await import_store.find_set_title(self._pool, set_id, user_id=user_id)
        if title is None:
            raise refuse_unknown("set of cards")
        return await self._export(user_id, name=title[:100], set_id=set_id, format_=_read_format(call.query.format))

    async def list_media(self, call: Call[MediaQuery, None]) -> bytes:
        """Return a page of images and sounds."""
        user_id = await self._identify(call)
        return await media_store.list_media(self._pool, user_id, limit=call.query.limit, offset=call.query.offset)

    async def find_media(self, call: Call[None, None]) -> Response:
        """Return an image or a sound."""
        user_id = await self._identify(call)
        found = await media_store.find_media(self._pool, call.path["name"], user_id=user_id)
        if found is None:
            raise refuse_unknown("file")
        content, media_type, sha256, _ = found
        etag = f'"{sha256.hex()}"'
        headers = {
            "ETag": etag,
            "Cache-Control": "private, no-cache",
            # An image of a deck may be a document with scripts.
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        if call.request.headers.get("if-none-match") == etag:
            return Response(status_code=_NOT_MODIFIED, headers=headers)
        return Response(content, media_type=media_type, headers=headers)

    async def delete_media(self, call: Call[None, None]) -> Response:
        """Delete an image or a sound."""
        user_id = await self._identify(call)
        if not await media_store.delete_media(self._pool, call.path["name"], user_id=user_id):
            raise refuse_unknown("file")
        return Response(status_code=204)

    async def _export(self, user_id: UUID, *, name: str, set_id: UUID | None, format_: DeckFormat) -> Response:
        file = await self._exporter.export(user_id, set_id=set_id, format=format_)
        disposition = (
            f"attachment; filename=\"cards.{format_}\"; filename*=UTF-8''{quote(f'{name}.{format_}', safe='')}"
        )
        headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
        return StreamingResponse(read_chunks(file), media_type=_TYPES.get(format_, _PACKAGE), headers=headers)

    async def _identify(self, call: Call[Any, Any]) -> UUID:
        return (await self._callers.identify(call)).user.id


def register_card_decks(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints."""
    settings = deps.load(StudySettings)
    receiver = DeckReceiver(
        deps.pool,
        max_bytes=settings.study_deck_max_bytes,
        stall_seconds=settings.study_storage_stall_seconds,
    )
    exporter = DeckExporter(deps.pool, clock=deps.clock)
    endpoints = DeckEndpoints(deps.pool, receiver=receiver, exporter=exporter, callers=callers)
    for api in apis:
        _add_imports(api, endpoints, body_limit=settings.study_deck_max_bytes + FORM_OVERHEAD)
        _add_exports(api, endpoints)
        _add_media(api, endpoints)


def _add_imports(api: Api, endpoints: DeckEndpoints, *, body_limit: int) -> None:
    api.route(
        "POST", *both_paths("flashcard-sets/imports"), status=_ACCEPTED, response_model=DeckImportBody,
        raw_body=DeckImportForm, body_required=True, errors=(
            *_CALLER, InvalidFields, CrossOriginForbidden, BodyTooLarge, BodyTimeout, LimitReached, DiskFull,
        ),
        access=Access.PUBLIC, body_limit=body_limit,
        summary="Import cards from a form with a `file`: a deck of Anki, or a text with a card in every line",
    )(endpoints.add_import)  # fmt: skip
    api.route(
        "GET", *both_paths("flashcard-sets/imports"), response_model=DeckImportListBody, errors=_CALLER,
        access=Access.PUBLIC, summary="The last imports of cards",
    )(endpoints.list_imports)  # fmt: skip
    api.route(
        "GET", *both_paths("flashcard-sets/imports/{id}"), response_model=DeckImportBody,
        errors=(*_CALLER, CardsNotFound), access=Access.PUBLIC,
        summary="An import of cards: how far it is, and what it did",
    )(endpoints.find_import)  # fmt: skip


def _add_exports(api: Api, endpoints: DeckEndpoints) -> None:
    for path, handler, errors, summary in (
        (
            "flashcard-sets/export",
            endpoints.export_all,
            (*_CALLER, InvalidFields),
            "All cards as a deck of Anki or as CSV",
        ),
        (
            "flashcard-sets/{id}/export",
            endpoints.export_set,
            (*_CALLER, InvalidFields, CardsNotFound),
            "The cards of a set",
        ),
    ):
        api.route(
            "GET", *both_paths(path), query=DeckExportQuery, response_model=bytes, errors=errors, access=Access.PUBLIC,
            media_type=(_PACKAGE, "text/csv"), same_site_only=True,
            headers={"Content-Disposition": "Suggests a file name."}, summary=summary,
        )(handler)  # fmt: skip


def _add_media(api: Api, endpoints: DeckEndpoints) -> None:
    api.route(
        "GET", *both_paths("flashcards/media"), query=MediaQuery, response_model=MediaListBody, errors=_CALLER,
        access=Access.PUBLIC, summary="The images and sounds of cards, by name",
    )(endpoints.list_media)  # fmt: skip
    api.route(
        "GET", *both_paths("flashcards/media/{name}"), response_model=bytes, media_type=_PACKAGE,
        errors=(*_CALLER, CardsNotFound), access=Access.PUBLIC, summary="An image or a sound that cards name",
    )(endpoints.find_media)  # fmt: skip
    api.route(
        "DELETE", *both_paths("flashcards/media/{name}"), status=204,
        errors=(*_CALLER, CrossOriginForbidden, CardsNotFound), access=Access.PUBLIC,
        summary="Delete an image or a sound; cards keep its name",
    )(endpoints.delete_media)  # fmt: skip


def _read_format(name: str) -> DeckFormat:
    try:
        return DeckFormat(name)
    except ValueError:
        raise InvalidFields({"format": f"is not one of {', '.join(DeckFormat)}"}) from None


def _read_id(call: Call[Any, Any], kind: str) -> UUID:
    try:
        return UUID(call.path["id"])
    except ValueError:
        raise refuse_unknown(kind) from None
