"""Removes identities from the account of the caller."""

from uuid import UUID

from alcove.foundation.database import Connection, transaction
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.links.store import lock_user
from alcove.wires.supabase.auth.oauth import store
from alcove.wires.supabase.auth.oauth.confirmation import AccountConfirmation
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse
from alcove.wires.supabase.auth.users.model import Identity, User
from alcove.wires.supabase.auth.users.store.changes import set_email


class IdentityRemoval:
    """Unlinks identities; one always remains."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps
        self._confirmation = AccountConfirmation(deps)

    async def handle(self, request: AuthRequest) -> AuthResponse:
        """Delete an identity of the caller; AuthError."""
        if not self._deps.config().manual_linking_enabled:
            raise AuthError("manual_linking_disabled", "Manual linking is disabled", status=404)
        identity_id = _read_id(request.parameters["identity_id"])
        async with transaction(self._deps.pool()) as connection:
            # Of two requests that each leave one identity, the second sees what the first has left.
            user = await lock_user(connection, request.user.id)
            if user is None:
                raise AuthError("user_not_found", "User from sub claim in JWT does not exist", status=403)
            identity = _choose(user, identity_id)
            await self._remove(connection, user, identity=identity)
            await record_action(
                connection,
                AuditAction.IDENTITY_UNLINKED,
                deps=self._deps,
                actor=Actor.of_user(user),
                client=request.client,
                traits={
                    "identity_id": str(identity.id),
                    "provider": identity.provider,
                    "provider_id": identity.provider_id,
                },
            )
        return AuthResponse(content={})

    async def _remove(self, connection: Connection, user: User, *, identity: Identity) -> None:
        now = self._deps.clock.now()
        await store.delete_identity(connection, user.id, identity_id=identity.id)
        if identity.provider == "phone":
            await store.clear_phone(connection, user.id, now=now)
        else:
            await self._keep_email(connection, user, identity=identity)
        await self._confirmation.update_providers(connection, user)

    async def _keep_email(self, connection: Connection, user: User, *, identity: Identity) -> None:
        """Let the account have an address of one of the remaining identities."""
        rest = [other for other in user.identities if other.id != identity.id]
        if user.email in [other.email for other in rest]:
            return
        for other in rest:
            # An address that nobody has verified would count as confirmed.
            is_verified = other.provider == "email" or other.identity_data.get("email_verified") is True
            if other.email and is_verified and not await store.is_email_taken(connection, other.email):
                await set_email(connection, user.id, email=other.email, now=self._deps.clock.now())
                return
        raise AuthError(
            "email_conflict_identity_not_deletable", "Unable to unlink identity due to email conflict", status=422
        )


def _read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise AuthError("validation_failed", "identity_id must be an UUID", status=404) from error


def _choose(user: User, identity_id: UUID) -> Identity:
    if len(user.identities) <= 1:
        raise AuthError(
            "single_identity_not_deletable", "User must have at least 1 identity after unlinking", status=422
        )
    identity = next((identity for identity in user.identities if identity.id == identity_id), None)
    if identity is None:
        raise AuthError("identity_not_found", "Identity doesn't exist", status=422)
    return identity
