"""Sign-up with an e-mail address and a password, and anonymous users."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from alcove.foundation.database import Connection, transaction
from alcove.wires.supabase.auth.account.requests import even_time, start_flow
from alcove.wires.supabase.auth.account.schemas import SignUpBody
from alcove.wires.supabase.auth.account.store import find_user_by_any_email
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, unexpected_failure, validation_failed
from alcove.wires.supabase.auth.flows import CodeChallenge, read_challenge
from alcove.wires.supabase.auth.links import LinkKind, count_unsent, read_redirect, send_link
from alcove.wires.supabase.auth.passwords import check_password
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse, ClientInfo
from alcove.wires.supabase.auth.sessions.schemas import SessionBody
from alcove.wires.supabase.auth.sessions.service import issue_session
from alcove.wires.supabase.auth.users.addresses import check_domain, normalize_email
from alcove.wires.supabase.auth.users.body import user_body
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.changes import confirm_email, merge_user_metadata, set_password_hash
from alcove.wires.supabase.auth.users.store.creation import NewUser, add_identity, add_user
from alcove.wires.supabase.auth.users.store.users import find_user

_PROVIDER = "email"
_TRAITS = {"provider": _PROVIDER}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """A sign-up that was checked; `data` are the user's own."""

    email: str
    password_hash: str
    data: Mapping[str, Any]
    challenge: CodeChallenge | None
    redirect_to: str
    client: ClientInfo


