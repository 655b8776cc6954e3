"""`alcove mail`."""

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
    """Return the environment of commands on the test's database."""
    return environment(tmp_path, DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(tmp_path / "data"))


async def run(env: dict[str, str], *arguments: str, code: int = 0) -> str:
    """Run `alcove mail ...` and return its output."""
    completed = await asyncio.to_thread(run_alcove, "mail", *arguments, env=env)
    assert completed.returncode == code, completed.stderr
    assert "Traceback" not in completed.stderr
    return completed.stdout if code == 0 else completed.stderr


async def test_the_outbox_is_listed_and_read(dsn: str, pool: Pool, cli_env: dict[str, str], tmp_path: Path) -> None:
    """A mail of a server without SMTP is listed, and its text is printed unchanged."""
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
    assert "no mails have an id" in await run(cli_env, "show", "zzz%", code=1)


async def test_a_dead_mail_is_listed_with_its_error(
    dsn: str, pool: Pool, cli_env: dict[str, str], tmp_path: Path
) -> None:
    """A dead mail is listed with the SMTP error and can be read; the text of a sent one cannot."""
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
    assert "its text is not stored" in await run(cli_env, "show", str(sent), code=1)


async def test_a_test_mail_says_what_became_of_it(cli_env: dict[str, str], tmp_path: Path) -> None:
    """It goes to the mail server at once, which may refuse it; without one it is in the outbox."""
    cli_env = {name: value for name, value in cli_env.items() if name != "DATABASE_URL"}
    assert "no mail server is configured" in await run(cli_env, "test", "ann@example.org")
    (path,) = (tmp_path / "data" / "outbox").glob("*.eml")
    assert "ann@example.org" in path.read_text()
    assert "not an e-mail address" in await run(cli_env, "test", "ann", code=1)
    peer = SmtpServer(on_recipient=lambda name: "550 nobody of that name" if "bob" in name else "250 fine")
    async with smtp_server(peer):
        cli_env |= {"MAIL_URL": f"smtp://127.0.0.1:{peer.port}?tls=none", "MAIL_FROM": "alcove@example.org"}
        assert "has accepted the mail to ann@example.org" in await run(cli_env, "test", "ann@example.org")
        assert "550 nobody of that name" in await run(cli_env, "test", "bob@example.org", code=1)
    assert "not delivered" in await run(cli_env, "test", "ann@example.org", code=1)
    assert len(peer.accepted) == 1


async def test_a_wrong_setting_exits_with_4(cli_env: dict[str, str]) -> None:
    """The password in a wrong URL is not printed."""
    wrong = await run(cli_env | {"MAIL_URL": "smtp://user:secret@/x"}, "list", code=4)
    assert "MAIL_URL" in wrong
    assert "secret" not in wrong
