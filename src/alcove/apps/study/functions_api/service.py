"""The functions behind their gateway."""

from collections.abc import Sequence

from alcove.apps.study.ai_functions import build_ai_functions
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.auth_api import find_external_url
from alcove.apps.study.auth_validation import build_auth_validation
from alcove.apps.study.encryption import build_encryption
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.apps.study.provider_keys import build_test_keys
from alcove.apps.study.security_monitor import build_security_monitor
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.study_reports import build_study_reports
from alcove.apps.study.token_keys import CurrentVerifier, GatewaySettingsSource
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.functions import CallLimiter, Function, FunctionServer
from alcove.wires.supabase.gateway import Gateway, SessionGuard

log = get_logger("alcove.study")


def build_functions_api(
    deps: Deps, *, key_store: KeyStore, sessions: KnownSessions, prefix: str, ai_parts: AiParts
) -> Gateway:
    """Return the ASGI application of the functions; SettingError, OSError when the keys cannot be used."""
    settings = deps.load(StudySettings)
    limiter = CallLimiter(deps.limits, clock=deps.clock)
    verifier = CurrentVerifier(key_store, clock=deps.clock)
    server = FunctionServer(
        list_functions(deps, limiter=limiter, ai_parts=ai_parts),
        verifier=verifier,
        limiter=limiter,
        log=log,
        prefix=prefix,
        max_running=settings.study_functions_running,
    )
    guard = SessionGuard(server, verifier=verifier, sessions=sessions, issuer=find_external_url(deps))
    # Functions are protected by a token in the Authorization header alone.
    gateway_settings = GatewaySettingsSource(deps.load, key_store, requires_key=False)
    return Gateway(guard, settings=gateway_settings, verifier=verifier)


def list_functions(deps: Deps, *, limiter: CallLimiter, ai_parts: AiParts) -> Sequence[Function]:
    """Return the functions of this app."""
    settings = deps.load(StudySettings)
    return [
        *build_ai_functions(settings, parts=ai_parts, limiter=limiter),
        *build_study_reports(settings, parts=ai_parts),
        build_auth_validation(settings),
        build_encryption(settings, vault=deps.vault),
        build_security_monitor(settings, pool=deps.pool, limiter=limiter),
        build_test_keys(settings),
    ]
