"""Connection strings as libpq reads them."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.rest.config.connection_string import connection_address
from alcove.wires.supabase.rest.config.model import ConfigError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "postgresql://"),
        ("postgresql://", "postgresql://"),
        ("postgres://a:b%20c@h:5433/d", "postgres://a:b%20c@h:5433/d"),
        ("postgres://u@/d?host=/tmp", "postgres://u@/d?host=%2Ftmp"),
        ("postgres://u@h1:1,h2:2/d?target_session_attrs=any", "postgres://u@h1:1,h2:2/d?target_session_attrs=any"),
        ("postgres://h/d?connect_timeout=3&keepalives=1", "postgres://h/d"),
        ("postgres://h/d?fallback_application_name=x", "postgres://h/d?application_name=x"),
        ("postgres://h/d?application_name=y&fallback_application_name=x", "postgres://h/d?application_name=y"),
        ("host=localhost port=5433 dbname=d", "postgresql://?host=localhost&port=5433&dbname=d"),
        (" host = localhost  user='x y' ", "postgresql://?host=localhost&user=x+y"),
        (r"password='it\'s \\' user=a\ b", "postgresql://?password=it%27s+%5C&user=a+b"),
        ("host=name hostaddr=127.0.0.1", "postgresql://?host=127.0.0.1"),
        ("password=a://b user=u", "postgresql://?password=a%3A%2F%2Fb&user=u"),
        ("user=''", "postgresql://?"),
    ],
)
def test_addresses(text: str, expected: str) -> None:
    """URIs and pairs become URIs without libpq's own parameters."""
    assert connection_address(text) == expected


@pytest.mark.parametrize("text", ["mysql://h/d", "nonsense", "host=", "host='x", "a b=c", "http://[x"])
def test_invalid_strings(text: str) -> None:
    """Anything else is refused, except an empty value, which counts as not set."""
    if text == "host=":
        assert connection_address(text) == "postgresql://?"
        return
    with pytest.raises(ConfigError, match="db-uri"):
        connection_address(text)


@settings(max_examples=100)
@given(st.text(alphabet="ab=' \\:/?@,[]%", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """The parser raises nothing but ConfigError."""
    with contextlib.suppress(ConfigError):
        connection_address(text)
