"""Account services of a small server with two apps, and databases like Calibre-Web's."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.identity import (
    Account,
    AccountAuthenticator,
    Argon2Cost,
    ClientInfo,
    Identity,
    IdentitySettings,
    NewAccount,
    PasswordHasher,
    SignInPolicy,
    SignInResult,
    build_identity,
    hash_werkzeug_password,
)
from alcove.foundation.settings import Secret

APPS: Final = ("shop", "till")
SHARED_APPS: Final = ("shop",)
LOW_COST: Final = Argon2Cost(memory=8, iterations=1)
PASSWORD: Final = "a long enough password"
OPEN: Final = SignInPolicy(open_address=True)
HOME: Final = ClientInfo(address="192.0.2.1", user_agent="browser")


@dataclass(slots=True)
class Outbox:
    """Records mails instead of sending them."""

    is_configured: bool = True
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Record a mail."""
        self.sent.append((to, subject, text))


@dataclass(slots=True, kw_only=True)
class Accounts:
    """The account services of one process, with settings that can change."""

    pool: Pool
    clock: Clock
    settings: IdentitySettings
    outbox: Outbox
    hasher: PasswordHasher
    apps: Sequence[str] = APPS
    shared_apps: Sequence[str] = SHARED_APPS
    identity: Identity = field(init=False)

    def __post_init__(self) -> None:
        async def current() -> IdentitySettings:
            return self.settings

        self.identity = build_identity(
            self.pool,
            settings=self.settings,
            current=current,
            apps=self.apps,
            shared_apps=self.shared_apps,
            clock=self.clock,
            mailer=self.outbox,
            hasher=self.hasher,
        )

    def change(self, **settings: object) -> None:
        """Change settings, as a page may."""
        self.settings = msgspec.structs.replace(self.settings, **settings)

    def authenticator(self, policy: SignInPolicy = OPEN) -> AccountAuthenticator:
        """Return the authenticator of an address."""
        return self.identity.authenticator(policy)

    async def add(self, name: str, *, email: str | None = None, roles: Mapping[str, str] | None = None) -> Account:
        """Create an account with PASSWORD."""
        new = NewAccount(email=email, name=name, password=PASSWORD, roles=roles or {})  # type: ignore[arg-type]
        return await self.identity.service.add_account(new)

    async def sign_in(self, name: str, password: str = PASSWORD, *, client: ClientInfo = HOME) -> SignInResult:
        """Sign in successfully."""
        result = await self.identity.sign_in.sign_in(name, password, client=client)
        assert isinstance(result, SignInResult), result
        return result


def make_accounts(
    pool: Pool, *, clock: Clock, apps: Sequence[str] = APPS, shared_apps: Sequence[str] = SHARED_APPS, **settings: Any
) -> Accounts:
    """Return account services with these settings and fast password hashes."""
    return Accounts(
        pool=pool,
        apps=apps,
        shared_apps=shared_apps,
        clock=clock,
        settings=IdentitySettings(**settings),
        outbox=Outbox(),
        hasher=PasswordHasher(cost=LOW_COST),
    )


def builtin(name: str = "keeper", password: str = PASSWORD) -> dict[str, object]:
    """Return the settings of the built-in user."""
    return {"builtin_username": name, "builtin_password_hash": Secret(hash_werkzeug_password(password))}


def write_app_db(path: Path, users: Mapping[str, tuple[str, int]]) -> Path:
    """Create a database like Calibre-Web's, with users: their password hash and role bits."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT UNIQUE, password TEXT, role INTEGER)")
        rows = [(name, hashed, role) for name, (hashed, role) in users.items()]
        database.executemany("INSERT INTO user (name, password, role) VALUES (?, ?, ?)", rows)
    return path
