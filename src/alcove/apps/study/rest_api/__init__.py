"""`/rest/v1`: the REST API of the database at the server's own address."""

from typing import TYPE_CHECKING, Final

from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.deferred import DeferredService
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.apps.study.rest_api.probe import build_rest_probe
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.rest_api.service import RestApi

PREFIX: Final = "/rest/v1"

__all__ = ["PREFIX", "build_rest_probe", "defer_rest_api"]


def defer_rest_api(
    deps: Deps, *, database: ApiDatabase, key_store: KeyStore, sessions: KnownSessions
) -> DeferredService:
    """Return the ASGI application of `/rest/v1`, which is loaded at the first request."""

    def build() -> "RestApi":
        from alcove.apps.study.rest_api.service import RestApi  # noqa: PLC0415 - at the first request

        return RestApi(deps, database=database, key_store=key_store, sessions=sessions, prefix=PREFIX)

    return DeferredService(build)
