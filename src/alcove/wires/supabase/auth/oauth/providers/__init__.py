"""Clients of OAuth and OpenID providers."""

from alcove.wires.supabase.auth.oauth.providers.id_tokens import is_hash_of, read_audience
from alcove.wires.supabase.auth.oauth.providers.model import (
    AuthorizationRequest,
    ExternalEmail,
    ExternalUser,
    Provider,
    ProviderError,
    TokenResponse,
)
from alcove.wires.supabase.auth.oauth.providers.registry import ProviderRegistry

__all__ = [
    "AuthorizationRequest",
    "ExternalEmail",
    "ExternalUser",
    "Provider",
    "ProviderError",
    "ProviderRegistry",
    "TokenResponse",
    "is_hash_of",
    "read_audience",
]
