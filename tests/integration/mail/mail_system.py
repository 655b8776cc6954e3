"""A database, a worker and an SMTP server, as in a running server."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.mail import QUEUE, Mail, Mailer, MailSettings, build_tasks
from alcove.foundation.settings import load_settings
from integration.jobs.workers import worker
from support.until import until_async

STATE = "SELECT state FROM mail_message WHERE id = $1"
HELLO = Mail(to="ann@example.org", subject="Hello", text="Hello Ann\n", reference="greeting")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSystem:
    """Sends mail and waits for its state."""

    dsn: str
    pool: Pool
    data_dir: Path
    settings: MailSettings

    @property
    def mailer(self) -> Mailer:
        """The mailer of the apps."""
        return Mailer(self.settings, clock=SystemClock())

    @contextlib.asynccontextmanager
    async def worker(self, *, attempts: int = 12, wait: float = 0.1) -> AsyncIterator[None]:
        """Run a worker with short retry delays during the block."""
        tasks = build_tasks(self.settings, pool=self.pool, data_dir=self.data_dir, attempts=attempts, wait=wait)
        async with worker(self.dsn, *tasks, queues=[QUEUE]):
            yield

    async def state(self, mail_id: uuid.UUID) -> str:
        """Return the state of a mail."""
        value: str = await self.pool.fetchval(STATE, mail_id)
        return value

    async def wait_for_state(self, mail_id: uuid.UUID, state: str) -> None:
        """Wait until a mail has a state."""

        async def has_state() -> bool:
            return await self.state(mail_id) == state

        await until_async(has_state)

    async def wait_for_error(self, mail_id: uuid.UUID) -> str:
        """Wait for a failed attempt and return its error."""

        async def has_error() -> bool:
            return await self._reason(mail_id) is not None

        await until_async(has_error)
        return await self._reason(mail_id) or ""

    async def _reason(self, mail_id: uuid.UUID) -> str | None:
        value: str | None = await self.pool.fetchval("SELECT last_error FROM mail_message WHERE id = $1", mail_id)
        return value


def mail_system_at(port: int, *, pool: Pool, dsn: str, data_dir: Path, **environ: str) -> MailSystem:
    """Return a mail system with a server on loopback."""
    address = {"MAIL_HOST": "localhost", "MAIL_PORT": str(port), "MAIL_FROM": "Alcove <alcove@example.org>"}
    settings = load_settings(MailSettings, environ={**address, **environ})
    return MailSystem(dsn=dsn, pool=pool, data_dir=data_dir, settings=settings)


async def wait_for_duplicates() -> None:
    """Wait long enough for a duplicate delivery."""
    await asyncio.sleep(0.5)
