"""All SQL of private channels and of broadcasts from the database."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alcove.foundation.database import DATABASE_LOST, Connection, Pool, end_open_transaction

CHANNEL: Final = "realtime_messages"
"""A trigger notifies `<transaction> <id>,<id>...` of each statement that adds messages."""
MAX_PAYLOAD_BYTES: Final = 3_000_000
RETENTION: Final = "3 days"
BATCH: Final = 1000
"""Rows that one statement removes."""

# A function of the caller before may have changed the role and the settings of the session.
_BEGIN_PROBE: Final = "RESET ALL; RESET ROLE; BEGIN; SET LOCAL statement_timeout = {milliseconds}"
_PROBE: Final = "SELECT reads, writes, problems FROM realtime.probe_rights($1, $2, $3, $4)"

# The id is in the payload too, unless the sender's own is.
_PAYLOAD: Final = """
CASE WHEN jsonb_typeof(payload) = 'object' AND NOT payload ? 'id' THEN payload || jsonb_build_object('id', id)
    ELSE coalesce(payload, jsonb_build_object('id', id)) END::json
"""
# The number of a transaction in a row has 32 bits: it is the last one before the next transaction that ends with them.
_XID: Final = """
next_xid - ((next_xid - messages.xmin::text::bigint) % 4294967296 + 4294967296) % 4294967296
"""
_READ_MESSAGES: Final = f"""
SELECT id, topic, event, private IS TRUE AS is_private, {_XID} AS xid, clock_timestamp() AS read_at,
    CASE WHEN coalesce(octet_length(payload::text), 0) + octet_length(event) > $2 THEN NULL
        ELSE {_PAYLOAD} END AS payload
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, position) JOIN realtime.messages USING (id),
    CAST(pg_snapshot_xmax(pg_current_snapshot())::text AS bigint) AS next_xid
ORDER BY position
"""  # noqa: S608 - of constants
_FIND_MISSED: Final = f"""
WITH now AS (
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS first_xid,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next_xid, clock_timestamp() AS time
)
SELECT now.first_xid, now.time, missed.ids, missed.xids FROM now, LATERAL (
    SELECT array_agg(id ORDER BY inserted_at) AS ids, array_agg(xid ORDER BY inserted_at) AS xids FROM (
        SELECT id, inserted_at, {_XID} AS xid FROM realtime.messages
        WHERE extension = 'broadcast' AND event IS NOT NULL
          AND inserted_at > (coalesce($2, now.time) - interval '1 hour') AT TIME ZONE 'UTC'
          AND ({_XID} >= coalesce($1, now.first_xid) OR inserted_at > $2 AT TIME ZONE 'UTC')
        ORDER BY inserted_at DESC LIMIT $3
    ) AS message
) AS missed
"""  # noqa: S608 - of constants
_REPLAY: Final = f"""
SELECT id, event, {_PAYLOAD} AS payload FROM (
    SELECT * FROM realtime.messages
    WHERE topic = $1 AND extension = 'broadcast' AND private AND event IS NOT NULL
      AND inserted_at >= greatest($2::timestamptz, now() - interval '{RETENTION}') AT TIME ZONE 'UTC'
      AND (expires_at IS NULL OR expires_at > now() AT TIME ZONE 'UTC')
      AND coalesce(octet_length(payload::text), 0) + octet_length(event) <= $4
    ORDER BY inserted_at DESC LIMIT $3
) AS message
ORDER BY inserted_at
"""  # noqa: S608 - of constants
# It was delivered to all subscribers before.
_STORE: Final = """
WITH settings AS (SELECT set_config('realtime.is_delivered', 'true', true))
INSERT INTO realtime.messages (id, topic, extension, event, payload, private, expires_at)
SELECT $1, $2, 'broadcast', $3, convert_from($4, 'UTF8')::jsonb, true,
    (now() + make_interval(secs => $5)) AT TIME ZONE 'UTC'
