"""Who calls a service, and statements that run with the caller's rights."""

from alcove.wires.supabase.callers.identify import CALLER, SessionEnded, identify_caller
from alcove.wires.supabase.callers.sessions import SessionLookup, is_session_ended
from alcove.wires.supabase.callers.store import CallerSession, encode_claims, find_role, open_caller_session

__all__ = [
    "CALLER",
    "CallerSession",
    "SessionEnded",
    "SessionLookup",
    "encode_claims",
    "find_role",
    "identify_caller",
    "is_session_ended",
    "open_caller_session",
]
