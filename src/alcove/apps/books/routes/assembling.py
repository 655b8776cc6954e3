"""Everything that an api process serves of the app, made from the parts of the process."""

from dataclasses import dataclass, replace

from alcove.apps.books.roads import Roads
from alcove.apps.books.routes import build_api, open_context, settings_pages
from alcove.apps.books.routes.pages import modern_page
from alcove.apps.books.routes.signing_in import HttpGate
from alcove.apps.books.service.settings_pages_actions import SettingsActions
from alcove.apps.books.service.settings_pages_tabs import FORM
from alcove.apps.books.service.signing_in import SigningIn
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.deps import Deps
from alcove.foundation.preferences import LiveSettings, PreferencePages
from alcove.foundation.settings import NetworkSettings, ServerSettings
from alcove.foundation.web import Api, Frontend

DEVELOPMENT = ("http://localhost:5173", "http://127.0.0.1:5173")


class OwnServer(ServerSettings, frozen=True, kw_only=True):
    """The server's settings for the books' own address, where the app itself asks who is there."""

    def __post_init__(self) -> None:
        """Ask for no token: whether somebody must sign in, the books' settings say."""


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
    gate = HttpGate(
        SigningIn(deps.pool, preferences=preferences, clock=deps.clock),
        preferences=preferences,
        server_token=server.alcove_token,
        origins=(*server.cors_origins, *own.cors_origins),
    )
    context = open_context(deps, preferences=preferences, gate=gate, roads=roads)
    actions = SettingsActions(opener=roads.open, covers=context.covers, data_dir=deps.data_dir, clock=deps.clock)
    pages = PreferencePages(
        deps.pool,
        FORM,
        preferences=preferences.preferences,
        actions=actions,
        shown=(deps.load(NetworkSettings),),
        shown_given=deps.given(NetworkSettings),
    )
    shared, alone = build_api(context), build_api(replace(context, alone=True))
    for api in (shared, alone):
        settings_pages.register(api, pages, gate=gate)
    return Served(shared=shared, alone=alone, page=modern_page(settings), server=own)


def _own_server(server: ServerSettings, settings: BooksSettings) -> OwnServer:
    # Names matter where everybody on this machine may come in: sessions and passwords are bound to a name anyway.
    host = settings.flask_host if settings.sign_in == "none" else "0.0.0.0"  # noqa: S104 - nothing is bound to it
    return OwnServer(
        host=host,
        port=settings.flask_port or server.port,
        log_level=server.log_level,
        log_format=server.log_format,
        alcove_allowed_hosts=server.alcove_allowed_hosts,
        cors_origins=(*settings.allowed_origins, *(DEVELOPMENT if settings.debug else ())),
        alcove_body_limit=server.alcove_body_limit,
        alcove_shutdown_timeout=server.alcove_shutdown_timeout,
    )
