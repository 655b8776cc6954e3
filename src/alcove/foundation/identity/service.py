"""Self-service of accounts: create one, change its password, manage its sessions and tokens."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final, Protocol, TypeVar
from uuid import UUID

from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.identity.errors import (
    AccountExists,
    AccountNotFound,
    AlreadySetUp,
    CodeExpired,
    InvalidCredentials,
    InvalidName,
    InvalidSetupCode,
    NoLocalPassword,
    SignUpClosed,
    TooManyTokens,
)
from alcove.foundation.identity.model import (
    LOCAL_OWNER,
    TOKEN_PREFIX,
    Account,
    NewAccount,
    SignInResult,
    check_password,
    check_scopes,
    hash_code,
    new_code,
    normalize_email,
    normalize_name,
)
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.sign_in import ClientInfo, SignIn
from alcove.foundation.identity.store import accounts, codes, sessions, tokens
from alcove.foundation.telemetry import get_logger

T = TypeVar("T")
MAX_TOKEN_NAME_LENGTH: Final = 100

log = get_logger("alcove.identity")


class AccountMailer(Protocol):
    """Sends account mail."""

    @property
    def is_configured(self) -> bool:
        """Whether mail is delivered to recipients."""
        ...

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Send or enqueue a plain text."""
        ...


