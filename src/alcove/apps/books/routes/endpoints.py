"""Everything that an api process serves of the app, made from the parts of the process."""

from dataclasses import replace

from alcove.apps.books.events import BooksGateway
from alcove.apps.books.routes import build_api, open_context, settings_pages
from alcove.apps.books.routes.pages import modern_page
from alcove.apps.books.service.live_sources import open_clients
from alcove.apps.books.service.settings_pages_actions import SettingsActions
from alcove.apps.books.service.settings_pages_tabs import FORM
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.start import OWN_PORT
from alcove.foundation.app import Endpoints, Site
from alcove.foundation.deps import Deps
from alcove.foundation.identity import policy_of
from alcove.foundation.preferences import PreferencePages
from alcove.foundation.settings import NetworkSettings, ServerSettings

DEVELOPMENT = ("http://localhost:5173", "http://127.0.0.1:5173")


def build_endpoints(deps: Deps) -> Endpoints:
    """Return the endpoints beside those of other apps, and by themselves at FLASK_PORT; memory is shared."""
    server, settings = deps.load(ServerSettings), deps.load(BooksSettings)
    own = _own_server(server, settings)
    identity = deps.identity()
    shared_authenticator, own_authenticator = (identity.authenticator(policy_of(place)) for place in (server, own))
    # One pace for each catalogue, also where the settings page tries one out.
    preferences, clients = deps.preferences.of(BooksSettings), open_clients(deps)
    context = open_context(deps, preferences=preferences, authenticator=shared_authenticator, clients=clients)
    gateway = BooksGateway(deps, snapshots=context.snapshots, preferences=preferences, authenticator=own_authenticator)
    actions = SettingsActions(opener=clients.open, covers=context.covers, data_dir=deps.data_dir, clock=deps.clock)
    pages = PreferencePages(
        deps.pool,
        FORM,
        preferences=preferences.preferences,
        actions=actions,
        shown=(deps.load(NetworkSettings),),
        shown_given=deps.fields_set(NetworkSettings),
    )
    shared = build_api(context)
    alone = build_api(replace(context, alone=True, authenticator=own_authenticator, gateway=gateway))
    for api in (shared, alone):
        settings_pages.register(api, pages)
    return Endpoints(api=shared, sites={OWN_PORT: Site(api=alone, server=own, frontend=modern_page(settings))})


def _own_server(server: ServerSettings, settings: BooksSettings) -> ServerSettings:
    """Return the settings of the books' own address, which never asks for the server's token."""
    return ServerSettings(
        host=settings.flask_host,
        port=settings.flask_port or server.port,
        log_level=server.log_level,
        log_format=server.log_format,
        alcove_allowed_hosts=server.alcove_allowed_hosts,
        cors_origins=(*settings.allowed_origins, *(DEVELOPMENT if settings.debug else ())),
        alcove_body_limit=server.alcove_body_limit,
        alcove_shutdown_timeout=server.alcove_shutdown_timeout,
    )
