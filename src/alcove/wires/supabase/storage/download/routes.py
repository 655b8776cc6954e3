"""Routes of downloads; signed addresses have routes of their own."""

from collections.abc import Sequence

from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.download.finder import ObjectFinder
from alcove.wires.supabase.storage.download.responses import FileResponder
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
        self._finder = ObjectFinder(deps)
        self._responder = FileResponder(deps)

    async def send_public(self, request: StorageRequest) -> StorageResponse:
        """Send an object of a public bucket."""
        return await self._responder.respond(request, await self._finder.find_public(request))

    async def send(self, request: StorageRequest) -> StorageResponse:
        """Send an object that is public, or that the caller may see."""
        return await self._responder.respond(request, await self._finder.find(request, operation=OPERATION))
