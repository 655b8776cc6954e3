"""Which release a caller means to put on the wantlist."""

from alcove.apps.records import catalogue
from alcove.apps.records.errors import InvalidRequest, NotFound
from alcove.foundation.database import Pool

_MAX_ID = 2**63 - 1


async def find_release_id(pool: Pool, *, record_id: str | int, listing_id: str | int) -> int:
    """Return the Discogs release id given, or the one behind a stored offer."""
    given = str(record_id).strip()
    if given:
        return _parse_positive("record_id", given)
    offer = str(listing_id).strip()
    if not offer:
        raise InvalidRequest("Give the Discogs release id in `record_id`.")
    found = await catalogue.find_release_id(pool, listing_id=_parse_positive("listing_id", offer))
    if found is None:
        raise NotFound(f"There is no listing with id {offer}.")
    return _parse_positive("record_id", found)


def _parse_positive(name: str, text: str) -> int:
    digits = text.lstrip("0")
    # Python refuses to read thousands of digits.
    if text.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= _MAX_ID:
        return int(digits)
    raise InvalidRequest(f"{name} must be a positive whole number.")
