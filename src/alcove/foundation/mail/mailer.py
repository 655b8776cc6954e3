"""Sends mail: validates it, checks the limits, and stores it with its delivery job."""

import math
import uuid
from typing import Final

import asyncpg

from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool
from alcove.foundation.jobs import Job, Queue, defer
from alcove.foundation.mail import store
from alcove.foundation.mail.errors import MailLimitExceeded, MailQueueFull
from alcove.foundation.mail.model import Mail, StoredMail, validate_mail
from alcove.foundation.mail.settings import MailSettings

QUEUE: Final = Queue("mail", concurrency=2)
DELIVER: Final = "mail.deliver"
MAX_WAITING: Final = 10_000


class Mailer:
    """Sends mail in the caller's transaction."""

    def __init__(self, settings: MailSettings, *, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    @property
    def is_configured(self) -> bool:
        """Whether mail is sent by SMTP; otherwise it is written to files."""
        return self._settings.server() is not None

    async def send(self, source: Connection | Pool, mail: Mail) -> uuid.UUID:
        """Queue a mail for delivery after the commit, and return its id.

        InvalidMail; MailLimitExceeded when the recipient has reached its hourly limit; MailQueueFull.
        """
        normalized = validate_mail(mail)
        if not isinstance(source, asyncpg.Pool):
            return await self._send(source, normalized)
        async with source.acquire() as connection:
            return await self._send(connection, normalized)

    async def _send(self, connection: Connection, mail: Mail) -> uuid.UUID:
        async with connection.transaction():
            await store.lock_recipient(connection, mail.to)
            await self._check_limits(connection, mail.to)
            mail_id = uuid.uuid4()
            message_id = f"<{mail_id}@{self._settings.sender().domain}>"
            stored = StoredMail(id=mail_id, message_id=message_id, mail=mail, created_at=self._clock.now())
            await store.insert(connection, stored)
            await defer(connection, Job(DELIVER, {"mail": str(mail_id)}, queue=QUEUE.name))
        return mail_id

    async def _check_limits(self, connection: Connection, recipient: str) -> None:
        now, limit = self._clock.now(), self._settings.mail_hourly_limit
        wait = await store.seconds_until_allowed(connection, recipient, now=now, limit=limit)
        if wait:
            raise MailLimitExceeded(
                "This address has reached the hourly limit of mails.",
                headers={"Retry-After": str(math.ceil(wait))},
            )
        if await store.count_waiting(connection, limit=MAX_WAITING) >= MAX_WAITING:
            raise MailQueueFull(
                "Too many mails are waiting to be sent. Try again later.", headers={"Retry-After": "60"}
            )
