"""E7, E14 and E15: offers and records of one seller."""

import asyncio
from datetime import timedelta
from itertools import product
from urllib.parse import quote, urlsplit

import httpx2
import pytest

from alcove.apps.records.catalogue.schemas import Record
from alcove.foundation.database import Pool
from fixtures.records.rows import THEN, add_listing, add_offers, add_record, add_seller
from wire.records.strict_decoding import assert_error, decode_strictly, listings

BY_SELLER, TUNE = "/by-seller/search/", "/tune-scoring"
JSON = {"content-type": "application/json"}


async def raw_get(base_url: str, target: str) -> bytes:
    """Send a GET with an unchanged target and return the whole response."""
    parts = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET {target} HTTP/1.1\r\nhost: {parts.netloc}\r\nconnection: close\r\n\r\n".encode())
    response = await reader.read()
    writer.close()
    await writer.wait_closed()
    return response


async def records_of(client: httpx2.AsyncClient, seller: str) -> list[Record]:
    """Return the records of a seller."""
    return decode_strictly(await client.get(f"/records/seller/{quote(seller, safe='')}/"), list[Record])


async def test_offers_by_score(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A seller's offers come best score first, of equal ones the oldest row first, without other sellers' offers."""
    shop, other = await add_seller(pool, "Shop"), await add_seller(pool, "Shop 2")
    common, wanted = await add_record(pool, "1"), await add_record(pool, "2", wants=900)
    first = await add_listing(pool, seller=shop, record=common)
    best = await add_listing(pool, seller=shop, record=wanted)
    second = await add_listing(pool, seller=shop, record=common, condition="Mint (M)")
    unpriced = await add_listing(pool, seller=shop, record=common, price=None)
    await add_listing(pool, seller=shop, record=common, price="1", status="Delisted")
    await add_listing(pool, seller=other, record=common)
    offers = listings(await client.post(BY_SELLER, json={"seller": "Shop"}))
    assert [item.id for item in offers] == [best, first, second, unpriced]


@pytest.mark.parametrize("name", ["BJÖRN's", "  björn's  ", "BjÖrn's"])
async def test_a_name_in_any_case(client: httpx2.AsyncClient, pool: Pool, name: str) -> None:
    """A seller is found by the exact name, ignoring case and surrounding spaces."""
    await add_offers(pool, 2, seller=await add_seller(pool, "Björn's"))
    assert len(listings(await client.post(BY_SELLER, json={"seller": name}))) == 2
    assert len(await records_of(client, name)) == 2
    assert len(listings(await client.post(TUNE, json={"seller": name}))) == 2


@pytest.mark.parametrize("name", ["nobody", "Björn", "%", "Björn__", "Björn's'", "x" * 255])
async def test_an_unknown_seller(client: httpx2.AsyncClient, pool: Pool, name: str) -> None:
    """A part of a name, a pattern or an unknown name gives an empty array."""
    await add_offers(pool, 2, seller=await add_seller(pool, "Björn's"))
    assert listings(await client.post(BY_SELLER, json={"seller": name})) == []
    assert listings(await client.post(TUNE, json={"seller": name})) == []
    assert await records_of(client, name) == []


async def test_a_seller_without_offers(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A known seller without offers gives empty arrays."""
    shop = await add_seller(pool, "shop")
    await add_listing(pool, seller=shop, record=await add_record(pool, "1"), status="Delisted")
    assert listings(await client.post(BY_SELLER, json={"seller": "shop"})) == []
    assert listings(await client.post(TUNE, json={"seller": "shop"})) == []
    assert await records_of(client, "shop") == []


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000, 2500])
async def test_large_responses_are_streamed(client: httpx2.AsyncClient, pool: Pool, count: int) -> None:
    """Any number of offers, especially around batch sizes, is one valid array in the right order."""
    await add_offers(pool, count, seller=await add_seller(pool, "shop"))
    offers = listings(await client.post(BY_SELLER, json={"seller": "shop"}))
    ranks = [(-float(item.score), item.id) for item in offers]
    assert len(set(ranks)) == count
    assert ranks == sorted(ranks)
    records = await records_of(client, "shop")
    assert [record.title for record in records] == [f"Title {number}" for number in range(count, 0, -1)]


