"""Files of cards: what templates, HTML and lines mean, and hostile packages that must not do harm."""

import io
import json
import sqlite3
import tempfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.apps.study.card_decks.anki import PackageWriter
from alcove.apps.study.card_decks.anki.store.writer import ExportedCard
from alcove.apps.study.card_decks.anki.templates import Template, render_back, render_front
from alcove.apps.study.card_decks.csv_files import (
    CsvOptions,
    decode_text,
    find_delimiter,
    join_tags,
    read_csv,
    write_row,
)
from alcove.apps.study.card_decks.html_text import read_html, write_html
from alcove.apps.study.card_decks.model import MAX_COLLECTION, DeckError, clean_media_name, rename_references
from alcove.apps.study.card_decks.reading import read_deck

texts = st.text("ab c=+-@'\"<>&;,|月\u0634", min_size=1, max_size=20).filter(str.strip)
tags = st.sampled_from(["a", "b c", "d", "é f"])


@pytest.mark.parametrize(
    ("front", "back", "fields", "sides"),
    [
        ("{{Q}}", "{{FrontSide}}<hr id=answer>{{A}}", {"Q": "q", "A": "a"}, ("q", "a")),
        ("{{Q}}", "{{FrontSide}} {{A}}", {"Q": "q", "A": "a"}, ("q", " a")),
        ("{{#Q}}yes{{/Q}}{{^Q}}no{{/Q}}", "{{^A}}no{{/A}}", {"Q": " ", "A": "a"}, ("no", "")),
        ("{{#A}}x{{#Q}}y{{/Q}}z{{/A}}", "", {"Q": "", "A": "a"}, ("xz", "")),
        ("{{type:Q}}{{hint:A}}{{text:A}}", "{{Tags}}", {"Q": "q", "A": "a", "Tags": "t"}, ("aa", "t")),
        (
            "{{cloze:Q}}",
            "{{cloze:Q}}",
            {"Q": "{{c1::sun::star}} and {{c2::moon}}"},
            ("[star] and moon", "sun and moon"),
        ),
        ("{{cloze:Q}}", "{{cloze:Q}}", {"Q": "{{c2::a {{c1::b::h}} c}}"}, ("a [h] c", "a b c")),
        ("{{cloze:Q}}", "", {"Q": "{{c1::never closed"}, ("{{c1::never closed", "")),
        ("{{Q}} {{Missing}} {{", "}} {{/Q}}", {"Q": "{{A}}", "A": "a"}, ("{{A}}  {{", "}} ")),
    ],
)
def test_templates_show_fields(front: str, back: str, fields: dict[str, str], sides: tuple[str, str]) -> None:
    """Sections, filters and clozes show what Anki shows; the front is not repeated on the back."""
    template = Template(front=front, back=back)
    assert (render_front(template, fields, number=1), render_back(template, fields, number=1)) == sides


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<br>b<div>c</div>&lt;d&gt;&nbsp;e", "a\nb\nc\n<d> e"),
        ("<style>x{}</style><script>alert(1)</script>safe", "safe"),
        ("<script>never closed", ""),
        (
            '<img src="a%20b.png" alt="x]"> <img src="https://elsewhere/x.png"> <img src="data:image/png,x">',
            "![x](a b.png)",
        ),
        ('<a href="javascript:alert(1)">link</a><b onclick="x">b', "linkb"),
        ("plain & simple < text", "plain & simple < text"),
    ],
)
def test_html_becomes_text(markup: str, text: str) -> None:
    """Only what a reader sees stays, with images of the deck itself."""
    assert read_html(markup) == text


@settings(max_examples=50)
@given(st.lists(texts, min_size=1, max_size=4))
def test_texts_survive_html(lines: list[str]) -> None:
    """A text without runs of blanks is the same after it was written as HTML and read again."""
    text = "\n".join(" ".join(line.split()) for line in lines)
    assert read_html(write_html(text)) == text


