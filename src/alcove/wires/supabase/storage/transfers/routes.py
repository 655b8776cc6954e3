"""Routes that move and copy objects."""

from collections.abc import Sequence

import msgspec

from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.object_rows import FileMetadata
from alcove.wires.supabase.storage.object_rows.model import format_time
from alcove.wires.supabase.storage.requests import StorageRequest, StorageResponse, StorageRoute
from alcove.wires.supabase.storage.transfers.schemas import CopyBody, MoveBody, NewMetadata
from alcove.wires.supabase.storage.transfers.service import Source, Target, Transfers, choose_mode
from alcove.wires.supabase.storage.upload import Upload
from alcove.wires.supabase.storage.upload.body import check_metadata, decode_metadata, read_type


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes."""
    transfers = TransferRoutes(deps)
    return [
        StorageRoute(method="POST", path="/object/move", handler=transfers.move),
        StorageRoute(method="POST", path="/object/copy", handler=transfers.copy),
    ]


class TransferRoutes:
    """Handlers of moves and copies."""

    def __init__(self, deps: StorageDeps) -> None:
        self._clock = deps.clock
        self._transfers = Transfers(deps)

    async def move(self, request: StorageRequest) -> StorageResponse:
        """Move an object."""
        body = request.read(MoveBody)
        target = Target(bucket_id=body.destination_bucket or body.bucket_id, name=body.destination_key)
        moved = await self._transfers.move(request, _read_source(body), target=target)
        key = f"{target.bucket_id}/{target.name}"
        return StorageResponse(content={"message": "Successfully moved", "Id": moved.id, "Key": key})

    async def copy(self, request: StorageRequest) -> StorageResponse:
        """Copy an object, or with `x-upsert: true` replace one by the copy."""
        body = request.read(CopyBody)
        found = await self._transfers.find_source(request, _read_source(body))
        metadata = msgspec.structs.replace(found.read_metadata(), last_modified=format_time(self._clock.now()))
        user_metadata = found.user_metadata
        if body.copy_metadata is False:
            metadata = _change(metadata, body.metadata or NewMetadata())
            encoded = request.fields.get("x-metadata", "")
            user_metadata = check_metadata(decode_metadata(encoded)) if encoded else None
        target = Upload(
            bucket_id=body.destination_bucket or body.bucket_id,
            name=body.destination_key,
            mode=choose_mode(request),
            owner_id=request.user_id,
            operation="storage.object.copy",
        )
        object_id = await self._transfers.copy(
            request, found, target=target, metadata=metadata, user_metadata=user_metadata
        )
        content = {
            "Id": object_id,
            "Key": f"{target.bucket_id}/{target.name}",
            "id": object_id,
            "name": target.name,
            "bucket_id": target.bucket_id,
            "owner_id": target.owner_id or "",
            "metadata": msgspec.Raw(metadata.to_json().encode()),
            "user_metadata": msgspec.Raw(user_metadata.encode()) if user_metadata is not None else None,
        }
        return StorageResponse(content=content)


def _read_source(body: MoveBody) -> Source:
    return Source(bucket_id=body.bucket_id, name=body.source_key, version=body.source_version_id)


def _change(metadata: FileMetadata, changes: NewMetadata) -> FileMetadata:
    kept = metadata.content_encoding if changes.content_encoding is None else changes.content_encoding
    return msgspec.structs.replace(
        metadata,
        cache_control=metadata.cache_control if changes.cache_control is None else changes.cache_control,
        mimetype=metadata.mimetype if changes.mimetype is None else read_type(changes.mimetype),
        content_encoding=kept or None,
    )
