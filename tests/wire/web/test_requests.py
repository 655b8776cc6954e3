"""Requests: paths, queries, bodies, forms, compression, streams."""

import asyncio
import gzip
from typing import Any

import httpx2
import pytest

from alcove.foundation.settings import ServerSettings
from alcove.foundation.web import build_app
from support.until import until_async
from wire.web.conftest import Log, Serve, serve_client
from wire.web.shop import shop


async def raw_request(client: httpx2.AsyncClient, head: str) -> bytes:
    """Send a request line and headers exactly as written and return the whole response."""
    url = client.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(f"{head}\r\nConnection: close\r\n\r\n".encode("latin-1"))
    await writer.drain()
    response = await reader.read()
    writer.close()
    await writer.wait_closed()
    return response


@pytest.mark.parametrize(
    ("path", "raw", "seller"),
    [
        ("/data/miles", "/data/miles", "miles"),
        ("/data/miles/", "/data/miles/", "miles"),
        ("/data/", "/data/", ""),
        ("/data/a%20b", "/data/a%20b", "a b"),
        ("/data/100%", "/data/100%", "100%"),
        ("/data/%zz", "/data/%zz", "%zz"),
        ("/data/a%2Fb", "/data/a%2Fb", "a/b"),
        ("/data/a/b", "/data/a/b", "a/b"),
        ("/data/caf%C3%A9", "/data/caf%C3%A9", "café"),
    ],
)
async def test_the_raw_path_is_not_decoded(client: httpx2.AsyncClient, path: str, raw: str, seller: str) -> None:
    """A handler sees malformed escapes and encoded slashes as they were sent."""
    response = await raw_request(client, f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0")
    status, _, body = response.partition(b"\r\n\r\n")
    assert status.startswith(b"HTTP/1.1 201")
    assert httpx2.Response(200, content=body).json() == {"raw": raw, "seller": seller, "query": ""}


async def test_queries_are_lenient(client: httpx2.AsyncClient) -> None:
    """Invalid numbers and NUL characters are dropped; decimals are returned as strings."""
    response = await client.get("/search/results?q=+a%00b+&page=x&price=9.90&ids=1&ids=no&ids=2")
    assert response.json() == {"q": "ab", "page": 1, "price": "9.90", "ids": [1, 2]}
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "sent",
    [
        {"files": [("rating", (None, "4.5")), ("ids", (None, "1")), ("ids", (None, "2"))]},
        {"data": {"rating": "4.5", "ids": ["1", "2"]}},
        {"json": {"rating": 4.5, "ids": [1, 2]}},
    ],
)
async def test_forms_arrive_in_three_formats(client: httpx2.AsyncClient, sent: dict[str, Any]) -> None:
    """Multipart, urlencoded and JSON bodies of a real client give the same form."""
    assert (await client.post("/votes/", **sent)).json() == {"rating": 4.5, "ids": [1, 2]}


async def test_bodies_within_the_limit_pass_and_larger_ones_are_refused(serve: Serve, log: Log) -> None:  # noqa: ARG001
    """The limit is exact, with or without Content-Length, and the client can read the response."""
    async with serve(ServerSettings(alcove_body_limit=2048)) as client:
        assert (await client.put("/upload", content=b"x" * 2048)).json() == {"bytes": 2048}
        for size in (2049, 3_000_000):
            assert (await client.put("/upload", content=b"x" * size)).status_code == 413
            assert (await client.put("/upload", content=_pieces(size))).status_code == 413
            assert (await client.post("/orders", content=_pieces(size))).status_code == 413


async def _pieces(size: int) -> Any:
    for start in range(0, size, 1000):
        yield b"x" * min(1000, size - start)


async def test_head_answers_like_get_without_a_body(client: httpx2.AsyncClient) -> None:
    """HEAD has GET's status and length, without a body."""
    got, headed = await client.get("/dashboard"), await client.head("/dashboard")
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-length"] == got.headers["content-length"]


