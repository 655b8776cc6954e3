"""Who calls a service: by what the gateway found, or by the access token."""

from datetime import timedelta

import jwt
import pytest

from alcove.wires.supabase.callers import CALLER, SessionEnded, identify_caller
from alcove.wires.supabase.tokens import (
    InvalidClaims,
    InvalidToken,
    TokenError,
    TokenSettings,
    TokenVerifier,
    VerifiedToken,
)
from support.clock import FakeClock

CLOCK = FakeClock()
SECRET = "a secret of these tests, which is long enough"
VERIFIER = TokenVerifier(TokenSettings(secret=SECRET), clock=CLOCK)


def make_token(*, seconds: float = 60, secret: str = SECRET, **claims: object) -> str:
    """Return a token that expires after some seconds."""
    return jwt.encode({"exp": CLOCK.now() + timedelta(seconds=seconds), **claims}, secret, algorithm="HS256")


def identify(*headers: str, known: VerifiedToken | TokenError | None = None) -> VerifiedToken | None:
    """Return the caller of a request with these Authorization headers."""
    scope = {"type": "http", "headers": [(b"authorization", header.encode("latin-1")) for header in headers]}
    return identify_caller(scope | ({CALLER: known} if known is not None else {}), verifier=VERIFIER)


def test_a_token_is_verified() -> None:
    """A bearer token tells the role and the claims; the scheme is written in any case."""
    token = make_token(role="authenticated", sub="ada")
    for scheme in ("Bearer", "bearer", "BEARER"):
        caller = identify(f"{scheme} {token}")
        assert caller is not None
        assert (caller.role, caller.claims["sub"]) == ("authenticated", "ada")
    without_role = identify(f"Bearer {make_token(sub='ada')}")
    assert without_role is not None
    assert without_role.role is None


@pytest.mark.parametrize("headers", [(), ("",), ("Bearer",), ("Bearer ",), ("Basic YTpi",), ("token",)])
def test_no_token_is_nobody(headers: tuple[str, ...]) -> None:
    """A request without a bearer token has no caller."""
    assert identify(*headers) is None


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("nonsense", InvalidToken),
        ("a.b.c", InvalidToken),
        (make_token(secret="the secret of somebody else, who signs tokens too"), InvalidToken),
        (make_token(seconds=-3600), InvalidClaims),
    ],
)
def test_a_wrong_token_is_an_error(token: str, error: type[TokenError]) -> None:
    """A token that is not valid is never nobody's."""
    with pytest.raises(error):
        identify(f"Bearer {token}")


def test_what_the_gateway_found_counts() -> None:
    """A caller by a key, and a token that the gateway refuses, win over the header."""
    key = VerifiedToken.of_role("service_role")
    assert identify(f"Bearer {make_token(role='anon')}", known=key) is key
    with pytest.raises(SessionEnded):
        identify(f"Bearer {make_token(role='authenticated')}", known=SessionEnded("ended"))
