"""What the storage API says about itself."""

from collections.abc import Sequence

from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.requests import Access, StorageRequest, StorageResponse, StorageRoute


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes."""

    async def answer_status(_request: StorageRequest) -> StorageResponse:
        await deps.owner_pool()
        return StorageResponse(content=b"", headers=(("content-type", "text/plain"),))

    return [StorageRoute(method="GET", path="/status", handler=answer_status, access=Access.PUBLIC)]
