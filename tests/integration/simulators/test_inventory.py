"""`GET /users/{username}/inventory` and `GET /marketplace/listings/{id}`."""

from decimal import Decimal
from typing import Any

import pytest

from alcove.simulators.discogs import OfferSpec
from integration.simulators.conftest import Site

NEWEST = {"sort": "listed", "sort_order": "desc"}


def _page(site: Site, seller: str, **params: Any) -> Any:
    response = site.client.get(f"/users/{seller}/inventory", params=params)
    assert response.status_code == 200, response.text
    return response.json()


def test_page_size(site: Site) -> None:
    """The default page size is 50 items, the maximum 100."""
    assert len(_page(site, "anna")["listings"]) == 50
    assert len(_page(site, "anna", per_page=7)["listings"]) == 7
    clamped = _page(site, "anna", per_page=250)
    assert (clamped["pagination"]["per_page"], len(clamped["listings"])) == (100, 100)


def test_following_next_links(site: Site) -> None:
    """Following `urls.next` from the first page returns all offers, each once."""
    ids, url = [], "/users/anna/inventory?per_page=40&sort=listed&sort_order=desc"
    while url:
        response = site.client.get(url)
        body = response.json()
        ids += [item["id"] for item in body["listings"]]
        url = body["pagination"]["urls"].get("next", "")
        assert (f'<{url}>; rel="next"' in response.headers["Link"]) == bool(url)
    assert len(ids) == len(set(ids)) == 130


def test_links_of_first_and_last_page(site: Site) -> None:
    """The first page has no previous page and the last one no next page."""
    assert set(_page(site, "anna", page=1)["pagination"]["urls"]) == {"last", "next"}
    assert set(_page(site, "anna", page=2)["pagination"]["urls"]) == {"first", "prev", "last", "next"}
    assert set(_page(site, "anna", page=3)["pagination"]["urls"]) == {"first", "prev"}
    assert _page(site, "empty")["pagination"] == {"page": 1, "pages": 1, "per_page": 50, "items": 0, "urls": {}}


def test_links_keep_the_encoded_name(site: Site) -> None:
    """Spaces and umlauts of a name stay encoded in the links, and the links work."""
    body = site.client.get("/users/Plattenkiste%20K%C3%B6ln%20S%C3%BCd/inventory").json()
    next_url = body["pagination"]["urls"]["next"]
    assert "/users/Plattenkiste%20K%C3%B6ln%20S%C3%BCd/inventory?" in next_url
    assert site.client.get(next_url).status_code == 200


def test_links_have_no_credentials(site: Site) -> None:
    """A token in the query is not repeated in the links."""
    response = site.anonymous.get("/users/anna/inventory", params={"token": "simulator-token"})
    assert response.status_code == 200
    assert "simulator-token" not in response.text


def test_default_order(site: Site) -> None:
    """Without a sort order the oldest offer is first; with `listed` and `desc` the newest."""
    posted = [item["posted"] for item in _page(site, "anna", per_page=100)["listings"]]
    newest = _page(site, "anna", **NEWEST)["listings"][0]
    assert newest["posted"] > posted[-1] > posted[0]
    assert newest == _page(site, "anna", per_page=100, page=2)["listings"][-1]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("price", lambda item: item["price"]["value"]),
        ("artist", lambda item: item["release"]["artist"].lower()),
        ("label", lambda item: item["release"]["label"].lower()),
        ("catno", lambda item: item["release"]["catalog_number"].lower()),
    ],
)
def test_sort_orders(site: Site, sort: str, key: Any) -> None:
    """Items are in the requested order, ascending and descending, across pages."""
    for order in ("asc", "desc"):
        pages = [_page(site, "anna", sort=sort, sort_order=order, per_page=100, page=n) for n in (1, 2)]
        values = [key(item) for page in pages for item in page["listings"]]
        assert values == sorted(values, reverse=order == "desc")


def test_converted_prices(site: Site) -> None:
    """`curr_abbr` converts the price and leaves the original price unchanged."""
    item = _page(site, "sven", curr_abbr="USD")["listings"][0]
    assert item["price"]["currency"] == "USD"
    assert item["original_price"]["curr_abbr"] == "SEK"
    assert item["price"]["value"] == pytest.approx(item["original_price"]["value"] / 10.5, abs=0.01)


def test_default_currency(site: Site) -> None:
    """The default currency is that of the account, or dollars without an account."""
    euros = site.anonymous.get("/users/anna/inventory", headers={"Authorization": "Discogs token=newcomer-token"})
    assert euros.json()["listings"][0]["price"]["currency"] == "EUR"
    assert site.anonymous.get("/users/anna/inventory").json()["listings"][0]["price"]["currency"] == "USD"


