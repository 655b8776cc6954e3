"""Mails about the deletion of an account."""

from typing import Final

from alcove.apps.study.account_data.model import Deletion
from alcove.foundation.database import Connection
from alcove.foundation.mail import InvalidMail, Mail, Mailer, MailLimitExceeded, MailQueueFull
from alcove.foundation.telemetry import get_logger

REFERENCE: Final = "account deletion"
_SCHEDULED: Final = """\
Your account is going to be deleted on {due:%d %B %Y} at {due:%H:%M} UTC, with everything that is stored in it.

If you want to keep it, sign in before that time and take the deletion back. If you did not ask for this, do so now, and
change your password.
"""
_DELETED: Final = """\
Your account has been deleted, with everything that was stored in it. This cannot be undone.
"""

log = get_logger("alcove.study")


class DeletionMails:
    """Mails to the owner of an account, if mail is configured."""

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    async def send_scheduled(self, connection: Connection, deletion: Deletion, *, email: str | None) -> None:
        """Queue the mail that says when an account is deleted."""
        await self._send(connection, email, subject="Your account will be deleted", text=_SCHEDULED, deletion=deletion)

    async def send_deleted(self, connection: Connection, *, email: str | None) -> None:
        """Queue the mail that says that an account is deleted."""
        await self._send(connection, email, subject="Your account has been deleted", text=_DELETED)

    async def _send(
        self, connection: Connection, email: str | None, *, subject: str, text: str, deletion: Deletion | None = None
    ) -> None:
        if not email or not self._mailer.is_configured:
            return
        body = text if deletion is None else text.format(due=deletion.due_at)
        try:
            await self._mailer.send(connection, Mail(to=email, subject=subject, text=body, reference=REFERENCE))
        except (InvalidMail, MailLimitExceeded, MailQueueFull) as error:
            # Whoever wants to be gone must not have to wait for a mail.
            log.warning("study_deletion_mail_skipped", reason=type(error).__name__)
