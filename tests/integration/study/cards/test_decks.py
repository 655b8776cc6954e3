"""Decks of Anki and text files: what comes in goes out as it came, and a file that comes again adds nothing."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import genanki
import pytest
import zstandard

from integration.study.cards.site import CardClient

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
BASIC = genanki.Model(
    1_607_392_319, "Basic", fields=[{"name": "Question"}, {"name": "Answer"}],
    templates=[{"name": "Card", "qfmt": "{{Question}}", "afmt": '{{FrontSide}}<hr id="answer">{{Answer}}'}],
)  # fmt: skip
NOTES = [
    ("capital of <b>France</b>", "Paris &amp; more", ["geo", "europe"]),
    ('<img src="moon.png">', "شروق الشمس 月", []),
    ("one<br>two", "<script>alert(1)</script>three<div>four</div>", []),
]
TEXTS = [("capital of France", "Paris & more"), ("![](moon.png)", "شروق الشمس 月"), ("one\ntwo", "three\nfour")]


def write_deck(folder: Path, notes: list[tuple[str, str, list[str]]] = NOTES, *, image: bytes = PNG) -> bytes:
    """Return a deck that genanki has written, with an image."""
    deck = genanki.Deck(2_059_400_110, "Languages::Français")
    for number, (front, back, tags) in enumerate(notes):
        deck.add_note(genanki.Note(model=BASIC, fields=[front, back], tags=tags, guid=f"note-{number}"))
    package = genanki.Package(deck)
    (folder / "moon.png").write_bytes(image)
    package.media_files = [str(folder / "moon.png")]
    package.write_to_file(str(folder / "deck.apkg"))
    return (folder / "deck.apkg").read_bytes()


def read_deck(content: bytes, folder: Path) -> tuple[list[tuple[str, str, str, str]], dict[str, bytes]]:
    """Return guids, decks, fields and tags of a deck, and its media, as a foreign program reads them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extract("collection.anki2", folder)
        media = {name: archive.read(number) for number, name in json.loads(archive.read("media")).items()}
    connection = sqlite3.connect(folder / "collection.anki2")
    decks = json.loads(connection.execute("SELECT decks FROM col").fetchone()[0])
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = connection.execute(
        "SELECT n.guid, c.did, n.flds, n.tags FROM notes AS n JOIN cards AS c ON c.nid = n.id ORDER BY c.id"
    ).fetchall()
    connection.close()
    return [(guid, decks[str(deck)]["name"], fields, tags.strip()) for guid, deck, fields, tags in rows], media


def test_a_deck_comes_in_and_goes_out(client: CardClient, tmp_path: Path) -> None:
    """A deck of genanki becomes a set of texts with its image; the export has the same notes; scripts are gone."""
    content = write_deck(tmp_path)
    result = client.import_deck(content)["result"]
    assert (result["added"], result["media"], result["new_sets"]) == (3, 1, 1)
    assert [item["title"] for item in result["sets"]] == ["Languages::Français"]
    assert sorted(client.texts()) == sorted(TEXTS)
    image = client.call("GET", "flashcards/media/moon.png")
    assert (image.content, image.headers["content-type"]) == (PNG, "image/png")
    assert "sandbox" in image.headers["content-security-policy"]
    for path in ("flashcard-sets/export", f"flashcard-sets/{result['sets'][0]['id']}/export?format=colpkg"):
        rows, media = read_deck(client.call("GET", path).content, tmp_path)
        assert media == {"moon.png": PNG}
        assert rows == [
            ("note-0", "Languages::Français", "capital of France\x1fParis &amp; more", "geo europe"),
            ("note-1", "Languages::Français", '<img src="moon.png">\x1fشروق الشمس 月', ""),
            ("note-2", "Languages::Français", "one<br>two\x1fthree<br>four", ""),
        ]


