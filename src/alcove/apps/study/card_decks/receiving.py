"""Receive a file of cards: it is stored in pieces as it arrives, and a job imports it when it is complete."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from alcove.apps.study.card_decks.csv_files import DELIMITERS, ENCODINGS
from alcove.apps.study.card_decks.jobs import import_job
from alcove.apps.study.card_decks.model import PART
from alcove.apps.study.card_decks.store import imports as store
from alcove.apps.study.native_api import InvalidFields, LimitReached
from alcove.foundation.database import Pool
from alcove.foundation.errors import BodyTimeout, BodyTooLarge
from alcove.foundation.jobs import defer
from alcove.foundation.web import Call

FORM_OVERHEAD: Final = 2 * 2**20
"""Bytes of a form besides its file."""
MAX_UNFINISHED: Final = 5
"""Imports of one account that are not done."""
_HEADERS: Final[Mapping[str, bool | None]] = {"": None, "auto": None, "yes": True, "no": False}


class DeckReceiver:
    """Receives files."""

    def __init__(self, pool: Pool, *, max_bytes: int, stall_seconds: float) -> None:
        """Take the largest size of a file, and after how long a client that sends nothing has gone."""
        self._pool = pool
        self._max_bytes = max_bytes
        self._stall_seconds = stall_seconds

    async def receive(self, call: Call[Any, Any], *, user_id: UUID) -> UUID:
        """Queue the import of the file in a form; return its id.

        InvalidFields, BodyTooLarge, BodyTimeout, LimitReached, ClientDisconnect; nothing of the file stays then.
        """
        content_type = call.request.headers.get("content-type", "")
        if content_type.partition(";")[0].strip().lower() != "multipart/form-data":
            raise InvalidFields({"file": "is missing: send a form as multipart/form-data"})
        import_id = uuid4()
        if not await store.begin_import(self._pool, import_id, user_id=user_id, most=MAX_UNFINISHED):
            message = f"{MAX_UNFINISHED} imports are not done yet: wait for them."
            raise LimitReached(message, headers={"Retry-After": "30"})
        try:
            size, fields = await self._store(call, import_id, content_type=content_type)
            await self._queue(import_id, user_id=user_id, size=size, fields=fields)
        except BaseException:
            await asyncio.shield(store.discard_import(self._pool, import_id))
            raise
        return import_id

    async def _store(
        self, call: Call[Any, Any], import_id: UUID, *, content_type: str
    ) -> tuple[int, Mapping[str, str]]:
        """Store the file of a form; return its size, and the other fields."""
        from alcove.wires.supabase.storage.errors import StorageError  # noqa: PLC0415 - with the first upload
        from alcove.wires.supabase.storage.upload.form import FileForm  # noqa: PLC0415

        size, position, buffer = 0, 0, bytearray()
        try:
            form = FileForm(self._stream(call), content_type=content_type)
            await form.find_file()
            async for chunk in form.read_file():
                size += len(chunk)
                if size > self._max_bytes:
                    raise BodyTooLarge(f"The file is larger than {self._max_bytes} bytes.")
                buffer += chunk
                while len(buffer) >= PART:
                    await store.add_part(self._pool, import_id, position=position, content=bytes(buffer[:PART]))
                    position, buffer = position + 1, buffer[PART:]
        except StorageError as error:
            raise InvalidFields({"file": error.message}) from error
        if not size:
            raise InvalidFields({"file": "is empty"})
        if buffer:
            await store.add_part(self._pool, import_id, position=position, content=bytes(buffer))
        return size, form.fields

    async def _queue(self, import_id: UUID, *, user_id: UUID, size: int, fields: Mapping[str, str]) -> None:
        set_id, options = read_options(fields)
        if set_id is not None and await store.find_set_title(self._pool, set_id, user_id=user_id) is None:
            raise InvalidFields({"set_id": "is not the id of one of your sets"})
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await store.queue_import(connection, import_id, size=size, set_id=set_id, options=options)
                await defer(connection, import_job(import_id, user_id=user_id))
        except asyncpg.ForeignKeyViolationError as error:
            raise InvalidFields({"set_id": "is not the id of one of your sets"}) from error

    async def _stream(self, call: Call[Any, Any]) -> AsyncIterator[bytes]:
        chunks = call.request.stream()
        while True:
            try:
                chunk = await asyncio.wait_for(anext(chunks, None), self._stall_seconds)
            except TimeoutError:
                raise BodyTimeout(f"Nothing of the file has arrived for {self._stall_seconds:g} seconds.") from None
            if chunk is None:
                return
            if chunk:
                yield chunk


def read_options(fields: Mapping[str, str]) -> tuple[UUID | None, Mapping[str, Any]]:
    """Return the set into which all cards go, and what a form says about a text file; InvalidFields."""
    wrong: dict[str, str] = {}
    set_id = None
    try:
        set_id = UUID(fields["set_id"]) if fields.get("set_id") else None
    except ValueError:
        wrong["set_id"] = "is not the id of one of your sets"
    delimiter, encoding, header = (fields.get(name, "").lower() for name in ("delimiter", "encoding", "header"))
    if delimiter and delimiter not in DELIMITERS:
        wrong["delimiter"] = f"is not one of {', '.join(DELIMITERS)}"
    if encoding and encoding not in ENCODINGS:
        wrong["encoding"] = f"is not one of {', '.join(ENCODINGS)}"
    if header not in _HEADERS:
        wrong["header"] = "is not one of auto, yes, no"
    if wrong:
        raise InvalidFields(wrong)
    return set_id, {
        "delimiter": DELIMITERS.get(delimiter, ""),
        "encoding": encoding,
        "header": _HEADERS[header],
    }
