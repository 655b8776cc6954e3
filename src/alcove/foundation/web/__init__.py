"""Typed endpoints on Starlette."""

from alcove.foundation.web.api import Api, Call, Mount, Reply, Route, SignIn, needed, only
from alcove.foundation.web.app import App, build_app
from alcove.foundation.web.errors import (
    AppError,
    BadRequest,
    BodyLate,
    BodyTooLarge,
    ForeignOrigin,
    HostUnknown,
    Internal,
    MethodRefused,
    QueryTooLong,
    RouteUnknown,
    SignInNeeded,
)
from alcove.foundation.web.frontend import PAGES, Frontend, page_headers
from alcove.foundation.web.guards import same_origin, split_host
from alcove.foundation.web.lifespan import Lifespan
from alcove.foundation.web.policies import inline_scripts
from alcove.foundation.web.proxies import BehindProxies

__all__ = [
    "PAGES",
    "Api",
    "App",
    "AppError",
    "BadRequest",
    "BehindProxies",
    "BodyLate",
    "BodyTooLarge",
    "Call",
    "ForeignOrigin",
    "Frontend",
    "HostUnknown",
    "Internal",
    "Lifespan",
    "MethodRefused",
    "Mount",
    "QueryTooLong",
    "Reply",
    "Route",
    "RouteUnknown",
    "SignIn",
    "SignInNeeded",
    "build_app",
    "inline_scripts",
    "needed",
    "only",
    "page_headers",
    "same_origin",
    "split_host",
]
