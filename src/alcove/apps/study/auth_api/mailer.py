"""Mails of accounts, which the server's worker delivers."""

from alcove.foundation.database import Connection
from alcove.foundation.mail import InvalidMail, Mail, Mailer, MailLimitExceeded
from alcove.wires.supabase.auth.deps import AuthMail
from alcove.wires.supabase.auth.errors import AuthError


class QueuedMailer:
    """Queues mails in the transaction of the request."""

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    async def send(self, connection: Connection, mail: AuthMail) -> None:
        """Queue a mail; AuthError, or MailQueueFull while too many wait."""
        queued = Mail(to=mail.to, subject=mail.subject, text=mail.text, html=mail.html, reference=mail.kind)
        try:
            await self._mailer.send(connection, queued)
        except MailLimitExceeded as error:
            raise AuthError(
                "over_email_send_rate_limit", "email rate limit exceeded", status=429, headers=error.headers
            ) from error
        except InvalidMail as error:
            message = f'Email address "{mail.to}" is invalid'
            raise AuthError("email_address_invalid", message) from error
