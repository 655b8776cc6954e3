"""Reads of the queue: each response is one statement whose result PostgreSQL has made JSON."""

from typing import Final

from alcove.apps.books.model.prefixes import LEGACY_PREFIX, PREFIX, Prefix
from alcove.apps.books.queue.model import STATUS_NAMES
from alcove.foundation.database import Connection, Pool, read_json

# The classic page writes these texts into its HTML unescaped; on its prefix, characters of HTML are replaced.
_UNESCAPED: Final = "{}"
_ESCAPED: Final = "translate({}, '<>\"', '\u2039\u203a\u201d')"

_ITEM = """json_build_object(
    'id', id, 'title', {title}, 'author', {author}, 'format', format, 'size', size,
    'preview', CASE WHEN has_cover THEN $1 || '/covers/' || id END,
    'content_type', {content}, 'source', source, 'source_display_name', {display_name}, 'priority', priority,
    'added_time', extract(epoch FROM added_at)::float8, 'progress', progress, 'status', bucket,
    'status_message', CASE WHEN is_early THEN 'Processing' ELSE {message} END,
    'download_path', CASE WHEN file_path IS NOT NULL AND NOT is_early THEN {file_name} END)"""

_TEXTS: Final = ("title", "author", "content", "display_name", "message", "file_name")

# $3: seconds for which a short download is shown as downloading; a page that polls would otherwise never see it.
_SNAPSHOT = """
SELECT json_build_object({buckets}) FROM (
    SELECT *, CASE WHEN is_early THEN 'downloading'
                   WHEN $2 AND state = 'complete' THEN CASE WHEN file_path IS NULL THEN 'done' ELSE 'available' END
                   ELSE state END AS bucket
    FROM books_download, LATERAL (SELECT state = 'complete' AND changed_at - started_at < interval '2 seconds'
        AND started_at > clock_timestamp() - $3 * interval '1 second' IS TRUE AS is_early) AS e
    ORDER BY priority, added_at, id
) AS d
"""
_BUCKET = "'{name}', coalesce(json_object_agg(id, {item}) FILTER (WHERE bucket = '{name}'), '{{}}')"

_ORDER = """
SELECT json_build_object('queue', coalesce(json_agg(json_build_object(
    'id', id, 'title', {title}, 'author', {author}, 'priority', priority,
    'added_time', extract(epoch FROM added_at)::float8, 'status', state
) ORDER BY priority, added_at, id), '[]'))
FROM books_download WHERE state = 'queued'
"""

_ACTIVE = """
SELECT json_build_object('active_downloads', coalesce(json_agg(id ORDER BY priority, added_at, id), '[]'))
FROM books_download WHERE state IN ('resolving', 'downloading')
"""


def _snapshot(form: str) -> str:
    item = _ITEM.format(**{name: form.format(name) for name in _TEXTS})
    return _SNAPSHOT.format(buckets=", ".join(_BUCKET.format(name=name, item=item) for name in STATUS_NAMES))


def _order(form: str) -> str:
    return _ORDER.format(title=form.format("title"), author=form.format("author"))


_SNAPSHOTS: Final = {False: _snapshot(_UNESCAPED), True: _snapshot(_ESCAPED)}
_ORDERS: Final = {False: _order(_UNESCAPED), True: _order(_ESCAPED)}

_COUNTS = """
SELECT count(*) FILTER (WHERE state = 'queued') AS waiting,
       count(*) FILTER (WHERE state IN ('resolving', 'downloading')) AS running
FROM books_download
"""


async def read_snapshot(
    source: Pool | Connection, *, prefix: Prefix = PREFIX, legacy_names: bool = False, shown_for: float = 0.0
) -> bytes:
    """Return the whole queue by status name as JSON.

    With `legacy_names`, on the legacy prefix only, delivered books are `available`, or `done` when their file is gone.
    A download of less than two seconds is shown as downloading for `shown_for` seconds from its start.
    """
    is_legacy = prefix == LEGACY_PREFIX
    return await read_json(source, _SNAPSHOTS[is_legacy], prefix, is_legacy and legacy_names, shown_for)


async def read_order(source: Pool | Connection, *, prefix: Prefix = PREFIX) -> bytes:
    """Return the queued books in the order in which they will be fetched, as JSON."""
    return await read_json(source, _ORDERS[prefix == LEGACY_PREFIX])


async def read_active(source: Pool | Connection) -> bytes:
    """Return the ids of the books that workers are fetching, as JSON."""
    return await read_json(source, _ACTIVE)


async def count_states(source: Pool | Connection) -> tuple[int, int]:
    """Return how many downloads are queued and how many are running."""
    row = await source.fetchrow(_COUNTS)
    return row["waiting"], row["running"]
