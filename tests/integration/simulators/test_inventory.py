"""`GET /users/{username}/inventory` and single offers over HTTP."""

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


def test_a_page_has_fifty_items_unless_asked_otherwise(site: Site) -> None:
    """Without per_page there are 50 items; more than 100 are never given."""
    assert len(_page(site, "anna")["listings"]) == 50
    assert len(_page(site, "anna", per_page=7)["listings"]) == 7
    clamped = _page(site, "anna", per_page=250)
    assert (clamped["pagination"]["per_page"], len(clamped["listings"])) == (100, 100)


def test_walking_by_the_links_sees_every_offer_once(site: Site) -> None:
    """Following `urls.next` from the first page to the last gives all offers, each once."""
    seen, url = [], "/users/anna/inventory?per_page=40&sort=listed&sort_order=desc"
    while url:
        response = site.client.get(url)
        body = response.json()
        seen += [item["id"] for item in body["listings"]]
        url = body["pagination"]["urls"].get("next", "")
        assert (f'<{url}>; rel="next"' in response.headers["Link"]) == bool(url)
    assert len(seen) == len(set(seen)) == 130


def test_the_first_and_last_page_name_their_neighbours(site: Site) -> None:
    """The first page has no way back and the last no way on."""
    assert set(_page(site, "anna", page=1)["pagination"]["urls"]) == {"last", "next"}
    assert set(_page(site, "anna", page=2)["pagination"]["urls"]) == {"first", "prev", "last", "next"}
    assert set(_page(site, "anna", page=3)["pagination"]["urls"]) == {"first", "prev"}
    assert _page(site, "empty")["pagination"] == {"page": 1, "pages": 1, "per_page": 50, "items": 0, "urls": {}}


def test_links_keep_the_name_as_it_was_sent(site: Site) -> None:
    """Spaces and umlauts of a name stay encoded in the links, which can be followed."""
    body = site.client.get("/users/Plattenkiste%20K%C3%B6ln%20S%C3%BCd/inventory").json()
    following = body["pagination"]["urls"]["next"]
    assert "/users/Plattenkiste%20K%C3%B6ln%20S%C3%BCd/inventory?" in following
    assert site.client.get(following).status_code == 200


def test_credentials_never_appear_in_links(site: Site) -> None:
    """A token sent in the query is not repeated in the links."""
    response = site.anonymous.get("/users/anna/inventory", params={"token": "simulator-token"})
    assert response.status_code == 200
    assert "simulator-token" not in response.text


def test_the_default_order_is_oldest_first(site: Site) -> None:
    """Without a sort order the oldest offer comes first; `listed`, `desc` turns it round."""
    plain = [item["posted"] for item in _page(site, "anna", per_page=100)["listings"]]
    newest = _page(site, "anna", **NEWEST)["listings"][0]
    assert newest["posted"] > plain[-1] > plain[0]
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
def test_sort_orders_sort(site: Site, sort: str, key: Any) -> None:
    """Items come in the asked order, both ways, across pages."""
    for order in ("asc", "desc"):
        pages = [_page(site, "anna", sort=sort, sort_order=order, per_page=100, page=n) for n in (1, 2)]
        values = [key(item) for page in pages for item in page["listings"]]
        assert values == sorted(values, reverse=order == "desc")


def test_prices_are_shown_in_the_asked_currency(site: Site) -> None:
    """`curr_abbr` converts the price and leaves the original as the seller wrote it."""
    item = _page(site, "sven", curr_abbr="USD")["listings"][0]
    assert item["price"]["currency"] == "USD"
    assert item["original_price"]["curr_abbr"] == "SEK"
    assert item["price"]["value"] == pytest.approx(item["original_price"]["value"] / 10.5, abs=0.01)


def test_prices_follow_the_account_unless_asked_otherwise(site: Site) -> None:
    """An account in euros sees euros without asking; somebody without an account sees dollars."""
    euros = site.anonymous.get("/users/anna/inventory", headers={"Authorization": "Discogs token=newcomer-token"})
    assert euros.json()["listings"][0]["price"]["currency"] == "EUR"
    assert site.anonymous.get("/users/anna/inventory").json()["listings"][0]["price"]["currency"] == "USD"


