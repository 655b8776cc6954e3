"""Find the object of an address, as far as its reader may see it."""

from alcove.wires.supabase.storage.caller_sessions import open_session, translate_errors
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import bucket_not_found, object_not_found
from alcove.wires.supabase.storage.object_rows import StoredObject, find_bucket, find_object, find_public_object
from alcove.wires.supabase.storage.requests import StorageRequest


class ObjectFinder:
    """Finds objects by the parameters `bucket_id` and `name` of a request."""

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps

    async def find_public(self, request: StorageRequest) -> StoredObject:
        """Return an object of a public bucket; a private bucket is as good as none. StorageError."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        found = await self._find_public(bucket_id, name)
        if found is None:
            with translate_errors():
                bucket = await find_bucket(await self._deps.owner_pool(), bucket_id)
            raise object_not_found() if bucket is not None and bucket.is_public else bucket_not_found()
        return found

    async def find(self, request: StorageRequest, *, operation: str) -> StoredObject:
        """Return an object that is public, or that the caller may see; StorageError."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        found = await self._find_public(bucket_id, name)
        if found is None:
            async with open_session(self._deps, request, operation=operation, read_only=True) as session:
                found = await find_object(session, bucket_id=bucket_id, name=name)
        if found is None:
            with translate_errors():
                bucket = await find_bucket(await self._deps.owner_pool(), bucket_id)
            raise bucket_not_found() if bucket is None else object_not_found()
        return found

    async def _find_public(self, bucket_id: str, name: str) -> StoredObject | None:
        with translate_errors():
            return await find_public_object(await self._deps.owner_pool(), bucket_id=bucket_id, name=name)
