"""Mail: queued in the caller's transaction, delivered by the worker over SMTP or to files."""

from pathlib import Path

from alcove.foundation.database import MigrationSource
from alcove.foundation.mail.errors import (
    DeliveryFailed,
    DeliveryRejected,
    InvalidMail,
    MailLimitExceeded,
    MailQueueFull,
)
from alcove.foundation.mail.health import build_probe
from alcove.foundation.mail.mailer import QUEUE, Mailer
from alcove.foundation.mail.model import Mail, StoredMail, build_message, normalize_address
from alcove.foundation.mail.settings import MailSettings, SmtpServer
from alcove.foundation.mail.store import MailSummary, find_mail, list_mail
from alcove.foundation.mail.tasks import build_tasks
from alcove.foundation.mail.transports import OUTBOX, SmtpTransport, deliver_now, outbox_file

MIGRATIONS = MigrationSource("mail", Path(__file__).parent / "migrations", schema="alcove")

__all__ = [
    "MIGRATIONS",
    "OUTBOX",
    "QUEUE",
    "DeliveryFailed",
    "DeliveryRejected",
    "InvalidMail",
    "Mail",
    "MailLimitExceeded",
    "MailQueueFull",
    "MailSettings",
    "MailSummary",
    "Mailer",
    "SmtpServer",
    "SmtpTransport",
    "StoredMail",
    "build_message",
    "build_probe",
    "build_tasks",
    "deliver_now",
    "find_mail",
    "list_mail",
    "normalize_address",
    "outbox_file",
]
