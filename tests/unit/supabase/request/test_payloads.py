"""Bodies: what is accepted, and what they become."""

import json
from typing import Any

import pytest

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.request.media_types import parse_media_type
from alcove.wires.supabase.rest.request.model import JsonPayload, Payload, RawPayload
from alcove.wires.supabase.rest.request.payload import parse_payload


def parse(body: bytes, kind: str = "application/json", *, for_function: bool = False, columns: bool = False) -> Payload:
    """Parse a body."""
    return parse_payload(body, media_type=parse_media_type(kind), for_function=for_function, has_columns=columns)


def error_of(body: bytes, kind: str = "application/json", *, for_function: bool = False) -> tuple[str, str]:
    """Return the code and message of a body's error."""
    with pytest.raises(RestError) as caught:
        parse(body, kind, for_function=for_function)
    assert caught.value.status == 400
    return caught.value.code, caught.value.message


@pytest.mark.parametrize(
    ("body", "keys", "is_array"),
    [
        (b'{"b":1,"a":2}', ("a", "b"), False),
        (b"{}", (), False),
        (b' \n{"a": 12345678901234567890.123456789}\n', ("a",), False),
        (b'[{"a":1},{"a":null}]', ("a",), True),
        (b'[{"a":1,"b":2},{"b":1,"a":2}]', ("a", "b"), True),
        (b"[{}]", (), True),
        ('{"é":"\\u0000"}'.encode(), ("é",), False),
        (b'{"a":1,"a":2}', ("a",), False),
    ],
)
def test_json_is_kept_as_it_was_sent(body: bytes, keys: tuple[str, ...], is_array: bool) -> None:  # noqa: FBT001
    """The text stays, so that no number changes; the keys are sorted."""
    assert parse(body) == JsonPayload(text=body, keys=keys, is_array=is_array)


@pytest.mark.parametrize("body", [b"[]", b" [ ] ", b"1", b'"a"', b"null", b"true"])
def test_what_has_no_rows_is_an_empty_array(body: bytes) -> None:
    """An empty array writes nothing, and neither does JSON that is no array and no object."""
    assert parse(body) == JsonPayload(text=b"[]", keys=(), is_array=True)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Empty or invalid json"),
        (b"  ", "Empty or invalid json"),
        (b"{", "Empty or invalid json"),
        (b"[1,", "Empty or invalid json"),
        (b"[1,2}", "Empty or invalid json"),
        (b'{"a":1}x', "Empty or invalid json"),
        (b"{'a':1}", "Empty or invalid json"),
        (b'[{"a":1},{"a":]', "Empty or invalid json"),
        (b'{"a":' + b"[" * 100_000, "Empty or invalid json"),
        (b"[" * 100_000, "Empty or invalid json"),
        (b'[{"a":1},{"b":1}]', "All object keys must match"),
        (b'[{"a":1},{"a":1,"b":1}]', "All object keys must match"),
        (b"[1,2]", "All object keys must match"),
        (b'[{"a":1},2]', "All object keys must match"),
    ],
)
def test_json_that_is_refused(body: bytes, message: str) -> None:
    """Malformed JSON and rows of different keys are invalid bodies."""
    assert error_of(body) == ("PGRST102", message)


def test_json_with_columns_is_not_read() -> None:
    """With `columns` only PostgreSQL reads the body, whatever it is."""
    for body, is_array in ((b'[{"a":1},{"b":2}]', True), (b" [", True), (b"{", False), (b"", False)):
        assert parse(body, columns=True) == JsonPayload(text=body, keys=None, is_array=is_array)


def test_a_call_may_have_no_body() -> None:
    """An empty body of a call is an object without arguments."""
    assert parse(b"", for_function=True) == JsonPayload(text=b"{}", keys=(), is_array=False)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("text/plain", RawPayload(b'\xc3\xa9"', "text")),
        ("text/xml; charset=utf-8", RawPayload(b'\xc3\xa9"', "xml")),
        ("application/octet-stream", RawPayload(b'\xc3\xa9"', "bytea")),
    ],
)
def test_raw_bodies(kind: str, payload: RawPayload) -> None:
    """Text, XML and bytes go to functions as they are, and nowhere else."""
    assert parse(payload.body, kind, for_function=True) == payload
    name = kind.partition(";")[0]
    assert error_of(payload.body, kind) == ("PGRST102", f"Content-Type not acceptable: {name}")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/xml"])
