"""gzip if the client accepts it and it saves bytes."""

import gzip
from typing import Any

import pytest
from starlette.types import Message

from alcove.foundation.web.compression import Compressor, is_compressible, wants_gzip


@pytest.mark.parametrize("header", [b"gzip", b"deflate, GZIP;q=0.5", b"*", b"br;q=1.0, gzip;q=0.8, *;q=0.1"])
def test_gzip_is_wanted(header: bytes) -> None:
    """A header with gzip or * accepts gzip."""
    assert wants_gzip(header)


@pytest.mark.parametrize(
    "header", [b"", b"identity", b"br", b"gzip;q=0", b"gzip;q=0.000", b"*;q=0", b"gzip;q=x", b"xgzip"]
)
def test_gzip_is_not_wanted(header: bytes) -> None:
    """A header without gzip, or with weight 0, does not accept it."""
    assert not wants_gzip(header)


def test_only_text_is_worth_compressing() -> None:
    """Texts are compressed; images and event streams are not."""
    assert is_compressible(b"application/json")
    assert is_compressible(b"text/csv; charset=utf-8")
    assert is_compressible(b"application/problem+json")
    assert not is_compressible(b"image/png")
    assert not is_compressible(b"text/event-stream; charset=utf-8")


async def sent(headers: dict[bytes, bytes], *chunks: bytes, status: int = 200) -> tuple[dict[bytes, bytes], bytes]:
    """Send chunks through a compressor and return the resulting headers and body."""
    out: list[Message] = []

    async def send(message: Message) -> None:
        out.append(dict(message))

    compressor = Compressor(send)
    await compressor.send({"type": "http.response.start", "status": status, "headers": list(headers.items())})
    for number, chunk in enumerate(chunks, start=1):
        await compressor.send({"type": "http.response.body", "body": chunk, "more_body": number < len(chunks)})
    assert [message.get("more_body", False) for message in out[1:]] == [True] * (len(out) - 2) + [False]
    start: Any = out[0]["headers"]
    return dict(start), b"".join(message["body"] for message in out[1:])


async def test_a_whole_body_gets_its_new_length() -> None:
    """A body in one chunk is compressed and its length corrected; a strong ETag becomes weak."""
    body = b'{"a":1}' * 1000
    headers, packed = await sent(
        {b"content-type": b"application/json", b"content-length": b"7000", b"etag": b'"x"'}, body
    )
    assert gzip.decompress(packed) == body
    assert headers[b"content-length"] == str(len(packed)).encode()
    assert (headers[b"content-encoding"], headers[b"vary"]) == (b"gzip", b"Accept-Encoding")
    assert headers[b"etag"] == b'W/"x"'


async def test_a_streamed_body_has_no_length() -> None:
    """A chunked body is compressed on the fly, large chunks included."""
    chunks = [b"a" * 10, b"b" * 400_000, b"", b"c"]
    headers, packed = await sent({b"content-type": b"text/csv"}, *chunks)
    assert gzip.decompress(packed) == b"".join(chunks)
    assert b"content-length" not in headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({b"content-type": b"image/png"}, 200),
        ({b"content-type": b"text/event-stream"}, 200),
        ({b"content-type": b"text/plain", b"content-encoding": b"gzip"}, 200),
        ({b"content-type": b"text/plain", b"content-range": b"bytes 0-1/2"}, 206),
        ({b"content-type": b"text/plain"}, 304),
        ({}, 200),
    ],
)
async def test_some_responses_are_not_compressed(headers: dict[bytes, bytes], status: int) -> None:
    """Encoded, partial and streamed event responses are not compressed."""
    body = b"x" * 5000
    assert await sent(headers, body, b"", status=status) == (headers, body)


async def test_small_bodies_are_not_compressed() -> None:
    """Bodies up to 1 KiB are not compressed."""
    headers, body = await sent({b"content-type": b"text/plain", b"content-length": b"1024"}, b"x" * 1024)
    assert body == b"x" * 1024
    assert b"content-encoding" not in headers
