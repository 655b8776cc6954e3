"""Signed webhooks, over real HTTP: at least once, repeated, given up, sent again."""

from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from support.notify_world import ALERT, FOREIGN, KEY, notify_world, receiver
from support.until import until_async


async def test_an_event_arrives_signed_and_is_repeated_until_it_is_accepted(
    dsn: str, pool: Pool, tmp_path: Path
) -> None:
    """After two failures the same body arrives a third time, each time with a right signature and the same ids.

    An event that is reported again, and one of an app in which the account has no role, is not sent.
    """
    async with (
        receiver(500, 302) as hook,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.worker(),
    ):
        await ann.add_webhook(f"{hook.address}/secret-path", label="Home")
        assert await world.notify(title="Done\x00 ✓", body="Line 1\nLine 2", link="/shop") == 1
        assert await world.notify(title="Done again") == 0
        assert await world.notify(FOREIGN) == 0
        requests = await hook.wait_for(3)
        delivery = await ann.wait_for_delivery("sent")
        assert len(hook.received) == 3
        listed = (await ann.get())["notifications"]
        assert "secret-path" not in (await ann.client.get("/api/notifications/destinations")).text
    assert all(request.has_signature(KEY) for request in requests)
    assert not requests[0].has_signature("another key")
    assert {request.body for request in requests} == {requests[0].body}
    assert {request.headers["x-alcove-delivery"] for request in requests} == {delivery["id"]}
    assert (delivery["attempts"], delivery["destination"], delivery["last_error"]) == (3, "Home", None)
    (notification,) = listed
    assert requests[0].json == {
        "id": notification["id"], "kind": "shop.finished", "app": "shop", "title": "Done ✓",
        "body": "Line 1\nLine 2", "link": "/shop", "created_at": requests[0].json["created_at"],
    }  # fmt: skip