def test_a_currency_without_a_rate_stays_as_it_is(site: Site) -> None:
    """Offers in a currency nobody has a rate for are shown in it, whatever was asked."""
    price = _page(site, "gold", curr_abbr="USD")["listings"][0]["price"]
    assert price["currency"] == "XAU"


def test_an_item_has_the_documented_fields(site: Site) -> None:
    """An item carries every field of the live service and none that it lacks."""
    item = _page(site, "anna")["listings"][0]
    assert {
        "id", "status", "condition", "sleeve_condition", "price", "original_price", "shipping_price", "allow_offers",
        "audio", "comments", "ships_from", "uri", "resource_url", "posted", "in_cart", "seller", "release",
    } <= set(item)  # fmt: skip
    assert set(item["original_price"]) == {"curr_abbr", "curr_id", "formatted", "value"}
    assert set(item["release"]["stats"]["community"]) == {"in_wantlist", "in_collection"}
    assert not {"genre", "genres", "style", "styles", "country", "master_id", "catno"} & set(item["release"])
    assert isinstance(item["release"]["format"], str)


def test_only_those_signed_in_see_their_own_counts(site: Site) -> None:
    """`in_cart` and `stats.user` are for people with an account."""
    item = site.anonymous.get("/users/anna/inventory").json()["listings"][0]
    assert "in_cart" not in item
    assert "user" not in item["release"]["stats"]


def test_a_page_is_as_large_as_a_real_one(site: Site) -> None:
    """A page of 100 items weighs between 250 and 400 kB."""
    size = len(site.client.get("/users/anna/inventory", params={"per_page": 100}).content)
    assert 250_000 < size < 400_000


def test_the_wall_stands_after_page_one_hundred(site: Site) -> None:
    """Page 100 of a large inventory is shown, page 101 is forbidden, though `pages` promises it."""
    last = _page(site, "warehouse", page=100, per_page=100)
    assert last["pagination"]["pages"] == 104
    wall = site.client.get("/users/warehouse/inventory", params={"page": 101, "per_page": 100})
    assert wall.status_code == 403
    assert "above 100" in wall.json()["message"]
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
def test_refusals(site: Site, path: str, status: int) -> None:
    """Wrong parameters and unknown names are answered with their status and a message."""
    response = site.client.get(path)
    assert response.status_code == status
    assert response.json()["message"]


def test_writing_to_an_inventory_is_not_allowed(site: Site) -> None:
    """A wrong method is 405 with a message."""
    response = site.client.post("/users/anna/inventory")
    assert (response.status_code, response.json()) == (405, {"message": "Method Not Allowed."})


def test_others_see_what_is_for_sale_and_owners_all(site: Site) -> None:
    """A draft is shown to its owner alone, and the status parameter selects for the owner alone."""
    draft = site.simulator.catalogue.add("collector", OfferSpec(status="Draft"), now=site.simulator.clock.now())
    assert _page(site, "collector")["pagination"]["items"] == 11
    assert [item["id"] for item in _page(site, "collector", status="Draft")["listings"]] == [draft.id]
    others = site.anonymous.get("/users/collector/inventory", params={"status": "Draft"}).json()
    assert others["pagination"]["items"] == 10
    assert site.anonymous.get(f"/marketplace/listings/{draft.id}").status_code == 404
    assert site.client.get(f"/marketplace/listings/{draft.id}").json()["status"] == "Draft"


def test_a_single_offer_is_the_item_of_the_page(site: Site) -> None:
    """`/marketplace/listings/{id}` shows the same item, in the asked currency."""
    item = _page(site, "sven", curr_abbr="EUR")["listings"][3]
    assert site.client.get(f"/marketplace/listings/{item['id']}", params={"curr_abbr": "EUR"}).json() == item


def test_a_custom_offer_is_on_top_of_the_newest(site: Site) -> None:
    """An offer added while the server runs comes first in newest-first order."""
    offer = site.simulator.catalogue.add("anna", OfferSpec(price=Decimal("3.21")), now=site.simulator.clock.now())
    top = _page(site, "anna", **NEWEST)["listings"][0]
    assert (top["id"], top["original_price"]["value"]) == (offer.id, 3.21)
