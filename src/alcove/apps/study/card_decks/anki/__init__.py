"""Packages of Anki: `.apkg` and `.colpkg`, with the older database and the newer compressed one."""

from alcove.apps.study.card_decks.anki.package import read_package
from alcove.apps.study.card_decks.anki.store.writer import PackageWriter

__all__ = ["PackageWriter", "read_package"]
