"""Who calls a service, and statements that run with the caller's rights."""

from alcove.wires.supabase.callers.identify import CALLER, SessionEnded, identify_caller
from alcove.wires.supabase.callers.store import CallerSession, encode_claims, find_role, open_caller_session

__all__ = [
    "CALLER",
    "CallerSession",
    "SessionEnded",
    "encode_claims",
    "find_role",
    "identify_caller",
    "open_caller_session",
]
