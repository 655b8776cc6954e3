"""The SQL of covers: where Discogs has the image of a release."""

from dataclasses import dataclass
from datetime import datetime

from alcove.foundation.database import Connection, Pool

_FIND = """
SELECT c.url, c.checked_at FROM (SELECT $1::bigint AS release_id) AS wanted
LEFT JOIN discogs_cover AS c USING (release_id)
WHERE EXISTS (SELECT FROM discogs_record WHERE discogs_id = wanted.release_id::text)
   OR EXISTS (SELECT FROM discogs_want AS w WHERE w.release_id = wanted.release_id)
"""

_PUT = """
INSERT INTO discogs_cover (release_id, url, checked_at) VALUES ($1, $2, $3)
ON CONFLICT (release_id) DO UPDATE SET url = excluded.url, checked_at = excluded.checked_at
"""


@dataclass(frozen=True, slots=True)
class CoverLocation:
    """Where the image of a stored release is: `url` is empty without one, None if nobody has looked yet."""

    url: str | None
    checked_at: datetime | None


async def find_cover_location(source: Pool | Connection, release_id: int) -> CoverLocation | None:
    """Return where the image of a release is; None for a release that is neither offered nor wanted."""
    row = await source.fetchrow(_FIND, release_id)
    return CoverLocation(**row) if row else None


async def put_cover_url(source: Pool | Connection, release_id: int, *, url: str, at: datetime) -> None:
    """Store where the image of a release is; an empty address: Discogs has none."""
    await source.execute(_PUT, release_id, url, at)


async def forget_cover_url(source: Pool | Connection, release_id: int) -> None:
    """Forget where the image of a release is: the address is no longer valid."""
    await source.execute("DELETE FROM discogs_cover WHERE release_id = $1", release_id)
