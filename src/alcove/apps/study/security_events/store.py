"""All SQL of security events and alerts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.security_events.model import ALERT_PAUSE, RULES, Alert, CountedEvents, SecurityRule
from alcove.foundation.database import Connection, Pool, read_json, read_table
from alcove.foundation.telemetry import SecurityKind

# Rows are locked in the order of their keys, so that two processes never wait for one another.
_COUNT: Final = """
WITH added AS (
    SELECT * FROM jsonb_to_recordset($1::text::jsonb)
    AS a (kind text, subject text, minute timestamptz, number bigint, account uuid, address text, details jsonb,
          severity text, is_stored boolean)),
counted AS (
    INSERT INTO study.security_counts AS c (kind, subject, minute, number)
    SELECT kind, subject, minute, number FROM added ORDER BY kind, subject, minute
    ON CONFLICT (kind, subject, minute) DO UPDATE SET number = c.number + excluded.number
    RETURNING kind, subject, minute, number, event_id)
INSERT INTO public.security_events (id, event_type, user_id, details, severity, ip_address, created_at)
SELECT c.event_id, c.kind, (SELECT id FROM public.profiles WHERE id = a.account),
       a.details || jsonb_build_object('count', c.number), a.severity, nullif(a.address, ''), c.minute
FROM counted AS c JOIN added AS a USING (kind, subject, minute) WHERE a.is_stored
ON CONFLICT (id) DO UPDATE SET details = excluded.details
"""
_ALERT: Final = """
WITH rules AS (
    SELECT * FROM jsonb_to_recordset($1::text::jsonb)
    AS r (kind text, subject text, severity text, number bigint, seconds float8)),
reached AS (
    SELECT r.kind, r.subject, r.severity, sum(c.number) AS number, min(c.minute) AS first_seen
    FROM rules AS r JOIN study.security_counts AS c
      ON c.kind = r.kind AND c.subject = r.subject AND c.minute > $2::timestamptz - make_interval(secs => r.seconds)
    GROUP BY r.kind, r.subject, r.severity, r.number HAVING sum(c.number) >= r.number),
known AS (
    UPDATE study.security_alerts AS a SET number = greatest(a.number, r.number), last_seen = $2
    FROM reached AS r WHERE a.kind = r.kind AND a.subject = r.subject AND a.created_at > $2::timestamptz - $3::interval
    RETURNING a.kind, a.subject)
INSERT INTO study.security_alerts (kind, subject, hour, severity, number, first_seen, last_seen, created_at)
SELECT kind, subject, date_trunc('hour', $2::timestamptz, 'UTC'), severity, number, first_seen, $2, $2 FROM reached
WHERE (kind, subject) NOT IN (SELECT kind, subject FROM known) ORDER BY kind, subject
ON CONFLICT (kind, subject, hour) DO NOTHING
RETURNING id, kind, subject, severity, number
"""
_NOTIFY: Final = """
INSERT INTO public.notifications (user_id, title, message, type, action_url, metadata)
SELECT p.id, $1, $2, $3, '/settings', jsonb_build_object('priority', 'urgent', 'alert_id', $4::uuid)
FROM alcove.account_role AS r JOIN public.profiles AS p ON p.id = r.user_id
WHERE r.app = 'study' AND r.role = 'owner'
"""
_ESCALATE: Final = """
UPDATE study.security_alerts SET escalated_at = $1::timestamptz
WHERE id IN (
    SELECT id FROM study.security_alerts
    WHERE acknowledged_at IS NULL AND escalated_at IS NULL AND created_at <= $1::timestamptz - $2::interval
    ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED)
RETURNING id, kind, subject, severity, number
"""
_SHOWN: Final = """
id, kind, subject, severity, number AS count, first_seen, last_seen, created_at, acknowledged_at, acknowledged_by,
escalated_at
"""
_LIST: Final = f"""
SELECT json_build_object(
    'alerts', coalesce((SELECT json_agg(a) FROM (
        SELECT {_SHOWN} FROM study.security_alerts WHERE NOT $1 OR acknowledged_at IS NULL
        ORDER BY created_at DESC, id LIMIT $2 OFFSET $3) AS a), '[]'),
    'total', (SELECT count(*) FROM study.security_alerts WHERE NOT $1 OR acknowledged_at IS NULL),
    'limit', $2::int, 'offset', $3::int)::text
