"""Mails of the accounts, sent through the server's mailer."""

from dataclasses import dataclass

from alcove.foundation.database import Pool
from alcove.foundation.errors import AppError
from alcove.foundation.mail import Mail, Mailer
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.accounts")


@dataclass(frozen=True, slots=True)
class AccountMails:
    """Sends mails with links for invitations and password resets."""

    pool: Pool
    mailer: Mailer

    @property
    def is_configured(self) -> bool:
        """Whether mails are sent by SMTP, as opposed to kept in the outbox."""
        return self.mailer.is_configured

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Queue a mail; a failure is only logged, so that the caller cannot learn which addresses exist."""
        try:
            await self.mailer.send(self.pool, Mail(to=to, subject=subject, text=text))
        except AppError as error:
            log.warning("account_mail_refused", code=error.code)
