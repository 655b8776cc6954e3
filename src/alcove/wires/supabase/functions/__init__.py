"""Edge functions, as Supabase's clients call them: Python callables that an app registers."""

from alcove.wires.supabase.functions.errors import Refusal, RefusalBody, RefusalKind, build_body
from alcove.wires.supabase.functions.limits import CallLimiter, LimitUse
from alcove.wires.supabase.functions.model import Function, FunctionAccess, FunctionRequest, Handler
from alcove.wires.supabase.functions.server import FunctionServer, limit_key

__all__ = [
    "CallLimiter",
    "Function",
    "FunctionAccess",
    "FunctionRequest",
    "FunctionServer",
    "Handler",
    "LimitUse",
    "Refusal",
    "RefusalBody",
    "RefusalKind",
    "build_body",
    "limit_key",
]
