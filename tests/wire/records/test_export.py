"""E16: the export as CSV."""

import csv
import io

import httpx2

from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_offers, add_record, add_seller

EXPORT = "/export-listings"
HEADER = [
    "Listing ID", "Record Artist", "Record Title", "Record Label", "Record Format", "Record Year", "Seller",
    "Record Price", "Media Condition", "Score", "Kept", "Evaluated",
]  # fmt: skip


async def export(client: httpx2.AsyncClient) -> list[list[str]]:
    """Return the exported rows without their header, as a CSV reader parses them."""
    response = await client.get(EXPORT)
    assert response.status_code == 200
    header, *rows = csv.reader(io.StringIO(response.content.decode("utf-8"), newline=""), strict=True)
    assert header == HEADER
    return rows


async def test_an_empty_export(client: httpx2.AsyncClient) -> None:
    """Without offers there is the header only, as an attachment with the agreed name."""
    response = await client.get(EXPORT)
    assert response.content == (",".join(HEADER) + "\r\n").encode()
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="listings_export.csv"'


async def test_a_byte_order_mark_for_spreadsheets(client: httpx2.AsyncClient) -> None:
    """With `bom=1` the file starts with a byte order mark, and is the same otherwise."""
    plain = (await client.get(EXPORT)).content
    assert (await client.get(EXPORT, params={"bom": "1"})).content == b"\xef\xbb\xbf" + plain


async def test_a_row(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Prices and scores have two decimals, booleans are true and false, unknown values are empty, lines end in CRLF."""
    seller = await add_seller(pool, "Söhne")
    record_id = await add_record(pool, "1", artist="An Artist", title="One", label="Blue", form="LP, Album", year=1973)
    bare = await add_record(pool, "2", artist="B", title="Two", label="", form="", year=None)
    await add_listing(pool, seller=seller, record=record_id, price="25.9", evaluated=True, kept=True)
    await add_listing(pool, seller=seller, record=bare, price=None, condition="Mint (M)")
    lines = (await client.get(EXPORT)).content.decode().split("\r\n")
    assert lines[1:] == [
        "2,B,Two,,,,Söhne,,Mint (M),0.00,false,false",
        '1,An Artist,One,Blue,"LP, Album",1973,Söhne,25.90,Near Mint (NM or M-),22.87,true,true',
        "",
    ]


UNUSUAL = [
    "plain", "a,b", 'say "hi"', '"', '""', "line\nfeed", "carriage\rreturn", "both\r\nof them", ",", "\n", " lead",
    "trail ", "tab\tinside", "'quoted'", "semi;colon", "back\\slash", "Björk 💿", "a=b", "1-2", "me@home", "",
]  # fmt: skip


async def test_texts_round_trip(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Commas, quotes, line ends and any other text are parsed as they are stored."""
    for number, text in enumerate(UNUSUAL):
        seller = await add_seller(pool, text)
        record = await add_record(pool, f"{number}", artist=text, title=text, label=text, form=text)
        await add_listing(pool, seller=seller, record=record, price="25.99", condition=text)
    assert sorted(await export(client), key=lambda row: int(row[0])) == [
        [f"{number}", text, text, text, text, "1973", text, "25.99", text, "22.86", "false", "false"]
        for number, text in enumerate(UNUSUAL, 1)
    ]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://a.example","x")', "=", "-", "=a\nb,c"]


async def test_formulas_are_escaped(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Text that a spreadsheet would execute gets a leading apostrophe, in every text column."""
    for number, text in enumerate(FORMULAS):
        seller = await add_seller(pool, text)
        record = await add_record(pool, f"{number}", artist=text, title=text, label=text, form=text)
        await add_listing(pool, seller=seller, record=record, condition=text)
    rows = sorted(await export(client), key=lambda row: int(row[0]))
    assert [row[1:5] + row[6:7] + row[8:9] for row in rows] == [[f"'{text}"] * 6 for text in FORMULAS]


async def test_numbers_are_never_escaped(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A negative score stays a number."""
    seller = await add_seller(pool, "shop")
    await add_listing(pool, seller=seller, record=await add_record(pool, "1", wants=0, haves=0), price="10")
    assert (await export(client))[0][9] == "-4.66"


async def test_newest_first_and_five_thousand_at_most(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The newest five thousand offers for sale are exported, highest id first; delisted ones do not count."""
    await add_offers(pool, 5010, seller=await add_seller(pool, "shop"))
    await pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE id > 5000 OR id = 7")
    ids = [int(row[0]) for row in await export(client)]
    assert ids == [index for index in range(5000, 0, -1) if index != 7]
    await pool.execute("UPDATE discogs_listing SET status = 'For Sale'")
    assert [int(row[0]) for row in await export(client)] == list(range(5010, 10, -1))


async def test_every_offer_round_trips(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A whole export equals the search results, value by value."""
    await add_offers(pool, 15, seller=await add_seller(pool, "shop"))
    results_by_id = {result["id"]: result for result in (await client.get("/search/results/")).json()["results"]}
    rows = await export(client)
    assert len(rows) == len(results_by_id) == 15
    for row in rows:
        offer = results_by_id[int(row[0])]
        record = offer["record"]
        assert row[1:] == [
            record["artist"], record["title"], record["label"], record["format"], str(record["year"]),
            offer["seller"]["name"], offer["record_price"], offer["media_condition"], offer["score"], "false", "false",
        ]  # fmt: skip
