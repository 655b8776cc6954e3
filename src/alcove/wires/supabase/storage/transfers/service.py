"""Move and copy objects. A move changes a row; a copy has a file of its own, which shares its bytes with the other."""

from dataclasses import dataclass
from typing import Final

from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.storage.caller_sessions import CallerSession, open_session, translate_errors
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import (
    access_denied,
    bucket_not_found,
    object_not_found,
    too_large,
)
from alcove.wires.supabase.storage.files import StoredFile, new_version
from alcove.wires.supabase.storage.names import check_key
from alcove.wires.supabase.storage.object_rows import BucketInfo, FileMetadata, StoredObject, find_bucket, find_object
from alcove.wires.supabase.storage.requests import StorageRequest
from alcove.wires.supabase.storage.transfers.store import move_object
from alcove.wires.supabase.storage.upkeep import announce_version
from alcove.wires.supabase.storage.upload import Upload, Uploader, UploadMode
from alcove.wires.supabase.storage.upload.service import check_type

_MOVE: Final = "storage.object.move"
_COPY: Final = "storage.object.copy"

log = get_logger("alcove.storage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The object to move or copy; a version that is not the current one does not exist."""

    bucket_id: str
    name: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the object goes."""

    bucket_id: str
    name: str


class Transfers:
    """Moves and copies objects with the rights of the caller, who owns what comes out."""

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps
        self._uploader = Uploader(deps)

    async def move(self, request: StorageRequest, source: Source, *, target: Target) -> StoredObject:
        """Move an object and return what it was; StorageError. Policies for reading and for changing decide."""
        check_key(target.name)
        bucket = await self._uploader.find_bucket(target.bucket_id)
        async with open_session(self._deps, request, operation=_MOVE) as session:
            found = await self._find(session, source)
            if source.bucket_id != target.bucket_id:
                self._check_limits(bucket, found.read_metadata())
            is_moved = await move_object(
                session, found, bucket_id=target.bucket_id, name=target.name, owner_id=request.user_id
            )
            if not is_moved:
                # Another request may have moved or removed it since.
                await self._find(session, source)
                raise access_denied()
        return found

    async def find_source(self, request: StorageRequest, source: Source) -> StoredObject:
        """Return the object to copy, which the caller may see; StorageError."""
        async with open_session(self._deps, request, operation=_COPY, read_only=True) as session:
            return await self._find(session, source)

    async def copy(
        self,
        request: StorageRequest,
        found: StoredObject,
        *,
        target: Upload,
        metadata: FileMetadata,
        user_metadata: str | None,
    ) -> str:
        """Write an object with the content of another one, and return its id; StorageError.

        Policies for adding objects decide, and for changing them where it replaces one.
        """
        check_key(target.name)
        bucket = await self._uploader.find_bucket(target.bucket_id)
        self._check_limits(bucket, metadata)
        with translate_errors():
            file = await self._copy_file(found, metadata)
        return await self._uploader.commit(request, target, file=file, metadata=metadata, user_metadata=user_metadata)

    async def _copy_file(self, found: StoredObject, metadata: FileMetadata) -> StoredFile:
        version = new_version()
        await announce_version(await self._deps.owner_pool(), version)
        try:
            await self._deps.files.copy(found.version or "", to=version)
        except FileNotFoundError:
            log.error("storage_file_missing", bucket=found.bucket_id, version=found.version)  # noqa: TRY400
            raise object_not_found() from None
        return StoredFile(version=version, size=metadata.size or 0, sha256=metadata.e_tag.strip('"'))

    async def _find(self, session: CallerSession, source: Source) -> StoredObject:
        found = await find_object(session, bucket_id=source.bucket_id, name=source.name)
        if found is None:
            bucket = await find_bucket(await self._deps.owner_pool(), source.bucket_id)
            raise bucket_not_found() if bucket is None else object_not_found()
        if source.version is not None and source.version != found.version:
            raise object_not_found()
        return found

    def _check_limits(self, bucket: BucketInfo, metadata: FileMetadata) -> None:
        check_type(bucket, metadata.mimetype)
        if (metadata.size or 0) > self._uploader.find_limit(bucket):
            raise too_large()


def choose_mode(request: StorageRequest) -> UploadMode:
    """Return what a copy does with an object of its name."""
    is_upsert = request.fields.get("x-upsert", "").lower() == "true"
    return UploadMode.UPSERT if is_upsert else UploadMode.CREATE
