"""The accounts API behind its gateway."""

from functools import cached_property

from starlette.types import Receive, Scope, Send

from alcove import __version__
from alcove.apps.study.auth_api.config import build_auth_config
from alcove.apps.study.auth_api.limiter import AccountLimiter
from alcove.apps.study.auth_api.mailer import QueuedMailer
from alcove.apps.study.auth_api.store import MemberHooks
from alcove.apps.study.gateway_settings import build_gateway_settings
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.token_keys import CurrentSigner, CurrentVerifier
from alcove.foundation.deps import Deps
from alcove.foundation.identity import AttemptLimiter, AttemptRules, IdentitySettings, PasswordHasher
from alcove.foundation.mail import Mailer, MailSettings
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.build import build_auth_server
from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.gateway import Gateway

log = get_logger("alcove.study")


class AuthApi:
    """The ASGI application of `/auth/v1`, over the server's own accounts."""

    def __init__(self, deps: Deps, *, key_store: KeyStore, prefix: str) -> None:
        self._deps = deps
        self._prefix = prefix
        self._settings = deps.load(StudySettings)
        self._key_store = key_store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._gateway(scope, receive, send)

    @cached_property
    def _gateway(self) -> Gateway:
        server = build_auth_server(self._build_deps(), log=log, prefix=self._prefix)
        settings = build_gateway_settings(self._settings, self._key_store)
        verifier = CurrentVerifier(self._key_store, clock=self._deps.clock)
        return Gateway(server, settings=lambda: settings, verifier=verifier, is_public=server.is_public)

    def _build_deps(self) -> AuthDeps:
        deps, settings = self._deps, self._settings
        mailer = Mailer(deps.load(MailSettings), clock=deps.clock)
        config = self._build_config(sends_mail=mailer.is_configured)
        rules = AttemptRules(
            name_failures=max(1, settings.study_lock_failures), lock_seconds=settings.study_lock_seconds
        )
        return AuthDeps(
            config=lambda: config,
            pool=lambda: deps.pool,
            clock=deps.clock,
            signer=CurrentSigner(self._key_store, clock=deps.clock),
            hasher=PasswordHasher(),
            mailer=QueuedMailer(mailer),
            limiter=AccountLimiter(
                settings,
                store=deps.limits,
                attempts=AttemptLimiter(deps.pool, clock=deps.clock, rules=rules),
            ),
            network=deps.network,
            hooks=MemberHooks(),
        )

    def _build_config(self, *, sends_mail: bool) -> AuthConfig:
        deps = self._deps
        own_url = f"http://localhost:{deps.server.port}{deps.server.url_base}"
        return build_auth_config(
            self._settings,
            prefix=self._prefix,
            public_url=(deps.load(IdentitySettings).alcove_public_url or own_url).rstrip("/"),
            sends_mail=sends_mail,
            max_body=deps.server.alcove_body_limit,
            version=f"v{__version__}",
        )
