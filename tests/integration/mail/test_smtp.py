"""Mail over a real SMTP server: accepted, deferred, rejected, unavailable."""

from collections.abc import Callable
from pathlib import Path

import pytest

from alcove.foundation.database import Pool, transaction
from alcove.foundation.mail import Mail, MailLimitExceeded, build_probe
from integration.mail.mail_system import HELLO, MailSystem, mail_system_at, wait_for_duplicates
from support.certificates import Authority, make_authority
from support.smtp import SmtpServer, smtp_server

MakeMailSystem = Callable[..., MailSystem]


@pytest.fixture
def make_mail_system(dsn: str, pool: Pool, tmp_path: Path) -> MakeMailSystem:
    """Return a function that builds a mail system for a port, with further settings."""

    def make(port: int, **environ: str) -> MailSystem:
        return mail_system_at(port, pool=pool, dsn=dsn, data_dir=tmp_path / "data", **{"MAIL_TLS": "none", **environ})

    return make


@pytest.fixture
def certificate_authority(tmp_path: Path) -> Authority:
    """Return the certificate authority of the test's servers."""
    folder = tmp_path / "authority"
    folder.mkdir()
    return make_authority(folder)


async def test_a_mail_is_sent_only_after_the_commit(make_mail_system: MakeMailSystem) -> None:
    """Rolled back mail is not sent; committed mail arrives once, and its text is deleted from the database."""
    async with smtp_server(SmtpServer()) as peer:
        mail_system = make_mail_system(peer.port)
        async with mail_system.worker():
            async with mail_system.pool.acquire() as connection:
                rolled_back = connection.transaction()
                await rolled_back.start()
                await mail_system.mailer.send(connection, HELLO)
                await rolled_back.rollback()
            async with transaction(mail_system.pool) as connection:
                mail_id = await mail_system.mailer.send(connection, HELLO)
            await mail_system.wait_for_state(mail_id, "sent")
            await wait_for_duplicates()
    assert [message["Message-ID"] for message in peer.accepted] == [f"<{mail_id}@example.org>"]
    assert peer.accepted[0].get_content() == "Hello Ann\n"
    assert await mail_system.pool.fetchval("SELECT body || coalesce(html, '') FROM mail_message") == ""


async def test_starttls_and_authentication(make_mail_system: MakeMailSystem, certificate_authority: Authority) -> None:
    """User and password are sent encrypted, to a server with a trusted certificate."""
    peer = SmtpServer(tls=certificate_authority.server_context("localhost"), logins={"alcove": "open sesame"})
    login = {"MAIL_TLS": "starttls", "MAIL_USER": "alcove", "MAIL_PASSWORD": "open sesame"}
    async with smtp_server(peer):
        mail_system = make_mail_system(peer.port, **login, MAIL_CA=str(certificate_authority.folder / "ca.crt"))
        async with mail_system.worker():
            await mail_system.wait_for_state(await mail_system.mailer.send(mail_system.pool, HELLO), "sent")
    assert (peer.encrypted, peer.signed_in) == ([True], ["alcove"])


async def test_tls_from_the_first_byte(make_mail_system: MakeMailSystem, certificate_authority: Authority) -> None:
    """MAIL_URL with smtps uses TLS from the start."""
    peer = SmtpServer(tls=certificate_authority.server_context("localhost"), implicit_tls=True)
    async with smtp_server(peer):
        mail_system = make_mail_system(
            1,
            MAIL_URL=f"smtps://localhost:{peer.port}",
            MAIL_CA=str(certificate_authority.folder / "ca.crt"),
            MAIL_TLS="starttls",
        )
        async with mail_system.worker():
            await mail_system.wait_for_state(await mail_system.mailer.send(mail_system.pool, HELLO), "sent")
    assert peer.encrypted == [True]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
async def test_an_untrusted_server_gets_nothing(
    make_mail_system: MakeMailSystem, certificate_authority: Authority
) -> None:
    """Without a trusted certificate or without STARTTLS, no mail is sent."""
    untrusted = SmtpServer(tls=certificate_authority.server_context("localhost"))
    plain = SmtpServer()
    async with smtp_server(untrusted), smtp_server(plain):
        for peer in (untrusted, plain):
            mail_system = make_mail_system(peer.port, MAIL_TLS="starttls")
            async with mail_system.worker(wait=60):
                mail_id = await mail_system.mailer.send(mail_system.pool, HELLO)
                assert await mail_system.wait_for_error(mail_id)
            assert (peer.accepted, peer.recipients) == ([], [])
            assert await mail_system.state(mail_id) == "waiting"


