"""The settings of the records app."""

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from alcove.foundation.settings import Secret, SettingError, is_loopback

DISCOGS_API_BASE: Final = "https://api.discogs.com"
EXCHANGE_RATE_API_BASE: Final = "https://v6.exchangerate-api.com"
ECB_RATES_URL: Final = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
MAX_REQUESTS_PER_MINUTE: Final = 60
"""Requests per minute that Discogs allows per address with credentials."""

_PLAIN_SECRETS: Final = (
    "discogs_user_token",
    "discogs_consumer_key",
    "discogs_consumer_secret",
    "exchange_rate_api_key",
    "service_token",
)
_ADDRESS_EXAMPLES: Final = {
    "discogs_api_base": DISCOGS_API_BASE,
    "exchange_rate_api_base": EXCHANGE_RATE_API_BASE,
    "ecb_rates_url": ECB_RATES_URL,
    "scraper_service_url": "http://127.0.0.1:8001",
    "recommender_service_url": "http://127.0.0.1:8002",
}
"""The settings that hold an address, with an example for each."""

Address = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^/\s?#@]+(/[^\s?#]*)?\Z",
        description="an address such as https://api.example.org, without a query",
    ),
]
FixedRate = Annotated[
    str,
    Meta(
        pattern=r"^[A-Z]{3}=[0-9]{1,9}(\.[0-9]{1,9})?\Z",
        description="a currency and its units per US dollar, such as EUR=0.92",
    ),
]


class RecordsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Discogs, exchange rates, scraping and learning."""

    discogs_user_token: Annotated[
        Secret, Meta(description="Personal access token of Discogs: the simplest way to sign in.")
    ] = Secret()
    discogs_consumer_key: Annotated[
        Secret, Meta(description="Key of your Discogs application, for signing in with OAuth.")
    ] = Secret()
    discogs_consumer_secret: Annotated[Secret, Meta(description="Secret of your Discogs application.")] = Secret()
    discogs_creds: Annotated[
        Secret, Meta(description='OAuth access token as JSON: {"token": "...", "secret": "..."}.')
    ] = Secret()
    discogs_token_file: Annotated[
        Path | None,
        Meta(description="File of the OAuth token; by default discogs_token.json in the data directory."),
    ] = None
    discogs_user_agent: Annotated[
        str,
        Meta(
            pattern=r"^[!-~][ -~]{2,199}\Z",
            description="the User-Agent header for Discogs, 3 to 200 printable ASCII characters",
        ),
    ] = "Alcove/0.1 (self-hosted record scout)"
    discogs_api_base: Annotated[
        Address, Meta(description="the address of the Discogs API, such as https://api.discogs.com")
    ] = DISCOGS_API_BASE
    discogs_rate_limit: Annotated[
        int,
        Meta(
            ge=1,
            le=6000,
            description="Requests to Discogs per minute; above 60 only with DISCOGS_API_BASE on this machine.",
        ),
    ] = 54
    discogs_price_suggestions: Annotated[
        bool, Meta(description="Whether to fetch a suggested price per record, one request each.")
    ] = False
    records_covers_cache_mb: Annotated[
        int,
        Meta(
            ge=0,
            le=100_000,
            description="Megabytes of covers from Discogs to keep in the data directory; 0 fetches no covers.",
        ),
    ] = 200
    exchange_rate_api_base: Annotated[
        Address,
        Meta(description="the address of the exchange-rate API, as https://v6.exchangerate-api.com"),
    ] = EXCHANGE_RATE_API_BASE
    ecb_rates_url: Annotated[
        Address,
        Meta(description="the address of the European Central Bank's daily reference rates, which need no key"),
    ] = ECB_RATES_URL
    exchange_rate_api_key: Annotated[
        Secret, Meta(description="Key of the exchange-rate API; without it the European Central Bank's rates are used.")
    ] = Secret()
    fx_ttl_hours: Annotated[
        float, Meta(ge=0.1, le=168, description="Hours after which exchange rates are fetched again.")
    ] = 24.0
    fx_static_rates: Annotated[
        tuple[FixedRate, ...],
        Meta(description="Exchange rates to use if none could ever be fetched, such as EUR=0.92,SEK=10.4."),
    ] = ()
    scrape_max_pages: Annotated[
        int, Meta(ge=1, le=100, description="Most pages of 100 offers to read in one scrape.")
    ] = 100
    records_full_scrape_days: Annotated[
        int,
        Meta(
            ge=0,
            le=365,
            description="Days after which all offers of a seller are read again at night, so that sold ones leave.",
        ),
    ] = 7
    scrape_response_budget_s: Annotated[
        float,
        Meta(ge=0, le=3600, description="Seconds a caller waits for a scrape; it goes on after that."),
    ] = 240.0
    scrape_stop_after_known: Annotated[
        int,
        Meta(ge=1, le=10_000, description="Consecutive known offers after which a scrape for new ones ends."),
    ] = 50
    scrape_format_match: Annotated[
        Literal["token", "substring"],
        Meta(description="How a format is recognised as an LP: by the word LP (token), or by LP anywhere (substring)."),
    ] = "token"
    scrape_max_price: Annotated[
        Decimal | None,
        Meta(description="Offers above this price in US dollars are not stored; no limit when not set."),
    ] = None
    ml_min_samples: Annotated[
        int, Meta(ge=2, le=1_000_000, description="Verdicts needed before the model is trained.")
    ] = 20
    pick_response_budget_s: Annotated[
        float,
        Meta(
            ge=0,
            le=60,
            description="Seconds a caller waits for a record of the day; then the offer with the best score is picked.",
        ),
    ] = 8.0
    ml_recommender: Annotated[
        Literal["auto", "baseline", "improved", "linear", "blend"],
        Meta(description="The recommender to train; auto selects the best on held-out verdicts."),
    ] = "auto"
    scraper_service_url: Annotated[
        Address | None,
        Meta(description="the address of `alcove scraper`, such as http://127.0.0.1:8001, which then runs scrapes"),
    ] = None
    recommender_service_url: Annotated[
        Address | None,
        Meta(description="the address of `alcove recommender`, such as http://127.0.0.1:8002, for predictions"),
    ] = None
    service_token: Annotated[
        Secret, Meta(description="Bearer token for both services; the value of their ALCOVE_TOKEN.")
    ] = Secret()

    def __post_init__(self) -> None:
        _check_addresses(self)
        _check_sign_in(self)
        if self.discogs_rate_limit > MAX_REQUESTS_PER_MINUTE and not is_local(self.discogs_api_base):
            raise SettingError(
                f"DISCOGS_RATE_LIMIT is {self.discogs_rate_limit}: expected a whole number from 1 to"
                f" {MAX_REQUESTS_PER_MINUTE}; more is allowed only when DISCOGS_API_BASE is on this machine"
            )
        if self.scrape_max_price is not None and not self.scrape_max_price > 0:
            raise SettingError(f"SCRAPE_MAX_PRICE is {self.scrape_max_price}: expected a number above 0")
        parse_static_rates(self.fx_static_rates)

    @property
    def fx_ttl(self) -> timedelta:
        """Return after which time exchange rates are fetched again."""
        return timedelta(hours=self.fx_ttl_hours)

    @property
    def static_rates(self) -> dict[str, Decimal]:
        """Return the configured units per US dollar by currency."""
        return parse_static_rates(self.fx_static_rates)


class TokenPair(msgspec.Struct, frozen=True):
    """An OAuth access token, as in DISCOGS_CREDS and in the token file."""

    token: Annotated[str, Meta(min_length=1, pattern=r"^[!-~]+\Z")]
    secret: Annotated[str, Meta(min_length=1, pattern=r"^[!-~]+\Z")]

    def __repr__(self) -> str:
        return "TokenPair(********)"


def is_local(address: str) -> bool:
    """Return whether an address is on this machine."""
    return is_loopback(urlsplit(address).hostname or "")


def parse_static_rates(entries: Sequence[str]) -> dict[str, Decimal]:
    """Return units per US dollar by currency; SettingError for zero, USD, and duplicates."""
    rates: dict[str, Decimal] = {}
    for entry in entries:
        currency, _, rate = entry.partition("=")
        if currency in rates or currency == "USD" or not Decimal(rate):
            raise SettingError(
                f"FX_STATIC_RATES has {entry!r} in it: expected each foreign currency once and a rate above 0"
            )
        rates[currency] = Decimal(rate)
    return rates


def _check_addresses(settings: RecordsSettings) -> None:
    """Raise SettingError for an invalid address, and for unencrypted http to another machine."""
    for name, example in _ADDRESS_EXAMPLES.items():
        address = getattr(settings, name)
        if address is None:
            continue
        try:
            parts = urlsplit(address)
            usable = bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise SettingError(f"{name.upper()} is {address!r}: expected an address such as {example}")
        if parts.scheme != "https" and not is_local(address):
            raise SettingError(f"{name.upper()} is {address!r}: expected https unless the host is this machine")


def _check_sign_in(settings: RecordsSettings) -> None:
    if bool(settings.discogs_consumer_key) != bool(settings.discogs_consumer_secret):
        raise SettingError("DISCOGS_CONSUMER_KEY and DISCOGS_CONSUMER_SECRET belong together: only one of them is set")
    for name in _PLAIN_SECRETS:
        if not re.fullmatch(r"[!-~]*", getattr(settings, name).reveal()):
            raise SettingError(f"{name.upper()} has a value that is not allowed: expected text without blanks")
    if not settings.discogs_creds:
        return
    try:
        msgspec.json.decode(settings.discogs_creds.reveal(), type=TokenPair)
    except (msgspec.MsgspecError, UnicodeError):
        raise SettingError(
            'DISCOGS_CREDS has a value that is not allowed: expected {"token": "...", "secret": "..."}'
        ) from None
    if not settings.discogs_consumer_key and not settings.discogs_user_token:
        raise SettingError("DISCOGS_CREDS needs DISCOGS_CONSUMER_KEY and DISCOGS_CONSUMER_SECRET beside it")
