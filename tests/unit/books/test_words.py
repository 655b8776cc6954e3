"""Numbers, languages, names, kinds and ids, however catalogues write them."""

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
    make_id,
)
from alcove.apps.books.model.cleaning import AUTHOR, TITLE, clean, folded, spoken
from alcove.apps.books.model.content import content_of, label_of, labels_of, passes
from alcove.apps.books.model.isbn import both_forms, isbn10, isbn13
from alcove.apps.books.model.media import format_of_type, type_of_format


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
def test_numbers_in_both_forms(text: str, long: str, short: str) -> None:
    """A number in any spelling has its long form, and its short one where there is one."""
    assert (isbn13(text), isbn10(text)) == (long, short)
    assert both_forms(text) == tuple(filter(None, (long, short)))


@pytest.mark.parametrize(
    "text", ["", "9780306406158", "0306406153", "1234567890123", "X306406152", "٩٧٨٠٣٠٦٤٠٦١٥٧", "9" * 500, "a book"]
)
def test_what_is_no_number(text: str) -> None:
    """A wrong check digit, another prefix, other digits than ours: no ISBN."""
    assert isbn13(text) == ""
    assert both_forms(text) == ()


@given(st.integers(0, 999_999_999))
def test_numbers_there_and_back(nine: int) -> None:
    """Each short number has one long form, which leads back to it; any other check digit is refused."""
    digits = f"{nine:09d}"
    (check,) = [sign for sign in "0123456789X" if isbn13(digits + sign)]
    assert isbn10(isbn13(digits + check)) == digits + check


@given(st.text())
def test_any_text_may_be_asked(text: str) -> None:
    """No text breaks the readers, and what they return is in their alphabet."""
    assert isbn13(text) == "" or isbn13(text).isdigit()
    assert len(clean(text, limit=50)) <= 50
    assert folded(folded(text)) == folded(text)
    assert is_book_id(make_id("opds-home", text))
    code = languages.code_of(text)
    assert languages.code_of(code) == code
    assert spoken(text) == "" or text.strip()
    assert content_of((text,)) in (FICTION, NON_FICTION, UNKNOWN, COMIC, MUSICAL_SCORE, "magazine")


def test_the_table() -> None:
    """Seventy languages in the order of the menus, the one with a script in its plain spelling."""
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
def test_languages_in_every_dialect(text: str, code: str) -> None:
    """Codes of two and three letters, with regions, as names, old and new: one code."""
    assert languages.code_of(text) == code


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_each_language_is_known_by_all_its_names(language: languages.Language) -> None:
    """The code in any case, the libraries' codes and the English name lead to the code."""
    spellings = (language.code, language.code.upper(), language.name, *languages.marc_codes(language.code))
    assert {languages.code_of(text) for text in spellings} == {language.code}
    assert languages.name_of(language.code) == language.name
    if len(language.code) == 2:
        assert languages.two_letters(language.code) == language.code


def test_several_languages() -> None:
    """A list, a text with several of them, and what is no language."""
    assert languages.codes_of(["English; French", "ger", "und", "Greek, Modern"]) == ("en", "fr", "de", "el")
    assert languages.joined(["eng", "en"]) == "en"
    assert languages.known_codes(["xx", "isl", "ZH-HANT", "de"]) == ("zh-Hant", "de")
    assert languages.known_codes(["isl", ""]) == ("en",)
    assert languages.known_codes([], default="") == ()


