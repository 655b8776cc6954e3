"""Typed endpoints on Starlette."""

from alcove.foundation.web.api import Api, Call, Route
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
from alcove.foundation.web.frontend import PAGES
from alcove.foundation.web.lifespan import Lifespan

__all__ = [
    "PAGES",
    "Api",
    "App",
    "AppError",
    "BadRequest",
    "BodyLate",
    "BodyTooLarge",
    "Call",
    "ForeignOrigin",
    "HostUnknown",
    "Internal",
    "Lifespan",
    "MethodRefused",
    "QueryTooLong",
    "Route",
    "RouteUnknown",
    "SignInNeeded",
    "build_app",
]
