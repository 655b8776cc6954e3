"""Any text in requests, ids, and in what catalogues send."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.apps.books.errors import InvalidRequest
from alcove.apps.books.file_responses import attachment
from alcove.apps.books.model.book import is_book_id, make_book_id
from alcove.apps.books.model.cleaning import clean_text, first_name_first, fold_text
from alcove.apps.books.model.content import parse_label
from alcove.apps.books.model.isbn import isbn10, isbn13, isbn_forms
from alcove.apps.books.model.languages import parse_code, parse_codes
from alcove.apps.books.model.media import format_from_media_type
from alcove.apps.books.model.prefixes import escape_for_classic_page
from alcove.apps.books.queue.routes import parse_priority
from alcove.apps.books.sources.gutenberg import entries as gutenberg_entries
from alcove.apps.books.sources.internetarchive import books as archive_books
from alcove.apps.books.sources.internetarchive import items as archive_items
from alcove.apps.books.sources.lucene import escape
from alcove.apps.books.sources.openlibrary.works import work_id
from alcove.apps.books.sources.standardebooks import ids as standard_ids

SPECIAL = set('+-!(){}[]^"~*?:/')
"""Characters that mean something in a query of Lucene."""
TEXT = st.text(max_size=80)
ADDRESSES = TEXT | st.builds("https://standardebooks.org/ebooks/{}".format, st.text(alphabet="a/b-[]:@%", max_size=20))


@settings(derandomize=True, max_examples=500)
@given(TEXT | st.text(alphabet="0123456789Xx- isbn:", max_size=30))
def test_any_text_has_an_isbn_or_none(text: str) -> None:
    """An ISBN is valid in both forms, and each form means the same book."""
    long = isbn13(text)
    assert long == "" or (len(long) == 13 and isbn13(long) == long)
    short = isbn10(text)
    assert short == "" or isbn13(short) == long
    assert set(isbn_forms(text)) == {form for form in (long, short) if form}


@settings(derandomize=True, max_examples=500)
@given(TEXT)
def test_any_text_is_a_language_or_none(text: str) -> None:
    """A language's code is read again as itself."""
    code = parse_code(text)
    assert code == "" or parse_code(code) == code
    assert all(parse_code(found) == found for found in parse_codes([text, code]))


@settings(derandomize=True, max_examples=500)
@given(TEXT)
def test_any_text_is_cleaned(text: str) -> None:
    """Cleaned and folded text stays as it is, and can be stored."""
    for function in (clean_text, fold_text):
        plain = function(text)
        assert function(plain) == plain
        assert "\0" not in plain
        plain.encode()
    assert isinstance(first_name_first(text) + parse_label(text) + format_from_media_type(text, name=text), str)


@settings(derandomize=True, max_examples=500)
@given(prefix=st.sampled_from(["sh", "opds"]), key=TEXT)
def test_any_key_makes_an_id(prefix: str, key: str) -> None:
    """The id for a key of a source is valid, and readers of ids of other sources accept or refuse it."""
    book_id = make_book_id(prefix, key)
    assert is_book_id(book_id)
    for text in (book_id, key):
        for read in (gutenberg_entries.read_id, archive_books.read_id, standard_ids.read_id):
            assert read(text) is None or is_book_id(text)


@settings(derandomize=True, max_examples=500)
@given(ADDRESSES)
def test_any_address_is_a_page_of_a_book_or_none(address: str) -> None:
    """The path of a book makes an id that is read as the same path."""
    path = standard_ids.book_path(address)
    book_id = standard_ids.make_id(path, "epub") if path else ""
    assert book_id == "" or standard_ids.read_id(book_id) == (path, "epub")
    assert isinstance(work_id(address), str)


@settings(derandomize=True, max_examples=500)
@given(TEXT)
def test_any_words_are_only_words_in_a_query(words: str) -> None:
    """Special characters of a query are escaped, whatever was typed."""
    plain = escape(words).replace("\\\\", "")
    for index, character in enumerate(plain):
        assert character not in SPECIAL or plain[index - 1] == "\\"


@settings(derandomize=True, max_examples=500)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_name_is_safe_in_a_header_and_a_page(name: str) -> None:
    """A file's name cannot end the header, and text cannot end an attribute of the classic page."""
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert not set(escape_for_classic_page(name)) & set('<>"')


@settings(derandomize=True, max_examples=300)
@given(st.none() | TEXT | st.integers().map(str))
def test_any_priority_fits_its_column(text: str | None) -> None:
    """A priority is a small integer, or refused."""
    try:
        assert abs(parse_priority(text)) < 2**31
    except InvalidRequest:
        return


VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT | st.lists(TEXT, max_size=3)


@settings(derandomize=True, max_examples=300)
@given(VALUES)
def test_any_value_of_the_archive_is_text(value: object) -> None:
    """A field that is a text, a number or a list of them is read as texts."""
    value = json.loads(json.dumps(value))
    assert all(isinstance(text, str) for text in archive_items.as_texts(value))
    assert isinstance(archive_items.first_text(value), str)
