"""The owner's wantlist on Discogs: read, synchronised, and matched with offers."""

from alcove.apps.records.wantlist.service import request_sync
from alcove.apps.records.wantlist.store import WANTLIST_CHANNEL, read_sync

__all__ = ["WANTLIST_CHANNEL", "read_sync", "request_sync"]
