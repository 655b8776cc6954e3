"""Users as administrators add, change and delete them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from alcove.foundation.database import Connection, transaction
from alcove.wires.supabase.auth.admin import store
from alcove.wires.supabase.auth.admin.schemas import UserParameters
from alcove.wires.supabase.auth.admin.user_values import (
    UserValues,
    read_new_id,
    read_values,
)
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.passwords import MAX_BYTES, check_password, generate_password
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.auth.sessions.store import end_sessions
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store import changes, creation
from alcove.wires.supabase.auth.users.store.users import find_user


class UserAdministration:
    """Adds, changes and deletes users for administrators; every call is one transaction."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def load(self, user_id: UUID) -> User:
        """Return a user; AuthError."""
        return _existing(await find_user(self._deps.pool(), user_id))

    async def create(self, parameters: UserParameters, *, aud: str, actor: Actor, client: ClientInfo) -> User:
        """Add a user; AuthError."""
        now = self._deps.clock.now()
        values = self._read(parameters)
        if not values.email and not values.phone:
            raise validation_failed("Cannot create a user without either an email or phone")
        new = await self._build_user(parameters, values=values, aud=parameters.aud or aud)
        async with transaction(self._deps.pool()) as connection:
            await creation.add_user(connection, new, now=now)
            if new.email:
                await creation.add_email_identity(connection, new.id, email=new.email, is_verified=False, now=now)
            if new.phone:
                await creation.add_phone_identity(connection, new.id, phone=new.phone, is_verified=False, now=now)
            await self._set_status(connection, new.id, parameters=parameters, values=values)
            await self._deps.hooks.after_create(connection, new.id)
            user = _existing(await find_user(connection, new.id))
            await self._record(connection, AuditAction.USER_SIGNED_UP, user=user, actor=actor, client=client)
        return user

    async def update(self, user_id: UUID, parameters: UserParameters, *, actor: Actor, client: ClientInfo) -> User:
        """Change a user; AuthError."""
        values = self._read(parameters)
        await self.load(user_id)
        if values.password:
            await check_password(self._deps.config().passwords, values.password)
            values = replace(values, password_hash=await self._hash(values.password))
        async with transaction(self._deps.pool()) as connection:
            await store.lock_user(connection, user_id)
            user = _existing(await find_user(connection, user_id))
            await self._deps.check_administration(connection, user_id)
            await self._apply(connection, user, parameters=parameters, values=values)
            user = _existing(await find_user(connection, user_id))
            await self._record(connection, AuditAction.USER_MODIFIED, user=user, actor=actor, client=client)
        return user

    async def delete(self, user_id: UUID, *, softly: bool, actor: Actor, client: ClientInfo) -> None:
        """Delete a user; AuthError. `softly` keeps a row that says nothing about the person."""
        async with transaction(self._deps.pool()) as connection:
            await store.lock_user(connection, user_id)
            user = _existing(await find_user(connection, user_id))
            if softly and user.deleted_at is not None:
                return
            await self._deps.check_administration(connection, user_id)
            await self._record(connection, AuditAction.USER_DELETED, user=user, actor=actor, client=client)
            if softly:
                await store.hide_user(connection, user, now=self._deps.clock.now())
            else:
                await store.delete_user(connection, user_id)

    def _read(self, parameters: UserParameters) -> UserValues:
        """Return the values in a body; AuthError."""
        values = read_values(parameters, now=self._deps.clock.now())
        if values.password_hash and not self._deps.hasher.can_check(values.password_hash):
            raise validation_failed("Password hash must be one of bcrypt, argon2i or argon2id, of a usual cost")
        return values

    async def _build_user(self, parameters: UserParameters, *, values: UserValues, aud: str) -> creation.NewUser:
        providers = [name for name, value in (("email", values.email), ("phone", values.phone)) if value]
        app_metadata = {"provider": providers[0], "providers": providers, **(parameters.app_metadata or {})}
        return creation.NewUser(
            id=read_new_id(parameters.id) if parameters.id else uuid4(),
            aud=aud,
            role=values.role or self._deps.config().default_role,
            email=values.email or None,
            phone=values.phone or None,
            password_hash=values.password_hash or await self._hash(values.password or generate_password()),
            app_metadata=_without_nulls(app_metadata),
            user_metadata=_without_nulls(parameters.user_metadata or {}),
        )

    async def _apply(
        self, connection: Connection, user: User, *, parameters: UserParameters, values: UserValues
    ) -> None:
        now = self._deps.clock.now()
        if values.role:
            await changes.set_role(connection, user.id, role=values.role, now=now)
        if values.password_hash:
            await changes.set_password_hash(connection, user.id, password_hash=values.password_hash, now=now)
            await end_sessions(connection, user.id)
        await self._set_status(connection, user.id, parameters=parameters, values=values)
        if values.email:
            await _set_email(connection, user, email=values.email, is_verified=bool(parameters.email_confirm), now=now)
        if values.phone:
            await _set_phone(connection, user, phone=values.phone, is_verified=bool(parameters.phone_confirm), now=now)
        if parameters.app_metadata is not None:
            await changes.merge_app_metadata(connection, user.id, changes=parameters.app_metadata, now=now)
        if parameters.user_metadata is not None:
            await changes.merge_user_metadata(connection, user.id, changes=parameters.user_metadata, now=now)

    async def _set_status(
        self, connection: Connection, user_id: UUID, *, parameters: UserParameters, values: UserValues
    ) -> None:
        now = self._deps.clock.now()
        if parameters.email_confirm:
            await changes.confirm_email(connection, user_id, now=now)
        if parameters.phone_confirm:
            await changes.confirm_phone(connection, user_id, now=now)
        if values.ban is not None:
            await changes.set_ban(connection, user_id, until=values.ban.until, now=now)

    async def _hash(self, password: str) -> str:
        # An administrator may choose a first password that breaks the rules, but not one that cannot be hashed.
        if len(password.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise validation_failed(f"Password cannot be longer than {MAX_BYTES} characters")
        return await self._deps.hasher.hash(password)

    async def _record(
        self, connection: Connection, action: AuditAction, *, user: User, actor: Actor, client: ClientInfo
    ) -> None:
        traits = {"user_id": user.id, "user_email": user.email or "", "user_phone": user.phone or ""}
        await record_action(connection, action, deps=self._deps, actor=actor, client=client, traits=traits)


async def _set_email(connection: Connection, user: User, *, email: str, is_verified: bool, now: datetime) -> None:
    await changes.set_email(connection, user.id, email=email, now=now)
    if user.find_identity("email") is None:
        await creation.add_email_identity(connection, user.id, email=email, is_verified=is_verified, now=now)
        return
    data = {"email": email, "email_verified": is_verified}
    await changes.merge_identity_data(connection, user.id, provider="email", changes=data, now=now)


async def _set_phone(connection: Connection, user: User, *, phone: str, is_verified: bool, now: datetime) -> None:
    await changes.set_phone(connection, user.id, phone=phone, now=now)
    if user.find_identity("phone") is None:
        await creation.add_phone_identity(connection, user.id, phone=phone, is_verified=is_verified, now=now)
        return
    data = {"phone": phone, "phone_verified": is_verified}
    await changes.merge_identity_data(connection, user.id, provider="phone", changes=data, now=now)


def _existing(user: User | None) -> User:
    if user is None:
        raise AuthError("user_not_found", "User not found", status=404)
    return user


def _without_nulls(members: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
