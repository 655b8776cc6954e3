"""Send the mails of accounts while the request waits, as GoTrue does: over SMTP, or not at all."""

from collections.abc import Mapping, Sequence
from email.headerregistry import Address
from typing import Any, Final
from uuid import uuid4

from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection
from alcove.foundation.mail import (
    DeliveryFailed,
    DeliveryRejected,
    InvalidMail,
    Mail,
    SmtpServer,
    SmtpTransport,
    StoredMail,
    build_message,
)
from alcove.wires.supabase.auth.deps import AuthMail
from alcove.wires.supabase.auth.errors import AuthError, unexpected_failure

SEND_TIMEOUT: Final = 10.0
"""Seconds in which the mail server answers, as the request waits for it."""

_KINDS: Final[Mapping[str, str]] = {
    "confirmation": "confirmation",
    "recovery": "recovery",
    "magic_link": "magic link",
    "invite": "invite",
    "email_change": "email change",
    "reauthentication": "reauthentication",
}


class SmtpMailer:
    """Sends each mail in the request that causes it."""

    def __init__(
        self, server: SmtpServer, *, sender: Address, headers: Sequence[tuple[str, str]], clock: Clock, log: Any
    ) -> None:
        self._transport = SmtpTransport(server, sender=sender.addr_spec, timeout=SEND_TIMEOUT)
        self._sender = sender
        self._headers = headers
        self._clock = clock
        self._log = log

    async def send(self, connection: Connection, mail: AuthMail) -> None:  # noqa: ARG002 - nothing is stored
        """Send a mail; AuthError, which undoes the transaction of the request."""
        mail_id = uuid4()
        stored = StoredMail(
            id=mail_id,
            message_id=f"<{mail_id}@{self._sender.domain}>",
            mail=Mail(to=mail.to, subject=mail.subject, text=mail.text, html=mail.html, reference=mail.kind),
            created_at=self._clock.now(),
        )
        try:
            message = build_message(stored, sender=self._sender)
            for name, value in self._headers:
                message[name] = value
            await self._transport.deliver(stored, message)
        except (DeliveryFailed, DeliveryRejected, InvalidMail, ValueError) as error:
            self._log.error("auth_mail_failed", kind=mail.kind, reason=str(error))
            raise mail_failed(mail.kind) from error


class NoMailer:
    """Sends nothing; it logs that a mail would have been sent, but never its links and codes."""

    def __init__(self, *, log: Any) -> None:
        self._log = log

    async def send(self, connection: Connection, mail: AuthMail) -> None:  # noqa: ARG002 - nothing is stored
        """Log the kind of the mail."""
        self._log.warning("auth_mail_not_sent", kind=mail.kind, reason="no mail server is configured")


def mail_failed(kind: str) -> AuthError:
    """Return the error of a request whose mail cannot be sent."""
    return unexpected_failure(f"Error sending {_KINDS.get(kind, kind)} email")