class SignUpService:
    """Creates users, or sends an unconfirmed one another link."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def sign_up(self, sign_up: SignUp) -> User | None:
        """Return the new or unconfirmed user of an address, None when the address has a confirmed user."""
        try:
            return await self._attempt(sign_up)
        except AuthError as error:
            # Somebody else has signed up with this address at the same time.
            if error.code != "email_exists":
                raise
        return await self._attempt(sign_up)

    async def _attempt(self, sign_up: SignUp) -> User | None:
        deps = self._deps
        async with transaction(deps.pool()) as connection:
            user = await find_user_by_any_email(connection, sign_up.email, aud=deps.config().audience)
            if user is None:
                user = await self._add_user(connection, sign_up)
            elif user.email_confirmed_at is not None or self._is_reserved(user):
                await self._record(connection, AuditAction.USER_REPEATED_SIGN_UP, user=user, sign_up=sign_up)
                return None
            elif user.find_identity(_PROVIDER) is None:
                await self._add_identity(connection, user, sign_up=sign_up)
            await self._confirm(connection, user, sign_up=sign_up)
            return await find_user(connection, user.id)

    def _is_reserved(self, user: User) -> bool:
        """Return whether an unconfirmed user may not be confirmed by whoever signs up: it is in use, or was invited."""
        is_used = user.last_sign_in_at is not None or user.invited_at is not None
        return self._deps.config().mail.autoconfirm and is_used

    async def _add_user(self, connection: Connection, sign_up: SignUp) -> User:
        deps, config = self._deps, self._deps.config()
        user_id = uuid4()
        data = _identity_data(str(user_id), sign_up)
        new = NewUser(
            id=user_id,
            aud=config.audience,
            role=config.default_role,
            email=sign_up.email,
            password_hash=sign_up.password_hash,
            app_metadata={"provider": _PROVIDER, "providers": [_PROVIDER]},
            user_metadata=data,
        )
        now = deps.clock.now()
        await add_user(connection, new, now=now)
        await add_identity(connection, user_id, provider=_PROVIDER, provider_id=str(user_id), data=data, now=now)
        await deps.hooks.after_create(connection, user_id)
        return await self._read(connection, new)

    async def _add_identity(self, connection: Connection, user: User, *, sign_up: SignUp) -> None:
        now, data = self._deps.clock.now(), _identity_data(str(user.id), sign_up)
        await add_identity(connection, user.id, provider=_PROVIDER, provider_id=str(user.id), data=data, now=now)
        await merge_user_metadata(connection, user.id, changes=data, now=now)

    async def _confirm(self, connection: Connection, user: User, *, sign_up: SignUp) -> None:
        """Confirm the address at once, or send a link for it."""
        deps = self._deps
        if deps.config().mail.autoconfirm:
            await self._record(connection, AuditAction.USER_SIGNED_UP, user=user, sign_up=sign_up)
            if user.password_hash != sign_up.password_hash:
                # The older sign-up was never confirmed, and this one is.
                await set_password_hash(connection, user.id, password_hash=sign_up.password_hash, now=deps.clock.now())
            await confirm_email(connection, user.id, now=deps.clock.now())
            return
        await self._record(connection, AuditAction.USER_CONFIRMATION_REQUESTED, user=user, sign_up=sign_up)
        await start_flow(deps, connection, challenge=sign_up.challenge, method="email/signup", user_id=user.id)
        await send_link(
            deps,
            connection,
            user=user,
            kind=LinkKind.SIGNUP,
            redirect_to=sign_up.redirect_to,
            client=sign_up.client,
            uses_pkce=sign_up.challenge is not None,
        )

    async def _record(self, connection: Connection, action: AuditAction, *, user: User, sign_up: SignUp) -> None:
        actor = Actor.of_user(user)
        await record_action(connection, action, deps=self._deps, actor=actor, client=sign_up.client, traits=_TRAITS)

    async def _read(self, connection: Connection, new: NewUser) -> User:
        user = await find_user(connection, new.id)
        if user is None:
            # A trigger of the database has deleted it.
            raise unexpected_failure("Database error saving new user")
        return user


class SignUpHandler:
    """Answers `POST /signup`."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps
        self._service = SignUpService(deps)

    async def handle(self, request: AuthRequest) -> AuthResponse:
        """Return a session, or the user who has to confirm the address."""
        body = request.read(SignUpBody)
        if not body.email and not body.phone:
            return AuthResponse(content=await self._sign_up_anonymously(body, client=request.client))
        await self._deps.limiter.check("signup", client=request.client)
        sign_up = await self._check(body, request)
        async with even_time(self._deps.clock):
            user = await self._service.sign_up(sign_up)
            if user is None:
                return await self._answer_repeated(sign_up)
            if user.email_confirmed_at is not None:
                return AuthResponse(content=await self._sign_in(user, client=request.client))
        if user.invited_at is not None:
            user = replace(user, user_metadata={}, identities=[])
        return AuthResponse(content=user_body(user))

    async def _check(self, body: SignUpBody, request: AuthRequest) -> SignUp:
        config = self._deps.config()
        if config.disable_signup:
            raise _sign_up_disabled()
        if not body.password:
            raise validation_failed("Signup requires a valid password")
        await check_password(config.passwords, body.password)
        if body.email and body.phone:
            raise validation_failed("Only an email address or phone number should be provided on signup.")
        challenge = read_challenge(body.code_challenge, method=body.code_challenge_method)
        if body.phone:
            raise AuthError("phone_provider_disabled", "Phone signups are disabled")
        email = check_sign_up_email(self._deps, body.email or "")
        return SignUp(
            email=email,
            # Before the address is looked up: it takes long, and says nothing then.
            password_hash=await self._deps.hasher.hash(body.password),
            data=body.data or {},
            challenge=challenge,
            redirect_to=read_redirect(config, request),
            client=request.client,
        )

    async def _answer_repeated(self, sign_up: SignUp) -> AuthResponse:
        """Return what a new user would get, so that nobody learns who has an account."""
        config, now = self._deps.config(), self._deps.clock.now()
        if config.mail.autoconfirm:
            raise AuthError("user_already_exists", "User already registered", status=422)
        await count_unsent(self._deps, sign_up.email, kind=LinkKind.SIGNUP, client=sign_up.client)
        return AuthResponse(content=user_body(_make_unknown_user(sign_up, aud=config.audience, now=now)))

    async def _sign_in(self, user: User, *, client: ClientInfo, method: str = "password") -> SessionBody:
        deps = self._deps
        async with transaction(deps.pool()) as connection:
            await record_action(
                connection, AuditAction.LOGIN, deps=deps, actor=Actor.of_user(user), client=client, traits=_TRAITS
            )
            return await issue_session(deps, connection, user=user, method=method, client=client)

    async def _sign_up_anonymously(self, body: SignUpBody, *, client: ClientInfo) -> SessionBody:
        deps, config = self._deps, self._deps.config()
        if not config.anonymous_enabled:
            raise AuthError("anonymous_provider_disabled", "Anonymous sign-ins are disabled", status=422)
        await deps.limiter.check("anonymous", client=client)
        if config.disable_signup:
            raise _sign_up_disabled()
        new = NewUser(aud=config.audience, role=config.default_role, user_metadata=body.data or {}, is_anonymous=True)
        async with transaction(deps.pool()) as connection:
            await add_user(connection, new, now=deps.clock.now())
            await deps.hooks.after_create(connection, new.id)
            user = await find_user(connection, new.id)
            if user is None:
                raise unexpected_failure("Database error creating anonymous user")
            return await issue_session(deps, connection, user=user, method="anonymous", client=client)


def check_sign_up_email(deps: AuthDeps, text: str) -> str:
    """Return the address of a new user as it is stored; AuthError when nobody may sign up with it."""
    config = deps.config()
    if not config.email_enabled or not config.email_sign_up_enabled:
        raise AuthError("email_provider_disabled", "Email signups are disabled")
    email = normalize_email(text)
    check_domain(config, email)
    return email


def _sign_up_disabled() -> AuthError:
    return AuthError("signup_disabled", "Signups not allowed for this instance", status=422)


def _identity_data(sub: str, sign_up: SignUp) -> dict[str, Any]:
    own = {"sub": sub, "email": sign_up.email, "email_verified": False, "phone_verified": False}
    return {**sign_up.data, **own}


def _make_unknown_user(sign_up: SignUp, *, aud: str, now: datetime) -> User:
    """Return a user who does not exist and has just been sent a link."""
    nothing: dict[str, Any] = dict.fromkeys(User.__dataclass_fields__)
    return User(
        **{
            **nothing,
            "id": uuid4(),
            "aud": aud,
            "role": "",
            "email": sign_up.email,
            "app_metadata": {"provider": _PROVIDER, "providers": [_PROVIDER]},
            "user_metadata": sign_up.data,
            "identities": (),
            "factors": (),
            "is_anonymous": False,
            "created_at": now,
            "updated_at": now,
            "confirmation_sent_at": now,
        }
    )
