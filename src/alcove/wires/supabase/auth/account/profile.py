"""One's own user: its data, address and password."""

from datetime import timedelta
from typing import Any, Final

import msgspec

from alcove.foundation.database import Connection, transaction
from alcove.wires.supabase.auth.account.email_change import apply_email_change
from alcove.wires.supabase.auth.account.requests import start_flow
from alcove.wires.supabase.auth.account.schemas import UserUpdateBody
from alcove.wires.supabase.auth.account.store import find_session_start, find_user_by_any_email
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.flows import read_challenge
from alcove.wires.supabase.auth.links import read_redirect, send_email_change
from alcove.wires.supabase.auth.links.model import list_code_forms
from alcove.wires.supabase.auth.links.store import lock_user, use_reauthentication_token
from alcove.wires.supabase.auth.passwords import check_password
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse
from alcove.wires.supabase.auth.sessions.store import end_sessions
from alcove.wires.supabase.auth.users.addresses import check_domain, normalize_email, normalize_phone
from alcove.wires.supabase.auth.users.body import user_body
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.changes import merge_user_metadata, set_password_hash
from alcove.wires.supabase.auth.users.store.creation import email_exists
from alcove.wires.supabase.auth.users.store.users import find_user

_RECENT: Final = timedelta(hours=24)
_SSO: Final = "Updating email, phone, password of a SSO account only possible via SSO"
_AAL2: Final = "AAL2 session is required to update email or password when MFA is enabled."
_ANONYMOUS: Final = "Updating password of an anonymous user without an email or phone is not allowed"
_RECOVERIES: Final = frozenset({"otp", "recovery", "magiclink", "invite", "email/signup"})
"""Methods of sessions that began with a link or code: their users may have forgotten their passwords."""


