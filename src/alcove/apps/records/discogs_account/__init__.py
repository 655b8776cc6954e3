"""The connection to Discogs: credentials that a page stores, encrypted, the sign-in, and a test."""

from alcove.apps.records.discogs_account.service import StoredAccount

__all__ = ["StoredAccount"]
