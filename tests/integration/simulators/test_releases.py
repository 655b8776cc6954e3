"""Releases, price suggestions, statistics and exchange rates."""

import pytest

from alcove.simulators.discogs import ReleaseSpec
from integration.simulators.conftest import Site

NEWCOMER = {"Authorization": "Discogs token=newcomer-token"}


def _any_release_id(site: Site) -> int:
    page = site.client.get("/users/anna/inventory").json()
    return int(page["listings"][0]["release"]["id"])


def test_release_matches_the_inventory(site: Site) -> None:
    """A release has the artist, title, label and counts of the inventory item, and also genres and country."""
    for item in site.client.get("/users/anna/inventory").json()["listings"][:20]:
        short, page = item["release"], site.client.get(f"/releases/{item['release']['id']}").json()
        assert page["artists"][0]["name"] == short["artist"]
        assert (page["title"], page["year"]) == (short["title"], short["year"])
        assert (page["labels"][0]["name"], page["labels"][0]["catno"]) == (short["label"], short["catalog_number"])
        counts = {"in_wantlist": page["community"]["want"], "in_collection": page["community"]["have"]}
        assert counts == short["stats"]["community"]
        assert page["genres"]
        assert page["country"]


def test_release_without_genres_and_styles(site: Site) -> None:
    """Missing genres and styles are absent, not empty."""
    site.simulator.catalogue.put_release(ReleaseSpec(id=5, genres=(), styles=()))
    page = site.client.get("/releases/5").json()
    assert "genres" not in page
    assert "styles" not in page


@pytest.mark.parametrize("path", ["/releases/1", "/marketplace/price_suggestions/1", "/marketplace/stats/1"])
def test_unknown_release(site: Site, path: str) -> None:
    """An unknown release is 404 for all endpoints."""
    assert site.client.get(path).status_code == 404


def test_price_suggestions(site: Site) -> None:
    """All eight grades have a price in the account's currency, which increases with the grade."""
    found = site.client.get(f"/marketplace/price_suggestions/{_any_release_id(site)}").json()
    assert next(iter(found)) == "Poor (P)"
    values = [price["value"] for price in found.values()]
    assert len(values) == 8
    assert values == sorted(values)
    assert {price["currency"] for price in found.values()} == {"USD"}


def test_price_suggestions_need_seller_settings(site: Site) -> None:
    """Without authentication the response is 401, without seller settings 404 with the reason."""
    path = f"/marketplace/price_suggestions/{_any_release_id(site)}"
    assert site.anonymous.get(path).status_code == 401
    response = site.anonymous.get(path, headers=NEWCOMER)
    assert response.status_code == 404
    assert "seller settings" in response.json()["message"]


def test_obscure_release_has_no_price_suggestions(site: Site) -> None:
    """A release with very low counts has an empty object."""
    site.simulator.catalogue.put_release(ReleaseSpec(id=5, want=1, have=1))
    assert site.client.get("/marketplace/price_suggestions/5").json() == {}


def test_market_statistics(site: Site) -> None:
    """Statistics have the number of copies and the lowest price in the requested currency, or null without copies."""
    found = site.client.get(f"/marketplace/stats/{_any_release_id(site)}", params={"curr_abbr": "JPY"}).json()
    assert set(found) == {"num_for_sale", "lowest_price", "blocked_from_sale"}
    site.simulator.catalogue.put_release(ReleaseSpec(id=5, have=200, price=10.0))
    assert site.client.get("/marketplace/stats/5?curr_abbr=SEK").json() == {
        "num_for_sale": 18, "lowest_price": {"value": 42.0, "currency": "SEK"}, "blocked_from_sale": False,
    }  # fmt: skip
    site.simulator.catalogue.put_release(ReleaseSpec(id=5, have=2))
    assert site.client.get("/marketplace/stats/5").json()["lowest_price"] is None
    assert site.client.get("/marketplace/stats/5?curr_abbr=XX").status_code == 422


def test_exchange_rates(site: Site) -> None:
    """Rates are units of each currency per unit of the base, with the time of the next update."""
    body = site.anonymous.get("/v6/simulator-exchange-key/latest/USD").json()
    assert (body["result"], body["base_code"]) == ("success", "USD")
    assert body["conversion_rates"]["SEK"] == 10.5
    assert body["time_next_update_unix"] - body["time_last_update_unix"] == 86_400
    assert site.anonymous.get("/v6/simulator-exchange-key/latest/SEK").json()["conversion_rates"]["SEK"] == 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v6/wrong/latest/USD", "invalid-key"),
        ("/v6/quota-reached/latest/USD", "quota-reached"),
        ("/v6/inactive-account/latest/USD", "inactive-account"),
        ("/v6/simulator-exchange-key/latest/XYZ", "unsupported-code"),
    ],
)
def test_exchange_rate_errors(site: Site, path: str, kind: str) -> None:
    """Errors have the result `error` and their kind in `error-type`."""
    body = site.anonymous.get(path).json()
    assert (body["result"], body["error-type"]) == ("error", kind)
