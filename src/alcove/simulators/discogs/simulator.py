"""The state of a running simulator, for its routes and for tests in the same process."""

import itertools
from typing import Final

from starlette.requests import Request

from alcove.simulators.discogs.auth import Authenticator, OAuth
from alcove.simulators.discogs.catalogue import Catalogue
from alcove.simulators.discogs.config import Account, Caller, SimulatorConfig
from alcove.simulators.discogs.money import MARKET_CURRENCIES
from alcove.simulators.discogs.rate_window import RateWindow
from alcove.simulators.discogs.releases import Release
from alcove.simulators.discogs.request_log import RequestLog
from alcove.simulators.discogs.responses import UNKNOWN_RELEASE, ApiError
from alcove.simulators.discogs.wantlists import Want, WantlistStore

WANTED_STEP: Final = 7
"""Of every so many LPs one is wanted."""


class Simulator:
    """A running marketplace."""

    sends_retry_after = False
    """Whether a 429 response has a Retry-After header."""

    def __init__(self, config: SimulatorConfig) -> None:
        self.config = config
        self.clock = config.clock
        self.catalogue = Catalogue(config.seed, config.seller_specs())
        self.log = RequestLog(config.clock)
        self.window = RateWindow(config.clock, length_s=config.window_s)
        self.rate_limit = config.rate_limit
        self.anonymous_limit = config.anonymous_limit
        self.wants = WantlistStore()
        self.oauth = OAuth(seed=config.seed, clock=config.clock, consumers=config.consumers, accounts=config.accounts)
        self.authenticator = Authenticator(self.oauth, accounts=config.accounts, consumers=config.consumers)
        if config.wanted_lps:
            self._fill_wantlist(config.wanted_lps)

    def _fill_wantlist(self, count: int) -> None:
        """Put LPs of each seller on the wantlist of the first account."""
        owner = self.config.accounts[0].username
        for name in self.catalogue.sellers:
            inventory = self.catalogue.inventory(name)
            keys = inventory.keys(sort="listed", descending=True, statuses=()) if inventory else ()
            offers = (inventory.offer(key) for key in keys if inventory)
            lps = (offer for offer in offers if offer and offer.release.format.startswith("LP"))
            for offer in itertools.islice(lps, 0, count * WANTED_STEP, WANTED_STEP):
                self.wants.put(owner, Want(release_id=offer.release.id, added=offer.posted))

    def account(self, username: str) -> Account | None:
        """Return the account of a user; names are case-insensitive."""
        folded = username.casefold()
        return next((account for account in self.config.accounts if account.username.casefold() == folded), None)

    def limit_for(self, caller: Caller) -> int:
        """Return the number of requests that a caller may send per window."""
        return self.rate_limit if caller.authenticated else self.anonymous_limit


def simulator_of(request: Request) -> Simulator:
    """Return the simulator of the app that serves a request."""
    simulator = request.app.state.simulator
    assert isinstance(simulator, Simulator)
    return simulator


def release_of(request: Request) -> Release:
    """Return the release in the path of a request. Raise ApiError 404 if it does not exist."""
    release = simulator_of(request).catalogue.release(request.path_params["release"])
    if release is None:
        raise ApiError(404, UNKNOWN_RELEASE)
    return release


def currency_of(request: Request) -> str:
    """Return the currency for prices: the requested one, or that of the caller's account."""
    account = caller_of(request).account
    currency = request.query_params.get("curr_abbr") or (account.currency if account else "USD")
    if currency not in MARKET_CURRENCIES:
        raise ApiError(422, f"Invalid curr_abbr: expected one of {', '.join(MARKET_CURRENCIES)}.")
    return currency


def caller_of(request: Request) -> Caller:
    """Return the caller of a request, as identified by the middleware."""
    caller = request.scope.get("alcove.caller", Caller())
    assert isinstance(caller, Caller)
    return caller
