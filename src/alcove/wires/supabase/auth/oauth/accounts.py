"""Finds, links or creates the account of a user whom a provider has authenticated."""

from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.audit import AuditAction
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, unexpected_failure
from alcove.wires.supabase.auth.links.model import list_link_forms
from alcove.wires.supabase.auth.links.store import lock_user, use_token
from alcove.wires.supabase.auth.oauth import store
from alcove.wires.supabase.auth.oauth.confirmation import AccountConfirmation, load_user
from alcove.wires.supabase.auth.oauth.model import Account, ExternalSignIn
from alcove.wires.supabase.auth.oauth.providers import ExternalUser
from alcove.wires.supabase.auth.users.addresses import check_domain
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.changes import confirm_email, merge_user_metadata
from alcove.wires.supabase.auth.users.store.creation import NewUser, add_identity, add_user

_MANY: Final = "Multiple accounts with the same email address in the same linking domain detected: default"


class ExternalAccounts:
    """Decides which account an identity at a provider belongs to; all methods run in the caller's transaction."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps
        self._confirmation = AccountConfirmation(deps)

    async def sign_in(self, connection: Connection, sign_in: ExternalSignIn) -> Account:
        """Return the account of an identity: its own, that of a verified address, or a new one; AuthError."""
        await _lock(connection, sign_in)
        owner = await store.find_identity_owner(connection, sign_in.provider, subject=sign_in.user.subject)
        if owner is not None:
            user = await self._update(connection, owner, sign_in=sign_in)
        elif (owner := await self._find_by_email(connection, sign_in.user)) is not None:
            user = await self._link_by_email(connection, owner, sign_in=sign_in)
        else:
            user = await self._create(connection, sign_in)
        return await self._confirmation.check(connection, user, sign_in=sign_in)

    async def link(self, connection: Connection, user_id: UUID, *, sign_in: ExternalSignIn) -> Account:
        """Add the identity to the account of a user who is signed in; AuthError when it belongs to one already."""
        await _lock(connection, sign_in)
        user = await lock_user(connection, user_id)
        if user is None:
            raise AuthError("user_not_found", "Linking target user not found", status=422)
        self._confirmation.check_access(user)
        owner = await store.find_identity_owner(connection, sign_in.provider, subject=sign_in.user.subject)
        if owner is not None:
            other = "" if owner == user_id else " to another user"
            raise AuthError("identity_already_exists", f"Identity is already linked{other}", status=422)
        await self._add_identity(connection, user_id, sign_in=sign_in)
        refusal = None if user.email else await self._confirmation.adopt_email(connection, user, sign_in=sign_in)
        await self._confirmation.update_providers(connection, user)
        return Account(await load_user(connection, user), refusal)

    async def accept_invite(self, connection: Connection, token: str, *, sign_in: ExternalSignIn) -> Account:
        """Confirm the user whom an invitation was sent to, if the provider knows the same address; AuthError."""
        await _lock(connection, sign_in)
        invite = await use_token(connection, list_link_forms(token), token_types=["confirmation_token"])
        user = await lock_user(connection, invite.user_id) if invite is not None else None
        if user is None:
            raise AuthError("invite_not_found", "Invite not found", status=404)
        if user.email not in [email.address for email in sign_in.user.emails]:
            raise AuthError("validation_failed", "Invited email does not match emails from external provider")
        await self._add_identity(connection, user.id, sign_in=sign_in)
        await self._confirmation.remove_unconfirmed(connection, user, sign_in=sign_in)
        await confirm_email(connection, user.id, now=self._deps.clock.now())
        user = await load_user(connection, user)
        await self._confirmation.record(connection, AuditAction.INVITE_ACCEPTED, user=user, sign_in=sign_in)
        return Account(user)

    async def _find_by_email(self, connection: Connection, external: ExternalUser) -> UUID | None:
        verified = [email.address for email in external.emails if email.is_verified]
        users = await store.find_users_by_emails(connection, verified, aud=self._deps.config().audience)
        if len(users) > 1:
            raise unexpected_failure(_MANY)
        return users[0] if users else None

    async def _update(self, connection: Connection, user_id: UUID, *, sign_in: ExternalSignIn) -> User:
        await store.update_identity(
            connection,
            sign_in.provider,
            subject=sign_in.user.subject,
            data=sign_in.user.identity_data(),
            now=self._deps.clock.now(),
        )
        return await self._merge_metadata(connection, user_id, sign_in=sign_in)

    async def _link_by_email(self, connection: Connection, user_id: UUID, *, sign_in: ExternalSignIn) -> User:
        await self._add_identity(connection, user_id, sign_in=sign_in)
        return await self._merge_metadata(connection, user_id, sign_in=sign_in)

    async def _merge_metadata(self, connection: Connection, user_id: UUID, *, sign_in: ExternalSignIn) -> User:
        """Take over what the provider says about the user."""
        user = await lock_user(connection, user_id)
        assert user is not None, "an identity has a user"
        changes = sign_in.user.identity_data()
        await merge_user_metadata(connection, user.id, changes=changes, now=self._deps.clock.now())
        await self._confirmation.update_providers(connection, user)
        return await load_user(connection, user)

    async def _create(self, connection: Connection, sign_in: ExternalSignIn) -> User:
        config = self._deps.config()
        if config.disable_signup:
            raise AuthError("signup_disabled", "Signups not allowed for this instance", status=422)
        email = sign_in.user.email.address if sign_in.user.email is not None else None
        if email is not None:
            check_domain(config, email)
        if email is not None and await store.is_email_taken(connection, email):
            # Without a proof that it is the same person, it is another one.
            email = None
        new = NewUser(
            aud=config.audience,
            role=config.default_role,
            email=email,
            app_metadata={"provider": sign_in.provider, "providers": [sign_in.provider]},
            user_metadata=sign_in.user.identity_data(),
        )
        await add_user(connection, new, now=self._deps.clock.now())
        await self._add_identity(connection, new.id, sign_in=sign_in)
        await self._deps.hooks.after_create(connection, new.id)
        user = await lock_user(connection, new.id)
        assert user is not None, "the user was added in this transaction"
        return user

    async def _add_identity(self, connection: Connection, user_id: UUID, *, sign_in: ExternalSignIn) -> None:
        external = sign_in.user
        await add_identity(
            connection,
            user_id,
            provider=sign_in.provider,
            provider_id=external.subject,
            data=external.identity_data(),
            now=self._deps.clock.now(),
        )


async def _lock(connection: Connection, sign_in: ExternalSignIn) -> None:
    """Let two sign-ins of one new user wait for each other, so that they find one account."""
    emails = [email.address for email in sign_in.user.emails]
    await store.lock_names(connection, [f"{sign_in.provider} {sign_in.user.subject}", *emails])