class AccountService:
    """Creates accounts, and changes them for their users."""

    def __init__(
        self,
        pool: Pool,
        *,
        sign_in: SignIn,
        hasher: PasswordHasher,
        mailer: AccountMailer,
        apps: Sequence[str],
        sign_up_apps: Sequence[str] = (),
    ) -> None:
        """Create it; `apps` are the names of the server's apps, `sign_up_apps` those open to whoever signs up."""
        self.sign_in = sign_in
        self.mailer = mailer
        self.apps = list(apps)
        self._sign_up_apps = list(sign_up_apps)
        self._pool = pool
        self._hasher = hasher
        self._tasks: set[asyncio.Task[None]] = set()

    async def is_set_up(self) -> bool:
        """Return whether there is an owner with a password."""
        return await accounts.has_owner(self._pool)

    async def set_up(self, code: str, new: NewAccount, *, client: ClientInfo) -> SignInResult:
        """Create the first account with the setup code, as owner of every app, and sign it in."""
        if await self.is_set_up():
            raise AlreadySetUp(
                "This server has its first account already. Sign in, or ask its owner for an invitation."
            )
        new = await self._normalize(new, roles=dict.fromkeys(self.apps, "owner"))

        async def create(connection: Connection, password_hash: str) -> Account | None:
            if not await codes.use_setup_code(connection, hash_code(code)):
                return None
            await codes.drop_setup_codes(connection)
            return await accounts.add(connection, new, password_hash=password_hash, is_confirmed=True)

        account = await self._redeem_code("setup code", new.password, client=client, create=create)
        if account is None:
            raise InvalidSetupCode("This is not the code that the server printed at its last start.")
        return await self.sign_in.start_session(account, client=client)

    async def sign_up(self, new: NewAccount, *, client: ClientInfo) -> SignInResult:
        """Create a member of the apps that are open to all, if sign-up is enabled, and sign it in; SignUpClosed."""
        if not (await self.sign_in.current()).alcove_sign_up:
            raise SignUpClosed("Sign-up is disabled here. Ask the owner of this server for an invitation.")
        new = await self._normalize(new, roles=dict.fromkeys(self._sign_up_apps, "member"))
        # Counts as a failure, to limit the accounts created from one address.
        async with self.sign_in.limiter.attempt("sign-up", address=client.address):
            pass
        password_hash = await self._hasher.hash(new.password)
        async with transaction(self._pool) as connection:
            account = await accounts.add(connection, new, password_hash=password_hash, is_confirmed=False)
        return await self.sign_in.start_session(account, client=client)

    async def get_invitation(self, code: str, *, client: ClientInfo) -> codes.Invitation:
        """Return the invitation of a code; CodeExpired."""
        async with self.sign_in.limiter.attempt("invitation", address=client.address) as attempt:
            invitation = await codes.find_invitation(self._pool, hash_code(code))
            if invitation is not None:
                attempt.succeed()
        if invitation is None:
            await self.sign_in.limiter.slow_down(attempt, address=client.address)
            raise CodeExpired("This invitation is unknown, was accepted already, or is older than a week.")
        return invitation

    async def accept_invitation(self, code: str, new: NewAccount, *, client: ClientInfo) -> SignInResult:
        """Create the account of an invitation, with its roles, and sign it in; CodeExpired."""
        invitation = await self.get_invitation(code, client=client)
        requested = NewAccount(email=invitation.email or new.email, name=new.name, password=new.password)
        new = await self._normalize(requested, roles=invitation.roles)

        async def create(connection: Connection, password_hash: str) -> Account | None:
            accepted = await codes.accept_invitation(connection, hash_code(code))
            if accepted is None:
                return None
            # The inviting owner entered the address, and the link may have reached somebody else.
            account = await accounts.add(connection, new, password_hash=password_hash, is_confirmed=False)
            await codes.record_acceptance(connection, accepted.id, account_id=account.id)
            return account

        account = await self._redeem_code("invitation", new.password, client=client, create=create)
        if account is None:
            raise CodeExpired("This invitation was accepted meanwhile.")
        return await self.sign_in.start_session(account, client=client)

    async def change_password(
        self, account_id: UUID, *, current: str, new: str, session_id: UUID | None, client: ClientInfo
    ) -> None:
        """Replace a password and end the account's other sessions; InvalidCredentials, NoLocalPassword."""
        account = await self.get_account(account_id)
        if not account.password_hash:
            raise NoLocalPassword("This account has no password here: it signs in with another backend.")
        check_password(new)
        async with self.sign_in.limiter.attempt(account.name.lower(), address=client.address) as attempt:
            is_correct = await self._hasher.check(account.password_hash, current)
            if is_correct:
                attempt.succeed()
        if not is_correct:
            left = await self.sign_in.limiter.slow_down(attempt, address=client.address)
            raise InvalidCredentials(f"The current password is wrong. Tries left: {left}")
        await self.set_password(account_id, new, except_session=session_id)

    async def set_password(self, account_id: UUID, password: str, *, except_session: UUID | None = None) -> None:
        """Set a password and end the account's sessions, except one."""
        check_password(password)
        password_hash = await self._hasher.hash(password)
        async with transaction(self._pool) as connection:
            await accounts.set_password(connection, account_id, password_hash=password_hash)
            await sessions.end_all(connection, account_id, except_session=except_session)

    async def recover(self, email: str, *, client: ClientInfo) -> None:
        """Send a reset link if an account has this address and a password; the caller cannot tell which."""
        async with self.sign_in.limiter.attempt("recovery", address=client.address):
            pass
        with suppress(InvalidName):
            address = normalize_email(email)
            if address and self.mailer.is_configured:
                self._run_in_background(self._send_recovery(address))

    async def reset(self, code: str, password: str, *, client: ClientInfo) -> None:
        """Set a new password with a recovery code, and end all sessions; CodeExpired."""
        check_password(password)

        async def change(connection: Connection, password_hash: str) -> UUID | None:
            account_id = await codes.use_recovery_code(connection, hash_code(code).hex())
            if account_id is not None:
                await accounts.set_password(connection, account_id, password_hash=password_hash)
                await sessions.end_all(connection, account_id)
            return account_id

        if await self._redeem_code("recovery code", password, client=client, create=change) is None:
            raise CodeExpired("This link is unknown, was used already, or is older than an hour. Ask for another.")

    async def get_account(self, account_id: UUID) -> Account:
        """Return an account; AccountNotFound."""
        result = await accounts.find(self._pool, account_id)
        if result is None:
            raise AccountNotFound("There is no such account.")
        return result

    async def list_sessions(self, account_id: UUID) -> list[sessions.SessionInfo]:
        """Return an account's sessions, the one used last first."""
        return await sessions.list_sessions(self._pool, account_id)

    async def end_session(self, account_id: UUID, session_id: UUID) -> None:
        """End a session of an account; AccountNotFound."""
        if not await sessions.end_one(self._pool, session_id, account_id=account_id):
            raise AccountNotFound("There is no such session.")

    async def end_sessions(self, account_id: UUID, *, except_session: UUID | None = None) -> int:
        """End an account's sessions, except one, and return how many ended."""
        return await sessions.end_all(self._pool, account_id, except_session=except_session)

    async def list_tokens(self, account_id: UUID) -> list[tokens.TokenInfo]:
        """Return an account's API tokens, newest first."""
        return await tokens.list_tokens(self._pool, account_id)

    async def add_token(
        self, account_id: UUID, *, name: str, scopes: Sequence[str], days: int | None
    ) -> tuple[tokens.TokenInfo, str]:
        """Add an API token and return it with its text, which is not stored."""
        check_scopes(scopes, self.apps)
        name = name.strip()
        if not name or len(name) > MAX_TOKEN_NAME_LENGTH:
            raise InvalidName(f"A token has a name of at most {MAX_TOKEN_NAME_LENGTH} characters.")
        text = TOKEN_PREFIX + secrets.token_urlsafe(32)
        token = await tokens.add(
            self._pool, account_id, name=name, digest=hash_code(text), scopes=set(scopes), days=days
        )
        if token is None:
            raise TooManyTokens(f"An account has at most {tokens.MAX_TOKENS} tokens. Remove one first.")
        return token, text

    async def remove_token(self, account_id: UUID, token_id: UUID) -> None:
        """Remove an API token of an account; AccountNotFound."""
        if not await tokens.remove(self._pool, token_id, account_id=account_id):
            raise AccountNotFound("There is no such token.")

    async def add_account(self, new: NewAccount) -> Account:
        """Create an account with roles (for the operator of the server)."""
        new = await self._normalize(new, roles=new.roles)
        password_hash = await self._hasher.hash(new.password)
        async with transaction(self._pool) as connection:
            return await accounts.add(connection, new, password_hash=password_hash, is_confirmed=True)

    async def link(self, path: str) -> str:
        """Return the URL of a page; only its path when no public URL is configured."""
        return (await self.sign_in.current()).alcove_public_url.rstrip("/") + path

    async def _normalize(self, new: NewAccount, *, roles: Mapping[str, object]) -> NewAccount:
        """Return the validated and normalized account; names of the configured backend are taken."""
        email, name = normalize_email(new.email), normalize_name(new.name)
        if email is None and name is None:
            raise InvalidName("An account needs an email address or a name.")
        check_password(new.password)
        configured_backend = self.sign_in.backends.configured_backend(await self.sign_in.current())
        if name and configured_backend is not None and await configured_backend.find(name) is not None:
            raise AccountExists("Another account has this name.")
        return NewAccount(email=email, name=name, password=new.password, roles=dict(roles))  # type: ignore[arg-type]

    async def _redeem_code(
        self,
        code_type: str,
        password: str,
        *,
        client: ClientInfo,
        create: Callable[[Connection, str], Awaitable[T | None]],
    ) -> T | None:
        """Run `create` with the password hash, in one transaction; None, with a growing delay, for a wrong code."""
        async with self.sign_in.limiter.attempt(code_type, address=client.address) as attempt:
            password_hash = await self._hasher.hash(password)
            async with transaction(self._pool) as connection:
                result = await create(connection, password_hash)
            if result is not None:
                attempt.succeed()
        if result is None:
            await self.sign_in.limiter.slow_down(attempt, address=client.address)
        return result

    async def _send_recovery(self, email: str) -> None:
        account = await accounts.find_by_login(self._pool, email)
        if account is None or not account.password_hash or account.id == LOCAL_OWNER:
            return
        code = new_code()
        if not await codes.add_recovery_code(self._pool, account.id, token_hash=hash_code(code).hex(), email=email):
            return
        link = await self.link(f"/reset?code={code}")
        await self.mailer.send(
            to=email,
            subject="A new password for Alcove",
            text=f"Somebody, probably you, requested a new password for {account.name}.\n\n"
            f"Choose one here within an hour:\n{link}\n\nIf it was not you, do nothing: the old password stays.\n",
        )

    def _run_in_background(self, awaitable: Awaitable[None]) -> None:
        task = asyncio.ensure_future(self._log_errors(awaitable))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _log_errors(self, awaitable: Awaitable[None]) -> None:
        try:
            await awaitable
        except Exception:
            # A background task: nothing else would report the error.
            log.exception("account_mail_failed")
