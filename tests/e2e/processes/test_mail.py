"""`alcove mail` as a person and as a script uses it."""

import asyncio
import json
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.mail import Mail, MailSettings
from integration.mail.mail_system import HELLO, MailSystem, mail_system_at
from support.processes import environment, run_alcove
from support.smtp import SmtpServer, smtp_server
from support.terminal import find_python_literals


@pytest.fixture
def cli_env(dsn: str, tmp_path: Path) -> dict[str, str]:
    """Give the environment of a command line on the test's own database."""
    return environment(tmp_path, DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(tmp_path / "data"))


async def run(env: dict[str, str], *arguments: str, code: int = 0) -> str:
    """Run `alcove mail ...` and return what it printed."""
    done = await asyncio.to_thread(run_alcove, "mail", *arguments, env=env)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr


async def test_the_outbox_is_listed_and_read(dsn: str, pool: Pool, cli_env: dict[str, str], tmp_path: Path) -> None:
    """A mail of a server without SMTP is in the list, and its text is printed as it was written."""
    assert await run(cli_env, "list") == "no mail\n"
    mail_system = MailSystem(dsn=dsn, pool=pool, data_dir=tmp_path / "data", settings=MailSettings())
    async with mail_system.worker():
        mail_id = await mail_system.mailer.send(
            pool, Mail(to="ann@example.org", subject="Grüße [x]", text="Grüße, Ann\n")
        )
        await mail_system.wait_for_state(mail_id, "stored")
    shown = await run(cli_env, "list")
    assert all(word in shown for word in (str(mail_id)[:8], "ann@example.org", "Grüße [x]", "stored"))
    assert not find_python_literals(shown)
    (line,) = json.loads(await run(cli_env, "list", "--json"))
    assert (line["id"], line["state"], line["attempts"]) == (str(mail_id), "stored", 1)
    text = await run(cli_env, "show", str(mail_id)[:8].upper())
    assert "Subject: Grüße [x]\n" in text
    assert text.endswith("\n\nGrüße, Ann\n")
    assert "no mail has an id" in await run(cli_env, "show", "zzz%", code=1)


async def test_what_was_given_up_says_why_and_can_be_read(
    dsn: str, pool: Pool, cli_env: dict[str, str], tmp_path: Path
) -> None:
    """A dead mail stands in the list with the server's words and is still there to read; a sent one is not."""
    peer = SmtpServer(on_recipient=lambda _: "550 nobody of that name")
    async with smtp_server(peer):
        mail_system = mail_system_at(peer.port, pool=pool, dsn=dsn, data_dir=tmp_path / "data", MAIL_TLS="none")
        async with mail_system.worker():
            dead = await mail_system.mailer.send(pool, HELLO)
            await mail_system.wait_for_state(dead, "dead")
            peer.on_recipient = lambda _: "250 fine"
            sent = await mail_system.mailer.send(pool, HELLO)
            await mail_system.wait_for_state(sent, "sent")
    (line,) = json.loads(await run(cli_env, "list", "--state", "dead", "--json"))
    assert (line["id"], line["last_error"]) == (str(dead), "550 nobody of that name")
    assert (await run(cli_env, "show", str(dead))).endswith("\n\nHello Ann\n")
    assert "its text is not kept" in await run(cli_env, "show", str(sent), code=1)


async def test_a_wrong_setting_ends_with_4(cli_env: dict[str, str]) -> None:
    """The password in a wrong address is not printed."""
    wrong = await run(cli_env | {"MAIL_URL": "smtp://user:secret@/x"}, "list", code=4)
    assert "MAIL_URL" in wrong
    assert "secret" not in wrong
