"""The generated catalogue: reproducibility, plausibility, and changes."""

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


@pytest.fixture(scope="module")
def warehouse() -> list[Offer]:
    """Return the offers of the largest seller, which are generated once for all tests."""
    return _offers_of(Catalogue(1, DEFAULT_SELLERS), "warehouse")[1]


def _offers_of(catalogue: Catalogue, name: str) -> tuple[SellerInventory, list[Offer]]:
    inventory = catalogue.inventory(name)
    assert inventory is not None
    keys = inventory.keys(sort="listed", descending=False)
    return inventory, [offer for key in keys if (offer := catalogue.offer(inventory, key)) is not None]


def test_same_seed_same_offers() -> None:
    """Two catalogues with the same seed have the same offers; another seed has others."""
    first = _offers_of(Catalogue(5, DEFAULT_SELLERS), "martha_keys")[1]
    assert first == _offers_of(Catalogue(5, DEFAULT_SELLERS), "martha_keys")[1]
    assert first != _offers_of(Catalogue(6, DEFAULT_SELLERS), "martha_keys")[1]


def test_offers_do_not_depend_on_read_order() -> None:
    """The last offer of the largest seller is the same whether it is read first or after others."""
    read_first = Catalogue(1, DEFAULT_SELLERS).inventory("warehouse")
    read_later = Catalogue(1, DEFAULT_SELLERS).inventory("warehouse")
    assert read_first is not None
    assert read_later is not None
    for key in range(50):
        read_later.offer(key)
    assert read_first.offer(10_399) == read_later.offer(10_399)


def test_large_inventory(warehouse: list[Offer]) -> None:
    """An inventory of ten thousand offers is generated completely."""
    assert len(warehouse) == 10_400


def test_sorting_keeps_little_memory() -> None:
    """Sorting by price generates all offers, but keeps little more than the order of their keys."""
    inventory = Catalogue(1, {"warehouse": SellerSpec(offers=2_000)}).inventory("warehouse")
    assert inventory is not None
    for key in range(2_000):
        inventory.generator.make(key)
    tracemalloc.start()
    inventory.keys(sort="price", descending=True)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used < 500_000


def test_ids_are_unique_and_resolvable() -> None:
    """All offers of all sellers have unique ids, by which they are found."""
    catalogue = Catalogue(3, {**DEFAULT_SELLERS, "warehouse": SellerSpec(offers=500)})
    offers = [offer for name in catalogue.sellers for offer in _offers_of(catalogue, name)[1]]
    assert len({offer.id for offer in offers}) == len(offers)
    assert all(catalogue.find(offer.id) == offer for offer in offers)
    assert all(catalogue.release(offer.release.id) == offer.release for offer in offers)


@pytest.mark.parametrize("number", [0, -1, 1, 2_200_000_001, 10**18])
def test_unknown_ids(number: int) -> None:
    """Ids between, before and after the valid ones have no offer and no release."""
    catalogue = Catalogue(1, DEFAULT_SELLERS)
    assert catalogue.find(number) is None
    assert catalogue.release(number) is None


