"""The database of a package: notes, their types and decks, in the older layout with JSON or the newer with tables."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from alcove.apps.study.card_decks.anki.protobuf import read_number, read_text
from alcove.apps.study.card_decks.anki.templates import Template, render_back, render_front
from alcove.apps.study.card_decks.html_text import read_html
from alcove.apps.study.card_decks.model import (
    DEFAULT_TITLE,
    CardCollector,
    DeckCard,
    DeckError,
    clean_guid,
    clean_side,
    clean_tags,
)

_SEPARATOR: Final = "\x1f"
_CLOZE: Final = 1
_MAX_VALUE: Final = 20 * 2**20
_MAX_TYPES: Final = 10_000
_DAMAGED: Final = "The deck is damaged: its database cannot be read."
_CARDS: Final = """
SELECT n.guid, n.mid, n.tags, n.flds, c.ord, c.did, c.odid FROM cards AS c JOIN notes AS n ON n.id = c.nid ORDER BY c.id
"""
_READ_ONLY: Final = ("PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA query_only = ON")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteType:
    """The names of the fields of notes, and what their cards show."""

    fields: Sequence[str]
    templates: Mapping[int, Template]
    is_cloze: bool


def read_collection(path: Path, collector: CardCollector) -> None:
    """Add the cards of a database to those collected; DeckError."""
    try:
        with contextlib.closing(_open(path)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"notes", "cards", "col"} <= tables:
                raise DeckError(_DAMAGED)
            is_new = "notetypes" in tables and "templates" in tables
            types = _read_new_types(connection) if is_new else _read_old_types(connection)
            decks = _read_new_decks(connection) if is_new else _read_old_decks(connection)
            for row in connection.execute(_CARDS):
                _add_card(row, types=types, decks=decks, collector=collector)
    except (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise DeckError(_DAMAGED) from error


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
    # Names are compared with a collation that only Anki has.
    connection.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
    for statement in _READ_ONLY:
        connection.execute(statement)
    return connection


def _add_card(
    row: Sequence[Any], *, types: Mapping[int, NoteType], decks: Mapping[int, str], collector: CardCollector
) -> None:
    guid, type_id, tags, values, ordinal, deck_id, home_id = row
    note_type = types.get(int(type_id))
    template = note_type.templates.get(0 if note_type.is_cloze else int(ordinal)) if note_type else None
    if note_type is None or template is None:
        collector.skip("without a template")
        return
    fields = dict(zip(note_type.fields, str(values).split(_SEPARATOR), strict=False))
    number = int(ordinal) + 1
    deck = decks.get(int(home_id or deck_id)) or DEFAULT_TITLE
    fields = {**fields, "Tags": str(tags).strip(), "Deck": deck, "Subdeck": deck.rpartition("::")[2]}
    collector.add(
        DeckCard(
            guid=clean_guid(str(guid)),
            ordinal=int(ordinal),
            deck=deck,
            front=clean_side(read_html(render_front(template, fields, number=number))),
            back=clean_side(read_html(render_back(template, fields, number=number))),
            tags=clean_tags(str(tags).split()),
        )
    )


def _read_old_types(connection: sqlite3.Connection) -> Mapping[int, NoteType]:
    models = json.loads(connection.execute("SELECT models FROM col").fetchone()[0])
    return {
        int(key): NoteType(
            fields=[field["name"] for field in sorted(model["flds"], key=lambda field: int(field["ord"]))],
            templates={int(item["ord"]): Template(front=item["qfmt"], back=item["afmt"]) for item in model["tmpls"]},
            is_cloze=int(model.get("type", 0)) == _CLOZE,
        )
        for key, model in models.items()
    }


def _read_old_decks(connection: sqlite3.Connection) -> Mapping[int, str]:
    decks = json.loads(connection.execute("SELECT decks FROM col").fetchone()[0])
    return {int(key): clean_side(str(deck["name"])) for key, deck in decks.items()}


def _read_new_types(connection: sqlite3.Connection) -> Mapping[int, NoteType]:
    fields: dict[int, list[str]] = {}
    for type_id, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields.setdefault(type_id, []).append(name)
    templates: dict[int, dict[int, Template]] = {}
    for type_id, ordinal, config in connection.execute("SELECT ntid, ord, config FROM templates"):
        template = Template(front=read_text(config, 1), back=read_text(config, 2))
        templates.setdefault(type_id, {})[ordinal] = template
    rows = connection.execute("SELECT id, config FROM notetypes LIMIT ?", (_MAX_TYPES,))
    return {
        type_id: NoteType(
            fields=fields.get(type_id, []),
            templates=templates.get(type_id, {}),
            is_cloze=read_number(config, 1) == _CLOZE,
        )
        for type_id, config in rows
    }


def _read_new_decks(connection: sqlite3.Connection) -> Mapping[int, str]:
    return dict(_list_new_decks(connection))


def _list_new_decks(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    for deck_id, name in connection.execute("SELECT id, name FROM decks"):
        yield deck_id, clean_side(str(name).replace(_SEPARATOR, "::"))
