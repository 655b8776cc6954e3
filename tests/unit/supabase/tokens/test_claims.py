"""Claims of tokens: times, audience and role, and what the cache keeps."""

import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.wires.supabase.tokens import (
    InvalidClaims,
    InvalidRolePath,
    TokenError,
    TokenSettings,
    TokenVerifier,
    is_legacy_path,
    parse_role_path,
    read_bearer,
)
from support.clock import FakeClock

SECRET = "a-secret-text-of-more-than-32-characters"


def sign(claims: dict[str, Any]) -> str:
    """Return a token with these claims, whatever their types."""
    return jwt.api_jws.encode(json.dumps(claims).encode(), SECRET)


def check(claims: dict[str, Any], *, clock: FakeClock | None = None, audience: str | None = None) -> str | None:
    """Return the refusal of a token with these claims, None if it is accepted."""
    verifier = TokenVerifier(TokenSettings(secret=SECRET, audience=audience), clock=clock or FakeClock())
    try:
        verifier.verify(sign(claims))
    except InvalidClaims as error:
        return error.message
    return None


NOW = int(FakeClock().now().timestamp())


@pytest.mark.parametrize(
    ("claims", "refusal"),
    [
        ({"exp": NOW + 1}, None),
        ({"exp": NOW - 30}, None),
        ({"exp": NOW - 31}, "JWT expired"),
        ({"exp": NOW - 31.5}, "JWT expired"),
        ({"exp": 10**400}, None),
        ({"exp": -(10**400)}, "JWT expired"),
        ({"nbf": 10**400}, "JWT not yet valid"),
        ({"exp": None}, None),
        ({"exp": "soon"}, "The JWT 'exp' claim must be a number"),
        ({"exp": True}, "The JWT 'exp' claim must be a number"),
        ({"nbf": NOW + 30}, None),
        ({"nbf": NOW + 31}, "JWT not yet valid"),
        ({"nbf": []}, "The JWT 'nbf' claim must be a number"),
        ({"iat": NOW + 30}, None),
        ({"iat": NOW + 31}, "JWT issued at future"),
        ({"iat": {}}, "The JWT 'iat' claim must be a number"),
        ({"exp": NOW - 99, "nbf": NOW + 99}, "JWT expired"),
    ],
)
def test_times(claims: dict[str, Any], refusal: str | None) -> None:
    """Times are numbers, and clocks may differ by 30 seconds."""
    assert check(claims) == refusal


@pytest.mark.parametrize(
    ("configured", "audience", "refusal"),
    [
        (None, "any", None),
        (None, 5, "The JWT 'aud' claim must be a string or an array of strings"),
        ("web", "web", None),
        ("web", "website", "JWT not in audience"),
        ("web", ["api", "web"], None),
        ("web", ["api"], "JWT not in audience"),
        ("web", [], None),
        ("web", None, None),
        ("web", ["web", 1], "The JWT 'aud' claim must be a string or an array of strings"),
        ("web|api", "api", None),
        (r"https://[a-z]+\.example\.com", "https://a.example.com", None),
        (r"https://[a-z]+\.example\.com", "https://a.example.com.evil", "JWT not in audience"),
        ("no(regex", "no(regex", None),
    ],
)
def test_audience(configured: str | None, audience: object, refusal: str | None) -> None:
    """The audience is a text or a list of texts; the configured one is the text itself or a pattern of the whole."""
    assert check({"aud": audience}, audience=configured) == refusal


def test_missing_audience() -> None:
    """A token without an audience is for all of them."""
    assert check({}, audience="web") is None


@pytest.mark.parametrize("payload", [b"[]", b"5", b"{", b"", b"\xff"])
def test_claims_are_an_object(payload: bytes) -> None:
    """A signed payload that is no JSON object has no claims."""
    verifier = TokenVerifier(TokenSettings(secret=SECRET), clock=FakeClock())
    with pytest.raises(InvalidClaims, match="Parsing claims failed"):
        verifier.verify(jwt.api_jws.encode(payload, SECRET))


