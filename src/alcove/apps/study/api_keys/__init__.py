"""Keys of other services, which programs store with `store_api_key`: encrypted before PostgreSQL sees them."""

from alcove.apps.study.api_keys.service import build_call_hooks

__all__ = ["build_call_hooks"]
