"""`/realtime/v1`: broadcasts, presence and changes of rows over websockets."""

from typing import TYPE_CHECKING, Final

from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.deferred import DeferredService
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.realtime_api.service import RealtimeApi

PREFIX: Final = "/realtime/v1"

__all__ = ["PREFIX", "defer_realtime_api"]


def defer_realtime_api(
    deps: Deps, *, database: ApiDatabase, key_store: KeyStore, sessions: KnownSessions
) -> DeferredService:
    """Return the ASGI application of `/realtime/v1`, which is loaded at the first request."""

    def build() -> "RealtimeApi":
        from alcove.apps.study.realtime_api.service import RealtimeApi  # noqa: PLC0415 - at the first request

        return RealtimeApi(deps, database=database, key_store=key_store, sessions=sessions, prefix=PREFIX)

    return DeferredService(build)
