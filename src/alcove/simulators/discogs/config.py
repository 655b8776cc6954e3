"""What a simulator is started with: who sells, who may sign in, and the limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from alcove.foundation.clock import Clock, SystemClock
from alcove.simulators.discogs.money import RATES


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's account; an empty token cannot be used to sign in."""

    id: int
    username: str
    token: str = ""
    access_token: str = ""
    access_secret: str = ""
    currency: str = "USD"
    seller_settings: bool = True


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request comes from; an application alone has no account."""

    account: Account | None = None
    consumer: str | None = None

    @property
    def authenticated(self) -> bool:
        """Return whether the higher rate limit applies."""
        return self.account is not None or self.consumer is not None

    def owns(self, username: str) -> bool:
        """Return whether the caller is the person of this name."""
        return self.account is not None and self.account.username.casefold() == username.casefold()


DEFAULT_CONSUMERS: Final = {"simulator-key": "simulator-secret"}
DEFAULT_ACCOUNTS: Final = (
    Account(
        id=7_001, username="collector", token="simulator-token",  # noqa: S106 - opens nothing but the simulator
        access_token="simulator-access", access_secret="simulator-access-secret",  # noqa: S106 - as above
    ),
    Account(
        id=7_002, username="newcomer", token="newcomer-token",  # noqa: S106 - as above
        currency="EUR", seller_settings=False,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorConfig:
    """A marketplace: its seed, sellers, people and limits.

    A plain number as a seller stands for that many generated offers in dollars. `rate_limit` requests pass in
    any `window_s` seconds with credentials, `anonymous_limit` without.
    """

    seed: int = 1
    sellers: Mapping[str, SellerSpec | int] = field(default_factory=lambda: dict(DEFAULT_SELLERS))
    accounts: tuple[Account, ...] = DEFAULT_ACCOUNTS
    consumers: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_CONSUMERS))
    rate_limit: int = 60
    anonymous_limit: int = 25
    window_s: float = 60.0
    rates: Mapping[str, Decimal] = field(default_factory=lambda: dict(RATES))
    exchange_key: str = "simulator-exchange-key"
    clock: Clock = field(default_factory=SystemClock)

    def seller_specs(self) -> dict[str, SellerSpec]:
        """Return the sellers with plain numbers written out."""
        return {name: SellerSpec(offers=spec) if isinstance(spec, int) else spec for name, spec in self.sellers.items()}


DEMO = SimulatorConfig(
    sellers=DEMO_SELLERS,
    rate_limit=6000,
    anonymous_limit=6000,
)
"""Three sellers, and a limit that lets a demonstration finish quickly."""
