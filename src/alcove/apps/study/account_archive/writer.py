"""Write the archive of an account."""

import asyncio
import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import IO, Any, BinaryIO, Final
from uuid import UUID

import msgspec

from alcove.apps.study.account_archive.model import (
    DOCUMENT,
    MEDIA,
    OBJECTS,
    ArchivedObject,
    ArchiveError,
    ArchiveSummary,
)
from alcove.apps.study.account_archive.store import accounts as store
from alcove.apps.study.account_data import open_export, open_objects
from alcove.apps.study.account_data.model import AccountMissing
from alcove.apps.study.file_transfer import find_stored, is_safe_name
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.wires.supabase.storage.files import FileStore
from alcove.wires.supabase.storage.upkeep import hold_files

_CHUNK: Final = 1024 * 1024


class ArchiveExport:
    """Exports accounts; `object_address` is the database with the rows of files, if it is another one."""

    def __init__(self, pool: Pool, *, object_address: str = "", files: FileStore, clock: Clock) -> None:
        self._pool = pool
        self._object_address = object_address
        self._files = files
        self._clock = clock

    async def write_document(self, account_id: UUID, file: IO[bytes]) -> None:
        """Write the document of `GET /api/export`; AccountMissing."""
        chunks = await open_export(self._pool, account_id, clock=self._clock, object_address=self._object_address)
        if chunks is None:
            raise AccountMissing("There is no account with this address or id.")
        async with aclosing(chunks):
            async for chunk in chunks:
                file.write(chunk)

    async def write(self, account_id: UUID, file: BinaryIO) -> ArchiveSummary:
        """Write the archive: the document and all files; AccountMissing, ArchiveError."""
        summary = ArchiveSummary()
        with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_DEFLATED) as archive:
            with archive.open(DOCUMENT, "w", force_zip64=True) as entry:
                await self.write_document(account_id, entry)
            await self._write_media(account_id, archive)
            async with hold_files(self._pool):
                rows = await self._list_objects(account_id)
                if len(rows) == store.MAX_LISTED:
                    raise ArchiveError(f"the account has {store.MAX_LISTED} files or more: export the project instead")
                listed = []
                for row in rows:
                    path = find_stored(self._files, row["version"])
                    # Statements of a program may write any name: one that leads elsewhere is not for an archive.
                    if path is None or not is_safe_name(row["bucket"], row["name"]):
                        summary.missing.append(f"{row['bucket']}/{row['name']}")
                        continue
                    archived = await asyncio.to_thread(_add_file, archive, path, row=row)
                    listed.append(archived)
                    summary.files += 1
                    summary.bytes += archived.size
            archive.writestr(OBJECTS, msgspec.json.encode(listed))
        return summary

    async def _write_media(self, account_id: UUID, archive: zipfile.ZipFile) -> None:
        async with self._pool.acquire() as connection:
            for name, sha256 in await store.list_media(connection, account_id):
                content = await store.read_media(connection, account_id, name=name)
                if content is not None:
                    archive.writestr(zipfile.ZipInfo(f"{MEDIA}{sha256}"), content)

    async def _list_objects(self, account_id: UUID) -> Sequence[Mapping[str, Any]]:
        async with self._pool.acquire() as own, open_objects(own, self._object_address) as connection:
            return [] if connection is None else await store.list_objects(connection, account_id)


def _add_file(archive: zipfile.ZipFile, path: Path, *, row: Mapping[str, Any]) -> ArchivedObject:
    metadata = _read_object(row["metadata"]) or {}
    archived = ArchivedObject(
        bucket=row["bucket"],
        name=row["name"],
        size=path.stat().st_size,
        sha256="",
        mimetype=str(metadata.get("mimetype", "application/octet-stream")),
        cache_control=str(metadata.get("cacheControl", "no-cache")),
        user_metadata=_read_object(row["user_metadata"]),
        created_at=row["created_at"],
    )
    digest = hashlib.sha256()
    # What people upload is mostly compressed already.
    info = zipfile.ZipInfo(archived.path)
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return msgspec.structs.replace(archived, sha256=digest.hexdigest())


def _read_object(text: str | None) -> Mapping[str, Any] | None:
    """Return a JSON object, None for another value, which statements of a program may write as well."""
    value = json.loads(text) if text else None
    return value if isinstance(value, dict) else None
