"""Who calls: the user and session of an access token."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.requests import Access, AuthRequest, Caller
from alcove.wires.supabase.auth.sessions.store import find_caller
from alcove.wires.supabase.tokens import InvalidClaims, TokenError, VerifiedToken, read_bearer

_MISSING: Final = "This endpoint requires a valid Bearer token"
_INVALID: Final = "invalid JWT: unable to parse or verify signature, "


class CallerIdentifier:
    """Finds the caller of a request."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def __call__(self, request: AuthRequest, access: Access, *, key: VerifiedToken | None) -> Caller | None:
        """Return the caller, None where nobody has to sign in; AuthError. `key` is an API key sent as a token."""
        if access not in (Access.USER, Access.ADMIN):
            return None
        claims = key.claims if key is not None else self._read_claims(request)
        if access is Access.USER:
            return await self._load(claims)
        if claims.get("role") not in self._deps.config().admin_roles:
            raise AuthError("not_admin", "User not allowed", status=403)
        return Caller(claims=claims)

    def _read_claims(self, request: AuthRequest) -> Mapping[str, Any]:
        token = read_bearer(request.fields.get("authorization", ""))
        if not token:
            raise AuthError("no_authorization", _MISSING, status=401)
        try:
            return self._deps.signer().verify(token)
        except TokenError as error:
            raise _bad_jwt(_INVALID + _describe(error)) from error

    async def _load(self, claims: Mapping[str, Any]) -> Caller:
        user_id = _read_id(claims, "sub")
        if user_id is None:
            raise _bad_jwt("invalid claim: missing sub claim")
        session_id = _read_id(claims, "session_id")
        now = self._deps.clock.now()
        user, has_session = await find_caller(self._deps.pool(), user_id, session_id=session_id, now=now)
        if user is None:
            raise AuthError("user_not_found", "User from sub claim in JWT does not exist", status=403)
        if session_id is not None and not has_session:
            raise AuthError("session_not_found", "Session from session_id claim in JWT does not exist", status=403)
        if user.is_banned(now):
            raise AuthError("user_banned", "User is banned", status=403)
        return Caller(claims=claims, user=user, session_id=session_id)


def _read_id(claims: Mapping[str, Any], name: str) -> UUID | None:
    value = claims.get(name)
    if not value:
        return None
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise _bad_jwt(f"invalid claim: {name} claim must be a UUID") from error


def _bad_jwt(message: str) -> AuthError:
    return AuthError("bad_jwt", message, status=403)


def _describe(error: TokenError) -> str:
    """Return the reason in the words of GoTrue's library."""
    if isinstance(error, InvalidClaims):
        reason = {"JWT expired": "token is expired", "JWT not yet valid": "token is not valid yet"}
        return f"token has invalid claims: {reason.get(error.message, error.message)}"
    if error.message.startswith("Expected 3 parts"):
        return "token is malformed: token contains an invalid number of segments"
    if error.details is None:
        return "token is malformed: could not base64 decode or parse a segment"
    return "token signature is invalid: signature is invalid"
