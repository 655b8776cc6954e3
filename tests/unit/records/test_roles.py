"""The roles of the records app on the command line."""

import pytest

from alcove.apps.records import APP
from alcove.foundation.cli import flags_to_environment, parse_flags
from alcove.main.roles import roles


@pytest.mark.parametrize("role", ["recommender", "scraper"])
def test_services_have_an_address_and_a_port(role: str) -> None:
    """The service roles listen on the given address and port; no supervisor starts them."""
    flags = roles([APP])[role].flags
    values = parse_flags(["--port=9", "--host", "::1", "--data-dir", "/x"], flags)
    assert values is not None
    assert flags_to_environment(values, flags) == {"HOST": "::1", "PORT": "9", "ALCOVE_DATA_DIR": "/x"}
    assert parse_flags(["--lifeline", "3"], flags) is None
