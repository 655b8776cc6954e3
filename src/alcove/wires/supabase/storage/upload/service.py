"""Receive the content of an object: check what is known, write the file, and name it by a row."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from alcove.wires.supabase.storage.buckets.limits import allows_type
from alcove.wires.supabase.storage.caller_sessions import CallerSession, open_session, open_trial, translate_errors
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import (
    StorageError,
    access_denied,
    bucket_not_found,
    invalid_mime_type,
    object_not_found,
    too_large,
)
from alcove.wires.supabase.storage.files import FileWriter, StoredFile
from alcove.wires.supabase.storage.object_rows import BucketInfo, FileMetadata, find_bucket
from alcove.wires.supabase.storage.requests import StorageRequest
from alcove.wires.supabase.storage.upkeep import announce_version
from alcove.wires.supabase.storage.upload import store
from alcove.wires.supabase.storage.upload.body import Content, open_content
from alcove.wires.supabase.storage.upload.store import ObjectRow

_UNAVAILABLE: Final = 503


class UploadMode(Enum):
    """What an upload does with an object of its name: it needs none, replaces it, or needs one."""

    CREATE = "create"
    UPSERT = "upsert"
    REPLACE = "replace"


_OPERATIONS: Final = {
    UploadMode.CREATE: "storage.object.upload",
    UploadMode.UPSERT: "storage.object.upload",
    UploadMode.REPLACE: "storage.object.upload_update",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An object to write; `owner_id` is the account that will own it, `operation` what policies are told."""

    bucket_id: str
    name: str
    mode: UploadMode
    owner_id: str | None
    operation: str = ""


class Uploader:
    """Writes objects.

    The caller's rights are checked before the content arrives, and again when the row is written. The row comes last:
    whatever ends this process, no row names a file that is not complete.
    """

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps

    async def receive(self, request: StorageRequest, upload: Upload) -> str:
        """Store the content of a request and return the object's id; StorageError, ClientDisconnect."""
        bucket = await self.find_bucket(upload.bucket_id)
        limit = self.find_limit(bucket)
        content = await open_content(request, limit=limit, stall_seconds=self._deps.config.stall_seconds)
        check_type(bucket, content.mimetype)
        await self.check(request, upload, size=content.expected_size, mimetype=content.mimetype)
        file, user_metadata = await self._write_file(content, limit=limit)
        metadata = self._describe(file, content)
        return await self.commit(request, upload, file=file, metadata=metadata, user_metadata=user_metadata)

    async def find_bucket(self, bucket_id: str) -> BucketInfo:
        """Return the bucket of an upload; StorageError."""
        with translate_errors():
            bucket = await find_bucket(await self._deps.owner_pool(), bucket_id)
        if bucket is None:
            raise bucket_not_found()
        return bucket

    def find_limit(self, bucket: BucketInfo) -> int:
        """Return the largest size in bytes of a content in a bucket."""
        most = self._deps.config.max_file_size
        return most if bucket.file_size_limit is None else min(most, bucket.file_size_limit)

    async def check(self, request: StorageRequest, upload: Upload, *, size: int | None, mimetype: str) -> None:
        """Raise StorageError unless the caller may write the object, as far as that is known before its content."""
        metadata = FileMetadata(size=size, content_length=size, mimetype=mimetype, cache_control="")
        row = _build_row(upload, version=None, metadata=metadata, user_metadata=None)
        async with open_trial(self._deps, request, operation=upload.operation or _OPERATIONS[upload.mode]) as session:
            await self._write_row(session, row, mode=upload.mode)

    async def commit(
        self,
        request: StorageRequest,
        upload: Upload,
        *,
        file: StoredFile,
        metadata: FileMetadata,
        user_metadata: str | None,
    ) -> str:
        """Name a stored file by the row of its object, and return the object's id; StorageError without the file."""
        row = _build_row(upload, version=file.version, metadata=metadata, user_metadata=user_metadata)
        operation = upload.operation or _OPERATIONS[upload.mode]
        try:
            async with open_session(self._deps, request, operation=operation) as session:
                return await self._write_row(session, row, mode=upload.mode)
        except StorageError as error:
            # Without an answer of the database the row may be there: then the worker finds out what to remove.
            if error.status != _UNAVAILABLE:
                await self._deps.files.remove([file.version])
            raise

    async def _write_row(self, session: CallerSession, row: ObjectRow, *, mode: UploadMode) -> str:
        if mode is UploadMode.CREATE:
            return await store.insert_object(session, row)
        if mode is UploadMode.UPSERT:
            return await store.upsert_object(session, row)
        object_id = await store.replace_object(session, row)
        if object_id is not None:
            return object_id
        owner = await self._deps.owner_pool()
        exists = await store.object_exists(owner, bucket_id=row.bucket_id, name=row.name)
        raise access_denied() if exists else object_not_found()

    async def _write_file(self, content: Content, *, limit: int) -> tuple[StoredFile, str | None]:
        """Store a content, and return the file and the program's own metadata, which a form may say after its file."""
        with translate_errors():
            writer = await self._deps.files.open_writer()
            try:
                await _copy(content.chunks, writer, limit=limit)
                user_metadata = content.user_metadata
                await announce_version(await self._deps.owner_pool(), writer.version)
                return await writer.store(), user_metadata
            except BaseException:
                await writer.discard()
                raise

    def _describe(self, file: StoredFile, content: Content) -> FileMetadata:
        return FileMetadata.of_file(
            file,
            mimetype=content.mimetype,
            cache_control=content.cache_control,
            content_encoding=content.content_encoding,
            now=self._deps.clock.now(),
        )


def check_type(bucket: BucketInfo, mimetype: str) -> None:
    """Raise StorageError unless a bucket allows a type of content."""
    if not allows_type(bucket.allowed_mime_types, mimetype):
        raise invalid_mime_type(mimetype)


async def _copy(chunks: AsyncIterator[bytes], writer: FileWriter, *, limit: int) -> None:
    async for chunk in chunks:
        await writer.write(chunk)
        if writer.size > limit:
            raise too_large()


def _build_row(upload: Upload, *, version: str | None, metadata: FileMetadata, user_metadata: str | None) -> ObjectRow:
    return ObjectRow(
        bucket_id=upload.bucket_id,
        name=upload.name,
        owner_id=upload.owner_id,
        version=version,
        metadata=metadata,
        user_metadata=user_metadata,
    )
