"""The generated catalogue."""

import re
import tracemalloc
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median

import pytest

from alcove.simulators.discogs.catalogue import Catalogue, OfferSpec, ReleaseSpec
from alcove.simulators.discogs.config import DEFAULT_SELLERS, DEMO_SELLERS, SellerSpec
from alcove.simulators.discogs.inventory import SellerInventory
from alcove.simulators.discogs.offers import GRADES, Offer
from alcove.simulators.discogs.scenes import SCENES

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _shelf(catalogue: Catalogue, name: str) -> tuple[SellerInventory, list[Offer]]:
    inventory = catalogue.inventory(name)
    assert inventory is not None
    keys = inventory.keys(sort="listed", descending=False)
    return inventory, [offer for key in keys if (offer := catalogue.offer(inventory, key)) is not None]


def test_the_same_seed_gives_the_same_offers() -> None:
    """Two catalogues of one seed agree offer by offer; another seed differs."""
    first = _shelf(Catalogue(5, DEFAULT_SELLERS), "martha_keys")[1]
    assert first == _shelf(Catalogue(5, DEFAULT_SELLERS), "martha_keys")[1]
    assert first != _shelf(Catalogue(6, DEFAULT_SELLERS), "martha_keys")[1]


def test_an_offer_does_not_depend_on_what_was_read_before() -> None:
    """The last offer of the largest seller is the same whether read first or after others."""
    alone = Catalogue(1, DEFAULT_SELLERS).inventory("warehouse")
    after = Catalogue(1, DEFAULT_SELLERS).inventory("warehouse")
    assert alone is not None
    assert after is not None
    for key in range(50):
        after.offer(key)
    assert alone.offer(10_399) == after.offer(10_399)


def test_the_largest_shelf_has_all_its_offers() -> None:
    """Ten thousand offers are made."""
    assert len(_shelf(Catalogue(1, {"warehouse": SellerSpec(offers=10_400)}), "warehouse")[1]) == 10_400


def test_sorting_a_shelf_keeps_little_memory() -> None:
    """Sorting by price makes every offer, and keeps little more than the order of their keys."""
    inventory = Catalogue(1, {"warehouse": SellerSpec(offers=2_000)}).inventory("warehouse")
    assert inventory is not None
    for key in range(2_000):
        inventory.maker.make(key)
    tracemalloc.start()
    inventory.keys(sort="price", descending=True)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 500_000


def test_numbers_are_unique_and_lead_back() -> None:
    """Every offer of every seller has its own number, by which it is found again."""
    catalogue = Catalogue(3, {**DEFAULT_SELLERS, "warehouse": SellerSpec(offers=500)})
    offers = [offer for name in catalogue.sellers for offer in _shelf(catalogue, name)[1]]
    assert len({offer.id for offer in offers}) == len(offers)
    assert all(catalogue.find(offer.id) == offer for offer in offers)
    assert all(catalogue.release(offer.release.id) == offer.release for offer in offers)


@pytest.mark.parametrize("number", [0, -1, 1, 2_200_000_001, 10**18])
def test_numbers_that_were_never_given_find_nothing(number: int) -> None:
    """Numbers between, before and beyond the real ones belong to no offer and no release."""
    catalogue = Catalogue(1, DEFAULT_SELLERS)
    assert catalogue.find(number) is None
    assert catalogue.release(number) is None


