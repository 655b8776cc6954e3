"""The Discogs client with the simulator."""

from decimal import Decimal
from pathlib import Path

import pytest

from alcove.apps.records import errors
from alcove.apps.records.catalogue.model import Identity, MalformedItem, parse_offer
from alcove.simulators.discogs.catalogue import OfferSpec, ReleaseSpec
from fixtures.simulators.faults import Faults
from integration.records.sources.conftest import TOKEN, Market, Open, discogs
from integration.records.sources.invalid_responses import serve_response, unreachable_address


async def test_an_inventory_is_read_page_by_page_newest_first(market: Market, open_discogs: Open) -> None:
    """Three pages of 100 have every offer once, the newest first, with dollar prices, and each can be parsed."""
    async with open_discogs().open() as client:
        pages = [await client.inventory_page("martha_keys", page=number) for number in (1, 2, 3)]
    assert [(page.page, page.pages, page.items, len(page.listings)) for page in pages] == [
        (1, 3, 214, 100), (2, 3, 214, 100), (3, 3, 214, 14),
    ]  # fmt: skip
    offers = [parse_offer(item) for page in pages for item in page.listings]
    assert len({offer.listing_id for offer in offers}) == 214
    posted = [offer.posted_at for offer in offers if offer.posted_at]
    assert posted == sorted(posted, reverse=True)
    assert {offer.price.currency for offer in offers if offer.price} == {"USD"}
    assert {offer.seller for offer in offers} == {"martha_keys"}
    query = market.simulator.log.entries()[0].query
    assert all(part in query for part in ("sort=listed", "sort_order=desc", "curr_abbr=USD", "per_page=100", "page=1"))


async def test_prices_are_exact(market: Market, open_discogs: Open) -> None:
    """A price is parsed from its digits, never through a float, in both currencies."""
    spec = OfferSpec(price=Decimal("1234.57"), currency="EUR", release=ReleaseSpec(title="Exact"))
    market.simulator.catalogue.add("nina-vogel", spec, now=market.simulator.clock.now())
    async with open_discogs().open() as client:
        offers = [parse_offer(item) for item in (await client.inventory_page("nina-vogel", page=1)).listings]
    offer = next(offer for offer in offers if offer.title == "Exact")
    assert (str(offer.original), str(offer.price)) == ("1234.57 EUR", "1341.92 USD")


async def test_unusual_names_are_sent_unchanged(open_discogs: Open) -> None:
    """Spaces, umlauts, plus, percent, hash and question marks in a name arrive unchanged."""
    async with open_discogs().open() as client:
        page = await client.inventory_page("Plattenkiste Köln + 100% #1?", page=1)
    assert page.items == 3


async def test_an_empty_shop_has_one_empty_page(open_discogs: Open) -> None:
    """A known seller without offers has an empty page."""
    async with open_discogs().open() as client:
        page = await client.inventory_page("quietshelf", page=1)
    assert (page.items, page.listings) == (0, ())


async def test_an_unknown_seller_raises(open_discogs: Open) -> None:
    """A 404 for the first page means that the seller does not exist."""
    async with open_discogs().open() as client:
        with pytest.raises(errors.SellerUnknown, match="nobody_at_all"):
            await client.inventory_page("nobody_at_all", page=1)


async def test_a_page_past_the_end_is_empty(open_discogs: Open) -> None:
    """A 404 for a later page is the end of the data."""
    async with open_discogs().open() as client:
        page = await client.inventory_page("martha_keys", page=4)
    assert (page.page, page.pages, page.listings) == (4, 3, ())


async def test_the_page_wall_is_not_a_credentials_error(open_discogs: Open) -> None:
    """Page 101 of another person's inventory is the page limit, although its status is 403."""
    async with open_discogs().open() as client:
        assert (await client.inventory_page("warehouse", page=100)).pages == 101
        with pytest.raises(errors.PageLimitReached):
            await client.inventory_page("warehouse", page=101)


async def test_a_release_has_details(market: Market, open_discogs: Open) -> None:
    """Genres, styles, year, label and catalogue number are read; an unknown release raises."""
    spec = ReleaseSpec(
        id=77, genres=("Jazz", "Folk, World, & Country"), styles=("Modal",), year=1961, label="Ähre", catno="Ä 1"
    )
    market.simulator.catalogue.put_release(spec)
    async with open_discogs().open() as client:
        release = await client.release(77)
        with pytest.raises(errors.ReleaseUnknown):
            await client.release(2**62)
    assert (release.id, release.genres, release.styles) == (77, ("Jazz", "Folk, World, & Country"), ("Modal",))
    assert (release.year, release.label, release.catno) == (1961, "Ähre", "Ä 1")