async def test_a_disconnect_frees_the_database_connection(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A client that disconnects during a long response frees its database connection."""
    await add_offers(pool, 2500, seller=await add_seller(pool, "shop"))
    for _ in range(3 * pool.get_max_size()):
        async with client.stream("POST", BY_SELLER, json={"seller": "shop"}) as response:
            assert response.status_code == 200
    assert len(listings(await client.post(BY_SELLER, json={"seller": "shop"}))) == 2500


async def test_a_stream_is_compressed(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A client that accepts gzip gets the same array compressed."""
    await add_offers(pool, 600, seller=await add_seller(pool, "shop"))
    uncompressed = await client.post(BY_SELLER, json={"seller": "shop"})
    packed = await client.post(BY_SELLER, json={"seller": "shop"}, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == uncompressed.content


NAMELESS = [
    "", " ", "{", "null", "[]", '"shop"', "1", "{}", '{"seller": ""}', '{"seller": "  "}', '{"seller": null}',
    '{"seller": 1}', '{"seller": ["shop"]}', '{"seller": {"name": "shop"}}', '{"seller": "a\\u0000b"}',
    '{"seller": "\\ud800"}', "seller=shop", '{"seller": "shop"} x', '{"seller": "\xff"}',
]  # fmt: skip


@pytest.mark.parametrize("path", [BY_SELLER, TUNE])
async def test_bodies_without_a_seller_are_rejected(client: httpx2.AsyncClient, path: str) -> None:
    """An empty, malformed or mistyped body, or one without a name, is rejected with a message."""
    for content in NAMELESS:
        assert_error(await client.post(path, content=content.encode("latin-1"), headers=JSON), 400, "invalid_request")


@pytest.mark.parametrize("path", [BY_SELLER, TUNE])
async def test_a_long_name_is_rejected(client: httpx2.AsyncClient, path: str) -> None:
    """A name of more than 500 characters is rejected."""
    assert_error(await client.post(path, json={"seller": "x" * 501}), 400, "invalid_request")


@pytest.mark.parametrize("path", [BY_SELLER, TUNE])
async def test_the_content_type_does_not_matter(client: httpx2.AsyncClient, pool: Pool, path: str) -> None:
    """JSON is parsed with any content type, and other fields of the object are ignored."""
    await add_offers(pool, 1, seller=await add_seller(pool, "shop"))
    content = b'\xef\xbb\xbf{"seller": "shop", "page": 2}'
    for headers in ({}, {"content-type": "text/plain"}, {"content-type": "application/json; charset=utf-8"}):
        assert len(listings(await client.post(path, content=content, headers=headers))) == 1


async def test_distinct_records_newest_first(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A record offered twice is listed once; the newest comes first; delisted offers do not count."""
    shop = await add_seller(pool, "shop")
    titles = ["oldest", "newest", "gone", "middle"]
    for title, days in zip(titles, (1, 9, 5, 3), strict=True):
        record = await add_record(pool, title, title=title, added=THEN + timedelta(days=days))
        status = "Delisted" if title == "gone" else "For Sale"
        for price in ("1", "2", "3"):
            await add_listing(pool, seller=shop, record=record, price=price, status=status)
    assert [item.title for item in await records_of(client, "shop")] == ["newest", "middle", "oldest"]


@pytest.mark.parametrize("name", ["Müller & Söhne", "two words", "100%", "a+b", "q?x", "h#y", "ディスク", "a.b"])
async def test_unusual_names_in_the_path(client: httpx2.AsyncClient, pool: Pool, name: str) -> None:
    """A seller's name may have any characters that can be escaped in a path."""
    await add_offers(pool, 1, seller=await add_seller(pool, name))
    assert len(await records_of(client, name)) == 1


async def test_invalid_names_are_rejected(base_url: str) -> None:
    """A malformed escape, invalid UTF-8, control characters and slashes are rejected."""
    names = ("100%", "%zz", "%FF", "a%00b", "a%2Fb", "a/b", "%20", "..%2F", "a%0Ab")
    for target, slash in product(names, ("", "/")):
        response = await raw_get(base_url, f"/records/seller/{target}{slash}")
        assert response.startswith(b"HTTP/1.1 400 ")
        assert b'{"error":"' in response
        assert b'"code":"invalid_seller"' in response


async def test_tuning_returns_ten_unjudged_offers(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Up to ten random unjudged offers of the seller, all different, are selected each time."""
    shop = await add_seller(pool, "shop")
    await add_offers(pool, 30, seller=shop)
    await add_offers(pool, 30, seller=await add_seller(pool, "other"), prefix="other-")
    await pool.execute("UPDATE discogs_listing SET evaluated = true WHERE seller_id = $1 AND id % 3 = 0", shop)
    draws = [listings(await client.post(TUNE, json={"seller": "shop"})) for _ in range(12)]
    for batch in draws:
        assert len({item.id for item in batch}) == 10
        assert {item.seller.name for item in batch} == {"shop"}
        assert not any(item.evaluated for item in batch)
    assert len({frozenset(item.id for item in batch) for batch in draws}) > 1
    assert len({item.id for batch in draws for item in batch}) > 10
