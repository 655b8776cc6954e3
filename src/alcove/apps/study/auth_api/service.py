"""The accounts API behind its gateway."""

from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from uuid import UUID

from starlette.types import Receive, Scope, Send

from alcove import __version__
from alcove.apps.study.accounts import AccountMissing, MemberHooks, has_other_roles
from alcove.apps.study.auth_api.addresses import find_external_url, find_server_url
from alcove.apps.study.auth_api.config import build_auth_config
from alcove.apps.study.auth_api.limiter import AccountLimiter
from alcove.apps.study.auth_api.mailer import QueuedMailer
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.apps.study.project import ProjectAccounts, ProjectHooks
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.token_keys import CurrentSigner, CurrentVerifier, GatewaySettingsSource
from alcove.foundation.database import Connection, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.identity import AttemptLimiter, AttemptRules, PasswordHasher
from alcove.foundation.mail import Mailer, MailSettings
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.build import build_auth_server
from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.deps import AuthDeps, AuthHooks
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.auth.sessions.service import issue_session
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.users import find_user, find_user_by_email
from alcove.wires.supabase.gateway import Gateway

log = get_logger("alcove.study")


class AuthApi:
    """The ASGI application of `/auth/v1`, over the server's own accounts."""

    def __init__(
        self,
        deps: Deps,
        *,
        key_store: KeyStore,
        sessions: KnownSessions,
        project_accounts: ProjectAccounts | None,
        prefix: str,
    ) -> None:
        self._deps = deps
        self._prefix = prefix
        self._settings = deps.load(StudySettings)
        self._key_store = key_store
        self._sessions = sessions
        self._project_accounts = project_accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._gateway(scope, receive, send)

    @cached_property
    def _gateway(self) -> Gateway:
        auth_deps = replace(
            build_auth_deps(self._deps, key_store=self._key_store),
            after_change=self._sessions.forget,
            hooks=self._build_hooks(),
        )
        server = build_auth_server(auth_deps, log=log, prefix=self._prefix)
        settings = GatewaySettingsSource(self._deps.load, self._key_store)
        verifier = CurrentVerifier(self._key_store, clock=self._deps.clock)
        return Gateway(server, settings=settings, verifier=verifier, is_public=server.is_public)

    def _build_hooks(self) -> AuthHooks:
        accounts = self._project_accounts
        return MemberHooks() if accounts is None else ProjectHooks(MemberHooks(), accounts=accounts)


def build_auth_deps(deps: Deps, *, key_store: KeyStore) -> AuthDeps:
    """Return the parts of the accounts API over the server's accounts."""
    settings, mailer = deps.load(StudySettings), Mailer(deps.load(MailSettings), clock=deps.clock)
    config = _build_config(deps, sends_mail=mailer.is_configured)
    rules = AttemptRules(name_failures=max(1, settings.study_lock_failures), lock_seconds=settings.study_lock_seconds)
    attempts = AttemptLimiter(deps.pool, clock=deps.clock, rules=rules)
    return AuthDeps(
        config=lambda: config,
        pool=lambda: deps.pool,
        clock=deps.clock,
        signer=CurrentSigner(key_store, clock=deps.clock),
        hasher=PasswordHasher(),
        mailer=QueuedMailer(mailer),
        limiter=AccountLimiter(lambda: deps.load(StudySettings), store=deps.limits, attempts=attempts),
        network=deps.network,
        hooks=MemberHooks(),
        check_administration=_protect_other_apps,
        vault=deps.vault,
    )


async def start_session(deps: AuthDeps, name: str) -> str:
    """Return the access token of a new session of the account with an address or id; AccountMissing."""
    async with transaction(deps.pool()) as connection:
        user = await _find_user(connection, name, aud=deps.config().audience)
        if user is None or user.is_banned(deps.clock.now()):
            raise AccountMissing("There is no account with this address or id that may sign in.")
        client = ClientInfo(address="127.0.0.1", user_agent="alcove study token")
        return (await issue_session(deps, connection, user=user, method="password", client=client)).access_token


async def _protect_other_apps(connection: Connection, user_id: UUID) -> None:
    """Refuse that a program's service key takes over an account that means more than this app; AuthError."""
    if await has_other_roles(connection, user_id):
        message = "This account owns the app or has a role in another one, so only its person or an owner can change it"
        raise AuthError("not_admin", message, status=403)


async def _find_user(connection: Connection, name: str, *, aud: str) -> User | None:
    if "@" in name:
        return await find_user_by_email(connection, name.strip().lower(), aud=aud)
    with suppress(ValueError):
        return await find_user(connection, UUID(name))
    return None


def _build_config(deps: Deps, *, sends_mail: bool) -> AuthConfig:
    return build_auth_config(
        deps.load(StudySettings),
        server_url=find_server_url(deps),
        external_url=find_external_url(deps),
        sends_mail=sends_mail,
        max_body=deps.server.alcove_body_limit,
        version=f"v{__version__}",
    )
