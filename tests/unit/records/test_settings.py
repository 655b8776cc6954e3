"""Settings of the records app."""

from decimal import Decimal
from pathlib import Path

import pytest

from alcove.apps.records.settings import RecordsSettings, TokenPair
from alcove.apps.records.taste.model.recommenders import RECOMMENDERS
from alcove.foundation.settings import SettingError, describe_settings, load_settings


def read_settings(**environ: str) -> RecordsSettings:
    """Return the settings of an environment."""
    return load_settings(RecordsSettings, environ=environ)


def test_every_setting_has_a_default() -> None:
    """Without any variable all settings have working defaults, and there are no credentials."""
    settings = read_settings()
    assert settings.discogs_api_base == "https://api.discogs.com"
    assert (settings.discogs_rate_limit, settings.scrape_max_pages, settings.ml_min_samples) == (54, 100, 20)
    assert (settings.scrape_response_budget_s, settings.fx_ttl_hours, settings.scrape_stop_after_known) == (240, 24, 50)
    assert not settings.discogs_user_token
    assert settings.static_rates == {}
    assert settings.scrape_max_price is None


def test_every_variable_is_read() -> None:
    """The names of the configuration table work, and those of older versions too."""
    settings = read_settings(
        DISCOGS_CONSUMER_KEY="key", DISCOGS_CONSUMER_SECRET="secret", DISCOGS_CREDS='{"token": "t", "secret": "s"}',
        DISCOGS_USER_TOKEN="personal", DISCOGS_USER_AGENT="Scout/1 +https://example.org/me",
        DISCOGS_API_BASE="http://127.0.0.1:9001/", EXCHANGE_RATE_API_BASE="http://localhost:9002",
        EXCHANGE_RATE_API_KEY="k",
        DISCOGS_TOKEN_FILE="/elsewhere/token.json", DISCOGS_RATE_LIMIT="6000", SCRAPE_MAX_PAGES="5",
        SCRAPE_RESPONSE_BUDGET_S="1.5", FX_TTL_HOURS="6", FX_STATIC_RATES="EUR=0.92, SEK=10.4", ML_MIN_SAMPLES="30",
        SCRAPE_FORMAT_MATCH="substring", SCRAPE_MAX_PRICE="99.95", SCRAPE_STOP_AFTER_KNOWN="10",
        DISCOGS_PRICE_SUGGESTIONS="yes", RECOMMENDER_SERVICE_URL="http://localhost:8002",
        SCRAPER_SERVICE_URL="https://scraper.example.org", SERVICE_TOKEN="shared",
    )  # fmt: skip
    assert settings.discogs_user_token.reveal() == "personal"
    assert settings.discogs_token_file == Path("/elsewhere/token.json")
    assert settings.static_rates == {"EUR": Decimal("0.92"), "SEK": Decimal("10.4")}
    assert settings.scrape_max_price == Decimal("99.95")
    assert settings.fx_ttl.total_seconds() == 6 * 3600
    assert settings.discogs_price_suggestions
    assert settings.recommender_service_url == "http://localhost:8002"
    assert settings.scraper_service_url == "https://scraper.example.org"
    assert settings.service_token.reveal() == "shared"
    assert settings.scrape_format_match == "substring"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCOGS_RATE_LIMIT", "abc"),
        ("DISCOGS_RATE_LIMIT", "0"),
        ("DISCOGS_RATE_LIMIT", "61"),
        ("DISCOGS_RATE_LIMIT", "6001"),
        ("DISCOGS_API_BASE", "api.discogs.com"),
        ("DISCOGS_API_BASE", "http://api.discogs.com"),
        ("DISCOGS_API_BASE", "https://me:pass@api.discogs.com"),
        ("DISCOGS_API_BASE", "https://api.discogs.com:port"),
        ("EXCHANGE_RATE_API_BASE", "ftp://example.org"),
        ("EXCHANGE_RATE_API_BASE", "http://example.org"),
        ("DISCOGS_USER_AGENT", "x"),
        ("DISCOGS_USER_AGENT", "Scout\n1"),
        ("DISCOGS_USER_TOKEN", "two words"),
        ("DISCOGS_CONSUMER_KEY", "alone"),
        ("DISCOGS_CONSUMER_SECRET", "alone"),
        ("DISCOGS_CREDS", "token"),
        ("DISCOGS_CREDS", '{"token": "t"}'),
        ("DISCOGS_CREDS", '{"token": "", "secret": "s"}'),
        ("DISCOGS_CREDS", '{"token": "t", "secret": "s"}'),
        ("SCRAPE_MAX_PAGES", "101"),
        ("SCRAPE_RESPONSE_BUDGET_S", "-1"),
        ("SCRAPE_STOP_AFTER_KNOWN", "0"),
        ("SCRAPE_FORMAT_MATCH", "fuzzy"),
        ("SCRAPE_MAX_PRICE", "-1"),
        ("SCRAPE_MAX_PRICE", "nan"),
        ("FX_TTL_HOURS", "0"),
        ("FX_STATIC_RATES", "eur=0.92"),
        ("FX_STATIC_RATES", "EUR=0"),
        ("FX_STATIC_RATES", "EUR=1,EUR=2"),
        ("FX_STATIC_RATES", "USD=2"),
        ("ML_MIN_SAMPLES", "1"),
        ("SCRAPER_SERVICE_URL", "localhost:8001"),
        ("SCRAPER_SERVICE_URL", "http://scraper:8001"),
        ("SCRAPER_SERVICE_URL", "http://127.0.0.1:8001/?seller=x"),
        ("SCRAPER_SERVICE_URL", "http://127.0.0.1:99999"),
        ("RECOMMENDER_SERVICE_URL", "http://me:pass@127.0.0.1:8002"),
        ("RECOMMENDER_SERVICE_URL", "http://192.168.1.5:8002"),
        ("SERVICE_TOKEN", "two words"),
    ],
)
def test_an_invalid_value_is_rejected_by_name(name: str, value: str) -> None:
    """The error has the name of the variable."""
    with pytest.raises(SettingError, match=name):
        read_settings(**{name: value})


