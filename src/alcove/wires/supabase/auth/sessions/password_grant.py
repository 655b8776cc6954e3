"""Sign-in with an e-mail address and a password."""

from typing import Final

import msgspec

from alcove.foundation.database import transaction
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, WeakPassword, validation_failed
from alcove.wires.supabase.auth.passwords import find_weaknesses
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse, ClientInfo
from alcove.wires.supabase.auth.sessions.schemas import PasswordGrant, SessionBody, WeakPasswordBody
from alcove.wires.supabase.auth.sessions.service import issue_session
from alcove.wires.supabase.auth.sessions.store.sessions import replace_password_hash
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.users import find_user_by_email

_ONE_NAME: Final = "Only an email address or phone number should be provided on login."


class PasswordSignIn:
    """Signs users in with their password."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def handle(self, request: AuthRequest) -> AuthResponse:
        """Return a new session; AuthError."""
        await self._deps.limiter.check("token", client=request.client)
        grant = request.read(PasswordGrant)
        email = self._read_email(grant)
        return AuthResponse(content=await self._sign_in(email, grant.password or "", client=request.client))

    def _read_email(self, grant: PasswordGrant) -> str:
        """Return the normalized address; AuthError."""
        config = self._deps.config()
        if grant.email and grant.phone:
            raise validation_failed(_ONE_NAME)
        if grant.email:
            if not config.email_enabled:
                raise AuthError("email_provider_disabled", "Email logins are disabled", status=422)
            return grant.email.lower()
        if grant.phone:
            raise AuthError("phone_provider_disabled", "Phone logins are disabled", status=422)
        raise validation_failed("missing email or phone")

    async def _sign_in(self, email: str, password: str, *, client: ClientInfo) -> SessionBody:
        deps = self._deps
        await deps.limiter.check_lock(email, client=client)
        user = await find_user_by_email(deps.pool(), email, aud=deps.config().audience)
        if not await deps.hasher.check(user.password_hash if user else "", password) or user is None:
            await deps.limiter.record_failure(email, client=client)
            raise AuthError("invalid_credentials", "Invalid login credentials")
        await deps.limiter.record_success(email, client=client)
        self._check_user(user)
        weakness = await find_weaknesses(deps.config().passwords, password)
        outdated = deps.hasher.is_outdated(user.password_hash)
        new_hash = await deps.hasher.hash(password) if outdated else None
        async with transaction(deps.pool()) as connection:
            if new_hash is not None:
                await replace_password_hash(connection, user, password_hash=new_hash)
            await record_action(
                connection,
                AuditAction.LOGIN,
                deps=deps,
                actor=Actor.of_user(user),
                client=client,
                traits={"provider": "email"},
            )
            session = await issue_session(deps, connection, user=user, method="password", client=client)
        return session if weakness is None else msgspec.structs.replace(session, weak_password=_describe(weakness))

    def _check_user(self, user: User) -> None:
        if user.is_banned(self._deps.clock.now()):
            raise AuthError("user_banned", "User is banned")
        if user.email_confirmed_at is None and not self._deps.config().mail.allows_unverified_sign_in:
            raise AuthError("email_not_confirmed", "Email not confirmed")


def _describe(weakness: WeakPassword) -> WeakPasswordBody:
    return WeakPasswordBody(message=weakness.message, reasons=weakness.reasons)