FROM settings
"""
_FORGET: Final = f"""
DELETE FROM realtime.messages WHERE id IN (
    SELECT id FROM realtime.messages WHERE inserted_at < now() AT TIME ZONE 'UTC' - interval '{RETENTION}' LIMIT $1)
"""  # noqa: S608 - of constants


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult:
    """What a caller may read and write (`broadcast`, `presence`), and errors of policies that deny it."""

    reads: frozenset[str]
    writes: frozenset[str]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastMessage:
    """A message from the database; `payload` is JSON, None when it is too large.

    `xid` is its transaction, `read_at` the time of the database when it was read.
    """

    id: str
    topic: str
    event: str
    is_private: bool
    payload: bytes | None
    xid: int
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedMessages:
    """The ids and transactions of messages; the next read continues with this transaction, since this time."""

    messages: Sequence[tuple[str, int]]
    first_xid: int
    time: datetime


async def probe_rights(
    pool: Pool, topic: str, *, role: str, claims: str, headers: str, statement_seconds: float
) -> ProbeResult:
    """Return the rights of a caller by the policies on `realtime.messages`; QueryCanceledError, DATABASE_LOST."""
    async with pool.acquire() as connection:
        await end_open_transaction(connection)
        await connection.execute(_BEGIN_PROBE.format(milliseconds=round(statement_seconds * 1000)))
        try:
            row = await connection.fetchrow(_PROBE, topic, role, claims, headers)
        finally:
            with suppress(*DATABASE_LOST):
                await connection.execute("ROLLBACK")
    return ProbeResult(reads=frozenset(row["reads"]), writes=frozenset(row["writes"]), problems=row["problems"])


async def read_messages(source: Pool | Connection, ids: Sequence[str]) -> Sequence[BroadcastMessage]:
    """Return messages in the order of their ids; those that are gone are left out."""
    rows = await source.fetch(_READ_MESSAGES, ids, MAX_PAYLOAD_BYTES)
    return [
        BroadcastMessage(
            id=str(row["id"]),
            topic=row["topic"],
            event=row["event"],
            is_private=row["is_private"],
            payload=row["payload"],
            xid=row["xid"],
            read_at=row["read_at"],
        )
        for row in rows
    ]


async def find_missed(
    source: Pool | Connection, *, first_xid: int | None, since: datetime | None, limit: int
) -> MissedMessages:
    """Return the newest `limit` messages of transactions that had not ended before `first_xid`, the oldest first.

    Messages that were added after `since` are among them in any case: a server that crashed uses numbers of
    transactions again. Transactions that had been open for more than an hour at `since` are not considered. Without
    `first_xid`, only messages beside which an older transaction is still open.
    """
    row = await source.fetchrow(_FIND_MISSED, first_xid, since, limit)
    ids = [str(message_id) for message_id in row["ids"] or ()]
    messages = list(zip(ids, row["xids"] or (), strict=True))
    return MissedMessages(messages=messages, first_xid=row["first_xid"], time=row["time"])


async def read_replay(
    source: Pool | Connection, topic: str, *, since: datetime, limit: int
) -> Sequence[tuple[str, str, bytes]]:
    """Return id, event and payload of the newest `limit` private messages of a topic, the oldest first."""
    rows = await source.fetch(_REPLAY, topic, since, limit, MAX_PAYLOAD_BYTES)
    return [(str(row["id"]), row["event"], row["payload"]) for row in rows]


async def store_message(
    source: Pool | Connection, topic: str, *, message_id: str, event: str, payload: bytes, seconds: float | None
) -> None:
    """Store a private message for replays, for at most `seconds`; it is not delivered."""
    await source.execute(_STORE, message_id, topic, event, payload, seconds)


async def forget_messages(source: Pool | Connection) -> int:
    """Remove up to `BATCH` messages that are older than three days; return how many."""
    status: str = await source.execute(_FORGET, BATCH)
    return int(status.rpartition(" ")[2])