def test_an_error_shows_no_secret() -> None:
    """The text of an error never contains the invalid secret."""
    for name, value in [("DISCOGS_USER_TOKEN", "hush hush"), ("DISCOGS_CREDS", '{"token": "hush"}')]:
        with pytest.raises(SettingError) as caught:
            read_settings(**{name: value})
        assert "hush" not in str(caught.value)


def test_a_higher_rate_is_for_loopback_only() -> None:
    """More than 60 requests per minute need an API on loopback."""
    assert read_settings(DISCOGS_RATE_LIMIT="600", DISCOGS_API_BASE="http://[::1]:9001").discogs_rate_limit == 600
    with pytest.raises(SettingError, match="from 1 to 60"):
        read_settings(DISCOGS_RATE_LIMIT="600", DISCOGS_API_BASE="https://discogs.example.org")


def test_a_token_pair_is_not_printed() -> None:
    """The repr of an access token shows neither of its parts."""
    assert "hush" not in repr(TokenPair("hush", "hush"))


def test_every_setting_is_described() -> None:
    """Each variable has a description for the reference page."""
    assert all(line.meaning for line in describe_settings(RecordsSettings))


def test_every_recommender_can_be_selected() -> None:
    """ML_RECOMMENDER accepts the name of each recommender, and `auto`; nothing else."""
    names = [recommender.name for recommender in RECOMMENDERS]
    assert [read_settings(ML_RECOMMENDER=name).ml_recommender for name in ("auto", *names)] == ["auto", *names]
    (described,) = [setting for setting in describe_settings(RecordsSettings) if setting.name == "ML_RECOMMENDER"]
    assert all(name in described.allowed for name in names)
    assert described.allowed.count(",") == len(names)
    with pytest.raises(SettingError, match="ML_RECOMMENDER"):
        read_settings(ML_RECOMMENDER="oracle")