async def test_gzip_for_large_bodies_on_request(client: httpx2.AsyncClient) -> None:
    """A large JSON response is compressed on request only; small ones are not."""
    uncompressed = await client.get("/large")
    assert "content-encoding" not in uncompressed.headers
    packed = await client.get("/large", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Origin, Accept-Encoding"
    assert int(packed.headers["content-length"]) < len(uncompressed.content) / 5
    assert packed.content == uncompressed.content
    small = await client.get("/dashboard", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in small.headers


async def test_streams_are_compressed_but_events_are_not(client: httpx2.AsyncClient) -> None:
    """A streamed table is compressed; an event stream is not."""
    asking = {"Accept-Encoding": "gzip"}
    uncompressed = await client.get("/stream")
    async with client.stream("GET", "/stream", headers=asking) as response:
        assert response.headers["content-encoding"] == "gzip"
        packed = b"".join([chunk async for chunk in response.aiter_raw()])
    assert gzip.decompress(packed) == uncompressed.content
    assert "content-encoding" not in (await client.get("/events", headers=asking)).headers


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_a_failed_stream_breaks_the_connection(client: httpx2.AsyncClient, log: Log, encoding: str) -> None:
    """When a stream fails, the connection is closed, and the error is logged."""
    with pytest.raises(httpx2.RemoteProtocolError):
        await client.get("/stream?break=1", headers={"Accept-Encoding": encoding})
    (line,) = log.find("request_failed")
    assert "the database went away" in line["exception"]


async def test_request_ids_are_accepted_created_and_kept_apart(client: httpx2.AsyncClient, log: Log) -> None:
    """A valid id is kept, others are replaced; concurrent requests have their own."""
    responses = await asyncio.gather(
        *(client.get("/slow?for=0.05", headers={"X-Request-ID": f"id-{number}"}) for number in range(20))
    )
    assert [response.headers["x-request-id"] for response in responses] == [f"id-{number}" for number in range(20)]
    assert [response.json()["id"] for response in responses] == [f"id-{number}" for number in range(20)]
    for bad in ("a b", "x" * 65, "a;b", "<script>"):
        request_id = (await client.get("/dashboard", headers={"X-Request-ID": bad})).headers["x-request-id"]
        assert request_id != bad
        assert len(request_id) == 16
    assert {line["request_id"] for line in log.find("request")} >= {f"id-{number}" for number in range(20)}


async def test_each_request_is_logged(client: httpx2.AsyncClient, log: Log) -> None:
    """One log line per request: method, route template, URL without secrets, status, time, bytes."""
    await client.get("/items/5?token=t0ps3cret")
    (line,) = log.find("request")
    assert (line["method"], line["route"], line["status"], line["bytes"]) == ("GET", "/items/{id}", 200, 10)
    assert line["url"].startswith("/items/5?token=***")
    assert line["ms"] >= 0
    assert line["level"] == "info"


async def test_requests_are_counted_by_route(client: httpx2.AsyncClient) -> None:
    """/metrics has requests by app, route template, method and status, never by path."""
    await client.get("/items/12345")
    await client.request("BREW", "/items/12345")
    text = (await client.get("/metrics")).text
    assert 'alcove_http_request_seconds_count{app="shop",method="GET",route="/items/{id}",status="200"}' in text
    assert 'method="OTHER",route="(unknown)",status="405"' in text
    assert "/items/12345" not in text


async def test_requests_in_flight_are_counted(log: Log) -> None:  # noqa: ARG001
    """The number of running requests is counted, for the shutdown."""
    app = build_app([shop()], settings=ServerSettings())
    async with serve_client(app) as client:
        running = [asyncio.create_task(client.get("/slow?for=1")) for _ in range(3)]
        await until_async(lambda: app.in_flight == 3)
        await asyncio.gather(*running)
        assert app.in_flight == 0
