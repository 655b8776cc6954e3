"""Parts of Supabase's storage that this server does not have: clients get an error that says so."""

from collections.abc import Sequence

from alcove.wires.supabase.storage.errors import access_denied, feature_not_enabled
from alcove.wires.supabase.storage.requests import Handler, StorageRequest, StorageResponse, StorageRoute

_SERVICE: str = "service_role"


def list_routes() -> Sequence[StorageRoute]:
    """Return the routes of analytics buckets, vector buckets, and the cache of a content delivery network."""
    analytics, vectors = refuse("iceberg_catalog"), refuse("vector_buckets")
    return [
        *(
            StorageRoute(method=method, path="/iceberg/{rest:path}", handler=analytics)
            for method in ("GET", "POST", "PUT", "DELETE")
        ),
        StorageRoute(method="POST", path="/vector/{rest:path}", handler=vectors),
        StorageRoute(method="DELETE", path="/cdn/{rest:path}", handler=purge_cache),
    ]


def refuse(feature: str) -> Handler:
    """Return the handler of a feature that is not there."""

    async def refuse_feature(_: StorageRequest) -> StorageResponse:
        raise feature_not_enabled(feature)

    return refuse_feature


async def purge_cache(request: StorageRequest) -> StorageResponse:
    """Refuse to purge a cache: there is none, and other callers than the service role may not ask at all."""
    if request.caller is None or request.caller.role != _SERVICE:
        raise access_denied("Access denied")
    raise feature_not_enabled("purge_cache")