class ProfileHandler:
    """Answers `GET /user` and `PUT /user`."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def read(self, request: AuthRequest) -> AuthResponse:
        """Return the caller."""
        return AuthResponse(content=user_body(request.user))

    async def update(self, request: AuthRequest) -> AuthResponse:
        """Change the caller's data, password or address, and return the user."""
        return AuthResponse(content=user_body(await self.change(request, request.read(UserUpdateBody))))

    async def change(self, request: AuthRequest, body: UserUpdateBody) -> User:
        """Change what a body names, all or nothing; AuthError."""
        email = await self._check(request, body)
        password_hash = await self._check_new_password(request, body) if body.password else ""
        user = request.user
        async with transaction(self._deps.pool()) as connection:
            locked = await lock_user(connection, user.id)
            if locked is None:
                raise AuthError("user_not_found", "User from sub claim in JWT does not exist", status=403)
            if password_hash:
                await self._set_password(connection, request, body=body, password_hash=password_hash)
            if body.data:
                await merge_user_metadata(connection, user.id, changes=body.data, now=self._deps.clock.now())
            if email:
                await self._change_email(connection, request, body=body, email=email)
            await self._record(connection, request, action=AuditAction.USER_MODIFIED)
            changed = await find_user(connection, user.id) or locked
            if len(msgspec.json.encode(changed.user_metadata)) > self._deps.config().max_body:
                raise validation_failed("user_metadata is too large")
            return changed

    async def _check(self, request: AuthRequest, body: UserUpdateBody) -> str:
        """Return the address that the user wants instead of the present one, '' for none; AuthError."""
        user, config = request.user, self._deps.config()
        email = normalize_email(body.email) if body.email else ""
        phone = normalize_phone(body.phone) if body.phone else ""
        if body.password is not None:
            await check_password(config.passwords, body.password)
        read_challenge(body.code_challenge, method=body.code_challenge_method)
        if body.app_metadata is not None and user.role not in config.admin_roles:
            raise AuthError("not_admin", "Updating app_metadata requires admin privileges", status=403)
        email = "" if email == (user.email or "") else email
        phone = "" if phone == (user.phone or "") else phone
        changes_sign_in = bool(body.password or email or phone)
        if changes_sign_in and user.has_verified_factor and _claims(request).get("aal") != "aal2":
            raise AuthError("insufficient_aal", _AAL2, status=401)
        if user.is_anonymous and body.password and not email and not phone:
            raise AuthError("validation_failed", _ANONYMOUS, status=422)
        if user.is_sso_user and (changes_sign_in or body.nonce):
            raise AuthError("user_sso_managed", _SSO, status=422)
        if phone:
            raise AuthError("phone_provider_disabled", "Unsupported phone provider")
        if email:
            await self._check_email(user, email)
        return email

    async def _check_email(self, user: User, email: str) -> None:
        config = self._deps.config()
        check_domain(config, email)
        other = await find_user_by_any_email(self._deps.pool(), email, aud=config.audience, except_id=user.id)
        if other is not None:
            raise email_exists()

    async def _check_new_password(self, request: AuthRequest, body: UserUpdateBody) -> str:
        """Return the hash of a new password; AuthError."""
        user, config, hasher = request.user, self._deps.config(), self._deps.hasher
        password = body.password or ""
        if config.requires_reauthentication and not body.nonce and await self._is_old(request):
            raise AuthError("reauthentication_needed", "Password update requires reauthentication")
        if user.password_hash:
            if config.requires_current_password and not _is_recovery(request):
                await self._check_current(request, body.current_password or "")
            if await hasher.check(user.password_hash, password):
                message = "New password should be different from the old password."
                raise AuthError("same_password", message, status=422)
        return await hasher.hash(password)

    async def _check_current(self, request: AuthRequest, password: str) -> None:
        user, limiter = request.user, self._deps.limiter
        name = user.email or str(user.id)
        if not password:
            message = "Current password required when setting new password."
            raise AuthError("current_password_required", message)
        await limiter.check_lock(name, client=request.client)
        if not await self._deps.hasher.check(user.password_hash, password):
            await limiter.record_failure(name, client=request.client)
            message = "Current password required when setting new password."
            raise AuthError("current_password_mismatch", message)
        await limiter.record_success(name, client=request.client)

    async def _is_old(self, request: AuthRequest) -> bool:
        """Return whether the caller signed in so long ago that a new password needs a nonce."""
        assert request.caller is not None
        started_at = await find_session_start(self._deps.pool(), request.caller.session_id)
        return started_at is None or self._deps.clock.now() > started_at + _RECENT

    async def _set_password(
        self, connection: Connection, request: AuthRequest, *, body: UserUpdateBody, password_hash: str
    ) -> None:
        assert request.caller is not None
        user, now = request.user, self._deps.clock.now()
        if self._deps.config().requires_reauthentication and body.nonce:
            await self._use_nonce(connection, user, nonce=body.nonce)
        await set_password_hash(connection, user.id, password_hash=password_hash, now=now)
        await end_sessions(connection, user.id, except_session=request.caller.session_id)
        await self._record(connection, request, action=AuditAction.USER_UPDATED_PASSWORD)

    async def _use_nonce(self, connection: Connection, user: User, *, nonce: str) -> None:
        rules, now = self._deps.config().mail, self._deps.clock.now()
        lifetime = rules.lifetimes.get("reauthentication", rules.otp_lifetime)
        is_valid = await use_reauthentication_token(
            connection,
            user.id,
            forms=list_code_forms(self._deps.signer(), user.email or "", code=nonce),
            made_after=now - timedelta(seconds=lifetime),
        )
        if not is_valid:
            raise AuthError("reauthentication_not_valid", "Nonce has expired or is invalid", status=422)

    async def _change_email(
        self, connection: Connection, request: AuthRequest, *, body: UserUpdateBody, email: str
    ) -> None:
        deps, user = self._deps, request.user
        if deps.config().mail.autoconfirm:
            await apply_email_change(deps, connection, user=user, email=email)
            return
        challenge = read_challenge(body.code_challenge, method=body.code_challenge_method)
        await start_flow(deps, connection, challenge=challenge, method="email_change", user_id=user.id)
        await send_email_change(
            deps,
            connection,
            user=user,
            email=email,
            redirect_to=read_redirect(deps.config(), request),
            client=request.client,
            uses_pkce=challenge is not None,
        )

    async def _record(self, connection: Connection, request: AuthRequest, *, action: AuditAction) -> None:
        actor = Actor.of_user(request.user)
        await record_action(connection, action, deps=self._deps, actor=actor, client=request.client)


def _claims(request: AuthRequest) -> Any:
    assert request.caller is not None
    return request.caller.claims


def _is_recovery(request: AuthRequest) -> bool:
    methods = _claims(request).get("amr") or [{}]
    return isinstance(methods, list) and any(
        isinstance(method, dict) and method.get("method") in _RECOVERIES for method in methods
    )
