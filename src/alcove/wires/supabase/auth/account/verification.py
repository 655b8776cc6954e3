"""Verification: what a link or code of a mail does, which ends with a session."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alcove.foundation.database import Connection, transaction
from alcove.wires.supabase.auth.account.email_change import apply_email_change, needs_second_confirmation
from alcove.wires.supabase.auth.account.schemas import VerifyBody
from alcove.wires.supabase.auth.account.store import record_first_confirmation
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.flows import issue_code_for_user
from alcove.wires.supabase.auth.links.model import (
    PKCE_PREFIX,
    TOKEN_TYPES,
    StoredToken,
    list_code_forms,
    list_link_forms,
)
from alcove.wires.supabase.auth.links.redirects import add_fragment, add_query, read_redirect
from alcove.wires.supabase.auth.links.sender import is_expired
from alcove.wires.supabase.auth.links.store import delete_tokens, lock_user, use_token
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse, ClientInfo
from alcove.wires.supabase.auth.sessions.schemas import SessionBody
from alcove.wires.supabase.auth.sessions.service import issue_session
from alcove.wires.supabase.auth.users.addresses import normalize_email, normalize_phone
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.changes import confirm_email, merge_identity_data
from alcove.wires.supabase.auth.users.store.users import find_user

FIRST_CONFIRMATION: Final = "Confirmation link accepted. Please proceed to confirm link sent to the other email"
_BAD_LINK: Final = "Email link is invalid or has expired"
_BAD_CODE: Final = "Token has expired or is invalid"
_OAUTH_ERRORS: Final = {
    400: "invalid_request",
    401: "unauthorized_client",
    403: "access_denied",
    500: "server_error",
    503: "temporarily_unavailable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A link or code to verify; `forms` are what may be stored of it, `email` is the address typed with a code."""

    type: str
    forms: Sequence[str]
    client: ClientInfo
    email: str = ""

    @property
    def refusal(self) -> AuthError:
        """The error of a link or code that is not valid."""
        return AuthError("otp_expired", _BAD_CODE if self.email else _BAD_LINK, status=403)


