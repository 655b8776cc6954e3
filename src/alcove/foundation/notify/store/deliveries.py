"""Deliveries: created when a notification is dispatched, sent by jobs, listed when they were given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final, Literal
from uuid import UUID

from alcove.foundation.database import Connection, Pool, read_json
from alcove.foundation.notify.model import QuietHours

DeliveryState = Literal["waiting", "sent", "dead"]
BATCH: Final = 200
MAX_WAITING: Final = 1000
"""Deliveries of one account, or of the server, that may wait; further ones are given up at once."""
QUEUE_FULL: Final = "too many deliveries of this account are waiting"
SERVER_QUEUE_FULL: Final = "too many deliveries of the server are waiting"
SERVER_DESTINATION: Final = "webhook of the server"

# Rows that another worker dispatches are skipped, and marked before anybody else sees them.
_DISPATCH: Final = """
WITH pending AS (
    SELECT id, account_id, kind, allowed_channels, created_at FROM notification WHERE dispatched_at IS NULL
    ORDER BY created_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
), marked AS (
    UPDATE notification AS n SET dispatched_at = $2 FROM pending WHERE n.id = pending.id
), wanted AS (
    SELECT pending.id, pending.account_id, channel FROM pending
    LEFT JOIN notification_preference AS p ON p.account_id = pending.account_id AND p.kind = pending.kind
    CROSS JOIN LATERAL unnest(coalesce(
        p.channels, ARRAY(SELECT jsonb_array_elements_text($1::text::jsonb -> pending.kind)))) AS channel
    WHERE pending.allowed_channels IS NULL OR channel = ANY (pending.allowed_channels)
), target AS (
    SELECT w.id, w.account_id, d.id AS destination_id, w.channel
    FROM wanted AS w JOIN notification_destination AS d
        ON d.account_id = w.account_id AND d.channel = w.channel AND d.enabled
    UNION ALL
    SELECT w.id, w.account_id, NULL, w.channel FROM wanted AS w JOIN auth.users AS u ON u.id = w.account_id
    WHERE w.channel = 'mail' AND u.email IS NOT NULL AND u.email_confirmed_at IS NOT NULL
), busy AS (
    SELECT account_id FROM (SELECT DISTINCT account_id FROM target) AS a WHERE $4 <= (
        SELECT count(*) FROM notification AS n JOIN notification_delivery AS d ON d.notification_id = n.id
        WHERE n.account_id = a.account_id AND d.state = 'waiting')
), added AS (
    INSERT INTO notification_delivery (
        notification_id, destination_id, channel, created_at, waiting_since, state, ended_at, last_error)
    SELECT id, destination_id, channel, $2, $2, CASE WHEN is_busy THEN 'dead' ELSE 'waiting' END,
        CASE WHEN is_busy THEN $2 END, CASE WHEN is_busy THEN $5 END
    FROM (SELECT target.*, account_id IN (SELECT account_id FROM busy) AS is_busy FROM target) AS t
    RETURNING id, state
)
SELECT (SELECT count(*) FROM pending) AS notifications,
    ARRAY(SELECT id FROM added WHERE state = 'waiting') AS deliveries
"""
_ADD: Final = """
INSERT INTO notification_delivery (notification_id, destination_id, channel, created_at, waiting_since)
VALUES ($1, $2, $3, $4, $4)
RETURNING id
"""
_ADD_FOR_SERVER: Final = """
INSERT INTO notification_delivery (notification_id, channel, created_at, waiting_since, state, ended_at, last_error)
SELECT $1::uuid, 'webhook', $2::timestamptz, $2::timestamptz, CASE WHEN is_full THEN 'dead' ELSE 'waiting' END,
    CASE WHEN is_full THEN $2::timestamptz END, CASE WHEN is_full THEN $4::text END
FROM (
    SELECT count(*) >= $3::bigint AS is_full
    FROM notification AS n JOIN notification_delivery AS d ON d.notification_id = n.id
    WHERE n.account_id IS NULL AND d.state = 'waiting') AS queue
RETURNING id, state
"""
_FIND: Final = """
SELECT d.id, d.channel, n.id AS notification_id, n.account_id, n.kind, n.title, n.body, n.link, n.created_at, n.is_test,
    t.id AS destination_id, t.secret, u.email::text AS email, q.starts_at, q.ends_at, q.zone
