"""The SQLite database in a deck of Anki: reading and writing."""

from alcove.apps.study.card_decks.anki.store.collection import read_collection

__all__ = ["read_collection"]
