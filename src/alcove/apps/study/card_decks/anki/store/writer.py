"""Write a package in the older layout, which every version of Anki and other programs read."""

import contextlib
import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from alcove.apps.study.card_decks.html_text import write_html

_SCHEMA: Final = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
    ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
    models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
    usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
    flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
    mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
    ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL,
    left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
    ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL,
    type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""
_VERSION: Final = 11
_MODEL_ID: Final = 1_700_000_000_001
_CSS: Final = ".card {font-family: arial; font-size: 20px; text-align: center; color: black; background-color: white;}"
_DAY: Final = 86400
_UNUSED: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedCard:
    """A card as it is written; its guid is the same in every export."""

    guid: str
    deck: str
    front: str
    back: str
    tags: Sequence[str]
    is_suspended: bool


class PackageWriter:
    """Writes cards and their media to an archive; the database is made in a folder first."""

    def __init__(self, folder: Path, *, timestamp: float) -> None:
        """Take the time of the export, in seconds."""
        self._path = folder / "collection.anki2"
        self._second = int(timestamp)
        self._next_id = int(timestamp * 1000)
        self._decks: dict[str, int] = {}
        # Batches are written by threads, one after another.
        self._connection = sqlite3.connect(self._path, check_same_thread=False)
        self._connection.executescript(_SCHEMA)

    def add_cards(self, cards: Sequence[ExportedCard]) -> None:
        """Add cards, every one as a note with two fields."""
        for card in cards:
            note_id, deck_id = self._new_id(), self._find_deck(card.deck)
            fields = [write_html(card.front), write_html(card.back)]
            tags = " ".join(tag.replace(" ", "_") for tag in card.tags)
            self._connection.execute(
                "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
                (note_id, card.guid, _MODEL_ID, self._second, f" {tags} " if tags else "", "\x1f".join(fields),
                 fields[0], _checksum(fields[0])),
            )  # fmt: skip
            queue = _UNUSED if card.is_suspended else 0
            self._connection.execute(
                "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
                (self._new_id(), note_id, deck_id, self._second, queue, note_id % 2**31),
            )

    def finish(self, archive: zipfile.ZipFile) -> None:
        """Write the database to an archive; the media follow."""
        self._connection.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, '{}')",
            (self._second // _DAY * _DAY, self._next_id, self._next_id, _VERSION, json.dumps(_configuration()),
             json.dumps({str(_MODEL_ID): _model(self._second)}), json.dumps(self._list_decks()),
             json.dumps({"1": _deck_options()})),
        )  # fmt: skip
        self._connection.commit()
        self._connection.close()
        archive.write(self._path, "collection.anki2")

    def close(self) -> None:
        """Close the database without writing it to an archive."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id

    def _find_deck(self, name: str) -> int:
        if name not in self._decks:
            self._decks[name] = self._new_id()
        return self._decks[name]

    def _list_decks(self) -> Mapping[str, Any]:
        decks = {1: "Default", **{deck_id: name for name, deck_id in self._decks.items()}}
        return {str(deck_id): _deck(deck_id, name, second=self._second) for deck_id, name in decks.items()}


def _checksum(field: str) -> int:
    return int(hashlib.sha1(field.encode(), usedforsecurity=False).hexdigest()[:8], 16)


def _deck(deck_id: int, name: str, *, second: int) -> Mapping[str, Any]:
    return {
        "id": deck_id, "name": name, "desc": "", "mod": second, "usn": -1, "conf": 1, "dyn": 0, "collapsed": False,
        "extendNew": 10, "extendRev": 50, "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0],
        "timeToday": [0, 0],
    }  # fmt: skip


def _model(second: int) -> Mapping[str, Any]:
    fields = [
        {"name": name, "ord": number, "font": "Arial", "media": [], "rtl": False, "size": 20, "sticky": False}
        for number, name in enumerate(("Front", "Back"))
    ]
    template = {
        "name": "Card 1", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}", "bqfmt": "",
        "bafmt": "", "did": None, "bfont": "", "bsize": 0,
    }  # fmt: skip
    return {
        "id": str(_MODEL_ID), "name": "Front and back", "type": 0, "mod": second, "usn": -1, "sortf": 0, "did": 1,
        "css": _CSS, "flds": fields, "tmpls": [template], "req": [[0, "all", [0]]], "tags": [], "vers": [],
        "latexPre": "", "latexPost": "", "latexsvg": False,
    }  # fmt: skip


def _configuration() -> Mapping[str, Any]:
    return {
        "activeDecks": [1], "curDeck": 1, "curModel": str(_MODEL_ID), "nextPos": 1, "addToCur": True,
        "collapseTime": 1200, "dueCounts": True, "estTimes": True, "newSpread": 0, "sortBackwards": False,
        "sortType": "noteFld", "timeLim": 0,
    }  # fmt: skip


def _deck_options() -> Mapping[str, Any]:
    return {
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0, "replayq": True,
        "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20,
                "separate": True},
        "rev": {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "minSpace": 1, "perDay": 100},
        "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
    }  # fmt: skip
