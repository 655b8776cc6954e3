"""Routes of buckets."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import UNSET

from alcove.wires.supabase.storage.buckets import store
from alcove.wires.supabase.storage.buckets.limits import check_types, parse_size_limit
from alcove.wires.supabase.storage.buckets.schemas import BucketCreation, BucketName, BucketUpdate, Message
from alcove.wires.supabase.storage.caller_sessions import open_session
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import bucket_not_found, invalid_request
from alcove.wires.supabase.storage.names import check_bucket_name
from alcove.wires.supabase.storage.requests import StorageRequest, StorageResponse, StorageRoute

BATCH: Final = 1000
"""Objects that one transaction removes from a bucket."""
_MAX_OFFSET: Final = 2**31
_ONE: Final = "/bucket/{bucket_id}"


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes."""
    routes = BucketRoutes(deps)
    return [
        StorageRoute(method="GET", path="/bucket", handler=routes.list),
        StorageRoute(method="POST", path="/bucket", handler=routes.create),
        StorageRoute(method="GET", path=_ONE, handler=routes.read),
        StorageRoute(method="PUT", path=_ONE, handler=routes.update),
        StorageRoute(method="DELETE", path=_ONE, handler=routes.delete),
        StorageRoute(method="POST", path=f"{_ONE}/empty", handler=routes.empty),
    ]


class BucketRoutes:
    """Handlers about buckets."""

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps

    async def list(self, request: StorageRequest) -> StorageResponse:
        """Return the buckets that the caller may see."""
        query = request.query
        sort = query.get("sortColumn", "name"), query.get("sortOrder", "asc").lower()
        if sort[0] not in store.SORT_COLUMNS or sort[1] not in store.SORT_ORDERS:
            raise invalid_request(f"Buckets are sorted by {', '.join(store.SORT_COLUMNS)}, asc or desc")
        limit = _read_number(query, "limit", least=1, default=self._deps.config.max_list)
        offset = _read_number(query, "offset", least=0, default=0)
        async with open_session(self._deps, request, operation="storage.bucket.list", read_only=True) as session:
            buckets = await store.list_buckets(
                session,
                search=query.get("search", ""),
                sort=sort,
                limit=min(limit, self._deps.config.max_list),
                offset=offset,
            )
        return StorageResponse(content=buckets)

    async def read(self, request: StorageRequest) -> StorageResponse:
        """Return a bucket."""
        async with open_session(self._deps, request, operation="storage.bucket.get", read_only=True) as session:
            bucket = await store.find_bucket(session, request.parameters["bucket_id"])
        if bucket is None:
            raise bucket_not_found()
        return StorageResponse(content=bucket)

    async def create(self, request: StorageRequest) -> StorageResponse:
        """Add a bucket."""
        body = request.read(BucketCreation)
        if not body.name:
            raise invalid_request("body must have required property 'name'")
        if body.type not in (None, "STANDARD"):
            raise invalid_request("This server has buckets of the type STANDARD only")
        bucket_id, name = check_bucket_name(body.id or body.name), check_bucket_name(body.name)
        limit = parse_size_limit(body.file_size_limit, most=self._deps.config.max_file_size)
        types = check_types(body.allowed_mime_types)
        async with open_session(self._deps, request, operation="storage.bucket.create") as session:
            await store.insert_bucket(
                session,
                bucket_id,
                name=name,
                owner_id=request.user_id,
                public=bool(body.public),
                file_size_limit=limit,
                allowed_mime_types=types,
            )
        return StorageResponse(content=BucketName(bucket_id))

    async def update(self, request: StorageRequest) -> StorageResponse:
        """Change what a bucket allows."""
        changes = self._read_changes(request.read(BucketUpdate))
        async with open_session(self._deps, request, operation="storage.bucket.update") as session:
            if not await store.update_bucket(session, request.parameters["bucket_id"], changes=changes):
                raise bucket_not_found()
        return StorageResponse(content=Message("Successfully updated"))

    def _read_changes(self, body: BucketUpdate) -> Mapping[str, Any]:
        changes: dict[str, Any] = {}
        if body.public is not UNSET:
            changes["public"] = bool(body.public)
        if body.file_size_limit is not UNSET:
            most = self._deps.config.max_file_size
            changes["file_size_limit"] = parse_size_limit(body.file_size_limit, most=most)
        if body.allowed_mime_types is not UNSET:
            changes["allowed_mime_types"] = check_types(body.allowed_mime_types)
        return changes

    async def empty(self, request: StorageRequest) -> StorageResponse:
        """Delete the objects of a bucket that the caller may delete, in transactions of some."""
        bucket_id = request.parameters["bucket_id"]
        removed = BATCH
        while removed == BATCH:
            async with open_session(self._deps, request, operation="storage.bucket.empty") as session:
                if await store.find_bucket(session, bucket_id) is None:
                    raise bucket_not_found()
                removed = await store.delete_objects(session, bucket_id, limit=BATCH)
        return StorageResponse(content=Message("Successfully emptied"))

    async def delete(self, request: StorageRequest) -> StorageResponse:
        """Delete a bucket without objects."""
        async with open_session(self._deps, request, operation="storage.bucket.delete") as session:
            if not await store.delete_bucket(session, request.parameters["bucket_id"]):
                raise bucket_not_found()
        return StorageResponse(content=Message("Successfully deleted"))


def _read_number(query: Mapping[str, str], name: str, *, least: int, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:12]) <= _MAX_OFFSET:
        raise invalid_request(f"querystring/{name} must be an integer of at least {least}")
    return int(text[:12])
