"""SQL of what the pages over all apps show of books; PostgreSQL makes the JSON."""

from collections.abc import Sequence
from typing import Final

import msgspec

from alcove.apps.books.model.book import Book
from alcove.foundation.database import Connection, Pool, WhereClause, read_json
from alcove.foundation.overview import JobQuery, JobRow

_JOBS: Final = """
WITH job AS (
    SELECT 'download-' || d.id AS id, 'download' AS kind, d.title AS title,
        CASE WHEN d.retry_at IS NOT NULL AND d.state IN ('queued', 'error') THEN 'waiting' ELSE
            CASE d.state WHEN 'queued' THEN 'queued' WHEN 'complete' THEN 'done' WHEN 'error' THEN 'failed'
                WHEN 'cancelled' THEN 'cancelled' ELSE 'running' END END AS state,
        CASE WHEN d.state = 'downloading' THEN d.progress END AS done,
        CASE WHEN d.state IN ('queued', 'error', 'complete') THEN d.message END AS reason,
        d.added_at AS requested_at, d.started_at, d.changed_at AS updated_at,
        CASE WHEN d.retry_at IS NULL AND d.state IN ('complete', 'error', 'cancelled') THEN d.changed_at END
            AS finished_at, d.retry_at AS next_try_at, '/books/queue' AS url,
        d.state IN ('queued', 'resolving', 'downloading') AS can_cancel,
        d.retry_at IS NOT NULL OR d.state IN ('error', 'cancelled') AS can_retry
    FROM books_download AS d
    UNION ALL
    SELECT 'saved-' || s.id, 'saved_search', 'Saved search: ' || s.name,
        CASE WHEN s.error IS NULL THEN 'done' ELSE 'failed' END, NULL, s.error, s.ran_at, s.ran_at, s.ran_at, s.ran_at,
        NULL, '/books/saved', false, false
    FROM books_saved_search AS s WHERE s.ran_at IS NOT NULL
)
SELECT requested_at AS at, id, json_build_object(
    'app', 'books', 'id', id, 'kind', kind, 'title', title, 'state', state,
    'progress', CASE WHEN done IS NOT NULL
        THEN json_build_object('done', done, 'total', 100, 'unit', 'percent') END,
    'reason', reason, 'requested_at', requested_at, 'started_at', started_at, 'updated_at', updated_at,
    'finished_at', finished_at, 'next_try_at', next_try_at, 'url', url,
    'can_cancel', can_cancel, 'can_retry', can_retry)::text AS body
FROM job WHERE {where} ORDER BY requested_at DESC, id COLLATE "C" DESC LIMIT {limit}
"""
_FIND_DOWNLOAD: Final = """
SELECT book::text AS book, state, priority, owner, display_name, retry_at IS NOT NULL AS is_waiting
FROM books_download WHERE id = $1
"""
_HAS_SAVED: Final = "SELECT EXISTS (SELECT FROM books_saved_search WHERE id = $1)"
_TRY_NOW: Final = """
UPDATE books_download SET state = 'queued', retry_at = NULL, message = NULL, delivery_problem = NULL,
    changed_at = clock_timestamp()
WHERE id = $1 AND retry_at IS NOT NULL AND state IN ('queued', 'error') RETURNING true
"""
_FIND: Final = """
WITH library AS (
    SELECT DISTINCT ON (f.book_id) f.book_id, f.book->>'title' AS title,
        concat_ws(' · ', nullif((SELECT string_agg(author, ', ') FROM jsonb_array_elements_text(f.book->'authors')
            AS author), ''), upper(f.format), 'in your library') AS detail, f.delivered_at
    FROM books_file AS f
    WHERE f.gone_at IS NULL
        AND NOT EXISTS (SELECT FROM unnest($1::text[]) AS searched (word) WHERE strpos(f.words, searched.word) = 0)
    ORDER BY f.book_id, f.delivered_at DESC
), queued AS (
    SELECT d.id, d.title, concat_ws(' · ', nullif(d.author, ''), upper(d.format), 'in the queue') AS detail, d.added_at
    FROM books_download AS d
    WHERE d.state <> 'complete' AND NOT EXISTS (
        SELECT FROM unnest($1::text[]) AS searched (word)
        WHERE strpos(lower(d.title || ' ' || d.author), searched.word) = 0)
), result AS (
    (SELECT 0 AS rank, book_id AS id, title, detail, 'book' AS kind, delivered_at AS at FROM library
     ORDER BY delivered_at DESC LIMIT $2)
    UNION ALL
    (SELECT 1, id, title, detail, 'download', added_at FROM queued ORDER BY added_at DESC LIMIT $2)
    UNION ALL
    (SELECT 2, c.id, c.book->>'title', concat_ws(' · ', nullif((SELECT string_agg(author, ', ')
            FROM jsonb_array_elements_text(c.book->'authors') AS author), ''), upper(c.book->>'format'), c.source),
        'offered', c.seen_at
     FROM books_catalogue_book AS c
     WHERE NOT EXISTS (SELECT FROM unnest($1::text[]) AS searched (word) WHERE strpos(c.words, searched.word) = 0)
         AND NOT EXISTS (SELECT FROM library WHERE book_id = c.id) AND NOT EXISTS (SELECT FROM queued WHERE id = c.id)
     LIMIT $2)
)
SELECT coalesce(json_agg(json_build_object('app', 'books', 'kind', kind, 'title', title, 'detail', detail,
    'url', '/books/item/' || id) ORDER BY rank, at DESC), '[]')
FROM (SELECT * FROM result ORDER BY rank, at DESC LIMIT $2) AS shown
"""
_TODAY: Final = """
WITH counted AS (
    SELECT count(*) FILTER (WHERE state IN ('queued', 'resolving', 'downloading') OR retry_at IS NOT NULL) AS arriving,
        count(*) FILTER (WHERE state = 'error' AND retry_at IS NULL) AS failed,
        (SELECT count(*) FROM books_file WHERE gone_at IS NULL) AS delivered
    FROM books_download
), item AS (
    SELECT 'download' AS kind, title, CASE WHEN retry_at IS NOT NULL THEN coalesce(message, 'waits for its next try')
            WHEN state = 'downloading' THEN 'downloading, ' || round(progress) || ' %'
            WHEN state = 'resolving' THEN 'starting' ELSE 'queued' END AS detail, '/books/item/' || id AS url
    FROM books_download WHERE state IN ('queued', 'resolving', 'downloading') OR retry_at IS NOT NULL
    ORDER BY priority, added_at, id LIMIT 3
), newest AS (
    SELECT 'book' AS kind, book->>'title' AS title, 'delivered' AS detail, '/books/item/' || book_id AS url
    FROM books_file WHERE gone_at IS NULL ORDER BY delivered_at DESC, id DESC LIMIT 1
)
SELECT json_build_object('app', 'books', 'facts', json_build_array(
        json_build_object('label', 'arriving', 'value', arriving),
        json_build_object('label', 'failed', 'value', failed),
        json_build_object('label', 'delivered', 'value', delivered)),
    'items', coalesce((SELECT json_agg(i) FROM item AS i), (SELECT json_agg(n) FROM newest AS n), '[]'),
    'next_step', CASE
        WHEN failed > 0 THEN json_build_object('title', 'Look at what failed',
            'detail', CASE failed WHEN 1 THEN '1 book was not delivered.'
                ELSE failed || ' books were not delivered.' END, 'action', 'Open the queue', 'url', '/books/queue')
        WHEN arriving > 0 THEN json_build_object('title', 'Books are arriving',
            'detail', CASE arriving WHEN 1 THEN '1 book is in the queue.'
                ELSE arriving || ' books are in the queue.' END, 'action', 'Open the queue', 'url', '/books/queue')
        ELSE json_build_object('title', 'Find a book',
            'detail', CASE delivered WHEN 0 THEN 'Nothing has been delivered yet.'
                ELSE 'Search all your sources at once.' END, 'action', 'Search books', 'url', '/books')
        END)
FROM counted
"""


