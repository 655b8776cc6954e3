"""What happens when a new address is confirmed."""

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.account import store
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.links.store import delete_tokens
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.changes import merge_identity_data
from alcove.wires.supabase.auth.users.store.creation import add_email_identity


async def apply_email_change(deps: AuthDeps, connection: Connection, *, user: User, email: str) -> None:
    """Set the address of a user and of its identity; AuthError when another user has it by now."""
    now = deps.clock.now()
    if user.find_identity("email") is None:
        await add_email_identity(connection, user.id, email=email, is_verified=True, now=now)
        await store.list_providers(connection, user.id, now=now)
    else:
        changes = {"email": email, "email_verified": True}
        await merge_identity_data(connection, user.id, provider="email", changes=changes, now=now)
    await store.change_email(connection, user.id, email=email, now=now)
    await delete_tokens(connection, user.id)


def needs_second_confirmation(deps: AuthDeps, user: User) -> bool:
    """Return whether the other address has to confirm the change, too."""
    rules = deps.config().mail
    is_first = user.email_change_confirm_status == 0
    return rules.secure_email_change and not rules.autoconfirm and is_first and bool(user.email)
