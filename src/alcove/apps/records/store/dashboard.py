"""Reads behind the dashboard and the model's figures."""

from datetime import date

from alcove.foundation.database import Connection, Pool, read_json

# NULL when nothing is picked for the day although something could be.
_DASHBOARD = """
SELECT CASE WHEN p.id IS NOT NULL OR NOT EXISTS (
    SELECT FROM discogs_listing WHERE status = 'For Sale' AND score > 0 AND record_price IS NOT NULL
) THEN convert_to(
    '{"num_records":' || c.records || ',"num_listings":' || c.listings || ',"unevaluated":' || c.unevaluated
    || ',"accuracy":' || coalesce((SELECT round((100 * accuracy)::numeric, 2) FROM discogs_accuracy), 0)
    || ',"record_of_the_day":' || coalesce(p.listing, 'null')
    || ',"record_of_the_day_obj":' || coalesce(p.wire, 'null')
    || ',"breakdown":' || coalesce(p.breakdown, '{}') || '}', 'UTF8') END
FROM discogs_counter AS c LEFT JOIN discogs_pick AS p ON p.date = $1
"""

# Ten probes at random places of the fixed random order: as many again make up for those that meet.
_HIGHLIGHTS = """
WITH best AS (
    SELECT id, wire FROM discogs_listing WHERE status = 'For Sale' ORDER BY score DESC, id DESC LIMIT 10
), lucky AS (
    SELECT id, wire FROM (
        SELECT DISTINCT ON (probe.id) probe.id, probe.wire
        FROM (SELECT random() AS place FROM generate_series(1, 20) OFFSET 0) AS throw
        CROSS JOIN LATERAL (
            SELECT id, wire FROM discogs_listing
            WHERE status = 'For Sale' AND draw >= throw.place ORDER BY draw LIMIT 1
        ) AS probe
    ) AS met ORDER BY random() LIMIT 10
)
SELECT convert_to('[' || coalesce(string_agg(wire, ',' ORDER BY random()), '') || ']', 'UTF8')
FROM (SELECT id, wire FROM best UNION SELECT id, wire FROM lucky) AS shown
"""

_PERFORMANCE = """
SELECT json_build_object(
    'accuracy', coalesce((SELECT accuracy FROM discogs_accuracy), 0),
    'total_sessions', (SELECT count(*) FROM discogs_recommendationmetrics),
    'sessions', coalesce((SELECT json_agg(session) FROM (
        SELECT discogs_instant(session_date) AS session_date, coalesce(discogs_finite(accuracy), 0) AS accuracy,
               coalesce(discogs_finite(precision), 0) AS precision, num_samples, notes
        FROM discogs_recommendationmetrics ORDER BY discogs_recommendationmetrics.session_date DESC, id DESC LIMIT $1
    ) AS session), '[]'))
"""

_COUNTS = """
SELECT json_build_object('total_listings', c.listings, 'total_records', c.records,
                         'total_sellers', (SELECT count(*) FROM discogs_seller))
FROM discogs_counter AS c
"""


async def dashboard(source: Pool | Connection, *, today: date) -> bytes | None:
    """Return the dashboard's JSON; None when a record for `today` has to be picked first."""
    body = await read_json(source, _DASHBOARD, today)
    return None if body == b"null" else body


async def highlights(source: Pool | Connection) -> bytes:
    """Return the ten best offers and up to ten random ones, each once, in random order."""
    return await read_json(source, _HIGHLIGHTS)


async def performance(source: Pool | Connection, *, limit: int = 100) -> bytes:
    """Return the model's held-out accuracy (a fraction) and its newest `limit` training sessions."""
    return await read_json(source, _PERFORMANCE, limit)


async def counts(source: Pool | Connection) -> bytes:
    """Return how many offers, records and sellers are stored."""
    return await read_json(source, _COUNTS)