def test_dates_of_offers() -> None:
    """Offers are in order of time, over several years, most of them recent."""
    posted = [offer.posted for offer in _offers_of(Catalogue(1, DEFAULT_SELLERS), "martha_keys")[1]]
    assert posted == sorted(posted)
    assert posted[-1] - posted[0] > timedelta(days=3 * 365)
    assert posted[len(posted) // 2] > posted[0] + (posted[-1] - posted[0]) / 2


def test_market_is_plausible(warehouse: list[Offer]) -> None:
    """Grades, formats, demand and prices have plausible distributions and correlations."""
    offers = warehouse
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


def test_releases_are_consistent_with_their_scene(warehouse: list[Offer]) -> None:
    """A release has the genres and styles of one scene and a plausible year."""
    styles = {style: scene for scene in SCENES for style in scene.styles}
    for offer in warehouse[:400]:
        release = offer.release
        scenes = [
            s
            for s in SCENES
            if set(release.styles) <= set(s.styles) and release.genres == s.genres[: len(release.genres)]
        ]
        assert scenes, release
        assert all(style in styles for style in release.styles)
        assert release.year == 0 or 1955 <= release.year <= 2025


def test_demand_differs_between_labels(warehouse: list[Offer]) -> None:
    """The demand for records differs between labels by much more than chance."""
    by_label: dict[str, list[float]] = {}
    for offer in warehouse:
        ratio = offer.release.want / offer.release.have
        by_label.setdefault(f"{offer.release.label} {offer.release.genres[0]}", []).append(ratio)
    medians = sorted(median(ratios) for ratios in by_label.values() if len(ratios) >= 30)
    assert len(medians) > 50
    assert medians[len(medians) * 9 // 10] > 5 * medians[len(medians) // 10]


def test_default_sellers_cover_edge_cases() -> None:
    """There are sellers in EUR and SEK, one with spaces and umlauts, an empty one, and one with over 100 pages."""
    assert {"EUR", "SEK", "USD"} <= {spec.currency for spec in DEFAULT_SELLERS.values()}
    assert any(" " in name and not name.isascii() for name in DEFAULT_SELLERS)
    assert any(spec.offers == 0 for spec in DEFAULT_SELLERS.values())
    assert any(spec.offers > 10_000 for spec in DEFAULT_SELLERS.values())
    assert len(DEMO_SELLERS) == 3
    assert all(150 <= spec.offers <= 350 for spec in DEMO_SELLERS.values())


def test_custom_offer() -> None:
    """All fields of a custom offer and its release are as specified, and it is the newest offer."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=3, currency="EUR")})
    spec = OfferSpec(
        release=ReleaseSpec(artist="A", title="T", format="2xLP, Comp", want=9, have=3, year=1970),
        price=Decimal("12.34"), condition="Mint (M)",
    )  # fmt: skip
    offer = catalogue.add("anna", spec, now=NOW)
    assert (offer.price, offer.currency, offer.condition) == (Decimal("12.34"), "EUR", "Mint (M)")
    assert (offer.release.artist, offer.release.want, offer.release.format) == ("A", 9, "2xLP, Comp")
    assert offer.release.parts[0].quantity == 2
    inventory, offers = _offers_of(catalogue, "ANNA")
    assert offers[-1] == offer == catalogue.find(offer.id)
    assert len(inventory) == 4


def test_second_copy_shares_its_release() -> None:
    """A custom offer with only the id of a known release is another copy of it."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=3)})
    known = _offers_of(catalogue, "anna")[1][0].release
    offer = catalogue.add("anna", OfferSpec(release=ReleaseSpec(id=known.id)), now=NOW)
    assert offer.release == known


def test_changed_release_changes_its_offers() -> None:
    """A new want count appears in the existing offers of the release."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=3)})
    first = _offers_of(catalogue, "anna")[1][0]
    catalogue.put_release(ReleaseSpec(id=first.release.id, want=77_777))
    assert _offers_of(catalogue, "anna")[1][0].release.want == 77_777
    assert _offers_of(catalogue, "anna")[1][0].release.title == first.release.title


def test_change_and_remove_offers() -> None:
    """A changed price and a removal persist, and the id of a removed offer is not reused."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=5)})
    _, offers = _offers_of(catalogue, "anna")
    catalogue.change(offers[1].id, price=Decimal("99.00"))
    assert catalogue.remove(offers[4].id)
    assert not catalogue.remove(offers[4].id)
    added = catalogue.add("anna", OfferSpec(), now=NOW)
    inventory, after = _offers_of(catalogue, "anna")
    assert [offer.id for offer in after] == [*[o.id for o in offers[:4]], added.id]
    assert after[1].price == Decimal("99.00")
    assert catalogue.find(offers[4].id) is None
    assert catalogue.change(offers[4].id, price=Decimal(1)) is None
    assert added.id not in {offer.id for offer in offers}
    assert len(inventory) == 5


def test_custom_offer_in_the_past() -> None:
    """A custom date places an offer among the others instead of on top."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=5)})
    _, offers = _offers_of(catalogue, "anna")
    between = offers[1].posted + (offers[2].posted - offers[1].posted) / 2
    added = catalogue.add("anna", OfferSpec(posted=between), now=NOW)
    assert [offer.id for offer in _offers_of(catalogue, "anna")[1]].index(added.id) == 2


@pytest.mark.parametrize("sort", ["price", "artist", "label", "catno", "item", "audio", "status", "location"])
def test_sort_orders(sort: str) -> None:
    """Each sort order contains all offers, and descending is its reverse."""
    inventory = Catalogue(1, DEFAULT_SELLERS).inventory("martha_keys")
    assert inventory is not None
    ascending = inventory.keys(sort=sort, descending=False)
    assert sorted(ascending) == list(range(214))
    assert inventory.keys(sort=sort, descending=True) == ascending[::-1]


def test_filter_by_status() -> None:
    """Drafts are not for sale, and each status selects its offers."""
    catalogue = Catalogue(1, {"anna": SellerSpec(offers=3)})
    draft = catalogue.add("anna", OfferSpec(status="Draft"), now=NOW)
    inventory, shown = _offers_of(catalogue, "anna")
    assert draft.id not in {offer.id for offer in shown}
    assert inventory.keys(sort="listed", descending=False, statuses=("Draft",)) == [draft.key]
    assert len(inventory.keys(sort="listed", descending=False, statuses=())) == 4
