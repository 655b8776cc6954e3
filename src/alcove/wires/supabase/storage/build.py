"""The composition root of the storage API."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from alcove.wires.supabase.storage import (
    buckets,
    download,
    images,
    info,
    lists,
    other_services,
    removal,
    resumable,
    signed_urls,
    transfers,
    upload,
)
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.requests import Access, StorageRequest, StorageResponse, StorageRoute
from alcove.wires.supabase.storage.server import StorageServer


def build_storage_server(deps: StorageDeps, *, log: Any, prefix: str = "") -> StorageServer:
    """Return the ASGI application; `prefix` is the part of paths before the API, without a slash at its end."""
    return StorageServer(list_routes(deps), deps=deps, log=log, prefix=prefix)


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return all routes; of several that match, the one with most fixed segments counts."""
    return [
        StorageRoute(method="GET", path="/status", handler=partial(_answer_status, deps=deps), access=Access.PUBLIC),
        *buckets.list_routes(deps),
        *other_services.list_routes(),
        *lists.list_routes(deps),
        *info.list_routes(deps),
        *transfers.list_routes(deps),
        *signed_urls.list_routes(deps),
        *removal.list_routes(deps),
        *resumable.list_routes(deps),
        *images.list_routes(deps),
        *download.list_routes(deps),
        *upload.list_routes(deps),
    ]


async def _answer_status(_request: StorageRequest, *, deps: StorageDeps) -> StorageResponse:
    """Answer 200 when the database can be reached; DATABASE_LOST."""
    await deps.owner_pool()
    return StorageResponse(content=b"", headers=(("content-type", "text/plain"),))
