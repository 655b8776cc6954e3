"""Addresses of people as providers describe them."""

import pytest

from alcove.wires.supabase.auth.oauth.providers.model import read_emails


@pytest.mark.parametrize(
    "address",
    ["mi\u212ae@example.com", "mike@example\uff0ecom", "mike@example.com\r\nBcc: eve@example.com", "mike", 5, None],
)
def test_addresses_that_could_become_those_of_somebody_else_are_left_out(address: object) -> None:
    """The Kelvin sign is a k in lower case: an account of mike@example.com must not open to its owner."""
    assert read_emails([(address, True, True)]) == ()


def test_other_addresses_are_in_lower_case() -> None:
    """So are those of accounts."""
    [email] = read_emails([("Mike@Example.com", True, True)])
    assert (email.address, email.is_verified) == ("mike@example.com", True)