def test_text_that_is_not_utf8(kind: str) -> None:
    """Bytes that are no UTF-8 are PostgreSQL's error; as bytea they are fine."""
    expected = ("22021", 'invalid byte sequence for encoding "UTF8": 0xff')
    assert error_of(b'{"a":"\xff"}', kind, for_function=True) == expected
    assert parse(b"\xff", "application/octet-stream", for_function=True) == RawPayload(b"\xff", "bytea")


def test_unknown_content_types() -> None:
    """Another type of body is refused, with its name."""
    expected = ("PGRST102", "Content-Type not acceptable: application/x-rare")
    for for_function in (True, False):
        assert error_of(b"{}", "application/X-Rare; a=b", for_function=for_function) == expected


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"", []),
        (b"name=John+Doe&age=50", [("name", "John Doe"), ("age", "50")]),
        (b"a=&b=%C3%A9%26", [("a", ""), ("b", "é&")]),
        (b"v=1&v=2&w=3", [("v", "1"), ("v", "2"), ("w", "3")]),
        (b"a=\xff%ff", [("a", "\ufffd\ufffd")]),
        (b'"=\\"', [('"', '\\"')]),
    ],
)
def test_forms(body: bytes, fields: list[tuple[str, str]]) -> None:
    """A form is an object of texts; repeated fields are repeated keys."""
    payload = parse(body, "application/x-www-form-urlencoded")
    assert isinstance(payload, JsonPayload)
    assert json.loads(payload.text, object_pairs_hook=list) == fields
    assert (payload.form, payload.keys) == (tuple(fields), tuple(sorted({name for name, _ in fields})))
    assert not payload.is_array


def test_a_form_of_too_many_fields() -> None:
    """The fields of a form are bounded."""
    assert error_of(b"&".join([b"a=1"] * 10_001), "application/x-www-form-urlencoded")[0] == "PGRST102"


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (b"a,b\n1,2\n", [{"a": "1", "b": "2"}]),
        (b"a,b\r\n1,NULL\r\n,\r\n", [{"a": "1", "b": None}, {"a": "", "b": ""}]),
        (b"a,b\n1,2", [{"a": "1", "b": "2"}]),
        (b"a\n\n1\n\n\n2\n", [{"a": "1"}, {"a": "2"}]),
        (b"a,b\n1,\n", [{"a": "1", "b": ""}]),
        (b'"a","b c"\n"x ""y"", z","multi\nline"\n', [{"a": 'x "y", z', "b c": "multi\nline"}]),
        ("a\né\n".encode(), [{"a": "é"}]),
        (b"a, b\n1, 2\n", [{"a": "1", " b": " 2"}]),
        (b"a,b\n", []),
        (b"a\n" + b"x" * 200_000, [{"a": "x" * 200_000}]),
    ],
)
def test_csv(body: bytes, rows: list[dict[str, Any]]) -> None:
    """A table is an array of objects of texts; NULL is null, an empty field an empty text."""
    payload = parse(body, "text/csv")
    assert isinstance(payload, JsonPayload)
    assert json.loads(payload.text) == rows
    assert (payload.keys, payload.is_array) == (tuple(sorted(rows[0])) if rows else (), True)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"a,b\n1\n", "All lines must have same number of fields"),
        (b"a,b\n1,2,3\n", "All lines must have same number of fields"),
        (b"", 'parse error (not enough input) at ""'),
        (b"\n\n", 'parse error (not enough input) at ""'),
        (b'a\n"x', 'parse error (not enough input) at ""'),
        (b'a,b\n1,{"k":2}\n', 'parse error (Failed reading: satisfy) at "\\"k\\":2}\\n"'),
        (b'a\n"x"y\n', 'parse error (Failed reading: satisfy) at "y\\n"'),
        (b'a\nx"' + b"y" * 200, f'parse error (Failed reading: satisfy) at "\\"{"y" * 99}" (truncated)'),
        (b"a\n\xff\n", "A CSV body must be UTF-8"),
    ],
)
def test_csv_that_is_refused(body: bytes, message: str) -> None:
    """Lines of different lengths, open quotes and other encodings are invalid bodies."""
    assert error_of(body, "text/csv") == ("PGRST102", message)
