"""Routes of downloads; signed addresses have routes of their own."""

from collections.abc import Sequence

from alcove.wires.supabase.storage.caller_sessions import open_session, translate_errors
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.download.responses import FileResponder
from alcove.wires.supabase.storage.errors import bucket_not_found, object_not_found
from alcove.wires.supabase.storage.object_rows import StoredObject, find_bucket, find_object, find_public_object
from alcove.wires.supabase.storage.requests import Access, StorageRequest, StorageResponse, StorageRoute

OPERATION = "storage.object.get_authenticated"


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes; the last one is for any object, so it comes after those with a word in its place."""
    downloads = DownloadRoutes(deps)
    public = "/object/public/{bucket_id}/{name:path}"
    authenticated = "/object/authenticated/{bucket_id}/{name:path}"
    return [
        StorageRoute(method="GET", path=public, handler=downloads.send_public, access=Access.PUBLIC),
        StorageRoute(method="GET", path=authenticated, handler=downloads.send),
        StorageRoute(method="GET", path="/object/{bucket_id}/{name:path}", handler=downloads.send),
    ]


class DownloadRoutes:
    """Handlers of downloads."""

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps
        self._responder = FileResponder(deps)

    async def send_public(self, request: StorageRequest) -> StorageResponse:
        """Send an object of a public bucket; a private bucket is as good as none."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        found = await self._find_public(bucket_id, name)
        if found is None:
            with translate_errors():
                bucket = await find_bucket(await self._deps.owner_pool(), bucket_id)
            raise object_not_found() if bucket is not None and bucket.is_public else bucket_not_found()
        return await self._responder.respond(request, found)

    async def send(self, request: StorageRequest) -> StorageResponse:
        """Send an object that is public, or that the caller may see."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        found = await self._find_public(bucket_id, name)
        if found is None:
            async with open_session(self._deps, request, operation=OPERATION, read_only=True) as session:
                found = await find_object(session, bucket_id=bucket_id, name=name)
        if found is None:
            with translate_errors():
                bucket = await find_bucket(await self._deps.owner_pool(), bucket_id)
            raise bucket_not_found() if bucket is None else object_not_found()
        return await self._responder.respond(request, found)

    async def _find_public(self, bucket_id: str, name: str) -> StoredObject | None:
        with translate_errors():
            return await find_public_object(await self._deps.owner_pool(), bucket_id=bucket_id, name=name)
