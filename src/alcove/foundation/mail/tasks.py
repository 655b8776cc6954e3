"""Worker tasks: deliver mail with retries, and clean up."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

from alcove.foundation.database import Pool
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.mail import store
from alcove.foundation.mail.errors import DeliveryFailed, DeliveryRejected, InvalidMail
from alcove.foundation.mail.mailer import DELIVER, QUEUE
from alcove.foundation.mail.model import build_message
from alcove.foundation.mail.settings import MailSettings
from alcove.foundation.mail.transports import build_transport

ATTEMPTS: Final = 78
FIRST_WAIT: Final = 30.0
"""Seconds; doubled after each attempt up to an hour, so that the last one is almost three days after the first."""


def build_tasks(
    settings: MailSettings, *, pool: Pool, data_dir: Path, attempts: int = ATTEMPTS, wait: float = FIRST_WAIT
) -> list[Task]:
    """Return the mail tasks of a worker."""
    transport, sender = build_transport(settings, data_dir), settings.sender()

    async def deliver(run: JobRun, args: Mapping[str, JSON]) -> None:
        """Send the mail with the id `mail`, or write it to the outbox; retried on greylisting and temporary errors."""
        mail_id = UUID(str(args["mail"]))
        stored = await store.start_attempt(pool, mail_id)
        if stored is None:
            return
        try:
            await transport.deliver(stored, build_message(stored, sender=sender))
        except (DeliveryRejected, InvalidMail) as error:
            await store.end(pool, mail_id, state="dead", error=str(error))
            raise
        except DeliveryFailed as error:
            if run.attempt >= attempts:
                await store.end(pool, mail_id, state="dead", error=str(error))
            else:
                await store.record_failure(pool, mail_id, error=str(error))
            raise
        await store.end(pool, mail_id, state=transport.final_state)

    async def clean(_run: JobRun, _args: object) -> None:
        """Delete old mail, and give up mail that has been waiting for days."""
        await store.clean(pool)

    fatal = (DeliveryRejected, InvalidMail)
    return [
        Task(name=DELIVER, run=deliver, queue=QUEUE.name, attempts=attempts, wait=wait, fatal=fatal),
        Task(name="mail.clean", run=clean, queue=QUEUE.name, cron="41 * * * *"),
    ]
