"""Who sends a request: the role of its token, or the anonymous one."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.pg_errors import BEARER_CHALLENGE, PgError
from alcove.wires.supabase.tokens import (
    InvalidClaims,
    InvalidToken,
    MissingSecret,
    TokenError,
    TokenVerifier,
    VerifiedToken,
    read_bearer,
)


class TokenRefused(RestError):
    """A token that is not accepted; `code` tells why."""

    def __init__(self, error: TokenError, *, code: str, status: int = 401) -> None:
        challenge = f'Bearer error="invalid_token", error_description={msgspec.json.encode(error.message).decode()}'
        headers = {"WWW-Authenticate": challenge} if status == 401 else None
        super().__init__(error.message, details=error.details, headers=headers)
        self.code = code
        self.status = status


class AnonymousDisabled(RestError):
    """A request without a role, where no anonymous role is configured."""

    status = 401
    code = "PGRST302"

    def __init__(self) -> None:
        super().__init__("Anonymous access is disabled", headers=BEARER_CHALLENGE)


@dataclass(frozen=True, slots=True)
class Caller:
    """The role of a request, and its claims as JSON, which name the role.

    `is_anonymous` says whether the role is the anonymous one: then missing privileges mean 401.
    """

    role: str
    claims_json: str
    is_anonymous: bool


def identify_caller(
    authorization: str | None,
    *,
    config: RestConfig,
    verifier: TokenVerifier,
    gateway_token: VerifiedToken | TokenError | None = None,
) -> Caller:
    """Return the caller of an Authorization header; TokenRefused, AnonymousDisabled.

    `gateway_token` is a caller whom a gateway has identified, or why it refuses the token.
    """
    if isinstance(gateway_token, TokenError):
        raise TokenRefused(gateway_token, code="PGRST303")
    token = gateway_token if gateway_token is not None else _verify(authorization, verifier)
    role = token.role if token is not None and token.role is not None else config.db_anon_role
    if role is None:
        raise AnonymousDisabled
    if role == "none" or "\0" in role:
        # For PostgreSQL, `none` is the role of the connection, which may do more than any caller.
        raise PgError(f'role "{role}" does not exist', code="22023", status=401, headers=BEARER_CHALLENGE)
    return Caller(role, _claims_with_role(token, role), role == config.db_anon_role)


def _verify(authorization: str | None, verifier: TokenVerifier) -> VerifiedToken | None:
    bearer = read_bearer(authorization) if authorization is not None else None
    if bearer is None:
        return None
    try:
        return verifier.verify(bearer)
    except MissingSecret as error:
        raise TokenRefused(error, code="PGRST300", status=500) from error
    except InvalidToken as error:
        raise TokenRefused(error, code="PGRST301") from error
    except InvalidClaims as error:
        raise TokenRefused(error, code="PGRST303") from error


def _claims_with_role(token: VerifiedToken | None, role: str) -> str:
    claims: Mapping[str, object] = token.claims if token is not None else {}
    if token is not None and claims.get("role") == role:
        return token.claims_json
    return msgspec.json.encode({**claims, "role": role}).decode()
