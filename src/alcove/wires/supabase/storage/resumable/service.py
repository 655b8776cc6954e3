"""Uploads from their creation to the object: parts are appended to a file, and the last one makes the object.

The file's length is the offset. A part counts when it is flushed to the disk; the lock of the file keeps other requests
and processes out. Whatever ends this process, the next request continues where the file ends.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from alcove.wires.supabase.callers import find_role
from alcove.wires.supabase.storage.caller_sessions import translate_errors
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import invalid_request, too_large
from alcove.wires.supabase.storage.files import UnfinishedFile, new_version
from alcove.wires.supabase.storage.object_rows import FileMetadata
from alcove.wires.supabase.storage.requests import StorageRequest
from alcove.wires.supabase.storage.resumable import store
from alcove.wires.supabase.storage.resumable.errors import upload_expired, upload_locked, wrong_offset
from alcove.wires.supabase.storage.resumable.headers import read_size
from alcove.wires.supabase.storage.resumable.model import (
    LIFETIME,
    OPERATION,
    PART_OPERATION,
    Description,
    ResumableUpload,
)
from alcove.wires.supabase.storage.resumable.rights import Permission
from alcove.wires.supabase.storage.upkeep import announce_version
from alcove.wires.supabase.storage.upload import Uploader, check_type


class ResumableUploads:
    """Creates, continues, completes and ends uploads."""

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps
        self._uploader = Uploader(deps)

    async def create(self, request: StorageRequest, upload: ResumableUpload) -> None:
        """Add an upload that the caller may make, and that the bucket allows; StorageError."""
        description = upload.description
        bucket = await self._uploader.find_bucket(description.bucket_id)
        if upload.length is not None and upload.length > self._uploader.find_limit(bucket):
            raise too_large()
        check_type(bucket, description.mimetype)
        planned = upload.to_upload(OPERATION)
        await self._uploader.check(request, planned, size=upload.length, mimetype=description.mimetype)
        with translate_errors():
            # The row comes first: every file has one, with which it is removed.
            await store.insert_upload(await self._deps.owner_pool(), upload)
            await self._deps.unfinished.create(upload.id)

    def plan(self, permission: Permission, description: Description, *, length: int | None) -> ResumableUpload:
        """Return a new upload."""
        now = self._deps.clock.now()
        return ResumableUpload(
            id=new_version(),
            description=description,
            owner_id=permission.owner_id,
            role=find_role(permission.request.caller),
            is_upsert=permission.is_upsert,
            is_signed=permission.is_signed,
            length=length,
            created_at=now,
            expires_at=now + LIFETIME,
        )

    async def find(self, upload_id: str) -> ResumableUpload | None:
        """Return an upload by its id, which is a UUID; StorageError."""
        with translate_errors():
            return await store.find_upload(await self._deps.owner_pool(), upload_id)

    async def read_offset(self, request: StorageRequest, upload: ResumableUpload) -> int:
        """Return how much has arrived durably, and make the object if that is all; StorageError."""
        if upload.completed_size is not None:
            return upload.completed_size
        with translate_errors():
            try:
                size = await self._deps.unfinished.read_size(upload.id)
            except FileNotFoundError:
                return await self._find_completed_size(upload)
        if size == upload.length:
            async with self._open(upload) as file:
                await self._complete(request, upload, file=file)
        return size

    async def append(
        self, request: StorageRequest, upload: ResumableUpload, *, offset: int, length: int | None = None
    ) -> int:
        """Append the body of a request, make the object after its last part, and return the offset; StorageError.

        `length` is that of an upload that was created without one.
        """
        if upload.completed_size is not None:
            return _check_ended(upload.completed_size, offset)
        async with self._open(upload) as file:
            if file.size != offset:
                raise wrong_offset(file.size)
            if length is not None and upload.length is None:
                upload = await self._set_length(upload, length, offset=offset)
            limit = await self._find_limit(upload)
            await self._receive(request, file, most=limit - offset)
            if file.size == upload.length:
                await self._complete(request, upload, file=file)
            return file.size

    async def terminate(self, upload: ResumableUpload) -> None:
        """End an upload and remove what has arrived; an object that is complete stays. StorageError."""
        if upload.completed_size is None:
            async with self._open(upload):
                await self._deps.unfinished.remove([upload.id])
        with translate_errors():
            await store.delete_uploads(await self._deps.owner_pool(), [upload.id])

    @asynccontextmanager
    async def _open(self, upload: ResumableUpload) -> AsyncIterator[UnfinishedFile]:
        with translate_errors():
            try:
                async with self._deps.unfinished.open(upload.id) as file:
                    yield file
            except BlockingIOError:
                raise upload_locked() from None
            except FileNotFoundError:
                raise upload_expired() from None

    async def _find_completed_size(self, upload: ResumableUpload) -> int:
        """Return the size of an upload that another request has completed meanwhile; StorageError otherwise."""
        current = await self.find(upload.id)
        if current is None or current.completed_size is None:
            raise upload_expired()
        return current.completed_size

    async def _set_length(self, upload: ResumableUpload, length: int, *, offset: int) -> ResumableUpload:
        if length < offset:
            raise invalid_request("Upload-Length is less than what has arrived")
        if length > await self._find_limit(upload):
            raise too_large()
        await store.set_length(await self._deps.owner_pool(), upload.id, length=length)
        return replace(upload, length=length)

    async def _find_limit(self, upload: ResumableUpload) -> int:
        if upload.length is not None:
            return upload.length
        return self._uploader.find_limit(await self._uploader.find_bucket(upload.description.bucket_id))

    async def _receive(self, request: StorageRequest, file: UnfinishedFile, *, most: int) -> None:
        announced = read_size(request.fields, "content-length")
        if announced is not None and announced > most:
            raise too_large()
        try:
            async for chunk in request.stream(limit=most, stall_seconds=self._deps.config.stall_seconds):
                await file.append(chunk)
        finally:
            # What has arrived of a part that is cut off counts as well.
            await file.flush()

    async def _complete(self, request: StorageRequest, upload: ResumableUpload, *, file: UnfinishedFile) -> None:
        owner = await self._deps.owner_pool()
        # This process may have been killed after the object, and before the row of the upload.
        if not await store.was_stored(owner, upload.id):
            await self._store_object(request, upload, file=file)
        await store.set_completed(owner, upload.id, size=file.size)
        await self._deps.unfinished.remove([upload.id])

    async def _store_object(self, request: StorageRequest, upload: ResumableUpload, *, file: UnfinishedFile) -> None:
        description = upload.description
        bucket = await self._uploader.find_bucket(description.bucket_id)
        if file.size > self._uploader.find_limit(bucket):
            raise too_large()
        check_type(bucket, description.mimetype)
        await announce_version(await self._deps.owner_pool(), upload.id)
        stored = await self._deps.files.store_copy(file.path, version=upload.id)
        metadata = FileMetadata.of_file(
            stored,
            mimetype=description.mimetype,
            cache_control=description.cache_control,
            now=self._deps.clock.now(),
        )
        await self._uploader.commit(
            request,
            upload.to_upload(PART_OPERATION),
            file=stored,
            metadata=metadata,
            user_metadata=description.user_metadata,
        )


def _check_ended(size: int, offset: int) -> int:
    """Return the size of a complete upload; StorageError for a part at another offset."""
    if offset != size:
        raise wrong_offset(size)
    return size
