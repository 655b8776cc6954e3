"""The endpoints that belong to no app: accounts, notifications, and what pages show over all apps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from alcove.foundation import notify, overview
from alcove.foundation.deps import Deps
from alcove.main.apps import enabled_apps

if TYPE_CHECKING:
    from alcove.foundation.app import App
    from alcove.foundation.identity import AccountAuthenticator
    from alcove.foundation.web import Api


def build_server_apis(deps: Deps, authenticator: "AccountAuthenticator") -> "Sequence[Api]":
    """Return the endpoints of the server itself; `authenticator` is that of its own address."""
    apps = enabled_apps(deps.server)
    return [
        deps.identity().api(authenticator),
        notify.build_notification_api(deps, kinds=[kind for app in apps for kind in app.notifications]),
        overview.build_overview_api(
            deps, apps=[_build_overview(app, deps) for app in apps], authenticator=authenticator
        ),
    ]


def _build_overview(app: "App", deps: Deps) -> overview.AppOverview:
    """Return what an app has for the pages over all apps."""
    return overview.AppOverview(
        name=app.name,
        activity=app.activity(deps) if app.activity else None,
        find=app.find(deps) if app.find else None,
        today=app.today(deps) if app.today else None,
        live_events=app.live_events(deps) if app.live_events else None,
    )