def test_a_deck_that_comes_again_changes_what_has_changed(
    client: CardClient, other: CardClient, tmp_path: Path
) -> None:
    """Neither a deck nor an export of it adds a card twice; a changed note changes its card and keeps its reviews."""
    first = client.import_deck(write_deck(tmp_path))["result"]
    own = client.add_card("own", "card", tags=["two words"])
    card = client.ok("GET", "flashcards?q=capital")["cards"][0]["id"]
    client.review(card, "good")
    exported = client.call("GET", "flashcard-sets/export").content
    again = client.import_deck(exported)["result"]
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 4)
    changed = client.import_deck(write_deck(tmp_path, [("capital of France", "Lyon?", []), *NOTES[1:]]))["result"]
    assert (changed["added"], changed["changed"], changed["unchanged"]) == (0, 1, 2)
    assert changed["sets"] == first["sets"]
    assert (client.card(card)["back_content"], client.card(card)["reviews"]) == ("Lyon?", 1)
    assert client.card(own)["tags"] == ["two words"]
    assert other.import_deck(exported)["result"]["added"] == 4
    image = PNG + b"other"
    renamed = client.import_deck(write_deck(tmp_path, image=image))["result"]
    assert (renamed["media"], renamed["changed"]) == (1, 2)
    name = client.ok("GET", "flashcards?q=png")["cards"][0]["front_content"].removeprefix("![](").removesuffix(")")
    assert name != "moon.png"
    assert client.call("GET", f"flashcards/media/{name}").content == image
    assert client.call("GET", "flashcards/media/moon.png").content == PNG


def test_the_compressed_layout_is_read(client: CardClient, tmp_path: Path) -> None:
    """A package with the newer tables, compressed by zstd, has its cards, clozes, decks and media."""
    result = client.import_deck(write_new_package(tmp_path))["result"]
    assert (result["added"], result["media"]) == (3, 1)
    assert client.texts() == [
        ("Where? ![](moon.png)", "there"),
        ("[...] pulls the sea", "moon pulls the sea"),
        ("moon pulls the [water]", "moon pulls the sea"),
    ]
    assert [item["title"] for item in result["sets"]] == ["Nature::Tides"]
    assert client.call("GET", "flashcards/media/moon.png").content == PNG


def write_new_package(folder: Path) -> bytes:
    """Return a package as current versions of Anki write it."""
    path = folder / "collection.anki21b"
    connection = sqlite3.connect(path)
    connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
    connection.executescript(
        """
        CREATE TABLE col (id integer PRIMARY KEY, ver integer, models text, decks text);
        INSERT INTO col VALUES (1, 18, '', '');
        CREATE TABLE notetypes (id integer PRIMARY KEY, name text COLLATE unicase, config blob);
        CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
        CREATE TABLE fields (ntid integer, ord integer, name text COLLATE unicase, config blob, PRIMARY KEY (ntid, ord))
            WITHOUT ROWID;
        CREATE TABLE templates (ntid integer, ord integer, name text COLLATE unicase, config blob,
            PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
        CREATE TABLE decks (id integer PRIMARY KEY, name text COLLATE unicase);
        CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, tags text, flds text);
        CREATE TABLE cards (id integer PRIMARY KEY, nid integer, did integer, ord integer, odid integer);
        """
    )
    connection.execute("INSERT INTO decks VALUES (5, ?)", ("Nature\x1fTides",))
    for type_id, name, kind, fields, sides in (
        (1, "Basic", b"", ("Front", "Back"), ("{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")),
        (2, "Cloze", b"\x08\x01", ("Text",), ("{{cloze:Text}}", "{{cloze:Text}}")),
    ):
        connection.execute("INSERT INTO notetypes VALUES (?, ?, ?)", (type_id, name, kind))
        for number, field in enumerate(fields):
            connection.execute("INSERT INTO fields VALUES (?, ?, ?, '')", (type_id, number, field))
        config = b"".join(
            bytes([number << 3 | 2, len(side)]) + side.encode() for number, side in enumerate(sides, start=1)
        )
        connection.execute("INSERT INTO templates VALUES (?, 0, 'Card', ?)", (type_id, config))
    connection.execute("INSERT INTO notes VALUES (1, 'g1', 1, '', ?)", ('Where? <img src="moon.png">\x1fthere',))
    connection.execute("INSERT INTO notes VALUES (2, 'g2', 2, '', '{{c1::moon}} pulls the {{c2::sea::water}}')")
    connection.executemany("INSERT INTO cards VALUES (?, ?, 5, ?, 0)", [(1, 1, 0), (2, 2, 0), (3, 2, 1)])
    connection.commit()
    connection.close()
    entry = b"\x0a\x08moon.png"
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("meta", b"\x08\x03")
        archive.writestr("collection.anki21b", zstandard.compress(path.read_bytes()))
        archive.writestr("collection.anki2", b"please update")
        archive.writestr("media", zstandard.compress(b"\x0a" + bytes([len(entry)]) + entry))
        archive.writestr("0", zstandard.compress(PNG))
    return output.getvalue()