def test_currency_without_exchange_rate(site: Site) -> None:
    """Offers in a currency without exchange rate are not converted."""
    price = _page(site, "gold", curr_abbr="USD")["listings"][0]["price"]
    assert price["currency"] == "XAU"


def test_fields_of_an_item(site: Site) -> None:
    """An item has the fields of the real service and none that it lacks."""
    item = _page(site, "anna")["listings"][0]
    assert {
        "id", "status", "condition", "sleeve_condition", "price", "original_price", "shipping_price", "allow_offers",
        "audio", "comments", "ships_from", "uri", "resource_url", "posted", "in_cart", "seller", "release",
    } <= set(item)  # fmt: skip
    assert set(item["original_price"]) == {"curr_abbr", "curr_id", "formatted", "value"}
    assert set(item["release"]["stats"]["community"]) == {"in_wantlist", "in_collection"}
    assert not {"genre", "genres", "style", "styles", "country", "master_id", "catno"} & set(item["release"])
    assert isinstance(item["release"]["format"], str)


def test_fields_for_authenticated_users(site: Site) -> None:
    """`in_cart` and `stats.user` are for authenticated users only."""
    item = site.anonymous.get("/users/anna/inventory").json()["listings"][0]
    assert "in_cart" not in item
    assert "user" not in item["release"]["stats"]


def test_size_of_a_page(site: Site) -> None:
    """A page of 100 items has between 250 and 400 kB, as in the real service."""
    size = len(site.client.get("/users/anna/inventory", params={"per_page": 100}).content)
    assert 250_000 < size < 400_000


def test_page_limit(site: Site) -> None:
    """Page 100 of a large inventory is returned; page 101 is 403, although `pages` includes it."""
    last = _page(site, "warehouse", page=100, per_page=100)
    assert last["pagination"]["pages"] == 104
    response = site.client.get("/users/warehouse/inventory", params={"page": 101, "per_page": 100})
    assert response.status_code == 403
    assert "above 100" in response.json()["message"]
    assert site.client.get("/users/warehouse/inventory?page=101&per_page=1").status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/users/anna/inventory?page=4", 404),
        ("/users/anna/inventory?page=0", 404),
        ("/users/anna/inventory?page=x", 422),
        ("/users/anna/inventory?status=Sideways", 422),
        ("/users/anna/inventory?sort=colour", 422),
        ("/users/anna/inventory?sort=location", 422),
        ("/users/anna/inventory?sort_order=up", 422),
        ("/users/anna/inventory?curr_abbr=XXX", 422),
        ("/users/nobody-here/inventory", 404),
        ("/users/anna/inventory/", 404),
        ("/marketplace/listings/1", 404),
    ],
)
def test_invalid_requests(site: Site, path: str, status: int) -> None:
    """Invalid parameters and unknown names have an error status and a message."""
    response = site.client.get(path)
    assert response.status_code == status
    assert response.json()["message"]


def test_wrong_method(site: Site) -> None:
    """A wrong method is 405 with a message."""
    response = site.client.post("/users/anna/inventory")
    assert (response.status_code, response.json()) == (405, {"message": "Method Not Allowed."})


def test_drafts_are_visible_to_their_owner(site: Site) -> None:
    """Only the owner sees drafts and can filter by status."""
    draft = site.simulator.catalogue.add("collector", OfferSpec(status="Draft"), now=site.simulator.clock.now())
    assert _page(site, "collector")["pagination"]["items"] == 11
    assert [item["id"] for item in _page(site, "collector", status="Draft")["listings"]] == [draft.id]
    others = site.anonymous.get("/users/collector/inventory", params={"status": "Draft"}).json()
    assert others["pagination"]["items"] == 10
    assert site.anonymous.get(f"/marketplace/listings/{draft.id}").status_code == 404
    assert site.client.get(f"/marketplace/listings/{draft.id}").json()["status"] == "Draft"


def test_single_listing(site: Site) -> None:
    """`/marketplace/listings/{id}` returns the item of the inventory, in the requested currency."""
    item = _page(site, "sven", curr_abbr="EUR")["listings"][3]
    assert site.client.get(f"/marketplace/listings/{item['id']}", params={"curr_abbr": "EUR"}).json() == item


def test_custom_offer_is_the_newest(site: Site) -> None:
    """An offer that is added while the server runs is first when sorted by newest."""
    offer = site.simulator.catalogue.add("anna", OfferSpec(price=Decimal("3.21")), now=site.simulator.clock.now())
    top = _page(site, "anna", **NEWEST)["listings"][0]
    assert (top["id"], top["original_price"]["value"]) == (offer.id, 3.21)
