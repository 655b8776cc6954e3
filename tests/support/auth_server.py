"""An accounts API of the Supabase wire on a migrated database of a test, over real HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID, uuid4

import httpx2

from alcove.foundation.database import Connection, close_pool, open_pool
from alcove.foundation.fetch import Network
from alcove.foundation.identity import PasswordHasher
from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import get_logger
from alcove.foundation.vault import Vault
from alcove.wires.supabase.auth.build import build_auth_server
from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.deps import AuthDeps, AuthHooks, AuthLimiter, AuthMail, NoHooks, allow_administration
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.tokens import SigningKeys, SigningSettings
from support.accounts import LOW_COST
from support.clock import FakeClock
from support.http_client import http_client
from support.servers import serve_async

JWT_SECRET: Final = "a-secret-text-of-more-than-32-characters"
PASSWORD: Final = "a long enough password"
VERSION: Final = {"X-Supabase-Api-Version": "2024-01-01"}
CONFIG: Final = AuthConfig(
    site_url="https://app.example.com", external_url="https://api.example.com/auth/v1",
    issuer="https://api.example.com/auth/v1",
)  # fmt: skip

_INSERT_USER: Final = """
INSERT INTO auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data,
    raw_user_meta_data, created_at, updated_at)
VALUES ($1, 'authenticated', 'authenticated', $2, $3, $4, '{"provider": "email", "providers": ["email"]}', '{}', $5, $5)
"""
_INSERT_IDENTITY: Final = """
INSERT INTO auth.identities (provider_id, user_id, provider, identity_data, last_sign_in_at, created_at, updated_at)
VALUES ($1::uuid::text, $1, 'email', jsonb_build_object('sub', $1::uuid::text, 'email', $2::text), $3, $3, $3)
"""


@dataclass(slots=True)
class RecordingMailer:
    """Records mails instead of sending them."""

    sent: list[AuthMail] = field(default_factory=list)
    error: Exception | None = None
    """What sending raises."""

    async def send(self, connection: Connection, mail: AuthMail) -> None:
        """Record a mail."""
        assert connection.is_in_transaction()
        if self.error is not None:
            raise self.error
        self.sent.append(mail)


@dataclass(slots=True)
class RecordingLimiter:
    """Limits nothing, and records what it was asked: actions, failures and successes by name, and the clients."""

    checked: list[tuple[str, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    succeeded: list[str] = field(default_factory=list)
    clients: list[ClientInfo] = field(default_factory=list)

    async def check(self, action: str, *, client: ClientInfo, name: str = "") -> None:
        """Record an action and its name."""
        self.clients.append(client)
        self.checked.append((action, name))

    async def check_lock(self, name: str, *, client: ClientInfo) -> None:
        """Let everybody guess."""
        self.checked.append(("guess", name))
        self.clients.append(client)

    async def record_failure(self, name: str, *, client: ClientInfo) -> None:
        """Record a failure."""
        self.clients.append(client)
        self.failed.append(name)

    async def record_success(self, name: str, *, client: ClientInfo) -> None:
        """Record a success."""
        self.clients.append(client)
        self.succeeded.append(name)


@dataclass(slots=True, kw_only=True)
class AuthApi:
    """A served accounts API: requests, and everything that a test looks at or changes."""

    client: httpx2.AsyncClient
    deps: AuthDeps
    clock: FakeClock
    mailer: RecordingMailer
    limiter: RecordingLimiter
    config: AuthConfig

    def change(self, **settings: Any) -> None:
        """Change the configuration."""
        self.config = replace(self.config, **settings)

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        token: str | None = None,
        headers: Mapping[str, str] = VERSION,
        **query: str,
    ) -> httpx2.Response:
        """Send a request; the body is sent as JSON and redirects are not followed."""
        fields = dict(headers)
        if token is not None:
            fields["Authorization"] = f"Bearer {token}"
        content = {} if body is None else {"json": body}
        return await self.client.request(method, path, params=query, headers=fields, **content)

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        """Send a GET request; see `request`."""
        return await self.request("GET", path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> httpx2.Response:
        """Send a POST request; see `request`."""
        return await self.request("POST", path, body=body, **options)

    async def put(self, path: str, body: Any = None, **options: Any) -> httpx2.Response:
        """Send a PUT request; see `request`."""
        return await self.request("PUT", path, body=body, **options)

    async def delete(self, path: str, **options: Any) -> httpx2.Response:
        """Send a DELETE request; see `request`."""
        return await self.request("DELETE", path, **options)

    async def add_user(self, email: str, *, password: str = PASSWORD, confirmed: bool = True) -> UUID:
        """Store a user with an e-mail identity and return the id."""
        user_id, now = uuid4(), self.clock.now()
        password_hash = await self.deps.hasher.hash(password) if password else ""
        async with self.deps.pool().acquire() as connection, connection.transaction():
            await connection.execute(_INSERT_USER, user_id, email, password_hash, now if confirmed else None, now)
            await connection.execute(_INSERT_IDENTITY, user_id, email, now)
        return user_id

    async def sign_in(self, email: str, *, password: str = PASSWORD) -> dict[str, Any]:
        """Sign in with a password and return the session's JSON."""
        response = await self.post("/token", {"email": email, "password": password}, grant_type="password")
        assert response.status_code == 200, response.text
        session: dict[str, Any] = response.json()
        return session

    def role_token(self, role: str = "service_role", **claims: Any) -> str:
        """Return a token of a role alone, for an hour."""
        now = int(self.clock.now().timestamp())
        return self.deps.signer().sign({"role": role, "iat": now, "exp": now + 3600, **claims})

    async def fetch(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Return the rows of a statement."""
        return [dict(row) for row in await self.deps.pool().fetch(sql, *values)]


@asynccontextmanager
async def open_auth(
    dsn: str,
    *,
    clock: FakeClock | None = None,
    hasher: PasswordHasher | None = None,
    hooks: AuthHooks | None = None,
    limiter: AuthLimiter | None = None,
    network: Network | None = None,
    signing: SigningSettings | None = None,
    vault: Vault | None = None,
    check_administration: Callable[[Connection, UUID], Awaitable[None]] = allow_administration,
    pool_size: int = 10,
    prefix: str = "",
    **settings: Any,
) -> AsyncIterator[AuthApi]:
    """Serve the accounts of a migrated database with these settings (fields of AuthConfig) and yield the API."""
    clock = clock or FakeClock()
    mailer, recorder = RecordingMailer(), RecordingLimiter()
    signer = SigningKeys(signing or SigningSettings(secret=Secret(JWT_SECRET)), clock=clock)
    pool = await open_pool(dsn, size=pool_size)
    deps = AuthDeps(
        config=lambda: api.config,
        pool=lambda: pool,
        clock=clock,
        signer=lambda: signer,
        hasher=hasher or PasswordHasher(cost=LOW_COST),
        mailer=mailer,
        limiter=limiter or recorder,
        network=network or Network(),
        hooks=hooks or NoHooks(),
        vault=vault,
        check_administration=check_administration,
    )
    client = http_client(follow_redirects=False)
    config = replace(CONFIG, **settings)
    api = AuthApi(client=client, deps=deps, clock=clock, mailer=mailer, limiter=recorder, config=config)
    try:
        server = build_auth_server(deps, log=get_logger("test"), prefix=prefix)
        async with serve_async(server) as address, client:
            client.base_url = httpx2.URL(address + prefix)
            yield api
    finally:
        await close_pool(pool)