FROM notification_delivery AS d
JOIN notification AS n ON n.id = d.notification_id
LEFT JOIN auth.users AS u ON u.id = n.account_id
LEFT JOIN notification_destination AS t ON t.id = d.destination_id
LEFT JOIN notification_quiet_hours AS q ON q.account_id = n.account_id
WHERE d.id = $1 AND d.state = 'waiting'
"""
_COUNT_ATTEMPT: Final = """
UPDATE notification_delivery SET attempts = attempts + 1 WHERE id = $1 AND state = 'waiting' RETURNING id
"""
_RECORD_FAILURE: Final = "UPDATE notification_delivery SET last_error = $2 WHERE id = $1 AND state = 'waiting'"
_END: Final = """
UPDATE notification_delivery SET state = $2, ended_at = $3, last_error = $4 WHERE id = $1 AND state = 'waiting'
"""
# What an account may see: its own, and as an owner of apps those of the server about them.
_IS_VISIBLE: Final = """
(n.account_id = $1 OR n.account_id IS NULL AND split_part(n.kind, '.', 1) = ANY ($3::text[]))
"""
_REVIVE: Final = f"""
UPDATE notification_delivery AS d SET state = 'waiting', ended_at = NULL, waiting_since = $4
FROM notification AS n WHERE d.id = $2 AND n.id = d.notification_id AND ($1::uuid IS NULL OR {_IS_VISIBLE})
  AND d.state = 'dead'
RETURNING d.id
"""  # noqa: S608 - constants
_STATE: Final = f"""
SELECT d.state FROM notification_delivery AS d JOIN notification AS n ON n.id = d.notification_id
WHERE d.id = $2 AND {_IS_VISIBLE}
"""  # noqa: S608 - constants
_COLUMNS: Final = f"""
d.id, d.state, d.channel, CASE WHEN n.account_id IS NULL THEN '{SERVER_DESTINATION}' ELSE t.label END AS destination,
d.attempts, d.last_error, d.created_at, d.ended_at, n.id AS notification_id, n.kind, n.title, n.account_id
FROM notification_delivery AS d JOIN notification AS n ON n.id = d.notification_id
LEFT JOIN notification_destination AS t ON t.id = d.destination_id
"""
_JSON: Final = f"""
SELECT json_build_object('deliveries', coalesce(json_agg(found ORDER BY created_at DESC, id), '[]')) FROM (
    SELECT {_COLUMNS} WHERE {_IS_VISIBLE} AND ($2::text IS NULL OR d.state = $2)
    ORDER BY d.created_at DESC, d.id LIMIT $4) AS found
