"""All SQL about sessions and their tokens."""

from alcove.wires.supabase.auth.sessions.store.sessions import (
    end_session,
    end_sessions,
    find_caller,
    lower_sessions,
    parse_address,
)

__all__ = ["end_session", "end_sessions", "find_caller", "lower_sessions", "parse_address"]
