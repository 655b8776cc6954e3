"""Routes of uploads; signed uploads and resumable ones have routes of their own."""

from collections.abc import Sequence

from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.names import check_key
from alcove.wires.supabase.storage.requests import Body, StorageRequest, StorageResponse, StorageRoute
from alcove.wires.supabase.storage.upload.service import Upload, Uploader, UploadMode

PATH = "/object/{bucket_id}/{name:path}"


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes; they are for any object, so they come after those with a word in its place."""
    uploads = UploadRoutes(deps)
    return [
        StorageRoute(method="POST", path=PATH, handler=uploads.create, body=Body.STREAM),
        StorageRoute(method="PUT", path=PATH, handler=uploads.replace, body=Body.STREAM),
    ]


class UploadRoutes:
    """Handlers of uploads."""

    def __init__(self, deps: StorageDeps) -> None:
        self._uploader = Uploader(deps)

    async def create(self, request: StorageRequest) -> StorageResponse:
        """Store a new object, or with `x-upsert: true` replace one."""
        is_upsert = request.fields.get("x-upsert", "").lower() == "true"
        return await self._receive(request, UploadMode.UPSERT if is_upsert else UploadMode.CREATE)

    async def replace(self, request: StorageRequest) -> StorageResponse:
        """Replace an object."""
        return await self._receive(request, UploadMode.REPLACE)

    async def _receive(self, request: StorageRequest, mode: UploadMode) -> StorageResponse:
        upload = Upload(
            bucket_id=request.parameters["bucket_id"],
            name=check_key(request.parameters["name"]),
            mode=mode,
            owner_id=request.user_id,
        )
        object_id = await self._uploader.receive(request, upload)
        return StorageResponse(content={"Key": f"{upload.bucket_id}/{upload.name}", "Id": object_id})
