"""Who may sign in: applications and people."""

from dataclasses import dataclass
from typing import Final


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
