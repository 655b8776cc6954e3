"""The composition root of the storage API."""

from collections.abc import Sequence
from typing import Any

from alcove.wires.supabase.storage import buckets, download, service_info, upload
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.requests import StorageRoute
from alcove.wires.supabase.storage.server import StorageServer


def build_storage_server(deps: StorageDeps, *, log: Any, prefix: str = "") -> StorageServer:
    """Return the ASGI application; `prefix` is the part of paths before the API, without a slash at its end."""
    return StorageServer(list_routes(deps), deps=deps, log=log, prefix=prefix)


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return all routes; of two for one method and path the first counts, so those of any object come last."""
    return [
        *service_info.list_routes(deps),
        *buckets.list_routes(deps),
        *download.list_routes(deps),
        *upload.list_routes(deps),
    ]
