"""Whether a browser sends a request for a page of this server, or for one of somebody else's."""

from collections.abc import Collection, Mapping

from alcove.foundation.web.guards import same_origin

_OWN_SITES = frozenset({"same-origin", "none"})
_LONGEST = 300


def is_foreign(headers: Mapping[bytes, bytes], *, scheme: str, origins: Collection[str] = ()) -> bool:
    """Tell whether a browser says that a page of another server asks; pages of `origins` (lower case) never count."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin.lower() in origins:
        return False
    site = headers.get(b"sec-fetch-site", b"").decode("latin-1").strip().lower()
    if site and site not in _OWN_SITES:
        return True
    host = headers.get(b"host", b"").decode("latin-1")
    return bool(origin) and not (len(origin) <= _LONGEST and same_origin(origin, scheme=scheme, host=host))