async def test_price_suggestions_are_optional(open_discogs: Open) -> None:
    """Prices have a grade; an account without seller settings and an unknown release have none, without an error."""
    async with open_discogs().open() as client:
        item = parse_offer((await client.inventory_page("martha_keys", page=1)).listings[0])
        suggestions = await client.price_suggestions(item.release_id)
        assert await client.price_suggestions(2**62) == {}
    assert suggestions["Very Good Plus (VG+)"].currency == "USD"
    async with open_discogs(DISCOGS_USER_TOKEN="newcomer-token").open() as client:
        assert await client.price_suggestions(item.release_id) == {}


async def test_the_identity_is_that_of_the_credentials(open_discogs: Open) -> None:
    """A personal token identifies its owner."""
    async with open_discogs().open() as client:
        assert await client.identity() == Identity(7001, "collector")


async def test_wants_are_added_to_the_owners_list(market: Market, open_discogs: Open) -> None:
    """The release is added once even if requested twice, and the name is requested once per process."""
    market.simulator.catalogue.put_release(ReleaseSpec(id=77))
    factory = open_discogs()
    for _ in range(2):
        async with factory.open() as client:
            await client.add_to_wantlist(77)
    assert [want.release_id for want in market.simulator.wants.entries("collector")] == [77]
    paths = [(entry.method, entry.path) for entry in market.simulator.log.entries()]
    assert paths == [("GET", "/oauth/identity"), *[("PUT", "/users/collector/wants/77")] * 2]


async def test_a_want_of_an_unknown_release_raises(open_discogs: Open) -> None:
    """A 404 from Discogs raises its own error."""
    async with open_discogs().open() as client:
        with pytest.raises(errors.ReleaseUnknown):
            await client.add_to_wantlist(2**62)


async def test_wrong_credentials_raise(open_discogs: Open) -> None:
    """A token that Discogs does not know raises with Discogs' text as details."""
    async with open_discogs(DISCOGS_USER_TOKEN="forged").open() as client:
        with pytest.raises(errors.CredentialsInvalid) as caught:
            await client.inventory_page("martha_keys", page=1)
    assert caught.value.details == "Invalid token."


async def test_every_request_has_the_user_agent(market: Market, open_discogs: Open) -> None:
    """The configured User-Agent is sent."""
    agent = "Scout/1 +https://example.org/me"
    async with open_discogs(**TOKEN, DISCOGS_USER_AGENT=agent).open() as client:
        await client.identity()
    assert [entry.agent for entry in market.simulator.log.entries()] == [agent]


async def test_a_temporary_fault_is_retried(market: Market, open_discogs: Open) -> None:
    """Server errors and a reset connection are retried, each time with a new signature."""
    market.simulator.faults.configure(Faults(next={"error": 1, "reset": 1}))
    oauth = {"DISCOGS_CONSUMER_KEY": "simulator-key", "DISCOGS_CONSUMER_SECRET": "simulator-secret"}
    creds = '{"token": "simulator-access", "secret": "simulator-access-secret"}'
    async with open_discogs(**oauth, DISCOGS_CREDS=creds).open() as client:
        assert (await client.inventory_page("martha_keys", page=1)).items == 214
    assert len(market.simulator.log.entries()) == 3


@pytest.mark.parametrize(
    ("act", "expected"), [("error", errors.UpstreamFailed), ("throttle", errors.UpstreamRateLimited),
                          ("truncate", errors.UpstreamMalformed), ("cut", errors.UpstreamFailed)]
)  # fmt: skip
async def test_a_lasting_fault_is_an_upstream_error(
    market: Market, open_discogs: Open, act: str, expected: type[errors.RecordsError]
) -> None:
    """A permanent fault raises an error with a gateway status and a message for people."""
    market.simulator.faults.configure(Faults(every={act: 1}))  # type: ignore[dict-item]  # acts are spelt out above
    async with open_discogs().open() as client:
        with pytest.raises(expected) as caught:
            await client.inventory_page("martha_keys", page=1)
    assert (type(caught.value), caught.value.status) == (expected, 502)


async def test_a_refused_connection_is_an_upstream_error(tmp_path: Path) -> None:
    """The message of a refused connection does not contain a chain of causes."""
    async with discogs(unreachable_address(), tmp_path, **TOKEN).open() as client:
        with pytest.raises(errors.UpstreamFailed, match="cannot be reached"):
            await client.identity()


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "<html>", '{"pagination": {}}', '{"pagination": null, "listings": []}',
     '{"pagination": {"pages": 1, "items": 0}, "listings": null}',
     '{"pagination": {"pages": "1", "items": 0}, "listings": []}',
     '{"pagination": {"pages": -1, "items": 0}, "listings": []}', "[" * 100_000],
)  # fmt: skip
async def test_an_invalid_page_is_an_upstream_error(body: str, tmp_path: Path) -> None:
    """A response that is not an inventory page is rejected as a whole."""
    with serve_response(body) as base:
        async with discogs(base, tmp_path, **TOKEN).open() as client:
            with pytest.raises(errors.UpstreamFailed):
                await client.inventory_page("martha_keys", page=1)


