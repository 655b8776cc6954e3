"""Identify the caller of a request by what the gateway found, or by its access token."""

from typing import Final

from starlette.types import Scope

from alcove.wires.supabase.tokens import InvalidClaims, TokenError, TokenVerifier, VerifiedToken, read_bearer

CALLER: Final = "supabase.caller"
"""The key in an ASGI scope for a caller whom the gateway knows by a key, or why it refuses a token (TokenError)."""


class SessionEnded(InvalidClaims):
    """A token is valid, but its session has ended."""


def identify_caller(scope: Scope, *, verifier: TokenVerifier) -> VerifiedToken | None:
    """Return the caller of a request, None for one without a token or key; TokenError.

    A caller by an opaque key has the claims `{"role": ...}` only. A token without a role has the role None.
    """
    known: VerifiedToken | TokenError | None = scope.get(CALLER)
    if isinstance(known, TokenError):
        raise known
    if known is not None:
        return known
    header = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    bearer = read_bearer(header.decode("latin-1")) if header else None
    return verifier.verify(bearer) if bearer else None
