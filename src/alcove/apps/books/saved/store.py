"""Saved searches, and the works that they have found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from alcove.apps.books.model.book import Query
from alcove.foundation.database import Connection, Pool

INTERRUPTED: Final = "The last run did not end."
PARTIAL_PREFIX: Final = "Partly: "
"""The start of a run's error when only some sources failed."""
RETRY_HOURS: Final = 1
"""Hours after which a failed search is retried; they double with each failure, up to those of a normal run."""

# $1: hours between two runs, $2: hours before the first retry.
_PAUSE: Final = """
interval '1 hour'
    * CASE WHEN failures = 0 THEN $1::float8 ELSE least($1, $2::float8 * 2 ^ least(failures - 1, 10)) END
"""
_LIST: Final = f"""
SELECT s.id, s.name, s.query::text, s.owner, s.queue_matches, s.most_per_run, s.enabled, s.ran_at, s.error,
    s.created_at, CASE WHEN s.enabled THEN coalesce(s.ran_at + {_PAUSE}, now()) END AS next_run_at,
    count(m.search_id) AS found, count(m.search_id) FILTER (WHERE m.queued) AS queued
FROM books_saved_search AS s LEFT JOIN books_saved_match AS m ON m.search_id = s.id
GROUP BY s.id ORDER BY lower(s.name), s.id
"""  # noqa: S608 - composed of the literals above
_ADD: Final = """
INSERT INTO books_saved_search (name, query, owner, queue_matches, most_per_run)
SELECT $1, $2::text::jsonb, $3, $4, $5 WHERE (SELECT count(*) FROM books_saved_search) < $6
ON CONFLICT (name) DO NOTHING RETURNING id
"""
_COUNT: Final = "SELECT count(*) FROM books_saved_search"
_ENABLE: Final = "UPDATE books_saved_search SET enabled = $2 WHERE id = $1 RETURNING id"
_MAKE_DUE: Final = "UPDATE books_saved_search SET ran_at = NULL WHERE id = $1 AND enabled RETURNING id"
_REMOVE: Final = "DELETE FROM books_saved_search WHERE id = $1 RETURNING id"

# A claimed search is skipped by other workers.
_CLAIM_DUE: Final = f"""
UPDATE books_saved_search AS s SET ran_at = now(), error = $3, failures = failures + 1
WHERE s.id = (
    SELECT id FROM books_saved_search
    WHERE enabled AND (ran_at IS NULL OR ran_at <= now() - {_PAUSE})
    ORDER BY ran_at NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING s.id, s.name, s.query::text, s.owner, s.queue_matches, s.most_per_run, s.enabled, s.ran_at, s.error
"""  # noqa: S608 - the same
_FINISH: Final = """
UPDATE books_saved_search
SET error = $2, failures = CASE WHEN $2::text IS NULL OR starts_with($2, $3) THEN 0 ELSE failures END WHERE id = $1
"""
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('books_saved', 0))"
_IS_ENABLED: Final = "SELECT EXISTS (SELECT FROM books_saved_search WHERE id = $1 AND enabled)"
_COUNT_QUEUED_TODAY: Final = (
    "SELECT count(*) FROM books_saved_match WHERE queued AND found_at > now() - interval '1 day'"
)
_FIND_KNOWN: Final = """
SELECT book_key FROM books_saved_match WHERE book_key = ANY($2) AND (search_id = $1 OR queued)
"""
_FIND_PRESENT: Final = """
SELECT id FROM books_download WHERE id = ANY($1) UNION SELECT book_id FROM books_file WHERE book_id = ANY($1)
"""
_ADD_MATCH: Final = """
INSERT INTO books_saved_match (search_id, book_key, book_id, queued) VALUES ($1, $2, $3, $4)
ON CONFLICT (search_id, book_key) DO NOTHING
"""

_decode: Final = msgspec.json.Decoder(Query).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSearch:
    """A search to add."""

    name: str
    query: Query
    owner: str = ""
    queue_matches: bool = True
    most_per_run: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRow(NewSearch):
    """A saved search, with time and error of its last run."""

    id: int
    enabled: bool
    ran_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRowWithCounts(SavedRow):
    """A saved search, with its next run and the number of works that it found and queued."""

    created_at: datetime
    next_run_at: datetime | None
    found: int
    queued: int


async def list_all(source: Pool | Connection, *, hours: float) -> list[SavedRowWithCounts]:
    """Return all saved searches by name; `hours` is the pause between two runs."""
    rows = await source.fetch(_LIST, hours, float(RETRY_HOURS))
    return [SavedRowWithCounts(**_read_row(row)) for row in rows]


async def add(connection: Connection, search: NewSearch, *, limit: int) -> int | None:
    """Add a search and return its id; None when its name is taken or there are `limit` already."""
    query = msgspec.json.encode(search.query).decode()
    values = (search.name, query, search.owner, search.queue_matches, search.most_per_run, limit)
    search_id: int | None = await connection.fetchval(_ADD, *values)
    return search_id


async def count(source: Pool | Connection) -> int:
    """Return the number of saved searches."""
    return int(await source.fetchval(_COUNT))


async def enable(connection: Connection, search_id: int, *, enabled: bool) -> bool:
    """Enable or disable a search; False when there is none."""
    return await connection.fetchval(_ENABLE, search_id, enabled) is not None


async def make_due(connection: Connection, search_id: int) -> bool:
    """Make an enabled search due now; False when there is none."""
    return await connection.fetchval(_MAKE_DUE, search_id) is not None


async def remove(connection: Connection, search_id: int) -> bool:
    """Remove a search and its matches; False when there is none."""
    return await connection.fetchval(_REMOVE, search_id) is not None


async def claim_due(source: Pool | Connection, *, hours: float) -> SavedRow | None:
    """Claim and return a search whose run is due; None when there is none."""
    row = await source.fetchrow(_CLAIM_DUE, hours, float(RETRY_HOURS), INTERRUPTED)
    return SavedRow(**_read_row(row)) if row else None


async def finish(source: Pool | Connection, search_id: int, *, error: str | None) -> None:
    """Store the error of a run, None when it succeeded."""
    await source.execute(_FINISH, search_id, error, PARTIAL_PREFIX)


async def lock(connection: Connection) -> None:
    """Keep other transactions from adding matches until this one ends."""
    await connection.execute(_LOCK)


async def is_enabled(connection: Connection, search_id: int) -> bool:
    """Return whether a search exists and is enabled."""
    return bool(await connection.fetchval(_IS_ENABLED, search_id))


async def count_queued_today(connection: Connection) -> int:
    """Return the number of books that all searches have queued within the last day."""
    return int(await connection.fetchval(_COUNT_QUEUED_TODAY))


async def find_known(connection: Connection, search_id: int, *, keys: Sequence[str]) -> frozenset[str]:
    """Return the keys of works that this search has found before or any search has queued."""
    return frozenset(row[0] for row in await connection.fetch(_FIND_KNOWN, search_id, list(keys)))


async def find_present(connection: Connection, book_ids: Sequence[str]) -> frozenset[str]:
    """Return the ids of books that are in the queue or were delivered."""
    return frozenset(row[0] for row in await connection.fetch(_FIND_PRESENT, list(book_ids)))


async def add_match(connection: Connection, search_id: int, *, key: str, book_id: str, queued: bool) -> None:
    """Add a work that a search found."""
    await connection.execute(_ADD_MATCH, search_id, key, book_id, queued)


def _read_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "query": _decode(row["query"])}