async def test_a_delivery_is_given_up_and_can_be_sent_again(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """After its last attempt a delivery is dead, with the status but without the address; sent again, it arrives."""
    async with (
        receiver(503, 503) as hook,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.person("bob", shop="member") as bob,
        world.worker(attempts=2),
    ):
        await ann.add_webhook(f"{hook.address}/secret-path")
        await world.notify()
        dead = await ann.wait_for_delivery("dead")
        assert dead["last_error"] == "the receiver responded with status 503"
        retry = f"/deliveries/{dead['id']}/retry"
        assert (await bob.send("POST", retry, status=404))["code"] == "notification_not_found"
        assert (await bob.get("/deliveries"))["deliveries"] == []
        await ann.send("POST", retry, status=202)
        sent = await ann.wait_for_delivery("sent")
        assert (await ann.send("POST", retry, status=409))["code"] == "delivery_not_dead"
    assert sent["id"] == dead["id"]
    assert len(hook.received) == 3


async def test_private_addresses_need_the_permission_of_the_owner(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A private address is refused when it is added, and when the permission ends before a delivery."""
    async with receiver() as hook:
        async with (
            notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
            world.person("ann", shop="member") as ann,
        ):
            await ann.add_webhook(hook.address)
        async with (
            notify_world(dsn, pool=pool, data_dir=tmp_path, environ={}) as world,
            world.person("bob", shop="member") as bob,
            world.worker(),
        ):
            body = {"channel": "webhook", "address": hook.address}
            refused = (await bob.client.post("/api/notifications/destinations", json=body)).json()
            assert refused["code"] == "destination_invalid"
            assert "ALCOVE_ALLOW_PRIVATE_HOSTS" in refused["error"]
            await world.notify()

            async def error() -> str:
                found = await pool.fetchval("SELECT last_error FROM notification_delivery WHERE state = 'dead'")
                return str(found or "")

            assert "private address" in await until_async(error)
    assert hook.received == []


@pytest.mark.parametrize(
    "body",
    [
        {"channel": "webhook", "address": ""},
        {"channel": "webhook", "address": "ftp://example.org/"},
        {"channel": "webhook", "address": "http://example.org/\u202e\n"},
        {"channel": "webhook", "address": "http://[::1"},
        {"channel": "webhook", "address": "https://example.org/" + "x" * 3000},
        {"channel": "webhook", "address": "https://example.org/", "secret": "short"},
        {"channel": "apprise", "address": "no address"},
        {"channel": "apprise", "address": "mailto://user:pass@example.org"},
        {"channel": "apprise", "address": "json://example.org", "secret": "0123456789abcdef"},
        {"channel": "apprise", "address": "json://example.org", "label": "x" * 101},
    ],
)
async def test_a_wrong_destination_is_refused(body: dict[str, str], dsn: str, pool: Pool, tmp_path: Path) -> None:
    """What cannot be a destination is a 422 that does not repeat the address, and nothing is stored."""
    async with (
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
    ):
        response = await ann.client.post("/api/notifications/destinations", json=body)
        assert response.status_code == 422, response.text
        assert "pass@" not in response.text
        assert (await ann.get("/destinations"))["destinations"] == []


async def test_a_test_notification_shows_its_result(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A test is sent at once and once, whatever the account prefers, and is no notification of the list.

    The server chooses a signing key and shows it once; a changed one signs the next test.
    """
    async with (
        receiver(500) as hook,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.worker(),
    ):
        added = await ann.send("POST", "/destinations", status=201, channel="webhook", address=hook.address)
        path = f"/destinations/{added['id']}"
        failed = (await ann.send("POST", f"{path}/test", status=202))["delivery"]
        dead = await ann.wait_for_delivery("dead", id=failed)
        assert dead["last_error"] == "the receiver responded with status 500"
        await ann.send("PATCH", path, secret=KEY, label="Renamed")
        await ann.send("POST", f"{path}/test", status=202)
        await ann.wait_for_delivery("sent")
        view = await ann.get(path)
        assert (await ann.get())["notifications"] == []
        await ann.send("DELETE", path)
        await ann.get(path, status=404)
    first, second = hook.received
    assert first.has_signature(added["secret"])
    assert second.has_signature(KEY)
    assert (view["label"], view["last_state"]) == ("Renamed", "sent")
    assert view["address"].startswith("http://127.0.0.1:")
    assert "secret" not in view


async def test_channels_by_kind_and_switched_off_destinations(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A kind without the channel, and a destination that is switched off, get nothing; mail goes to the account."""
    async with (
        receiver() as hook,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.person("bob", shop="owner") as bob,
        world.worker(),
    ):
        for person in (ann, bob):
            await person.add_webhook(f"{hook.address}/{person.id}")
        kinds = {"shop.finished": ["mail"], "shop.alert": ["webhook", "webhook"]}
        changed = await ann.send("PUT", "/preferences", kinds=kinds)
        await bob.send(
            "PATCH", f"/destinations/{(await bob.get('/destinations'))['destinations'][0]['id']}", enabled=False
        )
        assert await world.notify() == 2
        assert await world.notify(ALERT) == 2
        await ann.wait_for_delivery("sent", channel="mail")
        await ann.wait_for_delivery("sent", channel="webhook")
        await bob.wait_for_delivery("sent", channel="mail")
        assert (await ann.get())["notifications"] == []
        assert [row["kind"] for row in (await bob.get())["notifications"]] == ["shop.alert", "shop.finished"]
        mails = await pool.fetch("SELECT recipient, subject FROM mail_message ORDER BY recipient")
    assert [(request.path, request.json["kind"]) for request in hook.received] == [(f"/{ann.id}", "shop.alert")]
    assert [tuple(row) for row in mails] == [
        ("ann@example.org", "It has finished"),
        ("bob@example.org", "It has finished"),
    ]
    assert {kind["kind"]: kind["channels"] for kind in changed["kinds"]} == {
        "shop.finished": ["mail"],
        "shop.alert": ["webhook"],
    }
