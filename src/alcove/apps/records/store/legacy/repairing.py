"""Mends waiting rows by the rules that adoption in place follows, and makes one row of each thing."""

from typing import Final

from alcove.apps.records.store.legacy.staging import LONG
from alcove.foundation.database import Connection

# Texts are cut to what the columns here hold.
_REPAIR: Final = """
UPDATE old_seller SET name = left(btrim(name), 255), currency = left(currency, 255);
UPDATE old_record SET
    discogs_id = left(discogs_id, 255), artist = left(artist, 255), title = left(title, 255),
    format = left(format, 255), catno = left(catno, 255), suggested_price = left(suggested_price, 255),
    wants = greatest(coalesce(wants, 0), 0), haves = greatest(coalesce(haves, 0), 0), added = coalesce(added, now()),
    genres = discogs_text_array(genres), styles = discogs_text_array(styles),
    year = CASE WHEN year > 0 THEN year END;
UPDATE old_listing SET
    record_price = discogs_price(record_price), media_condition = left(media_condition, 255),
    kept = kept AND evaluated, status = CASE status WHEN 'Delisted' THEN status ELSE 'For Sale' END,
    original_price = discogs_price(original_price),
    original_currency = CASE WHEN original_currency ~ '^[A-Z]{3}$' THEN original_currency END;
UPDATE old_recordoftheday SET
    created_at = coalesce(created_at, date::timestamptz), selection_method = left(selection_method, 50),
    desirability_votes = discogs_number_array(desirability_votes), novelty_votes = discogs_number_array(novelty_votes);
UPDATE old_recordofthedayfeedback SET
    desirability_rating = least(greatest(desirability_rating, 1), 5),
    novelty_rating = least(greatest(novelty_rating, 1), 5), created_at = coalesce(created_at, 'epoch');
UPDATE old_recommendationmetrics SET session_date = coalesce(session_date, 'epoch');
CREATE INDEX ON old_seller (id);
CREATE INDEX ON old_record (id);
CREATE INDEX ON old_listing (id);
ANALYZE old_seller, old_record, old_listing;
"""

# Offers of a seller or a record that is not there belong to nothing.
_ORPHANS: Final = """
DELETE FROM old_listing AS l WHERE NOT EXISTS (SELECT FROM old_seller AS s WHERE s.id = l.seller_id)
    OR NOT EXISTS (SELECT FROM old_record AS r WHERE r.id = l.record_id AND r.discogs_id IS NOT NULL)
"""


async def repair(target: Connection) -> int:
    """Mend the waiting rows and return how many offers were left out for want of a seller or a record."""
    await target.execute(_REPAIR, timeout=LONG)
    status: str = await target.execute(_ORPHANS, timeout=LONG)
    return int(status.rpartition(" ")[2])
