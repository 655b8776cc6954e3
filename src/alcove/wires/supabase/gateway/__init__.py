"""What Supabase's API gateway does before the services: keys, cross-origin requests, errors of its own."""

from alcove.wires.supabase.gateway.gateway import CALLER, Gateway, GatewaySettings
from alcove.wires.supabase.gateway.keys import ApiKeys

__all__ = ["CALLER", "ApiKeys", "Gateway", "GatewaySettings"]
