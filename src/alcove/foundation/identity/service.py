"""What people do with their own account: make it, change its password, look after its sessions and tokens."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final, Protocol, TypeVar
from uuid import UUID

from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.identity.errors import (
    AccountExists,
    AccountUnknown,
    AlreadySetUp,
    CodeExpired,
    InvalidCredentials,
    NameUnsuitable,
    PasswordElsewhere,
    SetupCodeWrong,
    SignUpClosed,
    TooManyTokens,
)
from alcove.foundation.identity.model import (
    LOCAL_OWNER,
    TOKEN_PREFIX,
    Account,
    NewAccount,
    SignedIn,
    check_password,
    check_scopes,
    digest_of,
    email_of,
    name_of,
    new_code,
)
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.sign_in import Client, SignIn
from alcove.foundation.identity.store import accounts, codes, sessions, tokens
from alcove.foundation.telemetry import get_logger

T = TypeVar("T")
LONGEST_TOKEN_NAME: Final = 100

log = get_logger("alcove.identity")


class AccountMailer(Protocol):
    """Sends what accounts need to people by mail."""

    @property
    def is_configured(self) -> bool:
        """Return whether mails reach people."""
        ...

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Send a plain text, or keep it to be sent."""
        ...


class AccountService:
    """Makes accounts and changes them for the people whose they are."""

    def __init__(
        self, pool: Pool, *, sign_in: SignIn, hasher: PasswordHasher, mailer: AccountMailer, apps: Sequence[str]
    ) -> None:
        """Take the sign-ins, the mail, and the names of the apps that the server has."""
        self.sign_in = sign_in
        self.mailer = mailer
        self.apps = list(apps)
        self._pool = pool
        self._hasher = hasher
        self._sending: set[asyncio.Task[None]] = set()

    async def is_set_up(self) -> bool:
        """Tell whether there is an owner with a password here."""
        return await accounts.has_owner(self._pool)

    async def set_up(self, code: str, new: NewAccount, *, client: Client) -> SignedIn:
        """Make the first account with the code of the first start, as owner of every app; signed in."""
        if await self.is_set_up():
            raise AlreadySetUp(
                "This server has its first account already. Sign in, or ask its owner for an invitation."
            )
        new = await self._checked(new, roles=dict.fromkeys(self.apps, "owner"))

        async def make(connection: Connection, hashed: str) -> Account | None:
            if not await codes.take_setup_code(connection, digest_of(code)):
                return None
            await codes.drop_setup_codes(connection)
            return await accounts.add(connection, new, password_hash=hashed, is_confirmed=True)

        account = await self._with_code("setup code", new.password, client=client, make=make)
        if account is None:
            raise SetupCodeWrong("This is not the code that the server printed at its last start.")
        return await self.sign_in.begin(account, client=client)

    async def sign_up(self, new: NewAccount, *, client: Client) -> SignedIn:
        """Make an account without any role, where strangers may; signed in. SignUpClosed."""
        if not (await self.sign_in.current()).alcove_sign_up:
            raise SignUpClosed("Accounts are made by invitation here. Ask the owner of this server for one.")
        new = await self._checked(new, roles={})
        # Counted as a failure, so that one address makes a few and no more.
        async with self.sign_in.limiter.guess("sign-up", address=client.address):
            pass
        hashed = await self._hasher.hash(new.password)
        async with transaction(self._pool) as connection:
            account = await accounts.add(connection, new, password_hash=hashed, is_confirmed=False)
        return await self.sign_in.begin(account, client=client)

    async def invitation(self, code: str, *, client: Client) -> codes.Invitation:
        """Return the invitation of a code; CodeExpired."""
        async with self.sign_in.limiter.guess("invitation", address=client.address) as guess:
            found = await codes.find_invitation(self._pool, digest_of(code))
            if found is not None:
                guess.passed()
        if found is None:
            await self.sign_in.limiter.slow_down(guess, address=client.address)
            raise CodeExpired("This invitation is unknown, was accepted already, or is older than a week.")
        return found

    async def accept_invitation(self, code: str, new: NewAccount, *, client: Client) -> SignedIn:
        """Make the account that an invitation is for, with its roles; signed in. CodeExpired."""
        invitation = await self.invitation(code, client=client)
        given = NewAccount(email=invitation.email or new.email, name=new.name, password=new.password)
        new = await self._checked(given, roles=invitation.roles)

        async def make(connection: Connection, hashed: str) -> Account | None:
            taken = await codes.take_invitation(connection, digest_of(code))
            if taken is None:
                return None
            # The address was written by whoever invited, and the link may have been handed over in other ways.
            account = await accounts.add(connection, new, password_hash=hashed, is_confirmed=False)
            await codes.note_accepted(connection, taken.id, account_id=account.id)
            return account

        account = await self._with_code("invitation", new.password, client=client, make=make)
        if account is None:
            raise CodeExpired("This invitation was accepted meanwhile.")
        return await self.sign_in.begin(account, client=client)

    async def change_password(
        self, account_id: UUID, *, current: str, new: str, session_id: UUID | None, client: Client
    ) -> None:
        """Replace a password and end the account's other sessions; InvalidCredentials, PasswordElsewhere."""
        account = await self.account(account_id)
        if not account.password_hash:
            raise PasswordElsewhere("This account has no password here: it signs in by another way.")
        check_password(new)
        async with self.sign_in.limiter.guess(account.name.lower(), address=client.address) as guess:
            is_right = await self._hasher.check(account.password_hash, current)
            if is_right:
                guess.passed()
        if not is_right:
            left = await self.sign_in.limiter.slow_down(guess, address=client.address)
            raise InvalidCredentials(f"The current password is wrong. Tries left: {left}")
        await self.set_password(account_id, new, but=session_id)

    async def set_password(self, account_id: UUID, password: str, *, but: UUID | None = None) -> None:
        """Replace a password, whatever it was, and end the account's sessions but for one."""
        check_password(password)
        hashed = await self._hasher.hash(password)
        async with transaction(self._pool) as connection:
            await accounts.set_password(connection, account_id, password_hash=hashed)
            await sessions.end_all(connection, account_id, but=but)

    async def recover(self, email: str, *, client: Client) -> None:
        """Send a link to whoever has this address and a password here; nobody learns whether somebody has."""
        async with self.sign_in.limiter.guess("recovery", address=client.address):
            pass
        with suppress(NameUnsuitable):
            address = email_of(email)
            if address and self.mailer.is_configured:
                self._later(self._send_recovery(address))

    async def reset(self, code: str, password: str, *, client: Client) -> None:
        """Replace a forgotten password with the code of the mail, and end all sessions; CodeExpired."""
        check_password(password)

        async def change(connection: Connection, hashed: str) -> UUID | None:
            account_id = await codes.take_recovery(connection, digest_of(code).hex())
            if account_id is not None:
                await accounts.set_password(connection, account_id, password_hash=hashed)
                await sessions.end_all(connection, account_id)
            return account_id

        if await self._with_code("recovery code", password, client=client, make=change) is None:
            raise CodeExpired("This link is unknown, was used already, or is older than an hour. Ask for another.")

    async def account(self, account_id: UUID) -> Account:
        """Return an account; AccountUnknown."""
        found = await accounts.find(self._pool, account_id)
        if found is None:
            raise AccountUnknown("There is no such account.")
        return found

    async def list_sessions(self, account_id: UUID) -> list[sessions.ListedSession]:
        """Return an account's sessions, the one used last first."""
        return await sessions.list_sessions(self._pool, account_id)

    async def end_session(self, account_id: UUID, session_id: UUID) -> None:
        """End a session of an account; AccountUnknown."""
        if not await sessions.end_one(self._pool, session_id, account_id=account_id):
            raise AccountUnknown("There is no such session.")

    async def end_sessions(self, account_id: UUID, *, but: UUID | None = None) -> int:
        """End an account's sessions, but for one, and return how many there were."""
        return await sessions.end_all(self._pool, account_id, but=but)

    async def list_tokens(self, account_id: UUID) -> list[tokens.ListedToken]:
        """Return an account's API tokens, newest first."""
        return await tokens.list_tokens(self._pool, account_id)

    async def add_token(
        self, account_id: UUID, *, name: str, scopes: Sequence[str], days: int | None
    ) -> tuple[tokens.ListedToken, str]:
        """Add an API token and return it with its text, which nobody can read again."""
        check_scopes(scopes, self.apps)
        name = name.strip()
        if not name or len(name) > LONGEST_TOKEN_NAME:
            raise NameUnsuitable(f"A token has a name of at most {LONGEST_TOKEN_NAME} characters.")
        text = TOKEN_PREFIX + secrets.token_urlsafe(32)
        added = await tokens.add(
            self._pool, account_id, name=name, digest=digest_of(text), scopes=set(scopes), days=days
        )
        if added is None:
            raise TooManyTokens(f"An account has at most {tokens.MOST} tokens. Remove one first.")
        return added, text

    async def remove_token(self, account_id: UUID, token_id: UUID) -> None:
        """Remove an API token of an account; AccountUnknown."""
        if not await tokens.remove(self._pool, token_id, account_id=account_id):
            raise AccountUnknown("There is no such token.")

    async def add_account(self, new: NewAccount) -> Account:
        """Make an account with roles, as the owner of the machine does."""
        new = await self._checked(new, roles=new.roles)
        hashed = await self._hasher.hash(new.password)
        async with transaction(self._pool) as connection:
            return await accounts.add(connection, new, password_hash=hashed, is_confirmed=True)

    async def link(self, path: str) -> str:
        """Return the address of a page, as complete as the settings allow."""
        return (await self.sign_in.current()).alcove_public_url.rstrip("/") + path

    async def _checked(self, new: NewAccount, *, roles: Mapping[str, object]) -> NewAccount:
        """Return a new account in its one form; nobody may take a name that another way of signing in knows."""
        email, name = email_of(new.email), name_of(new.name)
        if email is None and name is None:
            raise NameUnsuitable("An account needs an email address or a name.")
        check_password(new.password)
        configured = self.sign_in.backends.configured(await self.sign_in.current())
        if name and configured is not None and await configured.find(name) is not None:
            raise AccountExists("Another account has this name.")
        return NewAccount(email=email, name=name, password=new.password, roles=dict(roles))  # type: ignore[arg-type]

    async def _with_code(
        self, kind: str, password: str, *, client: Client, make: Callable[[Connection, str], Awaitable[T | None]]
    ) -> T | None:
        """Return what `make` does in one transaction with a hash; None, and later each time, for a wrong code."""
        async with self.sign_in.limiter.guess(kind, address=client.address) as guess:
            hashed = await self._hasher.hash(password)
            async with transaction(self._pool) as connection:
                made = await make(connection, hashed)
            if made is not None:
                guess.passed()
        if made is None:
            await self.sign_in.limiter.slow_down(guess, address=client.address)
        return made

    async def _send_recovery(self, email: str) -> None:
        account = await accounts.find_named(self._pool, email)
        if account is None or not account.password_hash or account.id == LOCAL_OWNER:
            return
        code = new_code()
        if not await codes.add_recovery(self._pool, account.id, token_hash=digest_of(code).hex(), email=email):
            return
        link = await self.link(f"/reset?code={code}")
        await self.mailer.send(
            to=email,
            subject="A new password for Alcove",
            text=f"Somebody, probably you, asked for a new password for {account.name}.\n\n"
            f"Choose one here within an hour:\n{link}\n\nIf it was not you, do nothing: the old password stays.\n",
        )

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(self._guarded(work))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:
            # Nobody waits for it: it ends here, and in the log.
            log.exception("account_mail_failed")
