"""Normalisation of ISBNs, languages, names, content types and ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import (
    AUDIOBOOK,
    COMIC,
    FICTION,
    MUSICAL_SCORE,
    NON_FICTION,
    UNKNOWN,
    is_book_id,
    make_book_id,
)
from alcove.apps.books.model.cleaning import MAX_AUTHOR, MAX_TITLE, clean_text, first_name_first, fold_text
from alcove.apps.books.model.content import detect_content, matches_content, parse_label, parse_labels
from alcove.apps.books.model.isbn import isbn10, isbn13, isbn_forms
from alcove.apps.books.model.media import format_from_media_type, media_type_of_format


@pytest.mark.parametrize(
    ("text", "long", "short"),
    [
        ("0-306-40615-2", "9780306406157", "0306406152"),
        ("978-0-306-40615-7", "9780306406157", "0306406152"),
        ("080442957x", "9780804429573", "080442957X"),
        ("urn:isbn:9780306406157", "9780306406157", "0306406152"),
        ("ISBN-13: 978\u20110\u2013306\u201040615 7", "9780306406157", "0306406152"),
        ("979-10-90636-07-1", "9791090636071", ""),
    ],
)
def test_isbns_in_both_forms(text: str, long: str, short: str) -> None:
    """An ISBN in any notation has its ISBN-13, and its ISBN-10 if there is one."""
    assert (isbn13(text), isbn10(text)) == (long, short)
    assert isbn_forms(text) == tuple(filter(None, (long, short)))


@pytest.mark.parametrize(
    "text", ["", "9780306406158", "0306406153", "1234567890123", "X306406152", "٩٧٨٠٣٠٦٤٠٦١٥٧", "9" * 500, "a book"]
)
def test_invalid_isbns(text: str) -> None:
    """A wrong check digit, another prefix and non-ASCII digits are no ISBN."""
    assert isbn13(text) == ""
    assert isbn_forms(text) == ()


@given(st.integers(0, 999_999_999))
def test_isbn_conversion_is_reversible(nine: int) -> None:
    """An ISBN-10 converts to one ISBN-13 and back; any other check digit is refused."""
    digits = f"{nine:09d}"
    (check,) = [sign for sign in "0123456789X" if isbn13(digits + sign)]
    assert isbn10(isbn13(digits + check)) == digits + check


@given(st.text())
def test_any_text_is_handled(text: str) -> None:
    """Any text is handled, and the results are in their alphabet."""
    assert isbn13(text) == "" or isbn13(text).isdigit()
    assert len(clean_text(text, limit=50)) <= 50
    assert fold_text(fold_text(text)) == fold_text(text)
    assert is_book_id(make_book_id("opds-home", text))
    code = languages.parse_code(text)
    assert languages.parse_code(code) == code
    assert first_name_first(text) == "" or text.strip()
    assert detect_content((text,)) in (FICTION, NON_FICTION, UNKNOWN, COMIC, MUSICAL_SCORE, "magazine")


def test_the_language_table() -> None:
    """There are seventy languages in the order of the menus; a language with a script variant has its plain name."""
    codes = [language.code for language in languages.LANGUAGES]
    assert (len(codes), len(set(codes)), codes[:3], codes[26], codes[-1]) == (
        70,
        70,
        ["en", "zh", "ru"],
        "zh-Hant",
        "shn",
    )
    assert "".join(codes).isascii()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("en", "en"), ("EN-gb", "en"), ("en_US", "en"), ("eng", "en"), ("English", "en"), ("ger", "de"), ("deu", "de"),
        ("/languages/fre", "fr"), ("zh-hant", "zh-Hant"), ("zh\u2011Hant", "zh-Hant"), ("zh-Hant-TW", "zh-Hant"),
        ("zh-TW", "zh-Hant"), ("zh-CN", "zh"), ("Greek, Modern", "el"), ("nb", "no"), ("tl", "fil"), ("iw", "he"),
        ("ice", "is"), ("Welsh", "cy"), ("grc", "grc"), ("xyz", "xyz"), ("und", ""), ("mul", ""), ("", ""),
        ("Klingonese", ""), ("Bokmål", "no"), ("e", ""), ("12", ""),
    ],
)  # fmt: skip
def test_languages_in_all_spellings(text: str, code: str) -> None:
    """Codes with two or three letters, with regions, and old and new names give the same code."""
    assert languages.parse_code(text) == code


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_every_language_is_known_by_all_its_names(language: languages.Language) -> None:
    """The code in any case, the library codes and the English name give the code."""
    spellings = (language.code, language.code.upper(), language.name, *languages.marc_codes(language.code))
    assert {languages.parse_code(text) for text in spellings} == {language.code}
    assert languages.language_name(language.code) == language.name
    if len(language.code) == 2:
        assert languages.two_letter_code(language.code) == language.code


def test_several_languages() -> None:
    """Lists and texts with several languages are split; unknown words are ignored."""
    assert languages.parse_codes(["English; French", "ger", "und", "Greek, Modern"]) == ("en", "fr", "de", "el")
    assert languages.join_codes(["eng", "en"]) == "en"
    assert languages.known_codes(["xx", "isl", "ZH-HANT", "de"]) == ("zh-Hant", "de")
    assert languages.known_codes(["isl", ""]) == ("en",)
    assert languages.known_codes([], default="") == ()


@pytest.mark.parametrize(
    ("has", "wanted", "shared"),
    [("en", ["en-GB"], True), ("en,fr", ["fr"], True), ("", ["de"], True), ("de", [], True), ("is", ["en"], False),
     ("zh-Hant", ["zh"], True), ("de", ["fr", "en"], False), ("de", ["nonsense"], True)],
)  # fmt: skip
def test_matching_languages(has: str, wanted: list[str], *, shared: bool) -> None:
    """One common language is enough; regions are ignored, and an unknown language matches."""
    assert languages.overlaps(has, wanted) is shared


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Shelley, Mary Wollstonecraft", "Mary Wollstonecraft Shelley"), ("Homer", "Homer"),
        ("Wells, H. G. (Herbert George)", "H. G. Wells"), ("Austen, Jane, 1775-1817", "Jane Austen"),
        ("Dumas, Alexandre, père", "Alexandre Dumas, père"), ("Marsh, Ada, 1950-", "Ada Marsh"), ("", ""), (" , ", ""),
        ("Goethe, Johann Wolfgang von", "Johann Wolfgang von Goethe"), ("Plato, 428? BC", "428? BC Plato"),
    ],
)  # fmt: skip
def test_names_with_the_first_name_first(name: str, expected: str) -> None:
    """The last name is moved to the end; years and long forms are removed, suffixes are kept."""
    assert first_name_first(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>Emma</b>", "Emma"), ("A &amp; B", "A & B"), ("&lt;img src=x onerror=alert(1)&gt;Emma", "Emma"),
        ("Em\u202ema\u0000\u200f", "Emma"), ("<script>alert(1)</script>Emma", "Emma"), ("a\r\n b\tc", "a b c"),
        ("1 < 2", "1 < 2"), ("ü" * 600, "ü" * 500), ("\ud800x", "x"),
    ],
)  # fmt: skip
def test_clean_texts(text: str, expected: str) -> None:
    """Tags, entities, control and bidi characters are removed, and titles are limited in length."""
    assert clean_text(text, limit=MAX_TITLE) == expected
    assert MAX_AUTHOR < MAX_TITLE


def test_folding() -> None:
    """Case, accents, ligatures, apostrophes and punctuation are ignored."""
    assert fold_text("Les Misérables, Tome I") == fold_text("les miserables tome i")
    assert fold_text("Alice’s ‘Straße’") == "alices strasse"  # noqa: RUF001 - as catalogues write it
    assert fold_text("Æsop’s Łódź Øre") == "aesops lodz ore"  # noqa: RUF001 - likewise


@pytest.mark.parametrize(
    ("subjects", "label"),
    [
        (("Gothic fiction",), FICTION), (("Great Britain -- History -- Fiction",), FICTION), (("Physics",), UNKNOWN),
        (("English fiction -- History and criticism",), NON_FICTION), (("Nonfiction", "Travel"), NON_FICTION),
        (("Biography",), NON_FICTION), (("Comics",), COMIC), (("Scores",), MUSICAL_SCORE), ((), UNKNOWN),
        (("Periodicals",), "magazine"), (("Love stories", "History"), FICTION),
    ],
)  # fmt: skip
def test_content_labels_by_subject(subjects: tuple[str, ...], label: str) -> None:
    """Subjects give a content type, or none."""
    assert detect_content(subjects) == label


def test_content_labels_in_requests() -> None:
    """Words in requests become content types; unknown words become none, an unknown type any book."""
    assert parse_labels(["book_fiction", "MAGAZINE", "nonsense", "book_fiction"]) == (FICTION, "magazine")
    assert parse_label("audiobook") == AUDIOBOOK
    assert matches_content("unabridged audiobook", (AUDIOBOOK,))
    assert matches_content(UNKNOWN, (FICTION,))
    assert not matches_content(UNKNOWN, (AUDIOBOOK,))
    assert not matches_content(FICTION, (NON_FICTION,))
    assert matches_content(FICTION, ())


@pytest.mark.parametrize(
    ("type_", "name", "form"),
    [
        ("application/epub+zip", "", "epub"), ("Text/Plain; charset=us-ascii", "", "txt"),
        ("application/x-mobipocket-ebook", "x.azw3", "azw3"),
        ("application/x-mobipocket-ebook", "84.kf8.images", "mobi"),
        ("application/epub+zip", "a.kepub.epub", "kepub"), ("image/jpeg", "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_media_types(type_: str, name: str, form: str) -> None:
    """A media type gives a format, some types only together with the file name."""
    assert format_from_media_type(type_, name=name) == form
    assert not form or form == "azw3" or format_from_media_type(media_type_of_format(form)) == form


@pytest.mark.parametrize("bad", ["", ".", "..", "-x", "a/b", "a b", "a%2F", "ä", "x" * 121, "a\n", "<b>"])
def test_allowed_characters_of_ids(bad: str) -> None:
    """Characters that browsers or pages could misinterpret are refused in an id; such a key still gets a valid id."""
    assert not is_book_id(bad)
    book_id = make_book_id("opds-home", bad)
    assert is_book_id(book_id)
    assert book_id == make_book_id("opds-home", bad)
    assert make_book_id("pg", "84.epub") == "pg-84.epub"