"""  # noqa: S608 - constants
_JSON_ONE: Final = f"""
SELECT row_to_json(found) FROM (SELECT {_COLUMNS} WHERE {_IS_VISIBLE} AND d.id = $2) AS found
"""  # noqa: S608 - constants
_LIST: Final = f"""
SELECT {_COLUMNS} WHERE $1::text IS NULL OR d.state = $1 ORDER BY d.created_at DESC, d.id LIMIT $2
"""
_DELETE_OLD: Final = """
DELETE FROM notification_delivery
WHERE ended_at < $1::timestamptz - (CASE state WHEN 'dead' THEN 30 ELSE 7 END) * interval '1 day'
"""
# Deliveries that lost their job, for example after repeated crashes; quiet hours last less than a day.
_GIVE_UP: Final = """
UPDATE notification_delivery SET state = 'dead', ended_at = $1, last_error = coalesce(last_error, 'never delivered')
WHERE state = 'waiting' AND waiting_since < $1::timestamptz - interval '3 days'
"""
_COUNT_DELAYED: Final = "SELECT count(*) FROM notification_delivery WHERE state = 'waiting' AND last_error IS NOT NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDelivery:
    """A delivery to make, with its notification; `email` or `secret` has the address."""

    id: UUID
    channel: str
    notification_id: UUID
    account_id: UUID | None
    kind: str
    title: str
    body: str
    link: str
    created_at: datetime
    is_test: bool
    destination_id: UUID | None
    secret: str | None
    email: str | None
    starts_at: time | None
    ends_at: time | None
    zone: str | None

    @property
    def quiet_hours(self) -> QuietHours | None:
        """The quiet hours of the account."""
        if self.starts_at is None or self.ends_at is None or self.zone is None:
            return None
        return QuietHours(starts_at=self.starts_at, ends_at=self.ends_at, zone=self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySummary:
    """A delivery in a list."""

    id: UUID
    state: DeliveryState
    channel: str
    destination: str | None
    attempts: int
    last_error: str | None
    created_at: datetime
    ended_at: datetime | None
    notification_id: UUID
    kind: str
    title: str
    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class DeliveryReader:
    """Who sees deliveries: an account its own, and an owner of apps those of the server about them."""

    account_id: UUID
    owned_apps: Sequence[str] = ()


async def dispatch(connection: Connection, *, defaults: str, now: datetime) -> tuple[int, list[UUID]]:
    """Create the deliveries of pending notifications; return how many these were, and the deliveries to make.

    `defaults` is a JSON object of the channels of each kind that an account has not chosen.
    """
    row = await connection.fetchrow(_DISPATCH, defaults, now, BATCH, MAX_WAITING, QUEUE_FULL)
    return row["notifications"], row["deliveries"]


async def add(
    connection: Connection, notification_id: UUID, *, destination_id: UUID | None, channel: str, now: datetime
) -> UUID:
    """Add a delivery and return its id."""
    delivery_id: UUID = await connection.fetchval(_ADD, notification_id, destination_id, channel, now)
    return delivery_id


async def add_for_server(connection: Connection, notification_id: UUID, *, now: datetime) -> UUID | None:
    """Add the delivery of a notification of the server and return its id, None when too many are waiting."""
    row = await connection.fetchrow(_ADD_FOR_SERVER, notification_id, now, MAX_WAITING, SERVER_QUEUE_FULL)
    return row["id"] if row["state"] == "waiting" else None


async def find_waiting(source: Pool | Connection, delivery_id: UUID) -> WaitingDelivery | None:
    """Return a delivery that is to be made, None when it has ended."""
    row = await source.fetchrow(_FIND, delivery_id)
    return None if row is None else WaitingDelivery(**row)


async def count_attempt(source: Pool | Connection, delivery_id: UUID) -> bool:
    """Count an attempt; False when the delivery has ended."""
    return await source.fetchval(_COUNT_ATTEMPT, delivery_id) is not None


async def record_failure(source: Pool | Connection, delivery_id: UUID, *, error: str) -> None:
    """Record why an attempt failed that is repeated."""
    await source.execute(_RECORD_FAILURE, delivery_id, error)


async def end(
    source: Pool | Connection, delivery_id: UUID, *, state: DeliveryState, now: datetime, error: str | None = None
) -> None:
    """Set the final state of a delivery."""
    await source.execute(_END, delivery_id, state, now, error)


async def revive(connection: Connection, delivery_id: UUID, *, reader: DeliveryReader | None, now: datetime) -> bool:
    """Let a dead delivery wait again; False when there is none that is dead. None stands for any reader."""
    account_id, apps = (reader.account_id, reader.owned_apps) if reader is not None else (None, ())
    return await connection.fetchval(_REVIVE, account_id, delivery_id, apps, now) is not None


async def find_state(source: Pool | Connection, reader: DeliveryReader, *, delivery_id: UUID) -> str | None:
    """Return the state of a delivery, None when the reader has none with this id."""
    state: str | None = await source.fetchval(_STATE, reader.account_id, delivery_id, reader.owned_apps)
    return state


async def read_page(source: Pool | Connection, reader: DeliveryReader, *, state: str | None, limit: int) -> bytes:
    """Return the newest deliveries that a reader sees, as JSON."""
    return await read_json(source, _JSON, reader.account_id, state, reader.owned_apps, limit)


async def read_one(source: Pool | Connection, reader: DeliveryReader, *, delivery_id: UUID) -> bytes | None:
    """Return a delivery as JSON, None when the reader has none with this id."""
    found = await read_json(source, _JSON_ONE, reader.account_id, delivery_id, reader.owned_apps)
    return None if found == b"null" else found


async def list_deliveries(source: Pool | Connection, *, state: str | None, limit: int) -> Sequence[DeliverySummary]:
    """Return the newest deliveries of the server and of all accounts, optionally of one state."""
    return [_summary(row) for row in await source.fetch(_LIST, state, limit)]


async def count_delayed(source: Pool | Connection) -> int:
    """Return how many deliveries wait because an attempt failed."""
    count: int = await source.fetchval(_COUNT_DELAYED)
    return count


async def clean(source: Pool | Connection, *, now: datetime) -> None:
    """Delete old deliveries, and give up those without a job."""
    await source.execute(_GIVE_UP, now)
    await source.execute(_DELETE_OLD, now)


def _summary(row: Any) -> DeliverySummary:
    return DeliverySummary(**row)
