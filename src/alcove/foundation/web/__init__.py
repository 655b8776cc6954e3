"""Typed endpoints on Starlette, in one ASGI application."""

from alcove.foundation.web.access import Access, Authenticator, Credentials, Principal, Role
from alcove.foundation.web.access_guard import TokenAuthenticator
from alcove.foundation.web.api import Api, Call, Mount, Reply, Route, SignIn, needed, only
from alcove.foundation.web.app import App, build_app, plain_error
from alcove.foundation.web.frontend import Frontend, inline_scripts, page_headers
from alcove.foundation.web.lifespan import Lifespan
from alcove.foundation.web.origin_guard import split_host
from alcove.foundation.web.proxy_headers import PROXY_USER, BehindProxies

__all__ = [
    "PROXY_USER",
    "Access",
    "Api",
    "App",
    "Authenticator",
    "BehindProxies",
    "Call",
    "Credentials",
    "Frontend",
    "Lifespan",
    "Mount",
    "Principal",
    "Reply",
    "Role",
    "Route",
    "SignIn",
    "TokenAuthenticator",
    "build_app",
    "inline_scripts",
    "needed",
    "only",
    "page_headers",
    "plain_error",
    "split_host",
]
