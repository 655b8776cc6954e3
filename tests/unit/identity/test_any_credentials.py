"""Any text in cookies, Authorization headers, names, addresses and stored password hashes."""

import base64

from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.identity.cookies import (
    COOKIE,
    parse_basic_auth,
    parse_bearer_token,
    parse_session_cookie,
    set_cookie,
)
from alcove.foundation.identity.errors import InvalidName
from alcove.foundation.identity.model import normalize_email, normalize_name
from alcove.foundation.identity.passwords import is_werkzeug_password

HEADER = st.text(alphabet=st.characters(max_codepoint=255), max_size=80)
TOKEN = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", min_size=1, max_size=60)
NAME = st.text(alphabet=st.characters(exclude_characters=":", exclude_categories=["Cs", "Cc"]), max_size=40)
PASSWORD = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@settings(derandomize=True, max_examples=300)
@given(HEADER)
def test_any_header_is_read(header: str) -> None:
    """Any Cookie or Authorization header has credentials in it or none."""
    assert len(parse_session_cookie(header)) <= 200
    assert len(parse_session_cookie(f"{COOKIE}={header}")) <= 200
    for scheme in ("", "Basic ", "bearer ", "BASIC  "):
        name, password = parse_basic_auth(scheme + header)
        assert isinstance(name + password + parse_bearer_token(scheme + header), str)


@settings(derandomize=True, max_examples=200)
@given(token=TOKEN, before=TOKEN)
def test_a_session_cookie_survives(token: str, before: str) -> None:
    """The session that a cookie sets is read from the header that a browser sends back."""
    cookie = set_cookie(token, scheme="https", secure="auto").partition(";")[0]
    assert parse_session_cookie(f"{before}={before}; {cookie}; other=1") == token


@settings(derandomize=True, max_examples=200)
@given(name=NAME, password=PASSWORD)
def test_name_and_password_survive(name: str, password: str) -> None:
    """A name and a password, of any letters, are read from the header that a program sends."""
    header = "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
    assert parse_basic_auth(header) == (name, password)


@settings(derandomize=True, max_examples=300)
@given(st.none() | st.text(max_size=300))
def test_any_text_is_a_name_or_refused(text: str | None) -> None:
    """A name and an email address are normalised, or refused with an error for people; normal forms stay."""
    for normalize in (normalize_name, normalize_email):
        try:
            normal = normalize(text)
        except InvalidName:
            continue
        assert normalize(normal) == normal


@settings(derandomize=True, max_examples=200)
@given(
    st.text(max_size=60)
    | st.builds(
        "{}${}${}".format,
        st.sampled_from(["scrypt:32768:8:1", "scrypt:1:0:0", "pbkdf2:sha256:1000", "pbkdf2:none:1", "scrypt:2:-1:9"]),
        st.text(max_size=8),
        st.text(alphabet="0123456789abcdefg", max_size=20),
    )
)
def test_any_stored_hash_is_no_password(stored: str) -> None:
    """A hash that Calibre-Web's database has by mistake matches no password."""
    assert is_werkzeug_password(stored, "a password") is False