def test_a_text_file_comes_in_and_goes_out(client: CardClient) -> None:
    """Columns are found by their names, delimiters and encodings by what the file has; the export comes in again."""
    set_id = client.add_set("Words")
    first = client.import_deck("Frage;front;back;tags\r\n1;café;coffee;a b\r\n2;été;summer;\r\n".encode("cp1252"))
    assert (first["state"], first["result"]["added"]) == ("done", 2)
    assert client.texts() == [("café", "coffee"), ("été", "summer")]
    rows = '=1+1\t@two\nline\t"of\ntwo"\n\n only\n'
    into = client.import_deck(rows.encode("utf-16"), set_id=set_id, header="no")["result"]
    assert (into["added"], into["skipped"]) == (2, {"without a back": 1})
    assert client.texts(f"&set_id={set_id}") == [("=1+1", "@two"), ("line", "of\ntwo")]
    exported = client.call("GET", f"flashcard-sets/{set_id}/export?format=csv")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    assert exported.text == "\ufefffront,back,tags,set\r\n'=1+1,'@two,,Words\r\nline,\"of\ntwo\",,Words\r\n"
    for path in ("flashcard-sets/export?format=pdf", f"flashcard-sets/{set_id}/export?format=x"):
        assert client.call("GET", path).json()["fields"] == {"format": "is not one of apkg, colpkg, csv"}
    again = client.import_deck(rows.encode("utf-16"), set_id=set_id)["result"]
    assert (again["added"], again["unchanged"]) == (0, 2)
    for fields in ({"delimiter": "x"}, {"encoding": "utf-7"}, {"header": "maybe"}, {"set_id": "x"}):
        response = client.upload(b"a,b", **fields)
        assert (response.status_code, [*response.json()["fields"]]) == (400, [*fields])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 nothing else", "not an archive"),
        (b"one column\nof words\n", "reason"),
        (b"\xff\xfe\x00", "not encoded"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(client: CardClient, content: bytes, reason: str) -> None:
    """The import of a file without cards fails with a reason, or counts what was left out; nothing stays of it."""
    found = client.import_deck(content)
    text = f"reason {found['result']['skipped']}" if found["state"] == "done" else found["reason"]
    assert reason in text
    assert client.texts() == []
    assert client.site.execute("SELECT FROM study.card_import_parts") == []


def test_imports_and_exports_are_those_of_the_account(client: CardClient, other: CardClient, tmp_path: Path) -> None:
    """Imports, sets and media of another account are not there."""
    done = client.import_deck(write_deck(tmp_path))
    set_id = done["result"]["sets"][0]["id"]
    for path in (
        f"flashcard-sets/imports/{done['id']}", f"flashcard-sets/{set_id}/export", "flashcards/media/moon.png",
        "flashcard-sets/x/export", f"flashcard-sets/{set_id}", f"flashcards/due?set_id={set_id}",
    ):  # fmt: skip
        assert other.read_refusal("GET", path) == (404, "NOT_FOUND"), path
    response = other.upload(b"a,b", set_id=set_id)
    assert (response.status_code, [*response.json()["fields"]]) == (400, ["set_id"])
    assert other.ok("GET", "flashcard-sets/imports")["imports"] == []
    assert other.call("DELETE", "flashcards/media/moon.png").status_code == 404
    assert client.call("DELETE", "flashcards/media/moon.png").status_code == 204
    assert client.ok("GET", "flashcards/media")["total"] == 0
