"""SQL of what the pages over all apps show of records; PostgreSQL makes the JSON."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from alcove.foundation.database import Connection, Pool, WhereClause, read_json
from alcove.foundation.overview import JobQuery, JobRow

_JOBS: Final = """
WITH job AS (
    SELECT 'scrape-' || s.id AS id, 'scrape' AS kind,
        CASE s.mode WHEN 'full' THEN 'Full scrape of ' ELSE 'Scrape of ' END || s.seller AS title,
        CASE WHEN s.retry_at IS NOT NULL THEN 'waiting' ELSE s.state END AS state,
        s.page AS done, s.pages AS total, 'pages' AS unit, s.error AS reason,
        s.requested_at, s.started_at, s.updated_at, s.finished_at, s.retry_at AS next_try_at,
        '/records/sellers/' || s.seller AS url,
        s.state IN ('queued', 'running') OR s.retry_at IS NOT NULL AS can_cancel,
        s.retry_at IS NOT NULL OR (s.state IN ('failed', 'cancelled') AND s.id = (
            SELECT max(o.id) FROM discogs_scrape AS o WHERE lower(o.seller) = lower(s.seller))) AS can_retry
    FROM discogs_scrape AS s
    UNION ALL
    SELECT 'training-' || t.id, 'training', 'Training on ' || t.labels || ' verdicts',
        CASE t.outcome WHEN 'failed' THEN 'failed' ELSE 'done' END, NULL, NULL, NULL, nullif(t.reason, ''),
        t.started_at, t.started_at, t.finished_at, t.finished_at, NULL, '/records/model', false,
        t.outcome = 'failed' AND t.id = (SELECT max(id) FROM discogs_training)
    FROM discogs_training AS t
    UNION ALL
    SELECT 'task-' || j.id, 'task', n.title, CASE WHEN j.status = 'doing' THEN 'running'
            WHEN j.scheduled_at > now() THEN 'waiting' ELSE 'queued' END,
        NULL, NULL, NULL, NULL, e.deferred_at, e.started_at, coalesce(e.started_at, e.deferred_at), NULL,
        CASE WHEN j.status = 'todo' AND j.scheduled_at > now() THEN j.scheduled_at END, n.url, n.can_cancel, false
    FROM procrastinate_jobs AS j
    JOIN (VALUES ('records.train', 'Training on your verdicts', '/records/model', true),
        ('records.details', 'Release details from Discogs', '/records', false),
        ('records.pick', 'Selection of the record of the day', '/', false)) AS n (task, title, url, can_cancel)
        ON n.task = j.task_name
    CROSS JOIN LATERAL (
        SELECT coalesce(min(at) FILTER (WHERE type = 'deferred'), now()) AS deferred_at,
            max(at) FILTER (WHERE type = 'started') AS started_at
        FROM procrastinate_events WHERE job_id = j.id) AS e
    WHERE j.status IN ('todo', 'doing')
)
SELECT requested_at AS at, id, json_build_object(
    'app', 'records', 'id', id, 'kind', kind, 'title', title, 'state', state,
    'progress', CASE WHEN done IS NOT NULL AND state = 'running'
        THEN json_build_object('done', done, 'total', total, 'unit', unit) END,
    'reason', reason, 'requested_at', discogs_instant(requested_at), 'started_at', discogs_instant(started_at),
    'updated_at', discogs_instant(updated_at), 'finished_at', discogs_instant(finished_at),
    'next_try_at', discogs_instant(next_try_at), 'url', url, 'can_cancel', can_cancel, 'can_retry', can_retry
)::text AS body
FROM job WHERE {where} ORDER BY requested_at DESC, id COLLATE "C" DESC LIMIT {limit}
"""
_FIND_SCRAPE: Final = """
SELECT seller, mode, state, retry_at IS NOT NULL AS is_waiting,
    id = (SELECT max(o.id) FROM discogs_scrape AS o WHERE lower(o.seller) = lower(s.seller)) AS is_newest
FROM discogs_scrape AS s WHERE id = $1
"""
_HAS_TRAINING: Final = """
SELECT outcome = 'failed' AND id = (SELECT max(id) FROM discogs_training) FROM discogs_training WHERE id = $1
"""
_IS_TRAINING_TASK: Final = """
SELECT EXISTS (SELECT FROM procrastinate_jobs
               WHERE id = $1 AND task_name = 'records.train' AND status IN ('todo', 'doing'))
"""
_FIND: Final = """
WITH term AS (
    SELECT ARRAY(SELECT discogs_pattern(word) FROM unnest($1::text[]) AS word) AS patterns, discogs_pattern($2) AS whole
), matching AS MATERIALIZED (
    SELECT w.record_id FROM term, discogs_words AS w WHERE w.names LIKE ALL (term.patterns) LIMIT 500
), offer AS (
    SELECT DISTINCT ON (l.record_id) l.id, r.artist, r.title, l.record_price, l.media_condition, l.score,
        s.name AS seller
    FROM matching AS m JOIN discogs_record AS r ON r.id = m.record_id
    JOIN discogs_listing AS l ON l.record_id = r.id AND l.status = 'For Sale'
    JOIN discogs_seller AS s ON s.id = l.seller_id
    ORDER BY l.record_id, l.record_price NULLS LAST, l.id
), result AS (
    (SELECT 0 AS rank, name AS title, 'seller' AS kind, 'Seller' AS detail, '/records/sellers/' || name AS url,
        0::numeric AS score
     FROM discogs_seller, term WHERE discogs_fold(name) LIKE term.whole ORDER BY length(name), name LIMIT 2)
    UNION ALL
    (SELECT 1, concat_ws(' - ', nullif(artist, ''), nullif(title, '')), 'offer',
        concat_ws(' · ', '$' || record_price, media_condition, seller), '/records/offer/' || id, score
     FROM offer ORDER BY score DESC, id DESC LIMIT $3)
)
SELECT coalesce(json_agg(json_build_object('app', 'records', 'kind', kind, 'title', title, 'detail', detail, 'url', url)
    ORDER BY rank, score DESC, title), '[]')
