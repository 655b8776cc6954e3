"""Receive the file of a material: it goes to the disk as it arrives, and a row names it when it is complete."""

import asyncio
import posixpath
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
from starlette.requests import ClientDisconnect

from alcove.apps.study.materials.extraction import find_kind
from alcove.apps.study.materials.fields import read_file_material
from alcove.apps.study.materials.files import MaterialFiles
from alcove.apps.study.materials.jobs import extraction_job
from alcove.apps.study.materials.model import (
    MAX_TITLE,
    AddedMaterial,
    MaterialFile,
    MaterialState,
    NewMaterial,
    clean_text,
)
from alcove.apps.study.materials.service import Materials, explain_reference
from alcove.apps.study.materials.store.materials import add_file
from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.settings import StudySettings
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.errors import BodyTimeout, BodyTooLarge
from alcove.foundation.jobs import defer
from alcove.foundation.web import Call
from alcove.wires.supabase.storage.files import FileWriter, StoredFile

FORM_OVERHEAD: Final = 2 * 2**20
"""Bytes of a form besides its file."""
_UNTITLED: Final = "Untitled"


class FileReceiver:
    """Receives files."""

    def __init__(
        self, pool: Pool, *, materials: Materials, files: MaterialFiles, max_bytes: int, stall_seconds: float
    ) -> None:
        """Take the largest size of a file, and after how long a client that sends nothing has gone."""
        self._pool = pool
        self._materials = materials
        self._files = files
        self._max_bytes = max_bytes
        self._stall_seconds = stall_seconds

    async def receive(self, call: Call[Any, Any], *, user_id: UUID, content_type: str) -> AddedMaterial:
        """Add the file of a form as a material, and queue the extraction of its text.

        InvalidFields, UnsupportedFile, BodyTooLarge, BodyTimeout, TooManyPassages, LimitReached, OSError,
        ClientDisconnect; nothing of the file stays then.
        """
        await self._materials.check_account(user_id)
        writer = await self._files.open_writer()
        try:
            new = await self._write(call, writer, user_id=user_id, content_type=content_type)
            file = await self._store(writer)
            return await self._add(new, file)
        except BaseException:
            await writer.discard()
            await asyncio.shield(self._files.remove(writer.version))
            raise

    async def _write(
        self, call: Call[Any, Any], writer: FileWriter, *, user_id: UUID, content_type: str
    ) -> NewMaterial:
        """Write the file of a form, and return what its fields say."""
        from alcove.wires.supabase.storage.errors import StorageError  # noqa: PLC0415 - with the first upload
        from alcove.wires.supabase.storage.upload.form import FileForm  # noqa: PLC0415

        try:
            form = FileForm(_stream(call, stall_seconds=self._stall_seconds), content_type=content_type)
            await form.find_file()
            async for chunk in form.read_file():
                if writer.size + len(chunk) > self._max_bytes:
                    raise BodyTooLarge(f"The file is larger than {self._max_bytes} bytes.")
                await writer.write(chunk)
        except StorageError as error:
            raise InvalidFields({"file": error.message}) from error
        if not writer.size:
            raise InvalidFields({"file": "is empty"})
        return read_file_material(form.fields, user_id=user_id, file_title=_read_title(form.file_name))

    async def _store(self, writer: FileWriter) -> MaterialFile:
        """Make the file durable, and find out what it is."""
        stored: StoredFile = await writer.store()
        path = self._files.find_path(stored.version)
        assert path is not None
        kind = await asyncio.to_thread(find_kind, path)
        return MaterialFile(
            version=stored.version,
            kind=kind.name,
            media_type=kind.media_type,
            size=stored.size,
            sha256=stored.sha256,
        )

    async def _add(self, new: NewMaterial, file: MaterialFile) -> AddedMaterial:
        material_id = uuid4()
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await add_file(connection, material_id, new=new, file=file)
                await defer(connection, extraction_job(material_id))
        except asyncpg.ForeignKeyViolationError as error:
            raise explain_reference(error) from error
        return AddedMaterial(id=material_id, state=MaterialState.QUEUED)


def build_receiver(deps: Deps, *, materials: Materials, files: MaterialFiles) -> FileReceiver:
    """Return what receives files in a process."""
    settings = deps.load(StudySettings)
    return FileReceiver(
        deps.pool,
        materials=materials,
        files=files,
        max_bytes=settings.study_material_max_bytes,
        stall_seconds=settings.study_storage_stall_seconds,
    )


async def _stream(call: Call[Any, Any], *, stall_seconds: float) -> AsyncIterator[bytes]:
    more = True
    while more:
        try:
            message = await asyncio.wait_for(call.request.receive(), stall_seconds)
        except TimeoutError:
            raise BodyTimeout(f"Nothing of the file has arrived for {stall_seconds:g} seconds.") from None
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        more = message.get("more_body", False)
        if chunk := message.get("body", b""):
            yield chunk


def _read_title(file_name: str) -> str:
    """Return the title of a file without one: its name without folders and ending."""
    name = clean_text(posixpath.basename(file_name.replace("\\", "/")))
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.split())[:MAX_TITLE] or _UNTITLED
