"""Starting and ending sessions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid4

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.auth.sessions.model import AuthMethod, AuthSession, access_token_claims
from alcove.wires.supabase.auth.sessions.refresh_tokens import derive_child, hash_stored, hash_token, make_token
from alcove.wires.supabase.auth.sessions.schemas import SessionBody
from alcove.wires.supabase.auth.sessions.store import refresh_tokens as token_store
from alcove.wires.supabase.auth.sessions.store import sessions as session_store
from alcove.wires.supabase.auth.users.body import user_body
from alcove.wires.supabase.auth.users.model import User

AAL1: Final = "aal1"
AAL2: Final = "aal2"


async def issue_session(
    deps: AuthDeps,
    connection: Connection,
    *,
    user: User,
    method: str,
    client: ClientInfo,
    aal: str = AAL1,
    factor_id: UUID | None = None,
    other_methods: Sequence[str] = (),
) -> SessionBody:
    """Start a session of a user who proved who they are by `method` (`password`, `otp`, `oauth`, ...)."""
    now = deps.clock.now()
    methods = [method, *other_methods]
    token = make_token()
    new = session_store.NewSession(
        id=uuid4(),
        user_id=user.id,
        started_at=now,
        aal=aal,
        methods=methods,
        client=client,
        token_hash=hash_token(token),
        factor_id=factor_id,
    )
    await session_store.insert_session(connection, new)
    timestamp = int(now.timestamp())
    session = AuthSession(id=new.id, aal=aal, methods=[AuthMethod(name, timestamp) for name in methods])
    return make_session_body(
        deps, replace(user, last_sign_in_at=now, updated_at=now), session=session, refresh_token=token
    )


def make_session_body(deps: AuthDeps, user: User, *, session: AuthSession, refresh_token: str) -> SessionBody:
    """Return the JSON of a session with a new access token."""
    config, now = deps.config(), deps.clock.now()
    lifetime = config.token_lifetime
    claims = access_token_claims(user, session, config=config, now=now, lifetime=lifetime)
    return SessionBody(
        access_token=deps.signer().sign(claims),
        expires_in=lifetime,
        expires_at=claims["exp"],
        refresh_token=refresh_token,
        user=user_body(user),
    )


async def upgrade_session(
    deps: AuthDeps, connection: Connection, *, user: User, session_id: UUID, method: str, factor_id: UUID
) -> SessionBody:
    """Raise a session to aal2 after a second factor, and return it with new tokens; AuthError if it has ended."""
    now = deps.clock.now()
    active = await token_store.lock_active_token(connection, session_id)
    if active is None:
        raise AuthError("session_not_found", "Session from session_id claim in JWT does not exist", status=403)
    await session_store.add_method(connection, session_id, method=method, now=now)
    parent_hash = hash_stored(active)
    token = derive_child(deps.signer(), parent_hash)
    swap = token_store.TokenSwap(
        session_id=session_id, stored=active, token_hash=parent_hash, child_hash=hash_token(token), at=now
    )
    session = await token_store.upgrade_token(connection, swap, factor_id=factor_id, aal=AAL2)
    return make_session_body(deps, user, session=session, refresh_token=token)
