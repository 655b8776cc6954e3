"""A killed worker loses no notification."""

import asyncio
import json
from pathlib import Path

from alcove.foundation.database import Pool
from support.notify_world import ALLOWED, KEY, notify_world, receiver
from support.until import until_async
from support.worker_program import start_worker

MODULE = "integration.notify.worker_tasks"


async def test_kill_9_loses_nothing_and_keeps_the_ids(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A worker that is killed before the response is stored leaves a delivery that the next one makes again.

    What the receiver gets twice has the same ids and the same body, and both signatures are right.
    """
    async with (
        receiver() as hook,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
    ):
        await ann.add_webhook(hook.address)
        hook.answer.clear()
        arguments = (MODULE, dsn, str(tmp_path), json.dumps(ALLOWED))
        first = await start_worker(*arguments)
        await world.notify()
        await hook.wait_for(1)
        first.kill()
        await first.wait()
        hook.answer.set()
        second = await start_worker(*arguments)
        delivery = await ann.wait_for_delivery("sent")
        second.kill()
        await second.wait()
        await until_async(lambda: len(hook.received) == 2)
    assert delivery["attempts"] == 2
    assert {request.headers["x-alcove-delivery"] for request in hook.received} == {delivery["id"]}
    assert len({request.body for request in hook.received}) == 1
    assert all(request.has_signature(KEY) for request in hook.received)


async def test_two_workers_deliver_each_notification_once(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Many events dispatched by two workers at the same time have one delivery each."""
    async with (
        receiver() as hook,
        notify_world(dsn, pool=pool, data_dir=tmp_path) as world,
        world.person("ann", shop="member") as ann,
    ):
        await ann.add_webhook(hook.address)
        async with world.worker(), world.worker():
            await asyncio.gather(*(world.notify(key=str(number)) for number in range(40)))
            await hook.wait_for(40)

            async def all_sent() -> bool:
                states = await pool.fetch("SELECT DISTINCT state FROM notification_delivery")
                return [row["state"] for row in states] == ["sent"]

            await until_async(all_sent)
    assert len(hook.received) == 40
    assert len({request.json["id"] for request in hook.received}) == 40
