"""The composition root: the endpoints of an api process, made from the running parts of the process."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.apps.books.accounts import routes as accounts
from alcove.apps.books.catalogue import routes as catalogue
from alcove.apps.books.covers import CoverCache
from alcove.apps.books.covers import routes as covers
from alcove.apps.books.delivery import Readiness
from alcove.apps.books.delivery import routes as delivery
from alcove.apps.books.error_responses import BooksErrorBody, render_error, translate_error
from alcove.apps.books.events import BooksGateway
from alcove.apps.books.metadata import MetadataService
from alcove.apps.books.metadata import routes as metadata
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.pages import routes as pages
from alcove.apps.books.queue import QueueSnapshotCache
from alcove.apps.books.queue import routes as queue
from alcove.apps.books.saved import routes as saved
from alcove.apps.books.search import (
    BookSearch,
    BookStore,
    LiveSources,
    Preferences,
    SourceClients,
    build_source_clients,
)
from alcove.apps.books.search import routes as search
from alcove.apps.books.server.routes import ServerDeps, config, debug, health
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.settings_pages import FORM, SettingsActions
from alcove.apps.books.settings_pages import routes as settings_pages
from alcove.apps.books.start import OWN_PORT
from alcove.foundation.app import Endpoints, Site
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.identity import sign_in_policy
from alcove.foundation.preferences import PreferencePages
from alcove.foundation.settings import NetworkSettings, ServerSettings
from alcove.foundation.web import Access, Api

if TYPE_CHECKING:
    from alcove.apps.books.sources.registry import SourceRegistry
    from alcove.foundation.identity import AccountAuthenticator, Identity

DEVELOPMENT_ORIGINS = ("http://localhost:5173", "http://127.0.0.1:5173")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDeps:
    """The running parts of the books app in an api process."""

    pool: Pool
    clock: Clock
    settings: BooksSettings
    """As the process was started; what a page may change is asked of `preferences`."""
    data_dir: Path
    preferences: Preferences
    sources: LiveSources
    searching: BookSearch
    covers: CoverCache
    universal: MetadataService
    snapshots: QueueSnapshotCache
    gateway: BooksGateway
    identity: "Identity"
    authenticator: "AccountAuthenticator"
    """Tells who is calling at the address that these endpoints are for."""
    readiness: Readiness
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process is to leave; setting it makes it leave."""
    url_base: str = ""
    """The path in front of the API behind a proxy."""
    alone: bool = False
    """Whether the books have an address to themselves, and so its pages."""


def build_api_deps(
    deps: Deps,
    *,
    preferences: Preferences,
    authenticator: "AccountAuthenticator | None" = None,
    opener: "Callable[[BooksSettings], SourceRegistry] | None" = None,
    clients: SourceClients | None = None,
) -> ApiDeps:
    """Return what the endpoints need.

    Without an authenticator that of the server's own address tells who is calling, without an opener the sources are
    those of the registry, and without clients nobody else in the process shares their pace.
    """
    server, clock, redis, folder = deps.load(ServerSettings), deps.clock, deps.redis, deps.data_dir
    clients = clients or build_source_clients(deps)
    sources = LiveSources(opener or clients.open, preferences=preferences)
    snapshots = QueueSnapshotCache(deps.pool)
    known = authenticator or deps.identity().authenticator(sign_in_policy(server))
    covers = CoverCache(
        deps.pool, sources, preferences=preferences, client=clients.client, folder=folder / "books" / "covers",
        clock=clock,
    )  # fmt: skip
    return ApiDeps(
        pool=deps.pool,
        clock=clock,
        settings=deps.load(BooksSettings),
        data_dir=folder,
        preferences=preferences,
        sources=sources,
        searching=BookSearch(sources, BookStore(deps.pool), preferences=preferences, clock=clock, redis=redis),
        covers=covers,
        universal=MetadataService(deps.pool, sources, preferences=preferences, clock=clock, redis=redis),
        snapshots=snapshots,
        gateway=BooksGateway(deps, snapshots=snapshots, preferences=preferences, authenticator=known),
        identity=deps.identity(),
        authenticator=known,
        readiness=Readiness(clock=clock, data_dir=folder),
        stopping=deps.stopping,
        url_base=server.url_base,
    )