"""  # noqa: S608 - constants
_ACKNOWLEDGE: Final = f"""
UPDATE study.security_alerts
SET acknowledged_at = coalesce(acknowledged_at, $2),
    acknowledged_by = CASE WHEN acknowledged_at IS NULL THEN $3::uuid ELSE acknowledged_by END
WHERE id = $1 RETURNING {_SHOWN}
"""  # noqa: S608 - constants
# In the order of an index: without one, the plan may read a large table in full.
_FORGET: Final = (
    """DELETE FROM study.security_counts WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM study.security_counts WHERE minute < $1 ORDER BY minute LIMIT $2))""",
    """DELETE FROM study.security_alerts WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM study.security_alerts WHERE created_at < $1 ORDER BY created_at LIMIT $2))""",
)


async def count_events(connection: Connection, events: Sequence[CountedEvents]) -> None:
    """Add events to the counts of their minutes, with a row of public.security_events for a minute."""
    rows = [
        {
            "kind": event.kind,
            "subject": event.subject,
            "minute": event.minute,
            "number": event.number,
            "account": event.account or None,
            "address": event.address,
            "details": event.details,
            "severity": RULES[event.kind].severity,
            "is_stored": RULES[event.kind].is_stored,
        }
        for event in events
    ]
    await connection.execute(_COUNT, msgspec.json.encode(rows).decode())


async def add_alerts(
    connection: Connection,
    subjects: Sequence[tuple[SecurityKind, str]],
    *,
    rules: Mapping[SecurityKind, SecurityRule],
    now: datetime,
) -> Sequence[Alert]:
    """Add alerts of the kinds and subjects whose threshold is reached; return those that are new."""
    rows = [
        {
            "kind": kind,
            "subject": subject,
            "severity": rules[kind].severity,
            "number": rules[kind].number,
            "seconds": rules[kind].within.total_seconds(),
        }
        for kind, subject in subjects
        if rules[kind].number
    ]
    found = await connection.fetch(_ALERT, msgspec.json.encode(rows).decode(), now, ALERT_PAUSE)
    return [_read_alert(row) for row in found]


async def notify_owners(connection: Connection, alert: Alert, *, title: str, kind: str) -> None:
    """Add a notification of an alert for each owner of this app."""
    await connection.execute(_NOTIFY, title, alert.describe(), kind, alert.id)


async def escalate(connection: Connection, *, now: datetime, after: object) -> Sequence[Alert]:
    """Mark alerts that nobody has acknowledged, and return them: each alert once."""
    return [_read_alert(row) for row in await connection.fetch(_ESCALATE, now, after)]


async def list_alerts(pool: Pool, *, is_open: bool, limit: int, offset: int) -> bytes:
    """Return a page of alerts as JSON, the newest first."""
    return await read_json(pool, _LIST, is_open, limit, offset)


async def acknowledge(pool: Pool, alert_id: UUID, *, by: UUID | None, now: datetime) -> Mapping[str, Any] | None:
    """Acknowledge an alert, unless somebody has before; return it, None for an unknown id."""
    rows = await read_table(pool, _ACKNOWLEDGE, alert_id, now, by)
    return dict(rows[0]) if rows else None


async def forget(pool: Pool, *, before: datetime, limit: int) -> int:
    """Remove old counts and alerts; return how many rows of the table that had most."""
    counts = [int((await pool.execute(sql, before, limit)).rpartition(" ")[2]) for sql in _FORGET]
    return max(counts)


def _read_alert(row: Mapping[str, Any]) -> Alert:
    return Alert(
        id=row["id"],
        kind=SecurityKind(row["kind"]),
        subject=row["subject"],
        severity=row["severity"],
        number=int(row["number"]),
    )
