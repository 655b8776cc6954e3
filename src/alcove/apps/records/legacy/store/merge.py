"""Merges staged rows into the tables: stored rows stay, missing ones are added, verdicts are kept."""

# ruff: noqa: S608 - every statement is composed of the literals here

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from alcove.apps.records.legacy.store.source_tables import STATEMENT_TIMEOUT_S
from alcove.foundation.database import Connection

Counted = Literal["added", "changed", "nothing"]


class MergeCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows were read, added and changed."""

    read: int = 0
    added: int = 0
    changed: int = 0


_SELLERS: Sequence[tuple[Counted, str]] = (
    ("added", """
INSERT INTO discogs_seller (name, currency)
SELECT (array_agg(name ORDER BY id))[1], (array_agg(currency ORDER BY currency = '', id))[1]
FROM old_seller GROUP BY lower(name)
ON CONFLICT (lower(name)) DO NOTHING"""),
    ("nothing", """
UPDATE old_seller AS o SET new_id = s.id FROM discogs_seller AS s WHERE lower(s.name) = lower(o.name)"""),
    ("changed", """
UPDATE discogs_seller AS s SET currency = o.currency
FROM (SELECT DISTINCT ON (new_id) new_id, currency FROM old_seller WHERE currency <> '' ORDER BY new_id, id) AS o
WHERE s.id = o.new_id AND s.currency = ''"""),
)  # fmt: skip

_TEXTS: Final = ("artist", "title", "format", "label", "catno", "suggested_price")
_FILLED: Final[Mapping[str, str]] = {
    **{name: f"coalesce(nullif(r.{name}, ''), nullif(o.{name}, ''), r.{name})" for name in _TEXTS},
    "genres": "CASE WHEN r.genres = '[]' THEN o.genres ELSE r.genres END",
    "styles": "CASE WHEN r.styles = '[]' THEN o.styles ELSE r.styles END",
    "year": "coalesce(r.year, o.year)",
    "wants": "CASE WHEN (r.wants, r.haves) = (0, 0) THEN o.wants ELSE r.wants END",
    "haves": "CASE WHEN (r.wants, r.haves) = (0, 0) THEN o.haves ELSE r.haves END",
    "added": "least(r.added, o.added)",
    "details_at": "CASE WHEN o.genres <> '[]' OR o.styles <> '[]' THEN coalesce(r.details_at, o.added)"
    " ELSE r.details_at END",
}
_COLUMNS: Final = ", ".join(name for name in _FILLED if name != "details_at")
_ONE_RECORD: Final = """(SELECT DISTINCT ON (discogs_id) * FROM old_record WHERE discogs_id IS NOT NULL
    ORDER BY discogs_id, (genres = '[]'), id) AS o"""

_RECORDS: Sequence[tuple[Counted, str]] = (
    ("added", f"""
INSERT INTO discogs_record (discogs_id, {_COLUMNS}, details_at)
SELECT discogs_id, {_COLUMNS}, CASE WHEN genres <> '[]' OR styles <> '[]' THEN added END FROM {_ONE_RECORD}
ON CONFLICT (discogs_id) DO NOTHING"""),
    ("changed", f"""
UPDATE discogs_record AS r SET {", ".join(f"{name} = {value}" for name, value in _FILLED.items())}
FROM {_ONE_RECORD} WHERE r.discogs_id = o.discogs_id
AND ({", ".join(f"r.{name}" for name in _FILLED)}) IS DISTINCT FROM ({", ".join(_FILLED.values())})"""),
    ("nothing", """
UPDATE old_record AS o SET new_id = r.id FROM discogs_record AS r WHERE r.discogs_id = o.discogs_id"""),
)  # fmt: skip

_SAME: Final = """(l.seller_id, l.record_id, l.media_condition) = (o.seller_id, o.record_id, o.media_condition)
    AND l.record_price IS NOT DISTINCT FROM o.record_price"""
_NEW_ROW: Final = """
INSERT INTO discogs_listing (seller_id, record_id, record_price, media_condition, kept, evaluated, predicted_keeper,
    discogs_listing_id, original_price, original_currency, status, posted_at, first_seen, last_seen)
