"""Requests for mails: recovery, codes and magic links, repeated links, and nonces for a new password."""

from typing import Final

from alcove.foundation.database import Connection, transaction
from alcove.wires.supabase.auth.account.requests import even_time, start_flow
from alcove.wires.supabase.auth.account.schemas import OtpBody, RecoverBody, ResendBody
from alcove.wires.supabase.auth.account.sign_up import SignUp, SignUpService, check_sign_up_email
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.flows import CodeChallenge, read_challenge
from alcove.wires.supabase.auth.links import (
    LinkKind,
    choose_recovery_redirect,
    count_unsent,
    is_password_page,
    read_redirect,
    send_email_change,
    send_link,
)
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse
from alcove.wires.supabase.auth.users.addresses import normalize_email, normalize_phone
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.users import find_user_by_email

_MAIL_TYPES: Final = ("signup", "email_change")
_PHONE_TYPES: Final = ("sms", "phone_change")


class MailRequests:
    """Answers requests for mails; unknown addresses get the answers of known ones."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps
        self._sign_up = SignUpService(deps)

    async def recover(self, request: AuthRequest) -> AuthResponse:
        """Send a link to a new password."""
        body = request.read(RecoverBody)
        if not body.email:
            raise validation_failed("Password recovery requires an email")
        email = normalize_email(body.email)
        challenge = read_challenge(body.code_challenge, method=body.code_challenge_method)
        await self._deps.limiter.check("recover", client=request.client, name=email)
        config = self._deps.config()
        target = choose_recovery_redirect(config, read_redirect(config, request))
        if is_password_page(config, target):
            # The page gets its session from the link, whoever asked for it.
            challenge = None
        async with even_time(self._deps.clock):
            user = await self._find(email)
            if user is None:
                await count_unsent(self._deps, email, kind=LinkKind.RECOVERY, client=request.client)
            else:
                await self._send(request, user, kind=LinkKind.RECOVERY, redirect_to=target, challenge=challenge)
        return AuthResponse(content={})

    async def send_otp(self, request: AuthRequest) -> AuthResponse:
        """Send a code and a link to sign in with; unknown users are signed up if the request allows it."""
        body = request.read(OtpBody)
        if body.email and body.phone:
            raise validation_failed("Only an email address or phone number should be provided")
        if body.email and body.channel:
            raise validation_failed("Channel should only be specified with Phone OTP")
        read_challenge(body.code_challenge, method=body.code_challenge_method)
        if body.email:
            await self._deps.limiter.check("otp", client=request.client, name=body.email.lower())
            return await self._send_magic_link(request, body, creates_user=body.create_user is not False)
        if body.phone:
            normalize_phone(body.phone)
            raise AuthError("phone_provider_disabled", "Unsupported phone provider")
        raise validation_failed("One of email or phone must be set")

    async def send_magic_link(self, request: AuthRequest) -> AuthResponse:
        """Send a link to sign in with; unknown users are signed up."""
        body = request.read(OtpBody)
        await self._deps.limiter.check("magiclink", client=request.client, name=(body.email or "").lower())
        return await self._send_magic_link(request, body, creates_user=True)

    async def resend(self, request: AuthRequest) -> AuthResponse:
        """Send the link of a sign-up or of a new address again."""
        body = request.read(ResendBody)
        email = self._check_resend(body)
        await self._deps.limiter.check("resend", client=request.client, name=email)
        target = read_redirect(self._deps.config(), request)
        async with even_time(self._deps.clock):
            user = await self._find(email)
            if user is not None and body.type == "signup" and user.email_confirmed_at is None:
                await self._send(request, user, kind=LinkKind.SIGNUP, redirect_to=target, challenge=None)
            elif user is not None and body.type == "email_change" and user.email_change:
                async with transaction(self._deps.pool()) as connection:
                    await send_email_change(
                        self._deps,
                        connection,
                        user=user,
                        email=user.email_change,
                        redirect_to=target,
                        client=request.client,
                    )
            else:
                kind = LinkKind.SIGNUP if body.type == "signup" else LinkKind.EMAIL_CHANGE_NEW
                await count_unsent(self._deps, email, kind=kind, client=request.client)
        return AuthResponse(content={})

    async def reauthenticate(self, request: AuthRequest) -> AuthResponse:
        """Send the caller a nonce for a new password."""
        user = request.user
        if not user.email and not user.phone:
            raise validation_failed("Reauthentication requires the user to have an email or a phone number")
        if not user.email:
            raise AuthError("phone_provider_disabled", "Unsupported phone provider")
        if user.email_confirmed_at is None:
            raise AuthError("email_not_confirmed", "Please verify your email first.", status=422)
        target = self._deps.config().site_url
        await self._send(request, user, kind=LinkKind.REAUTHENTICATION, redirect_to=target, challenge=None)
        return AuthResponse(content={})

    async def _send_magic_link(self, request: AuthRequest, body: OtpBody, *, creates_user: bool) -> AuthResponse:
        deps, config = self._deps, self._deps.config()
        if not config.email_enabled:
            raise AuthError("email_provider_disabled", "Email logins are disabled", status=422)
        if not config.magic_links_enabled:
            raise AuthError("email_provider_disabled", "Login with magic link is disabled", status=422)
        if not body.email:
            raise validation_failed("Password recovery requires an email")
        email = normalize_email(body.email)
        challenge = read_challenge(body.code_challenge, method=body.code_challenge_method)
        target = read_redirect(config, request)
        async with even_time(deps.clock):
            user = await self._find(email)
            if user is None and not creates_user:
                raise AuthError("otp_disabled", "Signups not allowed for otp", status=422)
            autoconfirm = config.mail.autoconfirm
            if user is None:
                # Accounts that are made this way count as well.
                await deps.limiter.check("signup", client=request.client)
            if user is None or (user.email_confirmed_at is None and not autoconfirm):
                user = await self._add_user(request, body, challenge=challenge)
                if not autoconfirm or user is None:
                    # The mail about the new address has a link and a code, which sign in as well.
                    return AuthResponse(content={})
            await self._send(request, user, kind=LinkKind.MAGIC_LINK, redirect_to=target, challenge=challenge)
        return AuthResponse(content={})

    async def _add_user(self, request: AuthRequest, body: OtpBody, *, challenge: CodeChallenge | None) -> User | None:
        """Return a new or unconfirmed user, without password."""
        config = self._deps.config()
        if config.disable_signup:
            raise AuthError("signup_disabled", "Signups not allowed for this instance", status=422)
        sign_up = SignUp(
            email=check_sign_up_email(self._deps, body.email or ""),
            password_hash="",
            data=body.data or {},
            challenge=challenge,
            redirect_to=read_redirect(config, request),
            client=request.client,
        )
        return await self._sign_up.sign_up(sign_up)

    async def _send(
        self,
        request: AuthRequest,
        user: User,
        *,
        kind: LinkKind,
        redirect_to: str,
        challenge: CodeChallenge | None,
    ) -> None:
        async with transaction(self._deps.pool()) as connection:
            await self._record(connection, request, user=user, kind=kind)
            await start_flow(
                self._deps, connection, challenge=challenge, method=kind.verification_type, user_id=user.id
            )
            await send_link(
                self._deps,
                connection,
                user=user,
                kind=kind,
                redirect_to=redirect_to,
                client=request.client,
                uses_pkce=challenge is not None,
            )

    async def _record(self, connection: Connection, request: AuthRequest, *, user: User, kind: LinkKind) -> None:
        actions = {
            LinkKind.SIGNUP: AuditAction.USER_CONFIRMATION_REQUESTED,
            LinkKind.REAUTHENTICATION: AuditAction.USER_REAUTHENTICATION_REQUESTED,
        }
        action = actions.get(kind, AuditAction.USER_RECOVERY_REQUESTED)
        await record_action(connection, action, deps=self._deps, actor=Actor.of_user(user), client=request.client)

    async def _find(self, email: str) -> User | None:
        return await find_user_by_email(self._deps.pool(), email, aud=self._deps.config().audience)

    def _check_resend(self, body: ResendBody) -> str:
        """Return the address of a request to send again; AuthError."""
        if body.type not in (*_MAIL_TYPES, *_PHONE_TYPES):
            raise validation_failed("Missing one of these types: signup, email_change, sms, phone_change")
        if body.type == "signup" and not body.email:
            raise validation_failed("Type provided requires an email address")
        if body.type == "sms" and not body.phone:
            raise validation_failed("Type provided requires a phone number")
        if body.email and body.phone:
            raise validation_failed("Only an email address or phone number should be provided.")
        if body.email:
            if not self._deps.config().email_enabled:
                raise AuthError("email_provider_disabled", "Email logins are disabled")
            return normalize_email(body.email)
        if body.phone:
            raise AuthError("phone_provider_disabled", "Phone logins are disabled")
        raise validation_failed("Missing one of email or phone")
