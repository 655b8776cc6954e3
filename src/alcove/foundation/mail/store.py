"""All SQL about mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from alcove.foundation.database import Connection, Pool
from alcove.foundation.mail.model import Mail, StoredMail

# Serializes senders to one address.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('mail:' || lower($1), 0))"

_RECENT = """
SELECT count(*) AS mails, min(created_at) + interval '1 hour' - $2::timestamptz AS wait
FROM (
    SELECT created_at FROM mail_message
    WHERE lower(recipient) = lower($1) AND created_at > $2::timestamptz - interval '1 hour'
    ORDER BY created_at DESC LIMIT $3
) AS recent
"""

_WAITING = "SELECT count(*) FROM (SELECT FROM mail_message WHERE state = 'waiting' LIMIT $1) AS waiting"

_INSERT = """
INSERT INTO mail_message (id, message_id, recipient, subject, body, html, reference, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

_START_ATTEMPT = """
UPDATE mail_message SET attempts = attempts + 1 WHERE id = $1 AND state = 'waiting'
RETURNING id, message_id, recipient, subject, body, html, reference, created_at
"""

# The text of a sent mail is deleted; that of a failed one stays readable.
_END = """
UPDATE mail_message
SET state = $2, ended_at = now(), last_error = $3, body = CASE WHEN $2 = 'dead' THEN body ELSE '' END,
    html = CASE WHEN $2 = 'dead' THEN html END
WHERE id = $1 AND state = 'waiting'
"""

_RECORD_FAILURE = "UPDATE mail_message SET last_error = $2 WHERE id = $1 AND state = 'waiting'"

_COUNT_DELAYED = "SELECT count(*) FROM mail_message WHERE state = 'waiting' AND last_error IS NOT NULL"

_LIST = """
SELECT id, created_at, recipient, subject, reference, state, attempts, last_error FROM mail_message
WHERE $1::text IS NULL OR state = $1 ORDER BY created_at DESC LIMIT $2
"""

_FIND = """
SELECT id, message_id, recipient, subject, body, html, reference, created_at, state FROM mail_message
WHERE starts_with(id::text, $1) LIMIT 2
"""

_DELETE_OLD = """
DELETE FROM mail_message
WHERE ended_at < now() - (CASE state WHEN 'dead' THEN 30 ELSE 7 END) * interval '1 day'
"""

# Mails that lost their job, for example after repeated crashes.
_GIVE_UP = """
UPDATE mail_message SET state = 'dead', ended_at = now(), last_error = coalesce(last_error, 'never delivered')
WHERE state = 'waiting' AND created_at < now() - interval '3 days'
"""


@dataclass(frozen=True, slots=True)
class MailSummary:
    """A mail in a list, without its text."""

    id: UUID
    created_at: datetime
    recipient: str
    subject: str
    reference: str
    state: str
    attempts: int
    last_error: str | None


async def lock_recipient(connection: Connection, recipient: str) -> None:
    """Lock a recipient until the transaction ends."""
    await connection.execute(_LOCK, recipient)


async def seconds_until_allowed(connection: Connection, recipient: str, *, now: datetime, limit: int) -> float:
    """Return the seconds until a recipient may get another mail, 0 for now."""
    row = await connection.fetchrow(_RECENT, recipient, now, limit)
    return max(1.0, row["wait"].total_seconds()) if row["mails"] >= limit else 0.0


async def count_waiting(connection: Connection, *, limit: int) -> int:
    """Return the number of waiting mails, at most `limit`."""
    count: int = await connection.fetchval(_WAITING, limit)
    return count


async def insert(connection: Connection, stored: StoredMail) -> None:
    """Store a mail for delivery."""
    mail = stored.mail
    texts = (mail.to, mail.subject, mail.text, mail.html, mail.reference)
    await connection.execute(_INSERT, stored.id, stored.message_id, *texts, stored.created_at)


async def start_attempt(pool: Pool, mail_id: UUID) -> StoredMail | None:
    """Count an attempt and return the mail, None when it is no longer waiting."""
    row = await pool.fetchrow(_START_ATTEMPT, mail_id)
    return _to_stored_mail(row) if row else None


async def end(pool: Pool, mail_id: UUID, *, state: str, error: str | None = None) -> None:
    """Set the final state of a mail."""
    await pool.execute(_END, mail_id, state, error)


async def record_failure(pool: Pool, mail_id: UUID, *, error: str) -> None:
    """Record the error of a failed attempt that will be retried."""
    await pool.execute(_RECORD_FAILURE, mail_id, error)


async def count_delayed(pool: Pool) -> int:
    """Return how many mails wait because their delivery failed."""
    count: int = await pool.fetchval(_COUNT_DELAYED)
    return count


async def list_mail(pool: Pool, *, state: str | None, limit: int) -> Sequence[MailSummary]:
    """Return the newest mails, optionally of one state."""
    return [MailSummary(*row) for row in await pool.fetch(_LIST, state, limit)]


async def find_mail(pool: Pool, start: str) -> Sequence[tuple[StoredMail, str]]:
    """Return at most two mails whose id starts with `start`, with their states."""
    return [(_to_stored_mail(row), row["state"]) for row in await pool.fetch(_FIND, start)]


async def clean(pool: Pool) -> None:
    """Delete old mails, and give up mails without a job."""
    await pool.execute(_GIVE_UP)
    await pool.execute(_DELETE_OLD)


def _to_stored_mail(row: Any) -> StoredMail:
    mail = Mail(
        to=row["recipient"], subject=row["subject"], text=row["body"], html=row["html"], reference=row["reference"]
    )
    return StoredMail(id=row["id"], message_id=row["message_id"], mail=mail, created_at=row["created_at"])
