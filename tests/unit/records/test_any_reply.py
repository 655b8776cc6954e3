"""Any bytes and values in the replies of Discogs and in what a page sends."""

import json
from contextlib import suppress
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.apps.records.catalogue.model.json_fields import parse_timestamp
from alcove.apps.records.catalogue.model.market import find_grade
from alcove.apps.records.catalogue.model.text import parse_string_list, split_words, truncate_text
from alcove.apps.records.errors import InvalidRequest, RecordsError
from alcove.apps.records.sources.discogs import responses
from alcove.apps.records.sources.discogs.oauth import _parse_token
from alcove.apps.records.sources.lenient_json import parse_json
from alcove.apps.records.taste.service.verdicts import parse_ids

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["pagination", "listings", "pages", "items", "page", "identifiers", "type", "value", "images", "uri", "genres",
     "styles", "title", "artists", "name", "labels", "catno", "username", "message", "id", "year", "lowest_price"]
)  # fmt: skip
DOCUMENTS = st.recursive(
    VALUES,
    lambda inner: st.dictionaries(KEYS, inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=12,
)
CONTENTS = st.binary(max_size=100) | DOCUMENTS.map(lambda value: json.dumps(value).encode())


@settings(derandomize=True, max_examples=500)
@given(CONTENTS)
def test_any_reply_is_understood_or_malformed(content: bytes) -> None:
    """Every reader of a reply returns a value, or raises an error that says what is wrong."""
    readers = (
        lambda: responses.parse_inventory(content, page=1),
        lambda: responses.parse_release(content, release_id=1),
        lambda: responses.parse_suggestions(content),
        lambda: responses.parse_identity(content),
        lambda: _parse_token(content),
    )
    for read in readers:
        with suppress(RecordsError):
            read()
    assert responses.build_error(502, content).message


@settings(derandomize=True, max_examples=300)
@given(VALUES)
def test_json_survives(value: object) -> None:
    """Valid JSON keeps its values; fractions become exact."""
    text = json.dumps(value, allow_nan=False) if _is_plain(value) else "null"
    expected = json.loads(text, parse_float=Decimal)
    assert parse_json(text.encode()) == expected


def _is_plain(value: object) -> bool:
    return "Infinity" not in json.dumps(value) and "NaN" not in json.dumps(value)


@settings(derandomize=True, max_examples=300)
@given(st.binary(max_size=200) | st.sampled_from([b"[" * 100_000, b"1" * 100_000, b"1e999999999", b"-0.0e-9999999999"]))
def test_any_bytes_are_json_or_not(content: bytes) -> None:
    """Bytes that are no JSON raise ValueError, also when they are nested deeply or have a long number."""
    try:
        parse_json(content)
    except ValueError:
        return


@settings(derandomize=True, max_examples=500)
@given(VALUES | st.text(alphabet="0123456789-:TZ+. W", max_size=30))
def test_any_time_is_in_utc_or_none(value: object) -> None:
    """A time has an offset of zero."""
    moment = parse_timestamp(value)
    assert moment is None or moment.utcoffset().total_seconds() == 0  # type: ignore[union-attr]  # it has a zone


@settings(derandomize=True, max_examples=300)
@given(st.text(max_size=600))
def test_any_text_is_searched_and_stored(text: str) -> None:
    """Words are part of the text, grades are known ones, and what is stored can be stored."""
    assert all(word in text or word.isdigit() for word in split_words(text))
    assert isinstance(find_grade(text), str)
    stored = truncate_text(text)
    assert "\0" not in stored
    assert len(stored.encode()) < 1100
    assert parse_string_list([text, text]) in ((), (stored,))


@settings(derandomize=True, max_examples=300)
@given(st.lists(st.integers() | st.text(max_size=40) | st.integers().map(str), max_size=20))
def test_ids_fit_their_column(values: list[int | str]) -> None:
    """Ids are positive, distinct, and fit into PostgreSQL's bigint."""
    try:
        ids = parse_ids(values)
    except InvalidRequest:
        return
    assert len(set(ids)) == len(ids)
    assert all(0 < number < 2**63 for number in ids)
    assert parse_ids(ids) == ids