def test_cached_tokens_expire() -> None:
    """A cached token is refused as soon as it has expired, and a verifier without a cache says the same."""
    for entries in (1000, 0):
        clock = FakeClock()
        verifier = TokenVerifier(TokenSettings(secret=SECRET, cache_entries=entries), clock=clock)
        token = sign({"role": "reader", "exp": NOW + 60})
        first = verifier.verify(token)
        assert (verifier.verify(token) is first) == (entries > 0)
        clock.advance(91)
        with pytest.raises(InvalidClaims, match="JWT expired"):
            verifier.verify(token)


def test_cache_statistics() -> None:
    """The cache counts lookups, hits, and tokens that had to make room."""
    verifier = TokenVerifier(TokenSettings(secret=SECRET, cache_entries=2), clock=FakeClock())
    for name in ("a", "b", "b", "c", "a"):
        verifier.verify(sign({"role": name}))
    assert (verifier.statistics.requests, verifier.statistics.hits, verifier.statistics.evictions) == (5, 1, 2)


@pytest.mark.parametrize(
    ("path", "claims", "role"),
    [
        ("$.role", {"role": "reader"}, "reader"),
        ("$.role", {}, None),
        (".role", {"role": "reader"}, "reader"),
        ("$.a.b", {"a": {"b": "reader"}}, "reader"),
        ("$.a.b", {"a": "text"}, None),
        ("$.a.roles[1]", {"a": {"roles": ["x", "reader"]}}, "reader"),
        ("$.roles[?@ == 'reader']", {"roles": ["x", "reader"]}, "reader"),
        ("$['https://a.example/role']", {"https://a.example/role": "reader"}, "reader"),
        (".a.roles[1]", {"a": {"roles": ["x", "reader"]}}, "reader"),
        (".a.roles[5]", {"a": {"roles": ["x"]}}, None),
        ('."https://a.example/role".key', {"https://a.example/role": {"key": "reader"}}, "reader"),
        ('.r[?(@ == "reader")]', {"r": ["x", "reader"]}, "reader"),
        ('.r[?(@ != "x")]', {"r": ["x", "reader"]}, "reader"),
        ('.r[?(@ ^== "rea")]', {"r": ["x", "reader"]}, "reader"),
        ('.r[?(@ ==^ "der")]', {"r": ["x", "reader"]}, "reader"),
        ('.r[?(@ *== "ead")]', {"r": ["x", "reader"]}, "reader"),
        (".r[0][1:]", {"r": ["/reader"]}, "reader"),
        (".r[0][1:-1]", {"r": ["/reader/"]}, "reader"),
        (".r[0][:]", {"r": ["reader"]}, "reader"),
        (".r[0][5:2]", {"r": ["reader"]}, None),
    ],
)
def test_role_paths(path: str, claims: dict[str, Any], role: str | None) -> None:
    """The role is found by a JSON Path and by PostgREST's older path."""
    assert parse_role_path(path)(claims) == role
    assert is_legacy_path(path) == path.startswith(".")


def test_deeply_nested_claims() -> None:
    """Claims that are nested more deeply than a JSON Path is followed have no role."""
    claims: dict[str, Any] = {"other": "reader"}
    for _ in range(200):
        claims = {"a": claims}
    assert parse_role_path("$..role")(claims) is None


@pytest.mark.parametrize("path", ["", "role", ".", "$.", "$[", ".a[x]", ".a[1:2].b", "$.a[?"])
def test_wrong_role_paths(path: str) -> None:
    """A path of neither syntax is a wrong setting."""
    with pytest.raises(InvalidRolePath):
        parse_role_path(path)


def test_bearers() -> None:
    """The scheme is `Bearer` in any case; another one is no token, and an empty one is."""
    sent = ["Bearer a", "bearer  a ", "BEARER a", "Bearer", "Bearer ", "Basic a", "", "a"]
    assert [read_bearer(text) for text in sent] == ["a", "a", "a", "", "", None, None, None]


@given(st.text(max_size=60) | st.builds(lambda *parts: ".".join(parts), *[st.text("eyJ0", max_size=20)] * 3))
def test_any_text_is_refused(token: str) -> None:
    """No text is accepted or fails in another way than with an error of tokens."""
    with pytest.raises(TokenError):
        TokenVerifier(TokenSettings(secret=SECRET), clock=FakeClock()).verify(token)
