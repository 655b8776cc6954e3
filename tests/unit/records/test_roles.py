"""The roles of the records app on the command line."""

import pytest

from alcove.apps.records import APP
from alcove.foundation.cli import flags_to_environment, parse_flags
from alcove.main.roles import roles


@pytest.mark.parametrize("role", ["recommender", "scraper"])
def test_services_take_an_address_and_a_place(role: str) -> None:
    """The roles that are services listen where they are told; no supervisor starts them."""
    flags = roles([APP])[role].flags
    values = parse_flags(["--port=9", "--host", "::1", "--data-dir", "/x"], flags)
    assert values is not None
    assert flags_to_environment(values, flags) == {"HOST": "::1", "PORT": "9", "ALCOVE_DATA_DIR": "/x"}
    assert parse_flags(["--lifeline", "3"], flags) is None
