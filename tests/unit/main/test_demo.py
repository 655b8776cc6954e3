"""What a demonstration is told."""

from alcove.main.demo import SELLERS, SIMULATED, environment
from alcove.simulators.discogs import DEMO


def test_demonstration_signs_in_to_the_simulator_and_scrapes_sellers_it_has() -> None:
    """The token and key it uses are the simulator's, and its sellers exist there."""
    assert SIMULATED["DISCOGS_USER_TOKEN"] in {account.token for account in DEMO.accounts}
    assert SIMULATED["EXCHANGE_RATE_API_KEY"] == DEMO.exchange_key
    assert int(SIMULATED["DISCOGS_RATE_LIMIT"]) <= DEMO.rate_limit
    assert set(SELLERS) == set(DEMO.sellers)


def test_demonstration_touches_nothing_of_the_owner() -> None:
    """Database and sign-in of the environment are left out, the data go into a folder of their own."""
    given = {"DATABASE_URL": "postgresql://x/y", "DISCOGS_CREDS": "{}", "ALCOVE_DATA_DIR": "/mine", "KEPT": "1"}
    found = environment(given, data_dir_given=False)
    assert "DATABASE_URL" not in found
    assert "DISCOGS_CREDS" not in found
    assert found["ALCOVE_DATA_DIR"] == "/mine/demo"
    assert found["KEPT"] == "1"
    assert found["DISCOGS_API_BASE"].startswith("http://127.0.0.1:")
    assert environment(given, data_dir_given=True)["ALCOVE_DATA_DIR"] == "/mine"
