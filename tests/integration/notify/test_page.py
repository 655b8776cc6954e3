"""The list, its stream, preferences and access, over HTTP."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alcove.foundation.database import Pool, transaction
from alcove.foundation.identity import SignInPolicy
from alcove.foundation.notify import Notification, add_notification
from alcove.foundation.settings import Secret
from support.event_streams import event_stream
from support.http_client import http_client
from support.notify_world import ALERT, FINISHED, FOREIGN, PATH, notify_world, receiver
from support.until import until_async


async def test_a_list_is_paged_acknowledged_and_deleted(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Pages follow one another without gaps; what one account reads or deletes stays as it is for the others."""
    async with (
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.person("bob", shop="member") as bob,
    ):
        for number in range(5):
            await world.notify(key=str(number), title=f"Number {number}")
        await world.notify(ALERT, key="a", title="Alert")
        first = await ann.get(limit=2)
        second = await ann.get(limit=2, before=first["notifications"][-1]["id"])
        titles = [row["title"] for page in (first, second) for row in page["notifications"]]
        assert titles == ["Alert", "Number 4", "Number 3", "Number 2"]
        assert first["unread"] == 6
        alert = first["notifications"][0]["id"]
        assert [row["id"] for row in (await ann.get(kind="shop.alert"))["notifications"]] == [alert]
        for _ in range(2):
            await ann.send("POST", f"/{alert}/acknowledge")
        assert await ann.get("/unread") == {"unread": 5}
        assert (await ann.send("POST", "/acknowledge", kind="shop.finished")) == {"acknowledged": 5}
        assert (await ann.get(unread="true"))["notifications"] == []
        await ann.send("DELETE", f"/{alert}")
        for method, path in (("DELETE", f"/{alert}"), ("POST", f"/{uuid.uuid4()}/acknowledge"), ("DELETE", "/x%00")):
            refused = await ann.client.request(method, f"{PATH}{path}")
            assert refused.status_code in (400, 404)
        theirs = (await bob.get())["notifications"][0]["id"]
        assert (await ann.send("DELETE", f"/{theirs}", status=404))["code"] == "notification_not_found"
        assert (await ann.get(before=theirs))["notifications"] == []
        assert (await bob.get())["unread"] == 6