SELECT seller_id, record_id, record_price, media_condition, kept, evaluated, predicted_keeper, discogs_listing_id,
    original_price, original_currency, status, posted_at, coalesce(first_seen, now()), coalesce(last_seen, now())
FROM old_listing WHERE id = kept_id AND new_id IS NULL"""

_OFFERS: Sequence[tuple[Counted, str]] = (
    ("nothing", """
UPDATE old_listing AS l SET seller_id = s.new_id, record_id = r.new_id
FROM old_seller AS s, old_record AS r WHERE s.id = l.seller_id AND r.id = l.record_id"""),
    # One row of each offer; a verdict given to any copy survives.
    ("nothing", """
UPDATE old_listing AS l SET kept_id = one.kept_id FROM (
    SELECT id, first_value(id) OVER (PARTITION BY discogs_listing_id,
        CASE WHEN discogs_listing_id IS NULL THEN (seller_id, record_id, record_price, media_condition)::text END
        ORDER BY evaluated DESC, kept DESC, id) AS kept_id
    FROM old_listing) AS one WHERE one.id = l.id"""),
    ("nothing", """
UPDATE old_listing AS o SET new_id = l.id FROM discogs_listing AS l
WHERE l.discogs_listing_id = o.discogs_listing_id AND o.id = o.kept_id"""),
    # A stored offer without a listing id gets that of the first matching staged offer.
    ("changed", f"""
UPDATE discogs_listing AS l SET discogs_listing_id = o.discogs_listing_id
FROM (SELECT DISTINCT ON (seller_id, record_id, record_price, media_condition) * FROM old_listing
      WHERE id = kept_id AND new_id IS NULL AND discogs_listing_id IS NOT NULL
      ORDER BY seller_id, record_id, record_price, media_condition, id) AS o
WHERE l.discogs_listing_id IS NULL AND {_SAME}"""),
    ("nothing", """
UPDATE old_listing AS o SET new_id = l.id FROM discogs_listing AS l
WHERE l.discogs_listing_id = o.discogs_listing_id AND o.id = o.kept_id AND o.new_id IS NULL"""),
    ("added", f"{_NEW_ROW} AND discogs_listing_id IS NOT NULL"),
    ("nothing", """
UPDATE old_listing AS o SET new_id = l.id FROM discogs_listing AS l
WHERE l.discogs_listing_id = o.discogs_listing_id AND o.id = o.kept_id AND o.new_id IS NULL"""),
    ("nothing", f"""
UPDATE old_listing AS o SET new_id = (
    SELECT l.id FROM discogs_listing AS l WHERE {_SAME} ORDER BY (l.discogs_listing_id IS NOT NULL), l.id LIMIT 1)
WHERE o.id = o.kept_id AND o.discogs_listing_id IS NULL"""),
    ("added", f"{_NEW_ROW} AND discogs_listing_id IS NULL"),
    ("nothing", f"""
UPDATE old_listing AS o SET new_id = l.id FROM discogs_listing AS l
WHERE o.id = o.kept_id AND o.new_id IS NULL AND l.discogs_listing_id IS NULL AND {_SAME}"""),
    ("nothing", """
UPDATE old_listing AS o SET new_id = k.new_id FROM old_listing AS k WHERE k.id = o.kept_id AND o.id <> o.kept_id"""),
    # A stored verdict is the newer one.
    ("changed", """
UPDATE discogs_listing AS l SET evaluated = true, kept = o.kept
FROM (SELECT DISTINCT ON (new_id) new_id, kept FROM old_listing WHERE evaluated ORDER BY new_id, kept DESC) AS o
WHERE l.id = o.new_id AND NOT l.evaluated"""),
    ("changed", """
UPDATE discogs_listing AS l SET
    record_price = coalesce(l.record_price, o.record_price), posted_at = coalesce(l.posted_at, o.posted_at),
    original_price = coalesce(l.original_price, o.original_price),
    original_currency = coalesce(l.original_currency, o.original_currency),
    first_seen = least(l.first_seen, o.first_seen)