async def test_one_broken_item_does_not_break_its_page(tmp_path: Path) -> None:
    """Invalid text and numbers in an item affect at most that item."""
    items = (
        b'{"id": 1, "release": {"id": 1, "title": "\xff\\ud800 fine"}},'
        b'{"id": 2, "release": {"id": 2}, "price": {"value": NaN, "currency": "USD"}},'
        b'{"id": ' + b"9" * 9999 + b', "release": {"id": 3}},'
        b'{"id": 4, "release": {"id": 4}, "price": {"value": 1e99999999999999999999, "currency": "USD"}}'
    )
    body = b'{"pagination": {"pages": 1, "items": 4}, "listings": [' + items + b"]}"
    with serve_response(body) as base:
        async with discogs(base, tmp_path, **TOKEN).open() as client:
            page = await client.inventory_page("martha_keys", page=1)
    assert parse_offer(page.listings[0]).title == "\N{REPLACEMENT CHARACTER} fine"
    for item in page.listings[1:]:
        with pytest.raises(MalformedItem):
            parse_offer(item)


@pytest.mark.parametrize("body", ['{"id": 1}', '{"id": "x", "username": "bob"}', '{"id": 1, "username": "a/b"}', "[]"])
async def test_an_identity_without_a_name_is_an_upstream_error(body: str, tmp_path: Path) -> None:
    """A name that could lead to another address is rejected."""
    with serve_response(body) as base:
        async with discogs(base, tmp_path, **TOKEN).open() as client:
            with pytest.raises(errors.UpstreamFailed):
                await client.add_to_wantlist(1)


async def test_invalid_fields_of_a_release_are_empty(tmp_path: Path) -> None:
    """Missing or invalid fields of a release are empty."""
    body = '{"genres": ["Jazz", 7, null, " ", "Jazz"], "styles": "Modal", "year": "1961", "labels": [7]}'
    with serve_response(body) as base:
        async with discogs(base, tmp_path, **TOKEN).open() as client:
            release = await client.release(5)
    assert (release.genres, release.styles, release.year, release.label, release.catno) == (("Jazz",), (), None, "", "")


async def test_invalid_suggestions_are_left_out(tmp_path: Path) -> None:
    """A grade with an invalid price has no suggestion."""
    body = '{"Mint (M)": {"value": "x", "currency": "USD"}, "Good (G)": {"value": 3.005, "currency": "EUR"}, "Odd": {}}'
    with serve_response(body) as base:
        async with discogs(base, tmp_path, **TOKEN).open() as client:
            suggestions = await client.price_suggestions(5)
    assert {grade: str(money) for grade, money in suggestions.items()} == {"Good (G)": "3.01 EUR"}


@pytest.mark.parametrize(
    ("status", "body", "kind", "details"),
    [
        (401, '{"message": "You must authenticate."}', errors.CredentialsInvalid, "You must authenticate."),
        (403, '{"message": "Invalid\\u0000 consumer\\n token."}', errors.CredentialsInvalid, "Invalid consumer token."),
        (403, '{"message": "Not for you."}', errors.UpstreamFailed, None),
        (403, "<html>", errors.UpstreamFailed, None),
        (403, '{"message": "Pagination above 100 disabled"}', errors.PageLimitReached, "Pagination above 100 disabled"),
        (422, '{"message": "Invalid curr_abbr."}', errors.UpstreamFailed, "Invalid curr_abbr."),
        (422, "[]", errors.UpstreamFailed, ""),
        (418, '{"message": 7}', errors.UpstreamFailed, ""),
    ],
)
async def test_errors_keep_the_text_of_discogs(
    status: int, body: str, kind: type[errors.RecordsError], *, details: str | None, tmp_path: Path
) -> None:
    """Each status has its error, with Discogs' text, cleaned."""
    with serve_response(body, status=status) as base:
        async with discogs(base, tmp_path, **TOKEN).open() as client:
            with pytest.raises(kind) as caught:
                await client.inventory_page("martha_keys", page=1)
    assert type(caught.value) is kind
    assert caught.value.details == details
    if status == 403 and kind is errors.UpstreamFailed:
        assert ("Not for you." in str(caught.value)) is ("Not" in body)
        assert ("this address may be blocked" in str(caught.value)) is ("html" in body)
