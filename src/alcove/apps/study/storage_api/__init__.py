"""`/storage/v1`: files in buckets at the server's own address, and the jobs that remove what nobody needs."""

from typing import TYPE_CHECKING, Final

from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.deferred import DeferredService
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.apps.study.storage_api.folder import build_storage_probe, find_storage_folder, storage_folder
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.storage_api.service import StorageApi

PREFIX: Final = "/storage/v1"
BODY_LIMIT: Final = 2**62
"""The server checks no size of bodies: the service does, after the guard."""

__all__ = ["BODY_LIMIT", "PREFIX", "build_storage_probe", "defer_storage_api", "find_storage_folder", "storage_folder"]


def defer_storage_api(
    deps: Deps, *, database: ApiDatabase, key_store: KeyStore, sessions: KnownSessions
) -> DeferredService:
    """Return the ASGI application of `/storage/v1`, which is loaded at the first request."""

    def build() -> "StorageApi":
        from alcove.apps.study.storage_api.service import StorageApi  # noqa: PLC0415 - at the first request

        return StorageApi(deps, database=database, key_store=key_store, sessions=sessions, prefix=PREFIX)

    return DeferredService(build)
