"""Routes that remove objects."""

from collections.abc import Sequence

from alcove.wires.supabase.storage.caller_sessions import open_session
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import access_denied, object_not_found
from alcove.wires.supabase.storage.object_rows import find_object
from alcove.wires.supabase.storage.removal.schemas import ObjectName, RemovalBody
from alcove.wires.supabase.storage.removal.store import remove_objects
from alcove.wires.supabase.storage.requests import StorageRequest, StorageResponse, StorageRoute

_JSON = (("content-type", "application/json; charset=utf-8"),)
_NONE = b"[]"


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes; they are for any object, so they come after those with a word in its place."""
    removal = RemovalRoutes(deps)
    return [
        StorageRoute(method="DELETE", path="/object/{bucket_id}", handler=removal.remove_several),
        StorageRoute(method="DELETE", path="/object/{bucket_id}/{name:path}", handler=removal.remove_one),
    ]


class RemovalRoutes:
    """Handlers of removals; policies for reading and for deleting decide."""

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps

    async def remove_several(self, request: StorageRequest) -> StorageResponse:
        """Remove objects and send those that were removed; the others are left out without an error."""
        names = request.read(RemovalBody).read_names(most=self._deps.config.max_list)
        async with open_session(self._deps, request, operation="storage.object.delete_many") as session:
            removed = await remove_objects(session, request.parameters["bucket_id"], names=names)
        return StorageResponse(content=removed, headers=_JSON)

    async def remove_one(self, request: StorageRequest) -> StorageResponse:
        """Remove an object."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        async with open_session(self._deps, request, operation="storage.object.delete") as session:
            removed = await remove_objects(session, bucket_id, names=[ObjectName(path=name)])
            if removed == _NONE:
                found = await find_object(session, bucket_id=bucket_id, name=name)
                raise object_not_found() if found is None else access_denied("Access denied")
        return StorageResponse(content={"message": "Successfully deleted"})
