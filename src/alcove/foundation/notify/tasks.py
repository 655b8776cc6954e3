"""Worker tasks: create deliveries, make them with retries, and clean up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, Job, JobRun, Queue, Task, defer
from alcove.foundation.mail import Mailer, MailSettings
from alcove.foundation.notify.errors import DeliveryFailed, DeliveryRejected
from alcove.foundation.notify.model import NotificationKind, ServerWebhook, default_channels
from alcove.foundation.notify.senders import Senders
from alcove.foundation.notify.store import deliveries, notifications
from alcove.foundation.settings import ServerSettings

QUEUE: Final = Queue("notify", concurrency=4)
DISPATCH: Final = "notify.dispatch"
DELIVER: Final = "notify.deliver"
ATTEMPTS: Final = 14
FIRST_WAIT: Final = 5.0
"""Seconds; doubled after each attempt up to an hour, so that the last one is about six hours after the first."""
RETENTION_DAYS: Final = 90


def delivery_job(delivery_id: UUID, *, run_at: datetime | None = None) -> Job:
    """Return the job that makes a delivery; two jobs of one delivery never run at the same time."""
    return Job(
        DELIVER,
        {"delivery": str(delivery_id)},
        queue=QUEUE.name,
        lock=f"{DELIVER}:{delivery_id}",
        run_at=run_at,
    )


class Deliverer:
    """Runs the jobs of notifications."""

    def __init__(self, pool: Pool, *, senders: Senders, clock: Clock, defaults: str, attempts: int) -> None:
        """Take the default channels of all kinds as a JSON object."""
        self._pool = pool
        self._senders = senders
        self._clock = clock
        self._defaults = defaults
        self._attempts = attempts

    async def dispatch(self, run: JobRun, _args: Mapping[str, JSON]) -> None:
        """Create the deliveries of all pending notifications, a batch per transaction."""
        while True:
            run.checkpoint()
            async with transaction(self._pool) as connection:
                count, waiting = await deliveries.dispatch(connection, defaults=self._defaults, now=self._clock.now())
                await defer_deliveries(connection, waiting)
            if count < deliveries.BATCH:
                return

    async def deliver(self, run: JobRun, args: Mapping[str, JSON]) -> None:
        """Make the delivery with the id `delivery`, at the end of the quiet hours; repeated until it succeeds.

        A worker that dies between the response and the commit makes it twice, with the same ids.
        """
        delivery_id, now = UUID(str(args["delivery"])), self._clock.now()
        delivery = await deliveries.find_waiting(self._pool, delivery_id)
        if delivery is None:
            return
        hours = delivery.quiet_hours
        end = hours.end_after(now) if hours is not None and not delivery.is_test else None
        if end is not None:
            async with transaction(self._pool) as connection:
                await defer(connection, delivery_job(delivery_id, run_at=end))
            return
        if not await deliveries.count_attempt(self._pool, delivery_id):
            return
        try:
            await self._senders.send(delivery)
        except DeliveryRejected as error:
            await self._end(delivery_id, error=str(error))
            return
        except DeliveryFailed as error:
            if delivery.is_test or run.attempt >= self._attempts:
                await self._end(delivery_id, error=str(error))
                return
            await deliveries.record_failure(self._pool, delivery_id, error=str(error))
            raise
        await deliveries.end(self._pool, delivery_id, state="sent", now=self._clock.now())

    async def _end(self, delivery_id: UUID, *, error: str) -> None:
        await deliveries.end(self._pool, delivery_id, state="dead", now=self._clock.now(), error=error)

    async def clean(self, _run: JobRun, _args: Mapping[str, JSON]) -> None:
        """Delete old deliveries and notifications, and give up deliveries that have been waiting for days."""
        now = self._clock.now()
        await deliveries.clean(self._pool, now=now)
        await notifications.delete_old(self._pool, now=now, days=RETENTION_DAYS)


async def defer_deliveries(connection: Connection, delivery_ids: Sequence[UUID]) -> None:
    """Defer the jobs of deliveries in the caller's transaction."""
    for delivery_id in delivery_ids:
        await defer(connection, delivery_job(delivery_id))


def build_tasks(
    deps: Deps, *, kinds: Sequence[NotificationKind], attempts: int = ATTEMPTS, wait: float = FIRST_WAIT
) -> list[Task]:
    """Return the tasks of a worker for the kinds of all apps."""
    server_webhooks = {kind.name: kind.server_webhook for kind in kinds if kind.server_webhook is not None}

    def find_server_webhook(kind: str) -> ServerWebhook | None:
        find = server_webhooks.get(kind)
        return None if find is None else find(deps)

    senders = Senders(
        deps.pool,
        mailer=Mailer(deps.load(MailSettings), clock=deps.clock),
        vault=deps.vault,
        network=deps.network,
        clock=deps.clock,
        allow_private=deps.load(ServerSettings).alcove_allow_private_hosts,
        find_server_webhook=find_server_webhook,
    )
    deps.exit_stack.push_async_callback(senders.close)
    defaults = msgspec.json.encode(default_channels(kinds)).decode()
    deliverer = Deliverer(deps.pool, senders=senders, clock=deps.clock, defaults=defaults, attempts=attempts)
    deliver = Task(name=DELIVER, run=deliverer.deliver, queue=QUEUE.name, attempts=attempts, wait=wait)
    return [
        # Periodic for rows that came without a job, for example by a restored backup.
        Task(name=DISPATCH, run=deliverer.dispatch, queue=QUEUE.name, cron="*/5 * * * *"),
        deliver,
        replace(deliver, name="notify.clean", run=deliverer.clean, cron="29 * * * *"),
    ]
