"""Whether an account that was never confirmed may be used after a sign-in through a provider."""

from dataclasses import replace

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.links.model import LinkKind
from alcove.wires.supabase.auth.links.sender import send_link
from alcove.wires.supabase.auth.links.store import delete_tokens
from alcove.wires.supabase.auth.oauth import store
from alcove.wires.supabase.auth.oauth.model import Account, ExternalSignIn
from alcove.wires.supabase.auth.sessions.store import end_sessions
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.changes import confirm_email, merge_app_metadata, set_email
from alcove.wires.supabase.auth.users.store.users import find_user


class AccountConfirmation:
    """Confirms accounts by the addresses that providers have verified; runs in the caller's transaction."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def check(self, connection: Connection, user: User, *, sign_in: ExternalSignIn) -> Account:
        """Return the account if it may sign in; one that was never confirmed is confirmed or refused. AuthError."""
        self.check_access(user)
        if user.confirmed_at is not None:
            await self.record(connection, AuditAction.LOGIN, user=user, sign_in=sign_in)
            return Account(user)
        await self.remove_unconfirmed(connection, user, sign_in=sign_in)
        if self._is_confirmed_by(user, sign_in):
            await confirm_email(connection, user.id, now=self._deps.clock.now())
            user = await load_user(connection, user)
            await self.record(connection, AuditAction.USER_SIGNED_UP, user=user, sign_in=sign_in)
            return Account(user)
        user = await load_user(connection, user)
        refusal = await self._refuse_unverified(connection, user, sign_in=sign_in)
        return Account(user, None if self._deps.config().mail.allows_unverified_sign_in else refusal)

    def check_access(self, user: User) -> None:
        """Refuse a user who may not sign in; AuthError."""
        if user.deleted_at is not None:
            raise AuthError("user_not_found", "User not found", status=404)
        if user.is_banned(self._deps.clock.now()):
            raise AuthError("user_banned", "User is banned", status=403)

    async def remove_unconfirmed(self, connection: Connection, user: User, *, sign_in: ExternalSignIn) -> None:
        """Keep nothing that somebody else may have prepared in the account before its owner came."""
        now, external = self._deps.clock.now(), sign_in.user
        await store.reset_user(connection, user.id, metadata=external.identity_data(), now=now)
        await store.delete_other_identities(connection, user.id, provider=sign_in.provider, subject=external.subject)
        await store.delete_factors(connection, user.id)
        await delete_tokens(connection, user.id)
        await end_sessions(connection, user.id)
        await self.update_providers(connection, user)

    async def adopt_email(self, connection: Connection, user: User, *, sign_in: ExternalSignIn) -> AuthError | None:
        """Set the address of an account without one to that of its identity; return the error if it is unverified."""
        email, now = sign_in.user.email, self._deps.clock.now()
        if email is None:
            await store.end_anonymity(connection, user.id, now=now)
            return None
        await set_email(connection, user.id, email=email.address, now=now)
        if not email.is_verified:
            await self._send_confirmation(connection, replace(user, email=email.address), sign_in=sign_in)
            return AuthError("email_not_confirmed", _describe_mail(sign_in.provider), status=422)
        await confirm_email(connection, user.id, now=now)
        await store.end_anonymity(connection, user.id, now=now)
        return None

    async def update_providers(self, connection: Connection, user: User) -> None:
        """Name the providers of a user's identities in the app_metadata."""
        providers = await store.list_providers(connection, user.id)
        changes = {"provider": providers[0] if providers else None, "providers": providers}
        await merge_app_metadata(connection, user.id, changes=changes, now=self._deps.clock.now())

    async def record(self, connection: Connection, action: AuditAction, *, user: User, sign_in: ExternalSignIn) -> None:
        """Add an action to the audit log."""
        await record_action(
            connection,
            action,
            deps=self._deps,
            actor=Actor.of_user(user),
            client=sign_in.client,
            traits={"provider": sign_in.provider},
        )

    def _is_confirmed_by(self, user: User, sign_in: ExternalSignIn) -> bool:
        email, config = sign_in.user.email, self._deps.config()
        if config.mail.autoconfirm:
            return True
        if email is None:
            settings = config.providers.get(sign_in.provider)
            return settings is not None and settings.email_optional
        # A verified address of somebody else would not confirm that of the account.
        return user.email in {email.address for email in sign_in.user.emails if email.is_verified}

    async def _refuse_unverified(self, connection: Connection, user: User, *, sign_in: ExternalSignIn) -> AuthError:
        """Send a link to an address that the provider has not verified, and return the error of the sign-in."""
        name = sign_in.provider
        text = f"Unverified email with {name}. Verify the email with {name} in order to sign in"
        if user.email:
            await self._send_confirmation(connection, user, sign_in=sign_in)
            text = _describe_mail(name)
        return AuthError("provider_email_needs_verification", text, status=422)

    async def _send_confirmation(self, connection: Connection, user: User, *, sign_in: ExternalSignIn) -> None:
        await send_link(
            self._deps,
            connection,
            user=user,
            kind=LinkKind.SIGNUP,
            redirect_to=sign_in.redirect_to,
            client=sign_in.client,
        )


async def load_user(connection: Connection, user: User) -> User:
    """Return a user as it is stored now; AuthError."""
    loaded = await find_user(connection, user.id)
    if loaded is None:
        raise AuthError("user_not_found", "User not found", status=404)
    return loaded


def _describe_mail(provider: str) -> str:
    return f"Unverified email with {provider}. A confirmation email has been sent to your {provider} email"
