"""What a simulator is started with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from alcove.foundation.clock import Clock, SystemClock
from alcove.simulators.discogs.accounts import DEFAULT_ACCOUNTS, DEFAULT_CONSUMERS, Account
from alcove.simulators.discogs.faults import Faults
from alcove.simulators.discogs.money import RATES
from alcove.simulators.discogs.sellers import DEFAULT_SELLERS, DEMO_SELLERS, SellerSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorConfig:
    """A marketplace: its seed, sellers, people, limits and faults.

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
    faults: Faults = field(default_factory=Faults)
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
