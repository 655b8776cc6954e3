"""Bodies: strict JSON, and forms in three formats, within limits."""

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message

from alcove.foundation.errors import BadRequest, BodyTooLarge
from alcove.foundation.web.bodies import FormReader, json_decoder, limit_body, read_body
from alcove.foundation.web.queries import MAX_FIELDS


class Seller(msgspec.Struct, frozen=True):
    """A JSON body."""

    seller: str
    tags: list[str] = []


class Form(msgspec.Struct, frozen=True):
    """A form."""

    rating: float | None = None
    ids: tuple[int, ...] = ()
    note: str = ""


read = json_decoder(Seller)
form = FormReader(Form)
MULTIPART = "multipart/form-data; boundary=XX"
URLENCODED = "application/x-www-form-urlencoded"
JSON = "application/json"


def part(name: str, value: str, more: str = "") -> bytes:
    """Return one part of a multipart body."""
    return f'--XX\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'.encode()


def test_json_becomes_the_struct() -> None:
    """A well-formed body is decoded, with or without a byte order mark."""
    assert read(b'{"seller":"a"}') == Seller("a")
    assert read(b'\xef\xbb\xbf{"seller":"a","more":1}') == Seller("a")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The request body is empty; it must be JSON."),
        (b"{", "The request body is not valid JSON: Input data was truncated."),
        (b"<a>", "The request body is not valid JSON: invalid character (byte 0)."),
        (b'{"seller":"\xff"}', "The request body is not valid JSON: it is not UTF-8."),
        (b"[]", "The request body is not as expected: Expected 'object', got 'array'."),
        (b"{}", "The request body is not as expected: Object missing required field 'seller'."),
        (b'{"seller":1}', "The request body is not as expected: Expected 'str', got 'int' - at '$.seller'."),
        (b'{"seller":"a\\u0000"}', "The request body has a NUL character in a text."),
        (b'{"seller":"a","tags":["\\u0000"]}', "The request body has a NUL character in a text."),
    ],
)
def test_a_bad_body_is_refused_with_a_clear_message(body: bytes, message: str) -> None:
    """Every kind of error has its own message."""
    with pytest.raises(BadRequest) as caught:
        read(body)
    assert caught.value.message == message


def test_an_escaped_backslash_is_not_a_nul() -> None:
    """An escaped backslash does not start a NUL escape."""
    assert read(b'{"seller":"\\\\u0000"}') == Seller("\\u0000")


def test_deep_nesting_is_rejected() -> None:
    """Deep nesting is a bad request."""
    anything = json_decoder(dict[str, Any])
    with pytest.raises(BadRequest):
        anything(b'{"a":' + b"[" * 100000 + b"]" * 100000 + b"}")


@settings(derandomize=True, max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_body_or_a_bad_request(raw: bytes) -> None:
    """Arbitrary bytes raise nothing but BadRequest."""
    with suppress(BadRequest):
        assert isinstance(read(raw), Seller)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (part("rating", "4.5") + part("ids", "1") + part("ids", "x") + part("ids", "2") + b"--XX--\r\n", MULTIPART),
        (b"rating=4.5&ids=1&ids=x&ids=2&other=1", URLENCODED),
        (b"rating=4.5&ids=1&ids=x&ids=2", ""),
        (b'{"rating":4.5,"ids":[1,"x","2",null],"other":1}', JSON),
        (b'{"rating":"4.5","ids":[1,2]}', ""),
    ],
)
async def test_a_form_may_come_in_three_formats(body: bytes, content_type: str) -> None:
    """Multipart, urlencoded and JSON give the same struct; repeated keys are tuples without invalid elements."""
    assert await form.read(body, content_type) == Form(rating=4.5, ids=(1, 2))


@pytest.mark.parametrize("content_type", [MULTIPART, URLENCODED, JSON, "", "text/plain"])
async def test_an_empty_form_is_a_form(content_type: str) -> None:
    """An empty body has no fields, with any content type."""
    assert await form.read(b"", content_type) == Form()


async def test_a_multipart_form_without_parts_is_empty() -> None:
    """An empty FormData of a browser is an empty form."""
    assert await form.read(b"--XX--\r\n", MULTIPART) == Form()


async def test_uploaded_files_are_ignored() -> None:
    """A file is not the value of a field."""
    body = part("note", "text") + part("note", "file", '; filename="a.txt"') + b"--XX--\r\n"
    assert await form.read(body, MULTIPART) == Form(note="text")


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (b"rating=x", URLENCODED, "The field 'rating' is not a number."),
        (b"rating=nan", URLENCODED, "The field 'rating' is not a number."),
        (b"note=a%00b", URLENCODED, "The field 'note' has a NUL character in it."),
        (b'{"ids":[[1]]}', JSON, "The field 'ids' is nested; texts, numbers and lists of them are expected."),
        (b"[1]", JSON, "The request body is not as expected: Expected 'object', got 'array'."),
        (b"{", JSON, "The request body is not valid JSON: Input data was truncated."),
        (part("note", "x"), MULTIPART, "The form is cut off: its closing boundary is missing."),
        (b"rubbish--", MULTIPART, "The form is malformed: Invalid multipart data."),
        (part("note", "x") + b"--XX--", "multipart/form-data", "The form is malformed: Missing boundary in multipart."),
        (
            b"--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--\r\n",
            MULTIPART,
            'The form is malformed: The Content-Disposition header field "name" must be provided.',
        ),
    ],
)
async def test_a_malformed_form_is_refused(body: bytes, content_type: str, message: str) -> None:
    """Every kind of error is a BadRequest with its own message."""
    with pytest.raises(BadRequest) as caught:
        await form.read(body, content_type)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"&".join([b"ids=1"] * (MAX_FIELDS + 1)), URLENCODED),
        (part("ids", "1") * (MAX_FIELDS + 1) + b"--XX--\r\n", MULTIPART),
        (part("f", "1", '; filename="a"') * 11 + b"--XX--\r\n", MULTIPART),
    ],
)
async def test_the_number_of_fields_and_files_is_bounded(body: bytes, content_type: str) -> None:
    """Too many fields or files are a BadRequest."""
    with pytest.raises(BadRequest, match=r"(?i)more than|too many"):
        await form.read(body, content_type)


@settings(derandomize=True, max_examples=200)
@given(raw=st.binary(max_size=200), content_type=st.sampled_from([MULTIPART, URLENCODED, JSON, "", "x/y; boundary"]))
def test_any_bytes_are_a_form_or_a_bad_request(raw: bytes, content_type: str) -> None:
    """Arbitrary bytes raise nothing but BadRequest."""
    with suppress(BadRequest):
        assert isinstance(asyncio.run(form.read(raw + b"--", content_type)), Form)


async def test_the_body_is_limited_while_it_is_received() -> None:
    """A body without Content-Length is rejected at the first byte beyond the limit."""
    chunks = [b"x" * 600, b"x" * 600, b"x" * 600]

    async def receive() -> Message:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    with pytest.raises(BodyTooLarge):
        await read_body(limit_body(receive, limit=1000))
    assert len(chunks) == 1
