"""Flows of PKCE (RFC 7636): a sign-in ends with a code, which its own client exchanges for a session."""

from alcove.wires.supabase.auth.flows.challenge import CodeChallenge, read_challenge
from alcove.wires.supabase.auth.flows.store import (
    Flow,
    NewFlow,
    ProviderTokens,
    create_flow,
    delete_flow,
    find_flow_by_code,
    issue_code,
    issue_code_for_user,
    take_flow,
)

__all__ = [
    "CodeChallenge",
    "Flow",
    "NewFlow",
    "ProviderTokens",
    "create_flow",
    "delete_flow",
    "find_flow_by_code",
    "issue_code",
    "issue_code_for_user",
    "read_challenge",
    "take_flow",
]