FROM (SELECT * FROM result ORDER BY rank, score DESC, title LIMIT $3) AS shown
"""
_TODAY: Final = """
WITH counted AS (
    SELECT c.listings, c.unevaluated,
        (SELECT count(*) FROM discogs_listing WHERE kept AND evaluated) AS kept,
        (SELECT seller FROM discogs_scrape WHERE state IN ('queued', 'running') ORDER BY id LIMIT 1) AS scraping,
        (SELECT count(*) FROM discogs_seller) AS sellers
    FROM discogs_counter AS c
), pick AS (
    SELECT 'pick' AS kind, p.listing_id FROM discogs_recordoftheday AS p WHERE p.date = $1
), best AS (
    SELECT 'offer' AS kind, id AS listing_id FROM discogs_listing
    WHERE status = 'For Sale' AND NOT evaluated ORDER BY score DESC, id DESC LIMIT 1
), item AS (
    SELECT shown.kind, concat_ws(' - ', nullif(r.artist, ''), nullif(r.title, '')) AS title,
        concat_ws(' · ', '$' || l.record_price, l.media_condition, s.name) AS detail, '/records/offer/' || l.id AS url
    FROM (SELECT * FROM pick UNION ALL SELECT * FROM best WHERE NOT EXISTS (SELECT FROM pick)) AS shown
    JOIN discogs_listing AS l ON l.id = shown.listing_id JOIN discogs_record AS r ON r.id = l.record_id
    JOIN discogs_seller AS s ON s.id = l.seller_id
), step AS (
    SELECT CASE
        WHEN listings = 0 AND scraping IS NOT NULL THEN json_build_object('title', 'Scraping ' || scraping,
            'detail', 'Offers appear here as they are read.', 'action', 'Show progress', 'url', '/activity')
        WHEN listings = 0 THEN json_build_object('title', 'Choose a seller',
            'detail', 'No offers are stored yet.', 'action', 'Choose a seller', 'url', '/records/sellers')
        WHEN unevaluated > 0 THEN json_build_object('title', 'Judge offers',
            'detail', CASE unevaluated WHEN 1 THEN '1 offer has no verdict yet.'
                ELSE unevaluated || ' offers have no verdict yet.' END, 'action', 'Start judging',
            'url', '/records/dig')
        ELSE json_build_object('title', 'Look at your shortlist',
            'detail', 'Every offer has a verdict.', 'action', 'Open the shortlist', 'url', '/records/kept')
        END AS next_step
    FROM counted
)
SELECT json_build_object('app', 'records', 'facts', json_build_array(
        json_build_object('label', 'offers for sale', 'value', listings),
        json_build_object('label', 'without a verdict', 'value', unevaluated),
        json_build_object('label', 'kept', 'value', kept)),
    'items', coalesce((SELECT json_agg(item) FROM item), '[]'), 'next_step', (SELECT next_step FROM step))
FROM counted
"""


async def list_jobs(source: Pool | Connection, query: JobQuery) -> Sequence[JobRow]:
    """Return scrapes and trainings, the newest first."""
    where = WhereClause()
    where.add("state = ANY ({}::text[])", list(query.states))
    if query.before_at is not None:
        where.add('(requested_at, id COLLATE "C") < ({}, {})', query.before_at, query.before_id)
    sql = _JOBS.format(where=where.sql, limit=where.bind(query.limit))
    return [
        JobRow(at=row["at"], id=row["id"], body=row["body"].encode()) for row in await source.fetch(sql, *where.args)
    ]


async def find_scrape(source: Pool | Connection, run_id: int) -> tuple[str, str, bool, bool] | None:
    """Return seller and mode of a scrape, whether it can be cancelled, and whether it can be started again."""
    row = await source.fetchrow(_FIND_SCRAPE, run_id)
    if row is None:
        return None
    is_active = row["state"] in ("queued", "running")
    can_retry = row["is_waiting"] or (row["is_newest"] and row["state"] in ("failed", "cancelled"))
    return row["seller"], row["mode"], is_active or row["is_waiting"], can_retry


async def is_last_failed_training(source: Pool | Connection, training_id: int) -> bool | None:
    """Return whether a training is the last one and has failed; None when there is none of this id."""
    result: bool | None = await source.fetchval(_HAS_TRAINING, training_id)
    return result


async def is_training_task(connection: Connection, task_id: int) -> bool:
    """Return whether a job is a training that waits or runs."""
    return bool(await connection.fetchval(_IS_TRAINING_TASK, task_id))


async def find(source: Pool | Connection, text: str, *, limit: int) -> bytes:
    """Return sellers and offers for sale whose names have all words of a text, as JSON."""
    # A title is shown as "Artist - Title" or with a longer dash, which is in neither name.
    words = [word for word in text.split() if word not in {"-", "\u2013"}] or text.split()
    return await read_json(source, _FIND, words[:10], text, limit)


async def read_today(source: Pool | Connection, *, day: date) -> bytes:
    """Return the numbers, the record of the day or else the best offer, and the next step, as JSON."""
    return await read_json(source, _TODAY, day)