@pytest.mark.parametrize(
    ("has", "wanted", "shared"),
    [("en", ["en-GB"], True), ("en,fr", ["fr"], True), ("", ["de"], True), ("de", [], True), ("is", ["en"], False),
     ("zh-Hant", ["zh"], True), ("de", ["fr", "en"], False), ("de", ["nonsense"], True)],
)  # fmt: skip
def test_wanted_languages(has: str, wanted: list[str], *, shared: bool) -> None:
    """One in common is enough, regions do not count, an unknown language passes."""
    assert languages.share(has, wanted) is shared


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Shelley, Mary Wollstonecraft", "Mary Wollstonecraft Shelley"), ("Homer", "Homer"),
        ("Wells, H. G. (Herbert George)", "H. G. Wells"), ("Austen, Jane, 1775-1817", "Jane Austen"),
        ("Dumas, Alexandre, père", "Alexandre Dumas, père"), ("Marsh, Ada, 1950-", "Ada Marsh"), ("", ""), (" , ", ""),
        ("Goethe, Johann Wolfgang von", "Johann Wolfgang von Goethe"), ("Plato, 428? BC", "428? BC Plato"),
    ],
)  # fmt: skip
def test_names_as_they_are_spoken(name: str, expected: str) -> None:
    """The last name goes last, years and long forms go, what stands behind stays."""
    assert spoken(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>Emma</b>", "Emma"), ("A &amp; B", "A & B"), ("&lt;img src=x onerror=alert(1)&gt;Emma", "Emma"),
        ("Em\u202ema\u0000\u200f", "Emma"), ("<script>alert(1)</script>Emma", "Emma"), ("a\r\n b\tc", "a b c"),
        ("1 < 2", "1 < 2"), ("ü" * 600, "ü" * 500), ("\ud800x", "x"),
    ],
)  # fmt: skip
def test_clean_words(text: str, expected: str) -> None:
    """No tag, no entity, no control character and no change of direction is left, and no title is too long."""
    assert clean(text, limit=TITLE) == expected
    assert AUTHOR < TITLE


def test_folding() -> None:
    """Case, accents, ligatures, apostrophes and punctuation do not count."""
    assert folded("Les Misérables, Tome I") == folded("les miserables tome i")
    assert folded("Alice’s ‘Straße’") == "alices strasse"  # noqa: RUF001 - as catalogues write it
    assert folded("Æsop’s Łódź Øre") == "aesops lodz ore"  # noqa: RUF001 - likewise


@pytest.mark.parametrize(
    ("subjects", "label"),
    [
        (("Gothic fiction",), FICTION), (("Great Britain -- History -- Fiction",), FICTION), (("Physics",), UNKNOWN),
        (("English fiction -- History and criticism",), NON_FICTION), (("Nonfiction", "Travel"), NON_FICTION),
        (("Biography",), NON_FICTION), (("Comics",), COMIC), (("Scores",), MUSICAL_SCORE), ((), UNKNOWN),
        (("Periodicals",), "magazine"), (("Love stories", "History"), FICTION),
    ],
)  # fmt: skip
def test_kinds_by_subject(subjects: tuple[str, ...], label: str) -> None:
    """Subjects speak for a kind, or for none."""
    assert content_of(subjects) == label


def test_kinds_in_requests() -> None:
    """Words of requests become labels, unknown ones nothing; an unknown kind is any kind of book."""
    assert labels_of(["book_fiction", "MAGAZINE", "nonsense", "book_fiction"]) == (FICTION, "magazine")
    assert label_of("audiobook") == AUDIOBOOK
    assert passes("unabridged audiobook", (AUDIOBOOK,))
    assert passes(UNKNOWN, (FICTION,))
    assert not passes(UNKNOWN, (AUDIOBOOK,))
    assert not passes(FICTION, (NON_FICTION,))
    assert passes(FICTION, ())


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
    """A media type stands for a format, sometimes with the help of a name."""
    assert format_of_type(type_, name=name) == form
    assert not form or form == "azw3" or format_of_type(type_of_format(form)) == form


@pytest.mark.parametrize("bad", ["", ".", "..", "-x", "a/b", "a b", "a%2F", "ä", "x" * 121, "a\n", "<b>"])
def test_ids_have_a_small_alphabet(bad: str) -> None:
    """What a browser or a page could misread is no id; a key like that has one all the same."""
    assert not is_book_id(bad)
    made = make_id("opds-home", bad)
    assert is_book_id(made)
    assert made == make_id("opds-home", bad)
    assert make_id("pg", "84.epub") == "pg-84.epub"
