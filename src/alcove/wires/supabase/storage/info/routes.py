"""Routes that describe an object; HEAD on them answers as HEAD on the object does."""

from collections.abc import Sequence
from typing import Any

import msgspec

from alcove.wires.supabase.storage.caller_sessions import open_session, translate_errors
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.download import FileResponder
from alcove.wires.supabase.storage.errors import bucket_not_found, object_not_found
from alcove.wires.supabase.storage.object_rows import StoredObject, find_bucket, find_object, find_public_object
from alcove.wires.supabase.storage.object_rows.model import format_time
from alcove.wires.supabase.storage.requests import Access, StorageRequest, StorageResponse, StorageRoute

_OPERATIONS = {"GET": "storage.object.get_authenticated_info", "HEAD": "storage.object.head_authenticated_info"}


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes; the last one is for any bucket, so it comes after those with a word in its place."""
    info = InfoRoutes(deps)
    public = "/object/info/public/{bucket_id}/{name:path}"
    authenticated = "/object/info/authenticated/{bucket_id}/{name:path}"
    return [
        StorageRoute(method="GET", path=public, handler=info.describe_public, access=Access.PUBLIC),
        StorageRoute(method="GET", path=authenticated, handler=info.describe),
        StorageRoute(method="GET", path="/object/info/{bucket_id}/{name:path}", handler=info.describe),
    ]


class InfoRoutes:
    """Handlers that describe objects."""

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps
        self._responder = FileResponder(deps)

    async def describe_public(self, request: StorageRequest) -> StorageResponse:
        """Describe an object of a public bucket; a private bucket is as good as none."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        with translate_errors():
            owner = await self._deps.owner_pool()
            found = await find_public_object(owner, bucket_id=bucket_id, name=name)
            bucket = await find_bucket(owner, bucket_id) if found is None else None
        if found is None:
            raise object_not_found() if bucket is not None and bucket.is_public else bucket_not_found()
        return await self._respond(request, found)

    async def describe(self, request: StorageRequest) -> StorageResponse:
        """Describe an object that the caller may see."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        operation = _OPERATIONS[request.method]
        async with open_session(self._deps, request, operation=operation, read_only=True) as session:
            found = await find_object(session, bucket_id=bucket_id, name=name)
        if found is None:
            with translate_errors():
                bucket = await find_bucket(await self._deps.owner_pool(), bucket_id)
            raise bucket_not_found() if bucket is None else object_not_found()
        return await self._respond(request, found)

    async def _respond(self, request: StorageRequest, found: StoredObject) -> StorageResponse:
        wanted = request.query.get("versionId")
        if wanted and wanted != found.version:
            raise object_not_found()
        if request.method == "HEAD":
            return await self._responder.respond(request, found)
        return StorageResponse(content=describe_object(found))


def describe_object(found: StoredObject) -> dict[str, Any]:
    """Return an object as clients know it from `info`."""
    metadata = found.read_metadata()
    return {
        "id": found.id,
        "name": found.name,
        "version": found.version or "",
        "bucket_id": found.bucket_id,
        "size": metadata.size,
        "content_type": metadata.mimetype,
        "cache_control": metadata.cache_control,
        "content_encoding": metadata.content_encoding,
        "etag": metadata.e_tag,
        "metadata": msgspec.Raw((found.user_metadata or "{}").encode()),
        "last_modified": metadata.last_modified or format_time(found.updated_at),
        "created_at": format_time(found.created_at),
        "updated_at": format_time(found.updated_at),
    }
