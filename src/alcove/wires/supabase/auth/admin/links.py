"""Invitations, and links that administrators send by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import uuid4

from alcove.foundation.database import Connection, transaction
from alcove.wires.supabase.auth.admin.schemas import InviteParameters, LinkParameters
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.links import Link, LinkKind, create_link, lock_user, send_link, start_email_change
from alcove.wires.supabase.auth.passwords import check_password, generate_password
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.auth.users.addresses import normalize_email
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store import creation
from alcove.wires.supabase.auth.users.store.changes import merge_user_metadata
from alcove.wires.supabase.auth.users.store.users import find_user, find_user_by_email

_KINDS: Final = {
    "signup": LinkKind.SIGNUP,
    "invite": LinkKind.INVITE,
    "magiclink": LinkKind.MAGIC_LINK,
    "recovery": LinkKind.RECOVERY,
    "email_change_current": LinkKind.EMAIL_CHANGE_CURRENT,
    "email_change_new": LinkKind.EMAIL_CHANGE_NEW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedLink:
    """A link with the type that was made, and its user afterwards."""

    user: User
    link: Link
    type: str


class LinkAdministration:
    """Invites users and makes links; every call is one transaction."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def invite(
        self, parameters: InviteParameters, *, aud: str, redirect_to: str, actor: Actor, client: ClientInfo
    ) -> User:
        """Send an invitation, and return the user, who is added where the address is new; AuthError."""
        email = normalize_email(parameters.email or "")
        async with transaction(self._deps.pool()) as connection:
            user = await find_user_by_email(connection, email, aud=aud)
            if user is None:
                user = await self._add_user(connection, email, aud=aud, data=parameters.data or {})
            _check_unconfirmed(user)
            await self._record(connection, AuditAction.USER_INVITED, user=user, actor=actor, client=client)
            await send_link(
                self._deps, connection, user=user, kind=LinkKind.INVITE, redirect_to=redirect_to, client=client
            )
            return await _read(connection, user)

    async def generate(
        self, parameters: LinkParameters, *, aud: str, redirect_to: str, actor: Actor, client: ClientInfo
    ) -> GeneratedLink:
        """Return a link of any type, which is not sent; AuthError."""
        email, wanted = normalize_email(parameters.email or ""), parameters.type or ""
        if wanted not in _KINDS:
            raise validation_failed(f"Invalid email action link type requested: {wanted}")
        known = await find_user_by_email(self._deps.pool(), email, aud=aud)
        if known is None and wanted not in ("signup", "invite", "magiclink"):
            raise _user_not_found()
        kind = "signup" if known is None and wanted == "magiclink" else wanted
        password_hash = await self._hash(parameters, wanted=wanted) if known is None and kind == "signup" else ""
        async with transaction(self._deps.pool()) as connection:
            if known is None:
                user = await self._add_user(
                    connection, email, aud=aud, data=parameters.data or {}, password_hash=password_hash
                )
            else:
                user = await _lock(connection, known)
                await self._deps.check_administration(connection, user.id)
            user = await self._prepare(connection, user, kind=kind, parameters=parameters)
            await self._record(connection, _action_of(kind), user=user, actor=actor, client=client)
            link = await create_link(self._deps, connection, user=user, kind=_KINDS[kind], redirect_to=redirect_to)
            return GeneratedLink(user=await _read(connection, user), link=link, type=kind)

    async def _prepare(self, connection: Connection, user: User, *, kind: str, parameters: LinkParameters) -> User:
        """Change the user as a link of this type demands; AuthError."""
        now = self._deps.clock.now()
        if kind in ("signup", "invite"):
            _check_unconfirmed(user)
        if kind == "signup" and parameters.data:
            await merge_user_metadata(connection, user.id, changes=parameters.data, now=now)
        if kind not in ("email_change_current", "email_change_new"):
            return user
        if kind == "email_change_current" and not self._deps.config().mail.secure_email_change:
            raise validation_failed("Enable secure email change to generate link for current email")
        new_email = normalize_email(parameters.new_email or "")
        owner = await find_user_by_email(connection, new_email, aud=user.aud)
        if owner is not None and owner.id != user.id:
            raise creation.email_exists()
        await start_email_change(connection, user.id, email=new_email, now=now)
        return replace(user, email_change=new_email)

    async def _hash(self, parameters: LinkParameters, *, wanted: str) -> str:
        """Return the hash of the password of a new user; nobody knows it if a magic link was wanted."""
        if wanted == "magiclink":
            return await self._deps.hasher.hash(generate_password())
        if not parameters.password:
            raise validation_failed("Signup requires a valid password")
        await check_password(self._deps.config().passwords, parameters.password)
        return await self._deps.hasher.hash(parameters.password)

    async def _add_user(
        self, connection: Connection, email: str, *, aud: str, data: Mapping[str, Any], password_hash: str = ""
    ) -> User:
        now = self._deps.clock.now()
        new = creation.NewUser(
            id=uuid4(),
            aud=aud,
            role=self._deps.config().default_role,
            email=email,
            password_hash=password_hash,
            app_metadata={"provider": "email", "providers": ["email"]},
            user_metadata=data,
        )
        await creation.add_user(connection, new, now=now)
        await creation.add_email_identity(connection, new.id, email=email, is_verified=False, now=now)
        await self._deps.hooks.after_create(connection, new.id)
        user = await find_user(connection, new.id)
        assert user is not None
        return user

    async def _record(
        self, connection: Connection, action: AuditAction, *, user: User, actor: Actor, client: ClientInfo
    ) -> None:
        traits = {"user_id": user.id, "user_email": user.email or ""}
        await record_action(connection, action, deps=self._deps, actor=actor, client=client, traits=traits)


async def _read(connection: Connection, user: User) -> User:
    return await find_user(connection, user.id) or user


async def _lock(connection: Connection, user: User) -> User:
    locked = await lock_user(connection, user.id)
    if locked is None:
        raise _user_not_found()
    return locked


def _user_not_found() -> AuthError:
    return AuthError("user_not_found", "User with this email not found", status=404)


def _check_unconfirmed(user: User) -> None:
    if user.email_confirmed_at is not None:
        raise creation.email_exists()


def _action_of(kind: str) -> AuditAction:
    if kind == "invite":
        return AuditAction.USER_INVITED
    if kind in ("magiclink", "recovery"):
        return AuditAction.USER_RECOVERY_REQUESTED
    return AuditAction.USER_CONFIRMATION_REQUESTED if kind == "signup" else AuditAction.USER_MODIFIED
