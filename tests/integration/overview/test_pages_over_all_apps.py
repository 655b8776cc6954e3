"""Search, jobs, today, live events and preferences over two apps, as accounts with different roles see them."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx2

from alcove.foundation.database import PgListener, Pool, notify, transaction
from alcove.foundation.errors import AppError
from alcove.foundation.identity import NewAccount, SignInPolicy
from alcove.foundation.overview import (
    AppEvent,
    AppOverview,
    JobNotChangeable,
    JobNotFound,
    JobQuery,
    JobRow,
    Viewer,
    build_overview_api,
)
from alcove.foundation.realtime import Notification
from alcove.foundation.web import build_app
from support.accounts import OPEN, PASSWORD, make_accounts
from support.clock import FakeClock
from support.deps import make_deps
from support.event_streams import event_stream
from support.http_client import http_client
from support.servers import serve_async

START: Final = datetime(2026, 3, 29, 12, tzinfo=UTC)


@dataclass
class SmallApp:
    """An app with jobs in memory; `failure` is the error of all its reads."""

    name: str
    jobs: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    failure: AppError | None = None
    cancelled: list[tuple[str, str]] = field(default_factory=list)

    @property
    def topics(self) -> Sequence[str]:
        """Return the topic of the app."""
        return (f"{self.name}_changed",)

    async def list_jobs(self, _viewer: Viewer, query: JobQuery, /) -> Sequence[JobRow]:
        """Return the jobs of a page."""
        self._fail()
        rows = sorted(((at, job_id, state) for job_id, (at, state) in self.jobs.items()), reverse=True)
        before = (query.before_at or datetime.max.replace(tzinfo=UTC), query.before_id)
        return [
            JobRow(at=at, id=job_id, body=json.dumps({"app": self.name, "id": job_id, "state": state}).encode())
            for at, job_id, state in rows
            if state in query.states and (at, job_id) < before
        ][: query.limit]

    async def cancel(self, viewer: Viewer, job_id: str, /) -> None:
        """Cancel a job that is running."""
        if job_id not in self.jobs:
            raise JobNotFound("There is no job with this id.")
        if self.jobs[job_id][1] != "running":
            raise JobNotChangeable("It has ended.")
        self.cancelled.append((viewer.name, job_id))

    async def retry(self, _viewer: Viewer, job_id: str, /) -> None:
        """Refuse to start a job again."""
        raise JobNotChangeable(f"{job_id} has not failed.")

    async def find(self, _viewer: Viewer, text: str, /, *, limit: int) -> bytes:
        """Return one result for any text."""
        self._fail()
        result = {"app": self.name, "kind": "thing", "title": f"{text} {limit}", "detail": "", "url": "/"}
        return json.dumps([result]).encode()

    async def today(self, _viewer: Viewer, /) -> bytes:
        """Return nothing but the name."""
        self._fail()
        return json.dumps({"app": self.name, "facts": [], "items": [], "next_step": None}).encode()

    async def read(self, notification: Notification, /) -> Sequence[AppEvent]:
        """Return the event of a notification `name [account]`."""
        name, _, account = notification.payload.partition(" ")
        return [
            AppEvent(name=name, account_id=UUID(account) if account else None, job_id="7" if name == "job" else None)
        ]

    async def read_since(self, _instant: datetime, /) -> Sequence[AppEvent]:
        """Return one event."""
        return [AppEvent(name="start")]

    def overview(self) -> AppOverview:
        """Return the declaration."""
        return AppOverview(name=self.name, activity=self, find=self.find, today=self.today, live_events=self)

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


class Broken(AppError):
    """The app cannot answer."""

    status = 503
    code = "broken"


@dataclass(frozen=True, kw_only=True)
class World:
    """Two apps, and the server that shows them."""

    shop: SmallApp
    till: SmallApp
    pool: Pool
    address: str
    accounts: Any

    @asynccontextmanager
    async def person(self, name: str, **roles: str) -> AsyncIterator[tuple[UUID, httpx2.AsyncClient]]:
        """Create an account with roles, sign it in, and yield its id and its client."""
        new = NewAccount(email=f"{name}@example.org", name=name, password=PASSWORD, roles=roles)  # type: ignore[arg-type]
        account = await self.accounts.identity.service.add_account(new)
        async with http_client(self.address) as client:
            client.headers["sec-fetch-site"] = "same-origin"
            await client.post("/api/account/sign-in", json={"name": name, "password": PASSWORD})
            yield account.id, client

    async def publish(self, app: str, payload: str) -> None:
        """Send a notification of an app."""
        async with transaction(self.pool) as connection:
            await notify(connection, f"{app}_changed", payload)


@asynccontextmanager
async def open_world(dsn: str, pool: Pool, folder: Path, *, policy: SignInPolicy = OPEN) -> AsyncIterator[World]:
    """Serve the endpoints over two apps."""
    listener = PgListener(dsn)
    await listener.start()
    accounts = make_accounts(pool, clock=FakeClock())
    deps = replace(make_deps(dsn, pool=pool, data_dir=folder, pg_listener=listener), identity=lambda: accounts.identity)
    authenticator = accounts.identity.authenticator(policy)
    shop, till = SmallApp("shop"), SmallApp("till")
    apis = [
        accounts.identity.api(authenticator),
        build_overview_api(deps, apps=[shop.overview(), till.overview()], authenticator=authenticator),
    ]
    app = build_app(apis, settings=deps.server, authenticator=authenticator)
    try:
        async with serve_async(app) as address:
            yield World(shop=shop, till=till, pool=pool, address=address, accounts=accounts)
    finally:
        deps.stopping.set()
        await listener.close()


async def test_each_account_sees_the_apps_of_its_roles(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Results, jobs and today are those of apps with a role; a failing app is named and hides no other."""
    async with (
        open_world(dsn, pool, tmp_path) as world,
        world.person("ann", shop="owner", till="member") as (_, ann),
        world.person("bob", till="member") as (_, bob),
        world.person("eve") as (_, eve),
    ):
        found = (await ann.get("/api/find", params={"q": "  a   b ", "limit": 99})).json()
        assert [group["results"][0]["title"] for group in found["groups"]] == ["a b 20", "a b 20"]
        for client, apps in ((ann, ["shop", "till"]), (bob, ["till"]), (eve, [])):
            assert [group["app"] for group in (await client.get("/api/find?q=ab")).json()["groups"]] == apps
            assert [today["app"] for today in (await client.get("/api/today")).json()["apps"]] == apps
        for text in ("a", " ", "x" * 201):
            refused = await ann.get("/api/find", params={"q": text})
            assert (refused.status_code, refused.json()["code"]) == (400, "invalid_search")
        world.shop.failure = Broken("The shop is closed.")
        for path in ("/api/find?q=ab", "/api/today", "/api/activity"):
            answer = await ann.get(path)
            assert (answer.status_code, answer.json()["failed"]) == (
                200, [{"app": "shop", "reason": "The shop is closed."}],
            )  # fmt: skip
        async with http_client(world.address) as stranger:
            for path in ("/api/find?q=ab", "/api/today", "/api/activity", "/api/events", "/api/account/preferences"):
                assert (await stranger.get(path)).status_code == 401


