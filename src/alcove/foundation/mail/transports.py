"""Mail transports: an SMTP server, or files in the data directory."""

import asyncio
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

from alcove.foundation.clock import Clock
from alcove.foundation.mail.errors import DeliveryFailed, DeliveryRejected
from alcove.foundation.mail.model import Mail, StoredMail, build_message, validate_mail
from alcove.foundation.mail.settings import MailSettings, SmtpServer
from alcove.foundation.settings import write_private_file

OUTBOX: Final = "outbox"
MAX_FILES: Final = 500
TIMEOUT: Final = 30.0
"""Timeout in seconds of a response of the server."""
_MAX_REASON_LENGTH: Final = 300


class Transport(Protocol):
    """A mail transport; `final_state` is the state of a delivered mail."""

    final_state: str

    async def deliver(self, stored: StoredMail, message: EmailMessage) -> None:
        """Deliver a message; DeliveryFailed, or DeliveryRejected for a permanent error."""
        ...


class OutboxTransport:
    """Writes mail to files; the oldest are deleted."""

    final_state = "stored"

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / OUTBOX

    async def deliver(self, stored: StoredMail, message: EmailMessage) -> None:
        """Write the message; every attempt writes the same file."""
        try:
            await asyncio.to_thread(self._write, stored, message)
        except OSError as error:
            raise DeliveryFailed(f"{self._folder} cannot be written: {error.strerror}") from error

    def _write(self, stored: StoredMail, message: EmailMessage) -> None:
        write_private_file(outbox_file(self._folder, stored), message.as_bytes())
        for path in sorted(self._folder.glob("*.eml"))[:-MAX_FILES]:
            path.unlink(missing_ok=True)


class SmtpTransport:
    """Sends mail to an SMTP server, one connection per mail."""

    final_state = "sent"

    def __init__(
        self, server: SmtpServer, *, sender: str, ca_file: Path | None = None, timeout: float = TIMEOUT
    ) -> None:
        self._server = server
        self._timeout = timeout
        self._sender = sender
        self._ca_file = ca_file

    async def deliver(self, stored: StoredMail, message: EmailMessage) -> None:
        """Send the message; DeliveryRejected when the server rejects recipient or content permanently."""
        import aiosmtplib  # noqa: PLC0415 - the api never delivers

        server = self._server
        try:
            await aiosmtplib.send(
                message,
                sender=self._sender,
                recipients=[stored.mail.to],
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password.reveal() if server.user else None,
                local_hostname=self._sender.rpartition("@")[2],
                timeout=self._timeout,
                use_tls=server.tls == "tls",
                start_tls=None if server.tls == "offered" else server.tls == "starttls",
                tls_context=self._tls_context() if server.tls != "none" else None,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _delivery_error(error.recipients[0].code, error.recipients[0].message) from error
        except aiosmtplib.SMTPDataError as error:
            raise _delivery_error(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise DeliveryFailed(_reason(error)) from error

    def _tls_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._ca_file is not None:
            context.load_verify_locations(self._ca_file)
        return context


def build_transport(settings: MailSettings, data_dir: Path) -> Transport:
    """Return the configured transport."""
    server = settings.server()
    if server is None:
        return OutboxTransport(data_dir)
    return SmtpTransport(server, sender=settings.sender().addr_spec, ca_file=settings.mail_ca)


async def deliver_now(mail: Mail, *, settings: MailSettings, data_dir: Path, clock: Clock) -> StoredMail:
    """Deliver a mail without the queue, and return it; InvalidMail, DeliveryFailed, DeliveryRejected."""
    mail_id, sender = uuid4(), settings.sender()
    stored = StoredMail(
        id=mail_id, message_id=f"<{mail_id}@{sender.domain}>", mail=validate_mail(mail), created_at=clock.now()
    )
    await build_transport(settings, data_dir).deliver(stored, build_message(stored, sender=sender))
    return stored


def outbox_file(folder: Path, stored: StoredMail) -> Path:
    """Return the path of a mail's file; names sort by time."""
    return folder / f"{stored.created_at:%Y%m%dT%H%M%S%fZ}-{stored.id}.eml"


def _delivery_error(code: int, text: str) -> Exception:
    reason = _one_line(f"{code} {text}")
    return DeliveryRejected(reason) if code >= 500 else DeliveryFailed(reason)


def _reason(error: Exception) -> str:
    return _one_line(str(error) or type(error).__name__)


def _one_line(text: str) -> str:
    """Return a server response without control characters, shortened."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:_MAX_REASON_LENGTH]