async def test_a_stream_has_new_notifications_and_the_unread_ones(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """An open page gets each notification of its account, once, and the number when another page acknowledges."""
    async with (
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.person("bob", till="member") as bob,
        event_stream(ann.client, f"{PATH}/events") as stream,
        event_stream(bob.client, f"{PATH}/events") as other,
    ):
        await stream.until("unread", unread=0)
        await other.until("unread", unread=0)
        await world.notify(title="First ✓")
        event = await stream.until("notification")
        assert event.data["title"] == "First ✓"
        assert event.data == (await ann.get())["notifications"][0]
        await stream.until("unread", unread=1)
        await ann.send("POST", "/acknowledge", kind=None)
        await stream.until("unread", unread=0)
        await world.notify(FOREIGN, key="2", title="For Bob")
        assert (await other.until("notification")).data["title"] == "For Bob"
        async with event_stream(ann.client, f"{PATH}/events", last_event_id=event.id) as again:
            assert (await again.until("notification")).data["title"] == "First ✓"
    assert [seen.name for seen in other.seen if seen.name == "notification"] == ["notification"]


async def test_quiet_hours_delay_deliveries_but_not_the_page(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """What happens in quiet hours is on the page at once, and sent at their end without a failed attempt."""
    async with (
        receiver() as hook,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.worker(),
    ):
        await ann.add_webhook(hook.address)
        now = datetime.now(UTC)
        end = now + timedelta(seconds=3)
        hours = {"start": f"{now - timedelta(hours=1):%H:%M:%S}", "end": f"{end:%H:%M:%S.%f}", "zone": "UTC"}
        saved = await ann.send("PUT", "/preferences", quiet_hours=hours)
        assert saved["quiet_hours"]["zone"] == "UTC"
        await world.notify()
        assert (await ann.get())["unread"] == 1
        jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notify.deliver' AND scheduled_at IS NOT NULL"

        async def is_postponed() -> bool:
            return bool(await pool.fetchval(jobs))

        await until_async(is_postponed)
        assert hook.received == []
        (request,) = await hook.wait_for(1)
        delivery = await ann.wait_for_delivery("sent")
        await ann.send("PUT", "/preferences", quiet_hours=None)
        assert (await ann.get("/preferences"))["quiet_hours"] is None
    assert datetime.fromtimestamp(int(request.headers["x-alcove-timestamp"]) + 1, UTC) >= end
    assert delivery["attempts"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"kinds": {"shop.unknown": ["page"]}},
        {"kinds": {"till.found": ["page"]}},
        {"quiet_hours": {"start": "22:00", "end": "22:00", "zone": "UTC"}},
        {"quiet_hours": {"start": "22:00", "end": "07:00", "zone": "Atlantis/City"}},
        {"quiet_hours": {"start": "22:00", "end": "07:00", "zone": "../etc/passwd"}},
        {"quiet_hours": {"start": "22:00+01:00", "end": "07:00", "zone": "UTC"}},
        {"kinds": {"shop.finished": ["page"]}, "quiet_hours": {"start": "25:00", "end": "07:00", "zone": "UTC"}},
        {"kinds": {"shop.finished": ["fax"]}},
        {"unknown": 1},
    ],
)
async def test_wrong_preferences_change_nothing(body: dict[str, object], dsn: str, pool: Pool, tmp_path: Path) -> None:
    """An unknown kind, channel, time or zone, and a kind of an app without a role, are refused as a whole."""
    async with (
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
    ):
        before = await ann.get("/preferences")
        refused = await ann.client.put(f"{PATH}/preferences", json=body)
        assert refused.status_code in (400, 422), refused.text
        assert await ann.get("/preferences") == before
        assert [kind["kind"] for kind in before["kinds"]] == ["shop.finished", "shop.alert"]


async def test_an_event_that_is_rolled_back_never_happened(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Of events reported at the same time each account gets one; those of a transaction that fails are gone."""
    async with (
        receiver() as hook,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.worker(),
    ):
        await ann.add_webhook(hook.address)
        with pytest.raises(ValueError, match="it failed"):
            await _report_and_fail(pool)
        added = await asyncio.gather(*(world.notify(key="one") for _ in range(8)))
        assert sorted(added) == [0] * 7 + [1]
        await world.notify(key="two", member="ann")
        await world.notify(key="three", account_id=ann.id)
        await world.notify(key="four", account_id=uuid.uuid4())
        await hook.wait_for(3)
        await until_async(lambda: _all_sent(pool))
        assert (await ann.get())["unread"] == 3
    assert len(hook.received) == 3


async def _report_and_fail(pool: Pool) -> None:
    async with transaction(pool) as connection:
        await add_notification(connection, Notification(kind=FINISHED, key="lost", title="Lost"))
        raise ValueError("it failed")


async def _all_sent(pool: Pool) -> bool:
    return not await pool.fetchval("SELECT count(*) FROM notification_delivery WHERE state <> 'sent'")


async def test_nobody_without_an_account_has_notifications(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Without a session the endpoints are 401, with the token of the server 403: it has no account."""
    token = "a token of the server with enough characters"
    policy = SignInPolicy(open_address=True, server_token=Secret(token))
    async with (
        notify_world(dsn, pool=pool, data_dir=tmp_path, policy=policy) as world,
        world.person("ann", shop="member") as ann,
        http_client(world.address) as client,
    ):
        for path in ("", "/unread", "/events", "/preferences", "/destinations", "/deliveries"):
            assert (await client.get(f"{PATH}{path}")).status_code == 401
            refused = await client.get(f"{PATH}{path}", headers={"authorization": f"Bearer {token}"})
            assert (refused.status_code, refused.json()["code"]) == (403, "role_needed")
        refused = await ann.client.post(f"{PATH}/acknowledge", json={}, headers={"sec-fetch-site": "cross-site"})
        assert refused.status_code == 403
