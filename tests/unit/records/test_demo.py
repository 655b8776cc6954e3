"""The settings of the records app in a demo."""

from alcove.apps.records.demo import SELLERS
from alcove.main.supervisor.demo import environment
from alcove.simulators.discogs import DEMO


def test_a_demo_uses_the_simulators_credentials_and_sellers() -> None:
    """The token is the simulator's, the rates are its central bank's, and its sellers exist there."""
    demo_environ = environment({"ALCOVE_DATA_DIR": "/mine"}, has_data_dir=False)
    assert demo_environ["DISCOGS_USER_TOKEN"] in {account.token for account in DEMO.accounts}
    assert demo_environ["ECB_RATES_URL"].startswith(demo_environ["DISCOGS_API_BASE"])
    assert "EXCHANGE_RATE_API_KEY" not in demo_environ
    assert int(demo_environ["DISCOGS_RATE_LIMIT"]) <= DEMO.rate_limit
    assert set(SELLERS) == set(DEMO.sellers)


def test_a_demo_ignores_the_owners_credentials() -> None:
    """Credentials of the environment are removed, and Discogs is on loopback."""
    environ = {"DISCOGS_CREDS": "{}", "DISCOGS_API_BASE": "https://api.example", "ALCOVE_DATA_DIR": "/mine"}
    demo_environ = environment(environ, has_data_dir=False)
    assert "DISCOGS_CREDS" not in demo_environ
    assert demo_environ["DISCOGS_API_BASE"].startswith("http://127.0.0.1:")
