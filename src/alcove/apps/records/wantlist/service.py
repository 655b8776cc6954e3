"""Find the release to add to the wantlist."""

from alcove.apps.records import catalogue
from alcove.apps.records.errors import InvalidRequest, NotFound
from alcove.foundation.database import Pool

_MAX_ID = 2**63 - 1


async def find_release_id(pool: Pool, *, record_id: str | int, listing_id: str | int) -> int:
    """Return the given Discogs release id, or that of a stored offer; InvalidRequest, NotFound."""
    release = str(record_id).strip()
    if release:
        return _parse_positive("record_id", release)
    offer = str(listing_id).strip()
    if not offer:
        raise InvalidRequest("Give the Discogs release id in `record_id`.")
    stored = await catalogue.find_release_id(pool, listing_id=_parse_positive("listing_id", offer))
    if stored is None:
        raise NotFound(f"There is no listing with id {offer}.")
    return _parse_positive("record_id", stored)


def _parse_positive(name: str, text: str) -> int:
    digits = text.lstrip("0")
    # int() rejects thousands of digits with another error.
    if text.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= _MAX_ID:
        return int(digits)
    raise InvalidRequest(f"{name} must be a positive whole number.")