def build_api(context: ApiDeps) -> Api:
    """Return every endpoint of the app, at both of its places, and its errors."""
    api = Api(
        name="books",
        title="Books: found, queued, fetched and delivered",
        render_error=render_error,
        error_body=BooksErrorBody,
        sign_in=accounts.SIGN_IN,
        translate_error=translate_error,
    )
    search.register(api, search.SearchDeps(searching=context.searching, preferences=context.preferences))
    queue.register(
        api,
        queue.QueueDeps(
            pool=context.pool,
            preferences=context.preferences,
            sources=context.sources,
            searching=context.searching,
            snapshots=context.snapshots,
        ),
    )
    delivery.register(api, pool=context.pool)
    covers.register(api, covers=context.covers)
    server = _server_deps(context)
    for room in (config, health, debug):
        room.register(api, server)
    metadata.register(
        api,
        metadata.MetadataDeps(
            pool=context.pool,
            preferences=context.preferences,
            sources=context.sources,
            searching=context.searching,
            universal=context.universal,
            gateway=context.gateway,
        ),
    )
    api.mount(*both_paths("/socket.io"), app=context.gateway, access=Access.USER)
    accounts.register(api, authenticator=context.authenticator, identity=context.identity)
    catalogue.register(
        api,
        catalogue.CatalogueDeps(
            pool=context.pool, preferences=context.preferences, covers=context.covers, url_base=context.url_base
        ),
    )
    saved.register(api, pool=context.pool, preferences=context.preferences)
    pages.register(
        api, pages.PagesDeps(settings=context.settings, preferences=context.preferences, alone=context.alone)
    )
    return api


def _server_deps(context: ApiDeps) -> ServerDeps:
    return ServerDeps(
        pool=context.pool,
        preferences=context.preferences,
        sources=context.sources,
        snapshots=context.snapshots,
        readiness=context.readiness,
        stopping=context.stopping,
    )


def build_endpoints(deps: Deps) -> Endpoints:
    """Return the endpoints beside those of other apps, and by themselves at FLASK_PORT; memory is shared."""
    server, settings = deps.load(ServerSettings), deps.load(BooksSettings)
    own = _own_port_settings(server, settings)
    identity = deps.identity()
    shared_authenticator, own_authenticator = (identity.authenticator(sign_in_policy(place)) for place in (server, own))
    # One pace for each catalogue, also where the settings page tries one out.
    preferences, clients = deps.preferences.reader(BooksSettings), build_source_clients(deps)
    context = build_api_deps(deps, preferences=preferences, authenticator=shared_authenticator, clients=clients)
    gateway = BooksGateway(deps, snapshots=context.snapshots, preferences=preferences, authenticator=own_authenticator)
    actions = SettingsActions(opener=clients.open, covers=context.covers, data_dir=deps.data_dir, clock=deps.clock)
    setting_pages = PreferencePages(
        deps.pool,
        FORM,
        preferences=preferences.preferences,
        actions=actions,
        read_only=(deps.load(NetworkSettings),),
        read_only_set_at_start=deps.fields_set(NetworkSettings),
    )
    shared = build_api(context)
    alone = build_api(replace(context, alone=True, authenticator=own_authenticator, gateway=gateway))
    for api in (shared, alone):
        settings_pages.register(api, setting_pages)
    return Endpoints(
        api=shared, sites={OWN_PORT: Site(api=alone, server=own, frontend=pages.find_modern_page(settings))}
    )


def _own_port_settings(server: ServerSettings, settings: BooksSettings) -> ServerSettings:
    """Return the settings of the books' own address, which never asks for the server's token."""
    return ServerSettings(
        host=settings.flask_host,
        port=settings.flask_port or server.port,
        log_level=server.log_level,
        log_format=server.log_format,
        alcove_allowed_hosts=server.alcove_allowed_hosts,
        cors_origins=(*settings.allowed_origins, *(DEVELOPMENT_ORIGINS if settings.debug else ())),
        alcove_body_limit=server.alcove_body_limit,
        alcove_shutdown_timeout=server.alcove_shutdown_timeout,
    )
