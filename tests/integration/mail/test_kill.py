"""A killed worker loses no mail, and a duplicate has the same Message-ID."""

import asyncio
import json
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from integration.mail.mail_system import HELLO, MailSystem, mail_system_at
from support.smtp import SmtpServer, smtp_server
from support.until import until_async
from support.worker_program import start_worker


async def spawn(mail_system: MailSystem, port: int) -> asyncio.subprocess.Process:
    """Start a worker process that delivers to a port."""
    environ = {"MAIL_URL": f"smtp://127.0.0.1:{port}?tls=none", "MAIL_FROM": "alcove@example.org"}
    module = "integration.mail.worker_tasks"
    return await start_worker(module, mail_system.dsn, str(mail_system.data_dir), json.dumps(environ))


@pytest.mark.parametrize("moment", ["before the text", pytest.param("after the text", marks=pytest.mark.slow)])
async def test_kill_9_loses_nothing(moment: str, dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Killed before the server has the text, or before its answer, the mail is delivered by the next worker.

    In the second case the server has it twice, and knows by the Message-ID that it is one.
    """
    reached = asyncio.Event()
    peer = SmtpServer(silent_after_data=moment == "after the text")
    if moment == "before the text":
        peer.on_recipient = lambda _: reached.set() or "450 wait"  # type: ignore[func-returns-value]
    async with smtp_server(peer):
        mail_system = mail_system_at(peer.port, pool=pool, dsn=dsn, data_dir=tmp_path, MAIL_TLS="none")
        first = await spawn(mail_system, peer.port)
        mail_id = await mail_system.mailer.send(pool, HELLO)

        async def has_state() -> bool:
            return reached.is_set() or bool(peer.accepted)

        await until_async(has_state)
        first.kill()
        await first.wait()
        peer.silent_after_data, peer.on_recipient = False, lambda _: "250 fine"
        second = await spawn(mail_system, peer.port)
        await mail_system.wait_for_state(mail_id, "sent")
        second.kill()
        await second.wait()
    assert {message["Message-ID"] for message in peer.accepted} == {f"<{mail_id}@example.org>"}
    assert len(peer.accepted) == (1 if moment == "before the text" else 2)
