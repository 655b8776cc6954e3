"""Who sells in the simulator, and the sellers that exist unless told otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerSpec:
    """A seller: how many offers are generated, in which currency, from where, out of which scenes.

    `scenes` names scenes of the catalogue; empty means all of them. `dear` multiplies every price.
    """

    offers: int
    currency: str = "USD"
    ships_from: str = "United States"
    scenes: tuple[str, ...] = ()
    dear: float = 1.0
    since: int = 2016


DIGGER: Final = ("hard bop", "free jazz", "jazz funk", "soul", "brazil", "afrobeat", "soundtrack", "reggae")
DEFAULT_SELLERS: Final[Mapping[str, SellerSpec]] = {
    "martha_keys": SellerSpec(offers=214, scenes=DIGGER),
    "oliver.grooves": SellerSpec(offers=348, scenes=("house", "disco", "hip hop", "soul", "ambient")),
    "nina-vogel": SellerSpec(
        offers=187,
        currency="EUR",
        ships_from="Germany",
        scenes=("krautrock", "ambient", "post-punk", "free jazz"),
    ),
    "sven_lindqvist": SellerSpec(
        offers=263, currency="SEK", ships_from="Sweden", scenes=("folk", "metal", "indie", "hard bop", "pop")
    ),
    "Plattenkiste Köln Süd": SellerSpec(offers=126, currency="EUR", ships_from="Germany", dear=0.8, since=2021),
    "quietshelf": SellerSpec(offers=0),
    "warehouse": SellerSpec(offers=10_400, dear=1.1, since=2009),
}
DEMO_SELLERS: Final[Mapping[str, SellerSpec]] = {
    "martha_keys": SellerSpec(offers=312, scenes=DIGGER),
    "nina-vogel": SellerSpec(
        offers=236,
        currency="EUR",
        ships_from="Germany",
        scenes=("krautrock", "ambient", "post-punk", "free jazz"),
    ),
    "sven_lindqvist": SellerSpec(
        offers=168,
        currency="SEK",
        ships_from="Sweden",
        scenes=("folk", "metal", "indie", "hard bop", "brazil"),
    ),
}