@settings(max_examples=40)
@given(st.lists(st.tuples(texts, texts, st.lists(tags, max_size=3, unique=True)), min_size=1, max_size=3))
def test_rows_survive_csv(rows: list[tuple[str, str, list[str]]]) -> None:
    """Rows that were written are read again, and no cell of them is a formula to a spreadsheet."""
    lines = [write_row([front, back, join_tags(names)]) for front, back, names in rows]
    assert not any(line.startswith(("=", "+", "-", "@")) for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards.csv"
        path.write_text("".join([write_row(["front", "back", "tags"]), *lines]), encoding="utf-8", newline="")
        cards = read_csv(path, CsvOptions(delimiter=",")).cards
    assert [(card.front, card.back, card.tags) for card in cards] == [
        (front.strip(), back.strip(), names) for front, back, names in rows
    ]


def test_lines_are_read_as_they_are_meant(tmp_path: Path) -> None:
    """Delimiters, encodings, names of columns and what Anki writes into the first lines are found out."""
    assert [find_delimiter(text) for text in ("a;b\nc;d,e", "a\tb\n", "a|b", "a,b;c\n1,2\n", "", "a")] == [
        ";", "\t", "|", ",", ",", ",",
    ]  # fmt: skip
    assert decode_text("\ufeffé".encode()) == decode_text("é".encode("utf-16")) == decode_text(b"\xe9") == "é"
    path = tmp_path / "cards.txt"
    path.write_text('#separator:tab\n#html:true\n#tags column:3\n<b>a</b>\t"b<br>c"\tx y\nonly\n', encoding="utf-8")
    deck = read_deck(path, tmp_path, options=CsvOptions())
    assert [(card.front, card.back, card.tags) for card in deck.cards] == [("a", "b\nc", ["x", "y"])]
    assert deck.skipped == {"without a back": 1}
    path.write_text("back,FRONT\nb,a\nb,a\n", encoding="utf-8")
    twice = read_csv(path, CsvOptions(salt="set")).cards
    assert [(card.front, card.ordinal) for card in twice] == [("a", 0), ("a", 1)]
    assert twice[0].guid != read_csv(path, CsvOptions(salt="other set")).cards[0].guid
    for content, encoding in ((b"", ""), (b"\xff", "utf-8"), (bytes(1000), ""), (b'"' + b"x" * 2_000_000, "")):
        path.write_bytes(content)
        with pytest.raises(DeckError):
            read_csv(path, CsvOptions(encoding=encoding))


def test_names_of_media_stay_names() -> None:
    """A name never becomes a path, and another name replaces it in texts and nowhere else."""
    names = ["../../etc/passwd", "a/b.png", "c:\\d.png", "..", "", "x\0y.png", "a(b).png", "n" * 300]
    assert [clean_media_name(name) for name in names] == ["passwd", "b.png", "d.png", "", "", "xy.png", "", ""]
    text = "![](a.png) a.png [sound:a.png] ![a.png](b.png)"
    assert rename_references(text, {"a.png": "c.png"}) == "![](c.png) a.png [sound:c.png] ![a.png](b.png)"


def write_package(path: Path, **members: bytes) -> Path:
    """Write an archive with members, whose dots are underscores in the names of arguments."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def write_collection(folder: Path, *, cards: int = 1, models: str | None = None) -> bytes:
    """Return the database of a package with some cards."""
    folder.mkdir(exist_ok=True)
    writer = PackageWriter(folder, timestamp=1_700_000_000)
    writer.add_cards([
        ExportedCard(guid=str(number), deck="d", front=f"f{number}", back="b", tags=(), is_suspended=False)
        for number in range(cards)
    ])  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        writer.finish(archive)
    path = folder / "collection.anki2"
    if models is not None:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE col SET models = ?", (models,))
        connection.close()
    content = path.read_bytes()
    path.unlink()
    return content


def test_hostile_packages_are_refused_with_a_reason(tmp_path: Path) -> None:
    """Bombs, damaged databases, wrong types and lists of media that lie are errors of the file; memory stays small."""
    collection = write_collection(tmp_path / "made")
    bomb = zstandard.compress(bytes(MAX_COLLECTION + 1), level=1)
    deep = "[" * 100_000
    hostile = [
        {"collection_anki2": collection[: len(collection) // 2]},
        {"collection_anki2": b"SQLite format 3\0" + bytes(5000)},
        {"collection_anki2": b"no database"},
        {"collection_anki21b": bomb},
        {"collection_anki21b": b"not compressed"},
        {"readme": b"no cards"},
        {"collection_anki2": write_collection(tmp_path / "made", models=deep)},
        {"collection_anki2": write_collection(tmp_path / "made", models='{"1": {"flds": 1}}')},
        {"collection_anki2": write_collection(tmp_path / "made", models="[]")},
    ]
    tracemalloc.start()
    for number, members in enumerate(hostile):
        package, folder = write_package(tmp_path / "hostile.apkg", **members), tmp_path / f"folder-{number}"
        folder.mkdir()
        with pytest.raises(DeckError):
            read_deck(package, folder, options=CsvOptions())
    assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    tracemalloc.stop()


def test_lists_of_media_that_lie_cost_the_media_alone(tmp_path: Path) -> None:
    """A medium that is missing, too large, or named like a path is left out; the cards are there."""
    folder = tmp_path / "made"
    folder.mkdir()
    writer = PackageWriter(folder, timestamp=1_700_000_000)
    names = ["here.png", "missing.png", "large.png"]
    front = "".join(f"![]({name})" for name in names)
    writer.add_cards([ExportedCard(guid="1", deck="d", front=front, back="b", tags=(), is_suspended=True)])
    path = tmp_path / "deck.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        writer.finish(archive)
        archive.writestr(
            "media", json.dumps({"0": "../../here.png", "1": "missing.png", "2": "large.png", "3": "x.png"})
        )
        archive.writestr("0", b"image")
        archive.writestr("2", bytes(11 * 2**20))
    deck = read_deck(path, tmp_path, options=CsvOptions())
    assert [card.front for card in deck.cards] == [front]
    assert [(media.name, Path(media.path).parent, Path(media.path).read_bytes()) for media in deck.media] == [
        ("here.png", tmp_path, b"image")
    ]
    assert deck.skipped == {"media that are missing, damaged or too large": 2}
