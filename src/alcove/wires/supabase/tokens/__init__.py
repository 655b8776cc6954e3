"""JSON Web Tokens: signatures and claims, for all Supabase wires."""

from alcove.wires.supabase.tokens.errors import (
    InvalidClaims,
    InvalidRolePath,
    InvalidSecret,
    InvalidToken,
    MissingSecret,
    TokenError,
)
from alcove.wires.supabase.tokens.keys import read_secret
from alcove.wires.supabase.tokens.role_path import is_legacy_path, parse_role_path
from alcove.wires.supabase.tokens.signing import SigningKeys, SigningSettings
from alcove.wires.supabase.tokens.verifier import (
    TokenCacheStatistics,
    TokenSettings,
    TokenVerifier,
    VerifiedToken,
    read_bearer,
)

__all__ = [
    "InvalidClaims",
    "InvalidRolePath",
    "InvalidSecret",
    "InvalidToken",
    "MissingSecret",
    "SigningKeys",
    "SigningSettings",
    "TokenCacheStatistics",
    "TokenError",
    "TokenSettings",
    "TokenVerifier",
    "VerifiedToken",
    "is_legacy_path",
    "parse_role_path",
    "read_bearer",
    "read_secret",
]
