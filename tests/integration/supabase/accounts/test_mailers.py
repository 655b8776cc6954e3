"""Mails that are sent while the request waits."""

from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from alcove.foundation.database import Connection
from alcove.foundation.mail import SmtpServer as ServerAddress
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.deps import AuthMail
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.mailers import NoMailer, SmtpMailer
from support.clock import FakeClock
from support.smtp import SmtpServer, smtp_server

MAIL = AuthMail(
    to="ada@example.org", kind="recovery", subject="Reset", html="<p>https://example.org/a</p>", text="https://example.org/a"
)  # fmt: skip


def make_mailer(port: int) -> SmtpMailer:
    """Return a mailer for a server on this machine."""
    return SmtpMailer(
        ServerAddress(host="127.0.0.1", port=port, tls="offered"),
        sender=Address(display_name="Study", addr_spec="study@example.org"),
        headers=[("X-Tag", "auth")],
        clock=FakeClock(),
        log=get_logger("test"),
    )


async def test_a_mail_is_sent_at_once(connection: Connection) -> None:
    """The server gets text and HTML with the sender and the further headers, although it offers no TLS."""
    async with smtp_server(SmtpServer()) as peer:
        await make_mailer(peer.port).send(connection, MAIL)
    (message,) = peer.accepted
    assert (message["From"], message["To"], message["X-Tag"]) == ("Study <study@example.org>", MAIL.to, "auth")
    parts = {part.get_content_type() for part in message.walk()}
    assert {"text/plain", "text/html"} <= parts


def refuse_recipient(_: str) -> str:
    """Refuse every recipient."""
    return "550 nobody"


def refuse_data(_: EmailMessage) -> str:
    """Refuse every message for now."""
    return "451 later"


@pytest.mark.parametrize(
    "server", [lambda: SmtpServer(on_recipient=refuse_recipient), lambda: SmtpServer(on_data=refuse_data)]
)
async def test_a_mail_that_is_refused_is_an_error(connection: Connection, server: Callable[[], SmtpServer]) -> None:
    """The request gets the error of the kind of mail, without what the server said."""
    async with smtp_server(server()) as peer:
        with pytest.raises(AuthError, match=r"^Error sending recovery email$") as raised:
            await make_mailer(peer.port).send(connection, MAIL)
    assert (raised.value.status, raised.value.code) == (500, "unexpected_failure")


async def test_a_server_that_is_away_is_an_error(connection: Connection) -> None:
    """So is a server that does not answer."""
    async with smtp_server(SmtpServer()) as peer:
        port = peer.port
    with pytest.raises(AuthError, match="recovery"):
        await make_mailer(port).send(connection, MAIL)


async def test_without_a_server_nothing_is_shown(connection: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    """The log says that a mail was not sent, and has no address and no link in it."""
    await NoMailer(log=get_logger("test")).send(connection, MAIL)
    shown = capsys.readouterr().out
    assert "auth_mail_not_sent" in shown
    assert MAIL.to not in shown
    assert "https" not in shown