def test_times_rise_over_years() -> None:
    """Offers stand in order of time, over several years, most of them recent."""
    posted = [offer.posted for offer in _shelf(Catalogue(1, DEFAULT_SELLERS), "martha_keys")[1]]
    assert posted == sorted(posted)
    assert posted[-1] - posted[0] > timedelta(days=3 * 365)
    assert posted[len(posted) // 2] > posted[0] + (posted[-1] - posted[0]) / 2


def test_the_market_is_plausible() -> None:
    """Grades, formats, demand and prices are spread as a buyer would expect, and hang together."""
    offers = _shelf(Catalogue(1, DEFAULT_SELLERS), "warehouse")[1]
    grades = {grade: sum(offer.condition == grade for offer in offers) / len(offers) for grade in GRADES}
    assert grades["Very Good Plus (VG+)"] == max(grades.values())
    assert 0.01 < grades["Mint (M)"] < 0.1
    lps = [offer for offer in offers if re.match(r"(\d+x)?LP\b", offer.release.format)]
    assert 0.5 < len(lps) / len(offers) < 0.8
    wanted = [offer for offer in offers if offer.release.want > offer.release.have]
    assert 0.25 < len(wanted) / len(offers) < 0.6
    rest = [offer for offer in offers if offer.release.want * 3 < offer.release.have]
    assert median(o.price for o in wanted) > 2 * median(o.price for o in rest)
    wants = sorted(offer.release.want for offer in offers)
    assert wants[-1] > 50 * wants[len(wants) // 2] > 0


def test_scenes_hang_together() -> None:
    """A release has the genres and styles of one scene, and lies within its label's and artist's time."""
    styles = {style: scene for scene in SCENES for style in scene.styles}
    for offer in _shelf(Catalogue(2, DEFAULT_SELLERS), "warehouse")[1][:400]:
        release = offer.release
        scenes = [
            s
            for s in SCENES
            if set(release.styles) <= set(s.styles) and release.genres == s.genres[: len(release.genres)]
        ]
        assert scenes, release
        assert all(style in styles for style in release.styles)
        assert release.year == 0 or 1955 <= release.year <= 2025


def test_taste_can_be_learnt() -> None:
    """Labels differ in how wanted their records are by more than chance would make them."""
    by_label: dict[str, list[float]] = {}
    for offer in _shelf(Catalogue(1, DEFAULT_SELLERS), "warehouse")[1]:
        ratio = offer.release.want / offer.release.have
        by_label.setdefault(f"{offer.release.label} {offer.release.genres[0]}", []).append(ratio)
    middles = sorted(median(ratios) for ratios in by_label.values() if len(ratios) >= 30)
    assert len(middles) > 50
    assert middles[len(middles) * 9 // 10] > 5 * middles[len(middles) // 10]


def test_default_sellers_cover_the_awkward_cases() -> None:
    """There are sellers in EUR and SEK, an odd name, an empty shelf, and one beyond the 100-page wall."""
    assert {"EUR", "SEK", "USD"} <= {spec.currency for spec in DEFAULT_SELLERS.values()}
    assert any(" " in name and not name.isascii() for name in DEFAULT_SELLERS)
    assert any(spec.offers == 0 for spec in DEFAULT_SELLERS.values())
    assert any(spec.offers > 10_000 for spec in DEFAULT_SELLERS.values())
    assert len(DEMO_SELLERS) == 3
    assert all(150 <= spec.offers <= 350 for spec in DEMO_SELLERS.values())


def test_a_custom_offer_is_exactly_what_was_asked() -> None:
    """Every field of a custom offer and its release comes out as it was put in, and is the newest."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=3, currency="EUR")})
    spec = OfferSpec(
        release=ReleaseSpec(artist="A", title="T", format="2xLP, Comp", want=9, have=3, year=1970),
        price=Decimal("12.34"), condition="Mint (M)",
    )  # fmt: skip
    offer = catalogue.add("anna", spec, now=NOW)
    assert (offer.price, offer.currency, offer.condition) == (Decimal("12.34"), "EUR", "Mint (M)")
    assert (offer.release.artist, offer.release.want, offer.release.format) == ("A", 9, "2xLP, Comp")
    assert offer.release.parts[0].quantity == 2
    inventory, offers = _shelf(catalogue, "ANNA")
    assert offers[-1] == offer == catalogue.find(offer.id)
    assert len(inventory) == 4


def test_a_second_copy_shares_its_release() -> None:
    """A custom offer that names a known release and nothing else is another copy of it."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=3)})
    known = _shelf(catalogue, "anna")[1][0].release
    offer = catalogue.add("anna", OfferSpec(release=ReleaseSpec(id=known.id)), now=NOW)
    assert offer.release == known


def test_a_changed_release_changes_in_every_offer_of_it() -> None:
    """New want counts show in the offers that were listed before."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=3)})
    first = _shelf(catalogue, "anna")[1][0]
    catalogue.put_release(ReleaseSpec(id=first.release.id, want=77_777))
    assert _shelf(catalogue, "anna")[1][0].release.want == 77_777
    assert _shelf(catalogue, "anna")[1][0].release.title == first.release.title


def test_offers_can_be_changed_and_taken_away() -> None:
    """A changed price stays changed, a removed offer stays gone, and its number is not used again."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=5)})
    _, offers = _shelf(catalogue, "anna")
    catalogue.change(offers[1].id, price=Decimal("99.00"))
    assert catalogue.remove(offers[4].id)
    assert not catalogue.remove(offers[4].id)
    added = catalogue.add("anna", OfferSpec(), now=NOW)
    inventory, after = _shelf(catalogue, "anna")
    assert [offer.id for offer in after] == [*[o.id for o in offers[:4]], added.id]
    assert after[1].price == Decimal("99.00")
    assert catalogue.find(offers[4].id) is None
    assert catalogue.change(offers[4].id, price=Decimal(1)) is None
    assert added.id not in {offer.id for offer in offers}
    assert len(inventory) == 5


def test_an_offer_can_be_listed_in_the_past() -> None:
    """A custom time places an offer among the others instead of on top."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=5)})
    _, offers = _shelf(catalogue, "anna")
    between = offers[1].posted + (offers[2].posted - offers[1].posted) / 2
    added = catalogue.add("anna", OfferSpec(posted=between), now=NOW)
    assert [offer.id for offer in _shelf(catalogue, "anna")[1]].index(added.id) == 2


@pytest.mark.parametrize("sort", ["price", "artist", "label", "catno", "item", "audio", "status", "location"])
def test_every_order_holds_all_offers_both_ways(sort: str) -> None:
    """Each sort order is a reordering of the same offers, and descending is its mirror."""
    inventory = Catalogue(1, DEFAULT_SELLERS).inventory("martha_keys")
    assert inventory is not None
    up = inventory.keys(sort=sort, descending=False)
    assert sorted(up) == list(range(214))
    assert inventory.keys(sort=sort, descending=True) == up[::-1]


def test_hidden_offers_show_to_those_who_ask_for_their_status() -> None:
    """Drafts are not for sale, and each status selects its own offers."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=3)})
    draft = catalogue.add("anna", OfferSpec(status="Draft"), now=NOW)
    inventory, shown = _shelf(catalogue, "anna")
    assert draft.id not in {offer.id for offer in shown}
    assert inventory.keys(sort="listed", descending=False, statuses=("Draft",)) == [draft.key]
    assert len(inventory.keys(sort="listed", descending=False, statuses=())) == 4
