"""Notifications as in a running server: its endpoints, a worker, receivers of webhooks, and accounts."""

import asyncio
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import PgListener, Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.identity import NewAccount, SignInPolicy
from alcove.foundation.notify import (
    QUEUE,
    Notification,
    NotificationKind,
    add_notification,
    build_notification_api,
    build_tasks,
)
from alcove.foundation.web import build_app
from integration.jobs.workers import worker
from support.accounts import OPEN, PASSWORD, make_accounts
from support.deps import make_deps
from support.http_client import http_client
from support.servers import serve_async
from support.until import until_async

FINISHED: Final = NotificationKind(name="shop.finished", title="Finished")
ALERT: Final = NotificationKind(name="shop.alert", title="Alert", channels=("page", "mail", "webhook"))
FOREIGN: Final = NotificationKind(name="till.found", title="Found")
KINDS: Final = (FINISHED, ALERT, FOREIGN)
PATH: Final = "/api/notifications"
KEY: Final = "a signing key of the test"
ALLOWED: Final = {"ALCOVE_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request that a receiver got."""

    headers: Mapping[str, str]
    body: bytes
    path: str

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)

    def has_signature(self, key: str) -> bool:
        """Return whether the signature is right, calculated as the guide describes it."""
        signed = self.headers["x-alcove-timestamp"].encode() + b"." + self.body
        expected = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
        return self.headers["x-alcove-signature"] == f"v1={expected}"


@dataclass(slots=True)
class Receiver:
    """A server that records requests and responds with `statuses` in turn, then with 204."""

    statuses: list[int] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    address: str = ""
    location: str = ""
    answer: asyncio.Event = field(default_factory=asyncio.Event)
    """Responses wait while it is cleared."""

    @property
    def port(self) -> int:
        """The port of the server."""
        return int(self.address.rpartition(":")[2])

    async def handle(self, request: Request) -> Response:
        """Record a request."""
        headers = dict(request.headers)
        self.received.append(Received(headers=headers, body=await request.body(), path=request.url.path))
        await self.answer.wait()
        status = self.statuses.pop(0) if self.statuses else 204
        return Response(status_code=status, headers={"location": self.location} if self.location else None)

    async def wait_for(self, number: int) -> list[Received]:
        """Wait until at least `number` requests have arrived, and return them."""
        await until_async(lambda: len(self.received) >= number, describe=lambda: self.received)
        return self.received


@asynccontextmanager
async def receiver(*statuses: int, location: str = "") -> AsyncIterator[Receiver]:
    """Serve a receiver of webhooks."""
    made = Receiver(statuses=list(statuses), location=location)
    made.answer.set()
    app = Starlette(routes=[Route("/{path:path}", made.handle, methods=["GET", "POST", "PUT"])])
    async with serve_async(app) as address:
        made.address = address
        yield made


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A signed-in account."""

    id: UUID
    client: httpx2.AsyncClient

    async def get(self, path: str = "", *, status: int = 200, **query: Any) -> Any:
        """Return the JSON of an address."""
        response = await self.client.get(f"{PATH}{path}", params=query)
        assert response.status_code == status, response.text
        return response.json()

    async def send(self, method: str, path: str, *, status: int = 200, **body: Any) -> Any:
        """Send a change and return the JSON of the response."""
        response = await self.client.request(method, f"{PATH}{path}", json=body or None)
        assert response.status_code == status, response.text
        return response.json()

    async def add_webhook(self, address: str, *, secret: str | None = KEY, **fields: Any) -> str:
        """Add a webhook and return its id."""
        body = {"channel": "webhook", "address": address, **fields} | ({"secret": secret} if secret else {})
        added: dict[str, str] = await self.send("POST", "/destinations", status=201, **body)
        return added["id"]

    async def wait_for_delivery(self, state: str, **values: Any) -> Any:
        """Wait for a delivery in a state, with these values, and return it."""

        async def find() -> Any:
            listed = (await self.get("/deliveries", state=state))["deliveries"]
            return next((delivery for delivery in listed if values.items() <= delivery.items()), None)

        return await until_async(find)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyWorld:
    """A server's parts with its address."""

    deps: Deps
    address: str
    kinds: Sequence[NotificationKind] = KINDS

    async def notify(self, kind: NotificationKind = FINISHED, *, key: str = "1", **values: Any) -> int:
        """Report an event; return how many accounts are notified."""
        values.setdefault("title", "It has finished")
        async with transaction(self.deps.pool) as connection:
            return await add_notification(connection, Notification(kind=kind, key=key, **values))

    @asynccontextmanager
    async def person(self, name: str, **roles: str) -> AsyncIterator[Person]:
        """Create an account with roles in apps, sign it in, and yield it."""
        service = self.deps.identity().service
        new = NewAccount(email=f"{name}@example.org", name=name, password=PASSWORD, roles=roles)  # type: ignore[arg-type]
        account = await service.add_account(new)
        async with http_client(self.address) as client:
            client.headers["sec-fetch-site"] = "same-origin"
            signed_in = await client.post("/api/account/sign-in", json={"name": name, "password": PASSWORD})
            assert signed_in.status_code == 200, signed_in.text
            yield Person(id=account.id, client=client)

    @asynccontextmanager
    async def worker(self, *, attempts: int = 14, wait: float = 0.05) -> AsyncIterator[None]:
        """Run a worker with short pauses."""
        async with contextlib.AsyncExitStack() as stack:
            tasks = build_tasks(self.deps, kinds=self.kinds, attempts=attempts, wait=wait)
            await stack.enter_async_context(worker(self.deps.dsn, *tasks, queues=[QUEUE]))
            yield
        await self.deps.exit_stack.aclose()


@asynccontextmanager
async def notify_world(
    dsn: str,
    *,
    pool: Pool,
    data_dir: Path,
    clock: Clock | None = None,
    environ: Mapping[str, str] = ALLOWED,
    policy: SignInPolicy = OPEN,
    kinds: Sequence[NotificationKind] = KINDS,
) -> AsyncIterator[NotifyWorld]:
    """Serve the endpoints of notifications and accounts."""
    listener = PgListener(dsn)
    await listener.start()
    clock = clock or SystemClock()
    accounts = make_accounts(pool, clock=clock)
    deps = replace(
        make_deps(dsn, pool=pool, data_dir=data_dir, environ=environ, clock=clock, pg_listener=listener),
        identity=lambda: accounts.identity,
    )
    authenticator = deps.identity().authenticator(policy)
    apis = [deps.identity().api(authenticator), build_notification_api(deps, kinds=kinds)]
    app = build_app(apis, settings=deps.server, authenticator=authenticator)
    try:
        async with serve_async(app) as address:
            yield NotifyWorld(deps=deps, address=address, kinds=kinds)
    finally:
        deps.stopping.set()
        await listener.close()