class VerificationService:
    """Uses up tokens, and does what they are for."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def verify(self, connection: Connection, verification: Verification) -> tuple[User | None, str]:
        """Return the user of a token and what the token was for, in the caller's transaction; AuthError.

        The user is None when another address has to confirm, too.
        """
        token_types = TOKEN_TYPES.get(verification.type)
        if token_types is None:
            raise validation_failed("Invalid email verification type")
        token = await use_token(connection, verification.forms, token_types=token_types)
        if token is None or (verification.email and token.email != verification.email):
            raise verification.refusal
        kind = self._kind_of(verification, token)
        user = await lock_user(connection, token.user_id)
        self._check(verification, token, user=user, kind=kind)
        assert user is not None
        return await self._apply(connection, user, token=token, kind=kind, client=verification.client), kind

    def _kind_of(self, verification: Verification, token: StoredToken) -> str:
        if verification.type != "email":
            return verification.type
        return "signup" if token.token_type == "confirmation_token" else "magiclink"  # noqa: S105 - a type

    def _check(self, verification: Verification, token: StoredToken, *, user: User | None, kind: str) -> None:
        config, now = self._deps.config(), self._deps.clock.now()
        if user is None or user.deleted_at is not None:
            raise verification.refusal
        if user.is_banned(now):
            raise AuthError("user_banned", "User is banned", status=403)
        if is_expired(config, kind, created_at=token.created_at, now=now):
            raise verification.refusal

    async def _apply(
        self, connection: Connection, user: User, *, token: StoredToken, kind: str, client: ClientInfo
    ) -> User | None:
        if kind == "email_change" and needs_second_confirmation(self._deps, user):
            await record_first_confirmation(connection, user.id, now=self._deps.clock.now())
            return None
        action = AuditAction.LOGIN
        if kind == "email_change":
            action = AuditAction.USER_MODIFIED
            await apply_email_change(self._deps, connection, user=user, email=user.email_change or token.email)
        elif user.email_confirmed_at is None:
            action = AuditAction.USER_SIGNED_UP
            await self._confirm(connection, user)
        else:
            await delete_tokens(connection, user.id)
        await record_action(connection, action, deps=self._deps, actor=Actor.of_user(user), client=client)
        return await find_user(connection, user.id)

    async def _confirm(self, connection: Connection, user: User) -> None:
        now = self._deps.clock.now()
        await confirm_email(connection, user.id, now=now)
        await merge_identity_data(connection, user.id, provider="email", changes={"email_verified": True}, now=now)


class VerificationHandler:
    """Answers `GET /verify`, where links of mails lead, and `POST /verify`."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps
        self._service = VerificationService(deps)

    async def follow_link(self, request: AuthRequest) -> AuthResponse:
        """Redirect to the target of a link, with a session, a code, or an error."""
        if request.method == "HEAD":
            # Mail servers look at links: it must not use them up.
            raise AuthError("method_not_allowed", "Method Not Allowed", status=405, headers={"Allow": "GET, POST"})
        await self._deps.limiter.check("verify", client=request.client)
        if not request.query.get("type"):
            raise validation_failed("Verify requires a verification type")
        token = request.query.get("token", "")
        if not token:
            raise validation_failed("Verify requires a token or a token hash")
        target = read_redirect(self._deps.config(), request)
        uses_pkce = token.startswith(PKCE_PREFIX)
        verification = Verification(type=request.query["type"], forms=list_link_forms(token), client=request.client)
        try:
            location = await self._verify_link(verification, target=target, uses_pkce=uses_pkce)
        except AuthError as error:
            location = _error_location(error, target, uses_pkce=uses_pkce)
        return AuthResponse.redirect(location)

    async def verify(self, request: AuthRequest) -> AuthResponse:
        """Return a session for a code or token, or what remains to be confirmed."""
        await self._deps.limiter.check("verify", client=request.client)
        verification = _read_verification(self._deps, request.read(VerifyBody), client=request.client)
        if verification.email:
            await self._deps.limiter.check("code", client=request.client, name=verification.email)
            await self._deps.limiter.check_lock(verification.email, client=request.client)
        try:
            content = await self._verify(verification)
        except AuthError as error:
            if verification.email and error.code == "otp_expired":
                await self._deps.limiter.record_failure(verification.email, client=request.client)
            raise
        if verification.email:
            await self._deps.limiter.record_success(verification.email, client=request.client)
        return AuthResponse(content=content)

    async def _verify(self, verification: Verification) -> SessionBody | dict[str, str]:
        async with transaction(self._deps.pool()) as connection:
            user, _ = await self._service.verify(connection, verification)
            if user is None:
                return {"code": "200", "msg": FIRST_CONFIRMATION}
            return await issue_session(self._deps, connection, user=user, method="otp", client=verification.client)

    async def _verify_link(self, verification: Verification, *, target: str, uses_pkce: bool) -> str:
        async with transaction(self._deps.pool()) as connection:
            user, kind = await self._service.verify(connection, verification)
            if user is None:
                return _locate(target, {"message": FIRST_CONFIRMATION}, uses_pkce=uses_pkce)
            if uses_pkce:
                return add_query(target, {"code": await self._issue_code(connection, user, kind=kind)})
            session = await issue_session(self._deps, connection, user=user, method="otp", client=verification.client)
        return add_fragment(target, session_parameters(session, kind=kind))

    async def _issue_code(self, connection: Connection, user: User, *, kind: str) -> str:
        method = "email/signup" if kind == "signup" else kind
        code = await issue_code_for_user(connection, user.id, method=method, now=self._deps.clock.now())
        if code is None:
            raise AuthError("flow_state_not_found", "No associated flow state found.", status=404)
        return code


def session_parameters(session: SessionBody, *, kind: str) -> dict[str, str]:
    """Return the parameters of a redirect with a session."""
    return {
        "access_token": session.access_token,
        "expires_at": str(session.expires_at),
        "expires_in": str(session.expires_in),
        "refresh_token": session.refresh_token,
        "token_type": session.token_type,
        "type": kind,
    }


def _read_verification(deps: AuthDeps, body: VerifyBody, *, client: ClientInfo) -> Verification:
    """Return what a body asks to verify; AuthError."""
    if not body.type:
        raise validation_failed("Verify requires a verification type")
    if bool(body.token) == bool(body.token_hash):
        raise validation_failed("Verify requires either a token or a token hash")
    if body.token_hash:
        if body.email or body.phone or body.redirect_to:
            raise validation_failed("Only the token_hash and type should be provided")
        return Verification(type=body.type, forms=list_link_forms(body.token_hash), client=client)
    if body.phone and not body.email:
        normalize_phone(body.phone)
        raise AuthError("otp_expired", _BAD_CODE, status=403)
    if not body.email or body.phone:
        raise validation_failed("Only an email address or phone number should be provided on verify")
    try:
        email = normalize_email(body.email)
    except AuthError as error:
        raise validation_failed("Invalid email format") from error
    forms = list_code_forms(deps.signer(), email, code=body.token or "")
    return Verification(type=body.type, forms=forms, email=email, client=client)


def _error_location(error: AuthError, target: str, *, uses_pkce: bool) -> str:
    parameters = {"error_code": error.code, "error_description": error.message}
    if error.status in _OAUTH_ERRORS:
        parameters["error"] = _OAUTH_ERRORS[error.status]
    return _locate(target, parameters, uses_pkce=uses_pkce)


def _locate(target: str, parameters: dict[str, str], *, uses_pkce: bool) -> str:
    """Return a target with parameters in its fragment, for clients of PKCE in its query, too."""
    return add_fragment(add_query(target, parameters) if uses_pkce else target, parameters)
