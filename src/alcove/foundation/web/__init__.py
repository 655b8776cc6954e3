"""Typed endpoints on Starlette, in one ASGI application."""

from alcove.foundation.web.access import SAFE_METHODS, Access, Authenticator, Credentials, Principal, Role
from alcove.foundation.web.access_guard import PAGE_HEADER, TokenAuthenticator
from alcove.foundation.web.api import (
    Api,
    Call,
    Link,
    Mount,
    ResponseSpec,
    Route,
    SignInErrors,
    openapi_required,
    openapi_schema,
)
from alcove.foundation.web.app import WebApp, build_app, render_plain_error
from alcove.foundation.web.bodies import BODY_TIMEOUT, limit_body, read_body
from alcove.foundation.web.client_watch import ClientGone, end_when_client_leaves
from alcove.foundation.web.frontend import Frontend, hash_inline_scripts, page_headers
from alcove.foundation.web.lifespan import Lifespan, run_lifespan
from alcove.foundation.web.origin_guard import is_cross_site, split_host
from alcove.foundation.web.proxy_headers import PROXY_USER, ProxyHeadersMiddleware
from alcove.foundation.web.route_table import RouteTable

__all__ = [
    "BODY_TIMEOUT",
    "PAGE_HEADER",
    "PROXY_USER",
    "SAFE_METHODS",
    "Access",
    "Api",
    "Authenticator",
    "Call",
    "ClientGone",
    "Credentials",
    "Frontend",
    "Lifespan",
    "Link",
    "Mount",
    "Principal",
    "ProxyHeadersMiddleware",
    "ResponseSpec",
    "Role",
    "Route",
    "RouteTable",
    "SignInErrors",
    "TokenAuthenticator",
    "WebApp",
    "build_app",
    "end_when_client_leaves",
    "hash_inline_scripts",
    "is_cross_site",
    "limit_body",
    "openapi_required",
    "openapi_schema",
    "page_headers",
    "read_body",
    "render_plain_error",
    "run_lifespan",
    "split_host",
]
