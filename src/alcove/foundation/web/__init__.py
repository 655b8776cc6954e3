"""Typed endpoints on Starlette."""

from alcove.foundation.web.access import Access, Authenticator, Credentials, Principal, Role
from alcove.foundation.web.api import Api, Call, Mount, Reply, Route, SignIn, needed, only
from alcove.foundation.web.app import App, build_app
from alcove.foundation.web.frontend import Frontend, page_headers
from alcove.foundation.web.guards import same_origin, split_host
from alcove.foundation.web.lifespan import Lifespan
from alcove.foundation.web.policies import inline_scripts
from alcove.foundation.web.proxies import BehindProxies

__all__ = [
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
    "build_app",
    "inline_scripts",
    "needed",
    "only",
    "page_headers",
    "same_origin",
    "split_host",
]
