"""All state of one running simulator, for routes and for tests in the same process."""

from starlette.requests import Request

from alcove.simulators.discogs.access_log import AccessLog
from alcove.simulators.discogs.catalogue import Catalogue
from alcove.simulators.discogs.config import Account, Caller, SimulatorConfig
from alcove.simulators.discogs.money import MARKET_CURRENCIES
from alcove.simulators.discogs.releases import Release
from alcove.simulators.discogs.responses import UNKNOWN_RELEASE, ApiError
from alcove.simulators.discogs.sign_in import OAuth, SignIn
from alcove.simulators.discogs.wants import Wants
from alcove.simulators.discogs.window import Window


class Simulator:
    """A marketplace at run time."""

    sends_retry_after = False
    """Whether a 429 says how many seconds to wait."""

    def __init__(self, config: SimulatorConfig) -> None:
        self.config = config
        self.clock = config.clock
        self.catalogue = Catalogue(config.seed, config.seller_specs())
        self.log = AccessLog(config.clock)
        self.window = Window(config.clock, length_s=config.window_s)
        self.rate_limit = config.rate_limit
        self.anonymous_limit = config.anonymous_limit
        self.wants = Wants()
        self.oauth = OAuth(seed=config.seed, clock=config.clock, consumers=config.consumers, accounts=config.accounts)
        self.signin = SignIn(self.oauth, accounts=config.accounts, consumers=config.consumers)

    def account(self, username: str) -> Account | None:
        """Return a person's account; names are compared without regard to case."""
        folded = username.casefold()
        return next((one for one in self.config.accounts if one.username.casefold() == folded), None)

    def limit_for(self, caller: Caller) -> int:
        """Return how many requests a caller may make in a window."""
        return self.rate_limit if caller.authenticated else self.anonymous_limit


def simulator_of(request: Request) -> Simulator:
    """Return the simulator that a request is for."""
    found = request.app.state.simulator
    assert isinstance(found, Simulator)
    return found


def release_of(request: Request) -> Release:
    """Return the release in the address of a request; ApiError 404 for one that does not exist."""
    release = simulator_of(request).catalogue.release(request.path_params["release"])
    if release is None:
        raise ApiError(404, UNKNOWN_RELEASE)
    return release


def currency_of(request: Request) -> str:
    """Return the currency that prices are to be shown in: the one asked for, or the caller's own."""
    account = caller_of(request).account
    currency = request.query_params.get("curr_abbr") or (account.currency if account else "USD")
    if currency not in MARKET_CURRENCIES:
        raise ApiError(422, f"Invalid curr_abbr: expected one of {', '.join(MARKET_CURRENCIES)}.")
    return currency


def caller_of(request: Request) -> Caller:
    """Return who a request comes from, as the gate found out."""
    found = request.scope.get("alcove.caller", Caller())
    assert isinstance(found, Caller)
    return found