async def test_pages_of_jobs_follow_one_another(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Pages over both apps have each job once, the newest first, also where times are equal; filters hold."""
    async with (
        open_world(dsn, pool, tmp_path) as world,
        world.person("ann", shop="owner", till="member") as (_, ann),
        world.person("bob", till="member") as (_, bob),
    ):
        for number in range(9):
            app = world.shop if number % 2 else world.till
            state = "running" if number % 3 else "failed"
            app.jobs[f"job-{number}"] = (START + timedelta(minutes=number // 4), state)
        seen: list[tuple[str, str]] = []
        position: str | None = ""
        while position is not None:
            page = (await ann.get("/api/activity", params={"limit": 2, "before": position})).json()
            seen += [(job["app"], job["id"]) for job in page["jobs"]]
            position = page["next"]
        assert len(seen) == len(set(seen)) == 9
        assert [number for _, number in seen[:5]] == ["job-8", "job-6", "job-4", "job-7", "job-5"]
        running = (await ann.get("/api/activity?state=running&app=shop")).json()["jobs"]
        assert {(job["app"], job["state"]) for job in running} == {("shop", "running")}
        assert {job["app"] for job in (await bob.get("/api/activity")).json()["jobs"]} == {"till"}
        for query in ("state=odd", "app=other", "before=now", "before=2026-03-29T12:00:00~shop~1"):
            assert (await ann.get(f"/api/activity?{query}")).status_code == 400
        for path, status in (
            ("shop/job-1/cancel", 200), ("shop/job-3/cancel", 409), ("shop/none/cancel", 404),
            ("shop/job-1/retry", 409), ("other/job-1/cancel", 404),
        ):  # fmt: skip
            assert (await ann.post(f"/api/activity/{path}")).status_code == status, path
        assert (await bob.post("/api/activity/shop/job-1/cancel")).status_code == 404
        assert world.shop.cancelled == [("ann", "job-1")]


async def test_one_stream_has_the_events_that_an_account_may_see(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Events arrive as `app.event`, and as `activity` or `changed`; those of other roles and accounts do not."""
    async with (
        open_world(dsn, pool, tmp_path) as world,
        world.person("ann", shop="owner", till="member") as (ann_id, ann),
        world.person("bob", till="member") as (bob_id, bob),
        world.person("eve") as (_, eve),
        event_stream(ann, "/api/events") as all_apps,
        event_stream(bob, "/api/events") as one_app,
        event_stream(eve, "/api/events", last_event_id="no number") as no_app,
    ):
        await all_apps.until("shop.start")
        await one_app.until("till.start")
        assert (await no_app.next()).name == "resync"
        await world.publish("shop", "job")
        await world.publish("till", f"own {bob_id}")
        await world.publish("till", f"own {ann_id}")
        await world.publish("till", "last")
        assert (await all_apps.until("activity")).data == {"app": "shop", "id": "7"}
        await all_apps.until("till.last")
        await one_app.until("till.last")
    names = [event.name for event in all_apps.seen if event.name != "changed"]
    assert names == ["shop.start", "till.start", "shop.job", "activity", "till.own", "till.last"]
    assert [event.name for event in one_app.seen] == ["till.start", "changed", "till.own", "changed", "till.last"]
    assert [event.name for event in no_app.seen] == ["resync"]


async def test_preferences_belong_to_an_account(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Stored preferences return, for their account only; an impossible value changes nothing; a token has none."""
    path, defaults = "/api/account/preferences", {"appearance": "system", "apps": None, "first_run_done": False}
    async with (
        open_world(dsn, pool, tmp_path) as world,
        world.person("ann", shop="owner") as (_, ann),
        world.person("bob", till="member") as (_, bob),
    ):
        assert (await ann.get(path)).json() == defaults
        chosen = {"appearance": "dark", "apps": ["till", "shop"], "first_run_done": True}
        assert (await ann.put(path, json=chosen)).json() == {**chosen, "apps": ["shop", "till"]}
        impossible: tuple[dict[str, object], ...] = ({"appearance": "pink"}, {"apps": []}, {"apps": ["other"]})
        for wrong in impossible:
            assert (await ann.put(path, json=wrong)).status_code == 400
        assert (await ann.get(path)).json() == {**chosen, "apps": ["shop", "till"]}
        assert (await bob.get(path)).json() == defaults
        _, token = await world.accounts.identity.service.add_token(
            (await ann.get("/api/account")).json()["account"]["id"], name="script", scopes=("shop:read",), days=None
        )
        async with http_client(world.address, headers={"Authorization": f"Bearer {token}"}) as script:
            assert (await script.put(path, json=defaults)).status_code == 403
            assert [group["app"] for group in (await script.get("/api/find?q=ab")).json()["groups"]] == ["shop"]
