"""The version of the protocol in which errors are rendered."""

import pytest

from alcove.wires.supabase.auth.errors import VERSION_2024, AuthError, choose_version

OLD = {"code": 403, "error_code": "bad_jwt", "msg": "invalid JWT"}
NEW = {"code": "bad_jwt", "message": "invalid JWT"}


@pytest.mark.parametrize(
    ("named", "body"),
    [
        ("", OLD),
        ("2023-12-31", OLD),
        ("tomorrow", OLD),
        ("2024-13-01", OLD),
        (VERSION_2024, NEW),
        ("2024-06-30", NEW),
        ("2031-01-01", NEW),
    ],
)
def test_a_date_means_the_last_version_before_it(named: str, body: dict[str, object]) -> None:
    """Clients of the future get the newest version, and a text that is no date the first."""
    assert AuthError("bad_jwt", "invalid JWT", status=403).body(choose_version(named)) == body
