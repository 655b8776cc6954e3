"""Covers of releases, fetched from Discogs with the owner's credentials and cached on disk."""

from alcove.apps.records.covers.store import put_cover_url

__all__ = ["put_cover_url"]
