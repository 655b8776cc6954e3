"""`/functions/v1`: the functions at the server's own address."""

from typing import TYPE_CHECKING, Final

from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.deferred import DeferredService
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.wires.supabase.gateway import Gateway

PREFIX: Final = "/functions/v1"
CSP_REPORT_URI: Final = f"{PREFIX}/security-monitor/csp-report"
"""Where browsers report what the policy of a page has blocked."""

__all__ = ["CSP_REPORT_URI", "PREFIX", "defer_functions_api"]


def defer_functions_api(
    deps: Deps, *, key_store: KeyStore, sessions: KnownSessions, ai_parts: AiParts
) -> DeferredService:
    """Return the ASGI application of `/functions/v1`, which is loaded at the first request."""

    def build() -> "Gateway":
        from alcove.apps.study.functions_api.service import build_functions_api  # noqa: PLC0415 - at the first request

        return build_functions_api(deps, key_store=key_store, sessions=sessions, prefix=PREFIX, ai_parts=ai_parts)

    service = DeferredService(build)
    # Limits are part of the functions.
    deps.on_reload(service.forget)
    return service
