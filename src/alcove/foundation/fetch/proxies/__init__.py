"""Proxy routing and SOCKS."""

from alcove.foundation.fetch.proxies.routing import Bypass, Route, Router

__all__ = ["Bypass", "Route", "Router"]
