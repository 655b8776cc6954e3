"""E4: order and pages of search results."""

from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from alcove.apps.records.catalogue.schemas import SearchPage
from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_offers, add_record, add_seller
from wire.records.conftest import Seed
from wire.records.strict_decoding import decode_strictly

SEARCH = "/search/results/"


async def search(client: httpx2.AsyncClient, **params: object) -> SearchPage:
    """Return a page."""
    texts = {name: str(value) for name, value in params.items()}
    return decode_strictly(await client.get(SEARCH, params=texts), SearchPage)


async def order(client: httpx2.AsyncClient, **params: object) -> list[str]:
    """Return the titles of a page in their order."""
    return [result.record.title for result in (await search(client, **params)).results]


async def store_offers(pool: Pool) -> None:
    """Store seven offers with equal scores, prices and years, and nulls; titles have the order of their ids."""
    seller = await add_seller(pool, "shop")
    rows: list[tuple[str, int | None, str | None, int]] = [
        ("a", 1970, "10", 100), ("b", 1970, "10", 100), ("c", None, "20", 100), ("d", 1980, None, 100),
        ("e", None, "20", 900), ("f", 1990, "5", 500), ("g", 1960, None, 100),
    ]  # fmt: skip
    for title, year, price, wants in rows:
        record = await add_record(pool, title, title=title, year=year, wants=wants)
        await add_listing(pool, seller=seller, record=record, price=price)


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Return what stores the shelf."""
    return store_offers


ORDERS = {
    "score_desc": "efbacgd",
    "price_asc": "fbaecgd",
    "price_desc": "ecbafgd",
    "year_asc": "gbadfec",
    "year_desc": "fdbagec",
}


@pytest.mark.parametrize("filters", [{}, {"q": "artist"}, {"seller": "shop"}], ids=["all", "record", "seller"])
@pytest.mark.parametrize(("sort", "titles"), ORDERS.items())
async def test_orders(shared_client: httpx2.AsyncClient, sort: str, titles: str, filters: dict[str, str]) -> None:
    """Every order puts the newest id first among equal values, and missing years or prices last, in both directions."""
    assert "".join(await order(shared_client, sort=sort, **filters)) == titles


@pytest.mark.parametrize("sort", ["", "score", "SCORE_DESC", "price", "id; DROP TABLE discogs_listing"])
async def test_an_unknown_order_is_by_score(shared_client: httpx2.AsyncClient, sort: str) -> None:
    """An unknown order means the best score first, which is the default."""
    assert "".join(await order(shared_client, sort=sort)) == ORDERS["score_desc"]
    assert "".join(await order(shared_client)) == ORDERS["score_desc"]


async def test_a_year_of_zero_is_no_year(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A record with the year 0 has no year in responses, filters and orders."""
    seller = await add_seller(pool, "shop")
    for title, year in (("a", 0), ("b", 1970)):
        await add_listing(pool, seller=seller, record=await add_record(pool, title, title=title, year=year))
    assert await order(client, sort="year_asc") == ["b", "a"]
    assert await order(client, max_year=1980) == ["b"]
    assert (await search(client, q="a title")).results == []
    assert [result.record.year for result in (await search(client, sort="year_desc")).results] == [1970, None]


@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 40, 41])
async def test_page_borders(client: httpx2.AsyncClient, pool: Pool, count: int) -> None:
    """Following `next` returns every offer once, twenty at a time; following `previous` leads back."""
    await add_offers(pool, count, seller=await add_seller(pool, "shop"))
    page, sizes, ids, back = await search(client, q="artist", sort="price_asc", page=1), [], [], []
    while True:
        assert page.count == count
        sizes.append(len(page.results))
        ids += [result.id for result in page.results]
        if page.next is None:
            break
        page = decode_strictly(await client.get(page.next), SearchPage)
    assert sizes == [20] * (count // 20) + ([count % 20] if count % 20 or not count else [])
    assert len(set(ids)) == count

    while page.previous is not None:
        page = decode_strictly(await client.get(page.previous), SearchPage)
        back += [result.id for result in page.results]
    assert set(back) == set(ids[: -sizes[-1]] if sizes[-1] else [])


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "-99999999999999999999", "NaN"])
async def test_an_invalid_page_is_the_first(client: httpx2.AsyncClient, pool: Pool, page: str) -> None:
    """An invalid page number, or one below one, means the first page."""
    await add_offers(pool, 21, seller=await add_seller(pool, "shop"))
    result = await search(client, page=page)
    assert result == await search(client)
    assert (len(result.results), result.previous) == (20, None)
    assert result.next is not None


@pytest.mark.parametrize("filters", [{}, {"q": "artist"}])
@pytest.mark.parametrize("page", ["3", "9999", "999999999", "999999999999999999"])
async def test_a_page_past_the_end(client: httpx2.AsyncClient, pool: Pool, page: str, filters: dict[str, str]) -> None:
    """Past the end there are no results, but the right count, and a previous page only where there is one."""
    await add_offers(pool, 21, seller=await add_seller(pool, "shop"))
    result = await search(client, page=page, **filters)
    assert (result.count, result.results, result.next) == (21, [], None)
    if page != "3":
        assert result.previous is None
    else:
        assert result.previous is not None
        assert len(decode_strictly(await client.get(result.previous), SearchPage).results) == 1


async def test_neighbours_keep_the_search(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The addresses of neighbours are absolute, keep every parameter, and change only the page."""
    await add_offers(pool, 60, seller=await add_seller(pool, 'R&B+ 100% "Ö" = #1'))
    search_params = {
        "seller": 'R&B+ 100% "Ö" = #1',
        "sort": "year_desc",
        "min_year": "1970",
        "page": "2",
        "q": "artist ",
    }
    result = await search(client, **search_params)
    for address, page in ((result.next, "3"), (result.previous, "1")):
        assert address is not None
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc, parts.path) == ("http", client.base_url.netloc.decode(), SEARCH)
        query = {name: value[0] for name, value in parse_qs(parts.query, strict_parsing=True).items()}
        assert query == search_params | {"page": page}
        assert len(decode_strictly(await client.get(address), SearchPage).results) == 20


async def test_neighbours_have_the_host_of_the_request(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A client that used localhost gets neighbours with that host, and the alias it used."""
    await add_offers(pool, 21, seller=await add_seller(pool, "shop"))
    response = await client.get("/api/search/results", headers={"host": "localhost:8000"})
    assert decode_strictly(response, SearchPage).next == "http://localhost:8000/api/search/results?page=2"
