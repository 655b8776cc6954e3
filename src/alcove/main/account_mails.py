"""What accounts send to people, through the server's mail."""

from dataclasses import dataclass

from alcove.foundation.database import Pool
from alcove.foundation.errors import AppError
from alcove.foundation.mail import Mail, Mailer
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.accounts")


@dataclass(frozen=True, slots=True)
class AccountMails:
    """Sends the links of invitations and of new passwords."""

    pool: Pool
    mailer: Mailer

    @property
    def is_configured(self) -> bool:
        """Return whether mails reach people, as opposed to being kept for the owner."""
        return self.mailer.is_configured

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Have a text delivered; who asked for it is never told that it could not be."""
        try:
            await self.mailer.send(self.pool, Mail(to=to, subject=subject, text=text))
        except AppError as error:
            log.warning("account_mail_refused", code=error.code)
