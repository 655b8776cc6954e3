"""Signed addresses: an object can be read or written with them, without a key."""

from collections.abc import Sequence

from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.requests import StorageRoute
from alcove.wires.supabase.storage.signed_urls.downloads import list_download_routes, shorten_age
from alcove.wires.supabase.storage.signed_urls.tokens import UrlClaims, UrlTokens, read_token
from alcove.wires.supabase.storage.signed_urls.uploads import list_upload_routes

__all__ = ["UrlClaims", "UrlTokens", "list_routes", "read_token", "shorten_age"]


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes."""
    tokens = UrlTokens(deps.key_source, clock=deps.clock)
    return [*list_download_routes(deps, tokens), *list_upload_routes(deps, tokens)]
