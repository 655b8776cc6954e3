"""Strict decoding of responses, as a typed front end does."""

import asyncio
import re
from typing import Any, TypeVar

import httpx2
import msgspec

from alcove.apps.records.catalogue.schemas import Listing

T = TypeVar("T")

MONEY = re.compile(r"[0-9]+\.[0-9]{2}")
SCORE = re.compile(r"-?[0-9]+\.[0-9]{2}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def decode_strictly(response: httpx2.Response, kind: type[T], *, status: int = 200) -> T:
    """Return the decoded response, which has every field of `kind` with its type, and no other."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].partition(";")[0] == "application/json"
    value = msgspec.json.decode(response.content, type=kind)
    assert msgspec.to_builtins(value) == response.json()
    return value


def listings(response: httpx2.Response) -> list[Listing]:
    """Return the checked offers of an array."""
    items = decode_strictly(response, list[Listing])
    for item in items:
        check_listing(item)
    return items


def check_listing(listing: Listing) -> None:
    """Check the rules for an offer that types do not express."""
    assert listing.record_price == "" or MONEY.fullmatch(listing.record_price)
    assert SCORE.fullmatch(listing.score)
    assert listing.id > 0
    assert listing.status == "For Sale"
    for moment in (listing.first_seen, listing.last_seen, listing.record.added):
        assert INSTANT.fullmatch(moment)


def assert_error(response: httpx2.Response, status: int, code: str) -> str:
    """Assert that an error has this status and code and only texts; return its message."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    body: dict[str, Any] = response.json()
    assert body["code"] == code
    assert set(body) <= {"error", "code", "details"}
    assert all(isinstance(value, str) and value for value in body.values())
    return str(body["error"])


async def send_unchanged(client: httpx2.AsyncClient, method: str, path: str, **call: Any) -> httpx2.Response:
    """Send a request with an unchanged address, and return the response."""
    request = client.build_request(method, path, headers={"connection": "close", **call.pop("headers", {})}, **call)
    body = await request.aread()
    head = b"%s %s HTTP/1.1\r\n" % (method.encode(), request.url.raw_path)
    lines = b"".join(b"%s: %s\r\n" % pair for pair in request.headers.raw)
    reader, writer = await asyncio.open_connection(request.url.host, request.url.port)
    writer.write(head + lines + b"\r\n" + body)
    answer_head, _, content = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    status, *answer_lines = answer_head.decode("latin-1").split("\r\n")
    headers = [tuple(line.split(": ", 1)) for line in answer_lines]
    return httpx2.Response(int(status.split()[1]), headers=headers, content=content)  # type: ignore[arg-type]