class DownloadState(msgspec.Struct, frozen=True, kw_only=True):
    """A download as far as it can be cancelled or started again."""

    book: Book
    state: str
    priority: int
    owner: str
    display_name: str
    is_waiting: bool


async def list_jobs(source: Pool | Connection, query: JobQuery) -> Sequence[JobRow]:
    """Return downloads and runs of saved searches, the newest first."""
    where = WhereClause()
    where.add("state = ANY ({}::text[])", list(query.states))
    if query.before_at is not None:
        where.add('(requested_at, id COLLATE "C") < ({}, {})', query.before_at, query.before_id)
    sql = _JOBS.format(where=where.sql, limit=where.bind(query.limit))
    return [
        JobRow(at=row["at"], id=row["id"], body=row["body"].encode()) for row in await source.fetch(sql, *where.args)
    ]


async def find_download(source: Pool | Connection, book_id: str) -> DownloadState | None:
    """Return a download; None when there is none of this id."""
    row = await source.fetchrow(_FIND_DOWNLOAD, book_id)
    return None if row is None else DownloadState(**{**row, "book": msgspec.json.decode(row["book"], type=Book)})


async def has_saved_search(source: Pool | Connection, search_id: int) -> bool:
    """Return whether there is a saved search of this id."""
    return bool(await source.fetchval(_HAS_SAVED, search_id))


async def try_now(connection: Connection, book_id: str) -> bool:
    """Let a download that waits for its next try be claimed at once; False when it does not wait."""
    return bool(await connection.fetchval(_TRY_NOW, book_id))


async def find(source: Pool | Connection, words: Sequence[str], *, limit: int) -> bytes:
    """Return delivered and queued books that have all folded words, as JSON."""
    return await read_json(source, _FIND, list(words), limit)


async def read_today(source: Pool | Connection) -> bytes:
    """Return the numbers, arriving books and the next step, as JSON."""
    return await read_json(source, _TODAY)
