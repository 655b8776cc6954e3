"""The roles of the records app on the command line."""

import pytest

from alcove.main.flags import ROLES, as_environment, parse


@pytest.mark.parametrize("role", ["recommender", "scraper"])
def test_services_take_an_address_and_a_place(role: str) -> None:
    """The roles that are services listen where they are told; no supervisor starts them."""
    values = parse(["--port=9", "--host", "::1", "--data-dir", "/x"], ROLES[role])
    assert values is not None
    assert as_environment(values, ROLES[role]) == {"HOST": "::1", "PORT": "9", "ALCOVE_DATA_DIR": "/x"}
    assert parse(["--lifeline", "3"], ROLES[role]) is None
