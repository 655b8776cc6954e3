"""Ways through proxies: which address goes through which, and how."""

from alcove.foundation.fetch.proxies.routing import Bypass, Route, Router

__all__ = ["Bypass", "Route", "Router"]
