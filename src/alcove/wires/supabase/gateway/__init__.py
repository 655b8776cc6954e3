"""What Supabase's API gateway does before the services: keys, cross-origin requests, errors of its own."""

from alcove.wires.supabase.gateway.gateway import Gateway, GatewaySettings
from alcove.wires.supabase.gateway.keys import ApiKeys
from alcove.wires.supabase.gateway.session_guard import SessionGuard

__all__ = ["ApiKeys", "Gateway", "GatewaySettings", "SessionGuard"]
