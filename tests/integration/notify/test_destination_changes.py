"""Changes of destinations that meet other changes, and events and changes while something is missing."""

import asyncio
from pathlib import Path

from alcove.foundation.database import Pool, transaction
from support.accounts import PASSWORD
from support.notify_world import KEY, notify_world, receiver

NEW_KEY = "another signing key of the test"


async def test_changes_at_the_same_time_are_all_made(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Address, key, label and switch are changed by four requests at once, ten times: none undoes another."""
    async with (
        receiver() as old,
        receiver() as new,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.worker(),
    ):
        for number in range(10):
            added = await ann.add_webhook(old.address)
            path = f"/destinations/{added}"
            await asyncio.gather(
                ann.send("PATCH", path, address=new.address),
                ann.send("PATCH", path, secret=NEW_KEY),
                ann.send("PATCH", path, label=f"Number {number}"),
                ann.send("PATCH", path, enabled=False),
            )
            shown = await ann.get(path)
            assert (shown["label"], shown["enabled"]) == (f"Number {number}", False)
            assert shown["address"] == f"{new.address}/…"
            await ann.send("POST", f"{path}/test", status=202)
            requests = await new.wait_for(number + 1)
            assert requests[-1].has_signature(NEW_KEY)
    assert old.received == []


async def test_a_destination_under_a_lost_master_key_is_replaced(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A change that needs the lost half says which master key is missing; both halves together are accepted."""
    lost, present = tmp_path / "lost", tmp_path / "present"
    async with (
        notify_world(dsn, pool=pool, data_dir=lost) as world,
        world.person("ann", shop="member") as ann,
        receiver() as hook,
    ):
        path = f"/destinations/{await ann.add_webhook(hook.address)}"
        apprise = {"channel": "apprise", "address": f"json://127.0.0.1:{hook.port}"}
        other = f"/destinations/{(await ann.send('POST', '/destinations', status=201, **apprise))['id']}"
        key_id = (await pool.fetchval("SELECT secret FROM notification_destination LIMIT 1")).split(".")[1]
        async with notify_world(dsn, pool=pool, data_dir=present) as restored, restored.worker():
            ann.client.base_url = restored.address
            signed_in = await ann.client.post("/api/account/sign-in", json={"name": "ann", "password": PASSWORD})
            assert signed_in.status_code == 200
            for half in ({"secret": NEW_KEY}, {"address": hook.address}):
                refused = await ann.send("PATCH", path, status=422, **half)
                assert (refused["code"], key_id in refused["error"]) == ("destination_invalid", True)
            await ann.send("PATCH", path, label="Home")
            await ann.send("PATCH", other, address=apprise["address"])
            await ann.send("POST", f"{path}/test", status=202)
            assert key_id in (await ann.wait_for_delivery("dead"))["last_error"]
            await ann.send("PATCH", path, address=hook.address, secret=KEY)
            await ann.send("POST", f"{path}/test", status=202)
            (request,) = await hook.wait_for(1)
            assert request.has_signature(KEY)


async def test_an_unusable_file_of_master_keys_is_a_503(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A damaged file stops only what must encrypt, which says so and when to come back; nothing is stored."""
    file = tmp_path / "vault" / "master-keys.json"
    file.parent.mkdir()
    file.write_text("no keys")
    async with (
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
    ):
        body = {"channel": "webhook", "address": "http://127.0.0.1:9/", "secret": KEY}
        refused = await ann.client.post("/api/notifications/destinations", json=body)
        assert (refused.status_code, refused.json()["code"]) == (503, "master_keys_unusable")
        assert refused.headers["retry-after"]
        assert (await ann.get("/destinations"))["destinations"] == []
        assert file.read_text() == "no keys"


async def test_an_account_that_is_deleted_meanwhile_is_left_out(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """An event that waits for the deletion of an account goes to the others, and its transaction succeeds."""
    async with (
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
        world.person("bob", shop="member") as bob,
    ):
        async with transaction(pool) as connection:
            await connection.execute("DELETE FROM auth.users WHERE id = $1", ann.id)
            events = [
                asyncio.create_task(world.notify(key="all\0", link="/\0shop")),
                asyncio.create_task(world.notify(key="one", account_id=ann.id)),
            ]
            done, _ = await asyncio.wait(events, timeout=0.5)
            assert not done
        assert await asyncio.gather(*events) == [1, 0]
        assert (await bob.get())["unread"] == 1
