"""What a demonstration tells the records app."""

from alcove.apps.records.demo import SELLERS
from alcove.main.supervisor.demo import environment
from alcove.simulators.discogs import DEMO


def test_demonstration_signs_in_to_the_simulator_and_scrapes_sellers_it_has() -> None:
    """The token and key it uses are the simulator's, and its sellers exist there."""
    demo_environ = environment({"ALCOVE_DATA_DIR": "/mine"}, has_data_dir=False)
    assert demo_environ["DISCOGS_USER_TOKEN"] in {account.token for account in DEMO.accounts}
    assert demo_environ["EXCHANGE_RATE_API_KEY"] == DEMO.exchange_key
    assert int(demo_environ["DISCOGS_RATE_LIMIT"]) <= DEMO.rate_limit
    assert set(SELLERS) == set(DEMO.sellers)


def test_demonstration_uses_neither_the_sign_in_nor_the_discogs_of_the_owner() -> None:
    """Credentials of the environment are left out, and Discogs is on loopback."""
    environ = {"DISCOGS_CREDS": "{}", "DISCOGS_API_BASE": "https://api.example", "ALCOVE_DATA_DIR": "/mine"}
    demo_environ = environment(environ, has_data_dir=False)
    assert "DISCOGS_CREDS" not in demo_environ
    assert demo_environ["DISCOGS_API_BASE"].startswith("http://127.0.0.1:")
