"""Second factors of users as administrators see them."""

from uuid import UUID

from alcove.foundation.database import Connection, transaction
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import validation_failed
from alcove.wires.supabase.auth.factors import store
from alcove.wires.supabase.auth.factors.service import MAX_NAME, factor_not_found
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.auth.users.model import Factor, User
from alcove.wires.supabase.auth.users.store.users import find_user


class FactorAdministration:
    """Renames and removes factors; every call is one transaction."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def rename(self, user: User, factor_id: UUID, *, name: str, actor: Actor, client: ClientInfo) -> Factor:
        """Set the name of a factor, unless it is empty; AuthError."""
        _find(user, factor_id)
        if len(name) > MAX_NAME:
            raise validation_failed("friendly_name is too long")
        traits = {"user_id": user.id, "factor_id": factor_id}
        async with transaction(self._deps.pool()) as connection:
            await self._deps.check_administration(connection, user.id)
            if name:
                await store.rename_factor(connection, factor_id, name=name, now=self._deps.clock.now())
            await self._record(connection, AuditAction.FACTOR_UPDATED, traits=traits, actor=actor, client=client)
            current = await find_user(connection, user.id)
        if current is None:
            raise factor_not_found()
        return _find(current, factor_id)

    async def delete(self, user: User, factor_id: UUID, *, actor: Actor, client: ClientInfo) -> Factor:
        """Remove a factor and return it; AuthError."""
        factor = _find(user, factor_id)
        traits = {"user_id": user.id, "factor_id": factor_id}
        async with transaction(self._deps.pool()) as connection:
            await self._deps.check_administration(connection, user.id)
            await self._record(connection, AuditAction.FACTOR_DELETED, traits=traits, actor=actor, client=client)
            await store.delete_factor(connection, factor_id, user_id=user.id, now=self._deps.clock.now())
        return factor

    async def _record(
        self,
        connection: Connection,
        action: AuditAction,
        *,
        traits: dict[str, UUID],
        actor: Actor,
        client: ClientInfo,
    ) -> None:
        await record_action(connection, action, deps=self._deps, actor=actor, client=client, traits=traits)


def _find(user: User, factor_id: UUID) -> Factor:
    factor = next((factor for factor in user.factors if factor.id == factor_id), None)
    if factor is None:
        raise factor_not_found()
    return factor