async def test_a_rejected_login_is_retried(make_mail_system: MakeMailSystem) -> None:
    """A wrong password is recorded as the error, and the mail is sent once the server accepts it."""
    peer = SmtpServer(logins={"alcove": "new"})
    async with smtp_server(peer):
        mail_system = make_mail_system(1, MAIL_URL=f"smtp://alcove:old@127.0.0.1:{peer.port}?tls=none")
        async with mail_system.worker():
            mail_id = await mail_system.mailer.send(mail_system.pool, HELLO)
            reason = await mail_system.wait_for_error(mail_id)
            assert "535" in reason
            assert "old" not in reason
            health = await build_probe(mail_system.pool)()
            assert (health.state, health.detail.partition(":")[0]) == ("degraded", "1 mail waits")
            peer.logins["alcove"] = "old"
            await mail_system.wait_for_state(mail_id, "sent")
            assert (await build_probe(mail_system.pool)()).state == "ok"
    assert len(peer.accepted) == 1


async def test_greylisting_is_retried(make_mail_system: MakeMailSystem) -> None:
    """After two 450 responses the third attempt succeeds, with the same Message-ID."""
    responses = iter(["450 come back later", "450 come back later"])
    peer = SmtpServer(on_recipient=lambda _: next(responses, "250 fine"))
    async with smtp_server(peer):
        mail_system = make_mail_system(peer.port)
        async with mail_system.worker():
            mail_id = await mail_system.mailer.send(mail_system.pool, HELLO)
            await mail_system.wait_for_state(mail_id, "sent")
    assert len(peer.recipients) == 3
    assert [message["Message-ID"] for message in peer.accepted] == [f"<{mail_id}@example.org>"]


@pytest.mark.parametrize("stage", ["recipient", "data"])
async def test_permanent_errors_are_not_retried(make_mail_system: MakeMailSystem, stage: str) -> None:
    """550 for the recipient, or 554 for the content, ends the mail at once; the response is recorded."""
    peer = SmtpServer()
    if stage == "recipient":
        peer.on_recipient = lambda _: "550 no such\u202e user"
    else:
        peer.on_data = lambda _: "554 looks like spam"
    async with smtp_server(peer):
        mail_system = make_mail_system(peer.port)
        async with mail_system.worker():
            mail_id = await mail_system.mailer.send(mail_system.pool, HELLO)
            await mail_system.wait_for_state(mail_id, "dead")
            await wait_for_duplicates()
    assert len(peer.recipients) == 1
    reason = await mail_system.wait_for_error(mail_id)
    assert reason.startswith(("550 no such", "554 looks like spam"))
    assert reason.isprintable()
    assert await mail_system.pool.fetchval("SELECT body FROM mail_message") == HELLO.text


async def test_an_unreachable_server_is_retried_until_the_limit(make_mail_system: MakeMailSystem) -> None:
    """The mail is sent when the server is back; otherwise it is given up after the last attempt."""
    async with smtp_server(SmtpServer()) as unreachable:
        port = unreachable.port
    mail_system = make_mail_system(port)
    async with mail_system.worker():
        mail_id = await mail_system.mailer.send(mail_system.pool, HELLO)
        await mail_system.wait_for_error(mail_id)
        async with smtp_server(SmtpServer(), port=port) as restored:
            await mail_system.wait_for_state(mail_id, "sent")
    assert len(restored.accepted) == 1
    async with mail_system.worker(attempts=2):
        mail_id = await mail_system.mailer.send(mail_system.pool, HELLO)
        await mail_system.wait_for_state(mail_id, "dead")
    assert await mail_system.pool.fetchval("SELECT attempts FROM mail_message WHERE id = $1", mail_id) == 2


async def test_mails_to_one_address_are_limited(make_mail_system: MakeMailSystem) -> None:
    """The limit counts per address, case-insensitively, with Retry-After; other addresses are not affected."""
    mail_system = make_mail_system(1, MAIL_HOURLY_LIMIT="2")
    for to in ("ann@example.org", "Ann@Example.org"):
        await mail_system.mailer.send(mail_system.pool, Mail(to=to, subject="Hello", text="Hello"))
    with pytest.raises(MailLimitExceeded) as limited:
        await mail_system.mailer.send(mail_system.pool, HELLO)
    assert 3500 < int(limited.value.headers["Retry-After"]) <= 3600
    await mail_system.mailer.send(mail_system.pool, Mail(to="bob@example.org", subject="Hello", text="Hello"))
    await mail_system.pool.execute("UPDATE mail_message SET created_at = created_at - interval '1 hour'")
    await mail_system.mailer.send(mail_system.pool, HELLO)