FROM (SELECT DISTINCT ON (new_id) * FROM old_listing WHERE discogs_listing_id IS NOT NULL ORDER BY new_id, id) AS o
WHERE l.discogs_listing_id = o.discogs_listing_id
AND (l.record_price, l.posted_at, l.original_price, l.original_currency, l.first_seen) IS DISTINCT FROM (
    coalesce(l.record_price, o.record_price), coalesce(l.posted_at, o.posted_at),
    coalesce(l.original_price, o.original_price), coalesce(l.original_currency, o.original_currency),
    least(l.first_seen, o.first_seen))"""),
)  # fmt: skip

_TERMS: Final = """model_score, entropy_measure, system_temperature, utility_term, entropy_term, free_energy,
    selection_probability, total_candidates, cluster_count, selection_method, desirability_votes, novelty_votes,
    average_desirability, average_novelty"""
_PICKS: Sequence[tuple[Counted, str]] = (
    ("added", f"""
INSERT INTO discogs_recordoftheday (date, listing_id, created_at, {_TERMS})
SELECT DISTINCT ON (p.date) p.date, l.new_id, p.created, {_TERMS}
FROM (SELECT *, created_at AS created FROM old_recordoftheday) AS p
JOIN (SELECT id AS old_id, new_id FROM old_listing) AS l ON l.old_id = p.listing_id ORDER BY p.date, p.id
ON CONFLICT (date) DO NOTHING"""),
)  # fmt: skip

# A vote belongs to its offer, and to the pick of the day only if that is the same offer.
_VOTES: Sequence[tuple[Counted, str]] = (
    ("added", """
INSERT INTO discogs_recordofthedayfeedback
    (record_of_the_day_id, listing_id, desirability_rating, novelty_rating, created_at)
SELECT DISTINCT p.id, l.new_id, f.desirability_rating, f.novelty_rating, f.created_at
FROM old_recordofthedayfeedback AS f
LEFT JOIN old_recordoftheday AS o ON o.id = f.record_of_the_day_id
JOIN old_listing AS l ON l.id = coalesce(f.listing_id, o.listing_id)
LEFT JOIN discogs_recordoftheday AS p ON p.date = o.date AND p.listing_id = l.new_id
WHERE NOT EXISTS (
    SELECT FROM discogs_recordofthedayfeedback AS h
    LEFT JOIN discogs_recordoftheday AS d ON d.id = h.record_of_the_day_id
    WHERE coalesce(h.listing_id, d.listing_id) = l.new_id
      AND (h.desirability_rating, h.novelty_rating, h.created_at)
          = (f.desirability_rating, f.novelty_rating, f.created_at))"""),
)  # fmt: skip

_METRICS: Sequence[tuple[Counted, str]] = (
    ("added", """
INSERT INTO discogs_recommendationmetrics (session_date, accuracy, precision, num_samples, notes)
SELECT DISTINCT session_date, accuracy, precision, num_samples, notes FROM old_recommendationmetrics AS o
WHERE NOT EXISTS (SELECT FROM discogs_recommendationmetrics AS h WHERE
    (h.session_date, h.accuracy, h.precision, h.num_samples, h.notes)
    = (o.session_date, o.accuracy, o.precision, o.num_samples, o.notes))"""),
)  # fmt: skip

MERGES: Final[Mapping[str, Sequence[tuple[Counted, str]]]] = {
    "seller": _SELLERS,
    "record": _RECORDS,
    "listing": _OFFERS,
    "recordoftheday": _PICKS,
    "recordofthedayfeedback": _VOTES,
    "recommendationmetrics": _METRICS,
}
"""The statements per table, in the order of foreign keys."""


async def merge(target: Connection, table: str, *, read: int) -> MergeCounts:
    """Merge the staged rows of a table; the caller's transaction holds the lock of all writers of offers."""
    counts = {"added": 0, "changed": 0, "nothing": 0}
    for kind, sql in MERGES[table]:
        status: str = await target.execute(sql, timeout=STATEMENT_TIMEOUT_S)
        counts[kind] += int(status.rpartition(" ")[2])
    return MergeCounts(read=read, added=counts["added"], changed=counts["changed"])
