"""The configuration of the simulator: sellers, accounts and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from alcove.foundation.clock import Clock, SystemClock
from alcove.simulators.discogs.money import RATES


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerSpec:
    """A seller: the number of generated offers, their currency, country and scenes.

    `scenes` names scenes of the catalogue; empty means all of them. `price_factor` multiplies every price.
    """

    offers: int
    currency: str = "USD"
    ships_from: str = "United States"
    scenes: tuple[str, ...] = ()
    price_factor: float = 1.0
    since: int = 2016


COLLECTOR_SCENES: Final = ("hard bop", "free jazz", "jazz funk", "soul", "brazil", "afrobeat", "soundtrack", "reggae")
DEFAULT_SELLERS: Final[Mapping[str, SellerSpec]] = {
    "martha_keys": SellerSpec(offers=214, scenes=COLLECTOR_SCENES),
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
    "Plattenkiste Köln Süd": SellerSpec(offers=126, currency="EUR", ships_from="Germany", price_factor=0.8, since=2021),
    "quietshelf": SellerSpec(offers=0),
    "warehouse": SellerSpec(offers=10_400, price_factor=1.1, since=2009),
}
DEMO_SELLERS: Final[Mapping[str, SellerSpec]] = {
    "martha_keys": SellerSpec(offers=312, scenes=COLLECTOR_SCENES),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user's account; an empty token cannot be used for authentication."""

    id: int
    username: str
    token: str = ""
    access_token: str = ""
    access_secret: str = ""
    currency: str = "USD"
    seller_settings: bool = True


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of a request; an application without a user has no account."""

    account: Account | None = None
    consumer: str | None = None

    @property
    def authenticated(self) -> bool:
        """Return whether the higher rate limit applies."""
        return self.account is not None or self.consumer is not None

    def owns(self, username: str) -> bool:
        """Return whether the caller is the user with this name."""
        return self.account is not None and self.account.username.casefold() == username.casefold()


DEFAULT_CONSUMERS: Final = {"simulator-key": "simulator-secret"}
DEFAULT_ACCOUNTS: Final = (
    Account(
        id=7_001, username="collector", token="simulator-token",  # noqa: S106 - valid for the simulator only
        access_token="simulator-access", access_secret="simulator-access-secret",  # noqa: S106 - as above
    ),
    Account(
        id=7_002, username="newcomer", token="newcomer-token",  # noqa: S106 - as above
        currency="EUR", seller_settings=False,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorConfig:
    """A marketplace: its seed, sellers, accounts and limits.

    An integer as a seller means that many generated offers in dollars. `rate_limit` is the number of requests per
    `window_s` seconds with credentials, `anonymous_limit` without.
    """

    seed: int = 1
    sellers: Mapping[str, SellerSpec | int] = field(default_factory=lambda: dict(DEFAULT_SELLERS))
    accounts: tuple[Account, ...] = DEFAULT_ACCOUNTS
    consumers: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_CONSUMERS))
    rate_limit: int = 60
    anonymous_limit: int = 25
    window_s: float = 60.0
    rates: Mapping[str, Decimal] = field(default_factory=lambda: dict(RATES))
    wanted_lps: int = 0
    """How many LPs of each seller are on the wantlist of the first account."""
    converts_prices: bool = True
    """Whether inventories have prices in the requested currency; without it they have the seller's own."""
    central_bank_rates: Mapping[str, Decimal] | None = None
    """The rates of the simulated central bank; None for the same as `rates`."""
    exchange_key: str = "simulator-exchange-key"
    clock: Clock = field(default_factory=SystemClock)

    def seller_specs(self) -> dict[str, SellerSpec]:
        """Return the sellers, with integers replaced by a SellerSpec."""
        return {name: SellerSpec(offers=spec) if isinstance(spec, int) else spec for name, spec in self.sellers.items()}


DEMO = SimulatorConfig(
    sellers=DEMO_SELLERS,
    rate_limit=6000,
    anonymous_limit=6000,
    converts_prices=False,
    wanted_lps=5,
)
"""Three sellers, some wanted records, a rate limit for a short demo, and prices that need exchange rates."""
