"""Every input is limited, and every rejection has a reason."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from fixtures.records.rows import add_offers, add_seller
from wire.records.strict_decoding import assert_error

MIB = 1024 * 1024
WRITES = [
    "/by-seller/search/", "/tune-scoring", "/submit-scoring-selections/", "/vote-record-of-the-day/1/",
    "/add-to-wantlist/",
]  # fmt: skip


@pytest.mark.parametrize("path", WRITES)
async def test_a_body_too_large(shared_client: httpx2.AsyncClient, path: str) -> None:
    """A body of more than a mebibyte is rejected, with and without Content-Length."""
    announced = await shared_client.post(path, content=b"x" * (MIB + 1))
    assert_error(announced, 413, "body_too_large")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b"x" * (64 * 1024)

    assert_error(await shared_client.post(path, content=pieces()), 413, "body_too_large")


async def test_a_body_of_the_maximum_size(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A body of exactly a mebibyte is read."""
    await add_offers(pool, 1, seller=await add_seller(pool, "shop"))
    body = json.dumps({"seller": "shop"}).encode()
    response = await client.post("/by-seller/search/", content=body + b" " * (MIB - len(body)))
    assert (response.status_code, len(response.json())) == (200, 1)


@pytest.mark.parametrize("path", ["/dashboard/", "/search/results/", "/autocomplete/genre/", "/export-listings"])
async def test_a_query_too_long(shared_client: httpx2.AsyncClient, path: str) -> None:
    """A query string of more than 60 KiB is rejected at every address."""
    assert_error(await shared_client.get(f"{path}?x={'a' * 62_000}"), 414, "query_too_long")


async def test_another_host(shared_client: httpx2.AsyncClient) -> None:
    """A request with a foreign Host header is rejected."""
    assert_error(await shared_client.get("/dashboard/", headers={"host": "rebound.example"}), 421, "host_unknown")


WRONG_TYPES: list[tuple[str, Any]] = [
    ("/by-seller/search/", ["shop"]), ("/by-seller/search/", {"seller": {"name": "x"}}), ("/by-seller/search/", 5),
    ("/tune-scoring", {"seller": False}), ("/submit-scoring-selections/", [1]),
    ("/submit-scoring-selections/", {"listing_ids": [[1]]}), ("/vote-record-of-the-day/1/", "text"),
    ("/vote-record-of-the-day/1/", {"desirability": [], "novelty": {}}), ("/add-to-wantlist/", {"record_id": {}}),
    ("/add-to-wantlist/", []),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body"), WRONG_TYPES)
async def test_json_of_the_wrong_type(shared_client: httpx2.AsyncClient, path: str, body: Any) -> None:
    """JSON of the wrong type is rejected with a message for people, without code or file names."""
    text = assert_error(await shared_client.post(path, json=body), 400, "invalid_request")
    assert text[0].isupper()
    for inside in ("Traceback", "msgspec", "Struct", "File ", "Error("):
        assert inside not in text


@pytest.mark.parametrize("path", WRITES)
async def test_bad_json(shared_client: httpx2.AsyncClient, path: str) -> None:
    """Malformed JSON is rejected with a message, however deep or broken it is."""
    headers = {"content-type": "application/json"}
    for body in (b"{", b'{"a"', b"{]", b"{" * 100_000, b'{"seller": "\xff"}', b"{'seller': 'x'}"):
        assert_error(await shared_client.post(path, content=body, headers=headers), 400, "invalid_request")


async def test_an_internal_error_hides_its_reason(client: httpx2.AsyncClient, pool: Pool, log: Any) -> None:
    """A 500 shows nothing of the exception; the log has it with the request id of the response."""
    await pool.execute("ALTER TABLE discogs_counter RENAME TO hidden_reason")
    response = await client.get("/dashboard/", headers={"x-request-id": "find-me"})
    assert "find-me" in assert_error(response, 500, "internal")
    assert "discogs_counter" not in response.text
    entries = [json.loads(line) for line in log.getvalue().splitlines() if "request_failed" in line]
    assert [line["request_id"] for line in entries] == ["find-me"]
    assert "discogs_counter" in json.dumps(entries)
