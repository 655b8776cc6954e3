"""Everything that an api process serves of the app, made from the parts of the process."""

from dataclasses import dataclass, replace

from alcove.apps.books.events import BooksGateway
from alcove.apps.books.roads import Roads
from alcove.apps.books.routes import build_api, open_context, settings_pages
from alcove.apps.books.routes.pages import modern_page
from alcove.apps.books.service.settings_pages_actions import SettingsActions
from alcove.apps.books.service.settings_pages_tabs import FORM
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.deps import Deps
from alcove.foundation.identity import policy_of
from alcove.foundation.preferences import LiveSettings, PreferencePages
from alcove.foundation.settings import NetworkSettings, ServerSettings
from alcove.foundation.web import Api, Frontend

DEVELOPMENT = ("http://localhost:5173", "http://127.0.0.1:5173")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The endpoints beside other apps', and the same with pages of their own at an address of their own."""

    shared: Api
    alone: Api
    page: Frontend | None
    server: ServerSettings


def assemble(deps: Deps, *, preferences: LiveSettings[BooksSettings], roads: Roads) -> Served:
    """Return the endpoints; both share what is kept in memory."""
    server = deps.load(ServerSettings)
    settings = deps.load(BooksSettings)
    own = _own_server(server, settings)
    identity = deps.identity()
    here, there = (identity.authenticator(policy_of(place)) for place in (server, own))
    context = open_context(deps, preferences=preferences, authenticator=here, roads=roads)
    gateway = BooksGateway(deps, snapshots=context.snapshots, preferences=preferences, authenticator=there)
    alone_context = replace(context, alone=True, authenticator=there, gateway=gateway)
    actions = SettingsActions(opener=roads.open, covers=context.covers, data_dir=deps.data_dir, clock=deps.clock)
    pages = PreferencePages(
        deps.pool,
        FORM,
        preferences=preferences.preferences,
        actions=actions,
        shown=(deps.load(NetworkSettings),),
        shown_given=deps.given(NetworkSettings),
    )
    shared, alone = build_api(context), build_api(alone_context)
    for api in (shared, alone):
        settings_pages.register(api, pages)
    return Served(shared=shared, alone=alone, page=modern_page(settings), server=own)


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
