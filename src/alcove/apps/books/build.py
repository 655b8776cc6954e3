"""The composition root of the api process: builds the app's endpoints from the dependencies of the process."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.apps.books.accounts import routes as accounts
from alcove.apps.books.calibre_library import CalibreLibrary
from alcove.apps.books.catalogue import routes as catalogue
from alcove.apps.books.covers import CoverCache
from alcove.apps.books.covers import routes as covers
from alcove.apps.books.delivery import Readiness
from alcove.apps.books.delivery import routes as delivery
from alcove.apps.books.error_responses import BooksErrorBody, render_error, translate_error
from alcove.apps.books.events import BooksEvents, BooksGateway
from alcove.apps.books.events import routes as events
from alcove.apps.books.ingest import IngestService
from alcove.apps.books.ingest import routes as ingest
from alcove.apps.books.metadata import MetadataService
from alcove.apps.books.metadata import routes as metadata
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.page_search import PageSearch
from alcove.apps.books.page_search import routes as page_search
from alcove.apps.books.pages import routes as pages
from alcove.apps.books.queue import QueueSnapshotCache
from alcove.apps.books.queue import routes as queue
from alcove.apps.books.saved import routes as saved
from alcove.apps.books.search import (
    BookSearch,
    BookStore,
    LiveSources,
    PartialSearch,
    Preferences,
    SourceClients,
    build_source_clients,
)
from alcove.apps.books.search import routes as search
from alcove.apps.books.server.routes import ServerDeps, config, debug, health
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.settings_pages import FORM, SettingsActions
from alcove.apps.books.settings_pages import routes as settings_pages
from alcove.apps.books.source_status import SourceStatusService
from alcove.apps.books.source_status import routes as source_status
from alcove.apps.books.start import OWN_PORT
from alcove.foundation.app import Endpoints, Site
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.identity import sign_in_policy
from alcove.foundation.preferences import PreferencePages
from alcove.foundation.realtime.web import EventFeed
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
    """As at the start of the process; `preferences` has the current values of those that a page may change."""
    data_dir: Path
    preferences: Preferences
    sources: LiveSources
    book_search: BookSearch
    covers: CoverCache
    metadata: MetadataService
    snapshots: QueueSnapshotCache
    gateway: BooksGateway
    events: EventFeed
    page_search: PageSearch
    identity: "Identity"
    authenticator: "AccountAuthenticator"
    """Identifies callers at the address that these endpoints are served at."""
    readiness: Readiness
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process shuts down; setting it shuts the process down."""
    url_base: str = ""
    """The path prefix of the server behind a proxy."""
    has_own_port: bool = False
    """Whether these endpoints are served at their own port, which also serves the pages."""


def build_api_deps(
    deps: Deps,
    *,
    preferences: Preferences,
    authenticator: "AccountAuthenticator | None" = None,
    opener: "Callable[[BooksSettings], SourceRegistry] | None" = None,
    clients: SourceClients | None = None,
) -> ApiDeps:
    """Return the dependencies of the endpoints.

    The default authenticator is that of the server's own address, and the default `opener` opens the registered
    sources. Pass `clients` to share the sources' rate limits with other parts of the process.
    """
    server, clock, redis, folder = deps.load(ServerSettings), deps.clock, deps.redis, deps.data_dir
    clients = clients or build_source_clients(deps)
    sources = LiveSources(opener or clients.open, preferences=preferences)
    snapshots = QueueSnapshotCache(deps.pool)
    authenticator = authenticator or deps.identity().authenticator(sign_in_policy(server))
    covers = CoverCache(
        deps.pool, sources, preferences=preferences, client=clients.client, folder=folder / "books" / "covers",
        clock=clock,
    )  # fmt: skip
    books = BookStore(deps.pool)
    book_search = BookSearch(sources, books, preferences=preferences, clock=clock, redis=redis)
    page_search = PageSearch(
        pool=deps.pool, preferences=preferences, sources=sources, book_search=book_search,
        partial_search=PartialSearch(sources, books, preferences=preferences, clock=clock),
        library=CalibreLibrary(clock), clock=clock,
    )  # fmt: skip
    return ApiDeps(
        pool=deps.pool,
        clock=clock,
        settings=deps.load(BooksSettings),
        data_dir=folder,
        preferences=preferences,
        sources=sources,
        book_search=book_search,
        covers=covers,
        metadata=MetadataService(deps.pool, sources, preferences=preferences, clock=clock, redis=redis),
        snapshots=snapshots,
        gateway=BooksGateway(deps, snapshots=snapshots, preferences=preferences, authenticator=authenticator),
        events=EventFeed(deps.hub, BooksEvents(deps.pool), clock=clock, stopping=deps.stopping),
        page_search=page_search,
        identity=deps.identity(),
        authenticator=authenticator,
        readiness=Readiness(deps.pool, clock=clock, data_dir=folder),
        stopping=deps.stopping,
        url_base=server.url_base,
    )


def build_api(deps: ApiDeps) -> Api:
    """Return all endpoints of the app, under both path prefixes."""
    api = Api(
        name="books",
        title="Books: search, queue, download and deliver",
        render_error=render_error,
        error_body=BooksErrorBody,
        sign_in=accounts.SIGN_IN,
        translate_error=translate_error,
    )
    search.register(api, search.SearchDeps(book_search=deps.book_search, preferences=deps.preferences))
    queue.register(
        api,
        queue.QueueDeps(
            pool=deps.pool,
            preferences=deps.preferences,
            sources=deps.sources,
            book_search=deps.book_search,
            snapshots=deps.snapshots,
            data_dir=deps.data_dir,
        ),
    )
    delivery.register(api, pool=deps.pool)
    covers.register(api, covers=deps.covers)
    server = _server_deps(deps)
    for routes in (config, health, debug):
        routes.register(api, server)
    metadata.register(
        api,
        metadata.MetadataDeps(
            pool=deps.pool,
            preferences=deps.preferences,
            sources=deps.sources,
            book_search=deps.book_search,
            metadata=deps.metadata,
            gateway=deps.gateway,
        ),
    )
    api.mount(*both_paths("/socket.io"), app=deps.gateway, access=Access.USER)
    accounts.register(api, authenticator=deps.authenticator, identity=deps.identity)
    catalogue.register(
        api,
        catalogue.CatalogueDeps(
            pool=deps.pool, preferences=deps.preferences, covers=deps.covers, url_base=deps.url_base
        ),
    )
    _register_page(api, deps)
    saved.register(api, pool=deps.pool, preferences=deps.preferences)
    pages.register(
        api, pages.PagesDeps(settings=deps.settings, preferences=deps.preferences, has_own_port=deps.has_own_port)
    )
    return api


def _register_page(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints that only the page uses, besides those of the queue."""
    page_search.register(api, deps.page_search)
    source_status.register(api, SourceStatusService(pool=deps.pool, sources=deps.sources, clock=deps.clock))
    ingest.register(
        api,
        IngestService(
            pool=deps.pool, preferences=deps.preferences, readiness=deps.readiness, clock=deps.clock,
            data_dir=deps.data_dir,
        ),
    )  # fmt: skip
    events.register(api, feed=deps.events)


def _server_deps(deps: ApiDeps) -> ServerDeps:
    return ServerDeps(
        pool=deps.pool,
        preferences=deps.preferences,
        sources=deps.sources,
        snapshots=deps.snapshots,
        readiness=deps.readiness,
        stopping=deps.stopping,
    )


def build_endpoints(deps: Deps) -> Endpoints:
    """Return the app's endpoints at the server's address, and again at FLASK_PORT; both share their caches."""
    server, settings = deps.load(ServerSettings), deps.load(BooksSettings)
    own_port = _own_port_settings(server, settings)
    identity = deps.identity()
    shared_authenticator, own_authenticator = (
        identity.authenticator(sign_in_policy(address)) for address in (server, own_port)
    )
    # Requests to a catalogue share one rate limit, also those of the settings page's tests.
    preferences, clients = deps.preferences.reader(BooksSettings), build_source_clients(deps)
    api_deps = build_api_deps(deps, preferences=preferences, authenticator=shared_authenticator, clients=clients)
    gateway = BooksGateway(deps, snapshots=api_deps.snapshots, preferences=preferences, authenticator=own_authenticator)
    actions = SettingsActions(
        opener=clients.open, covers=api_deps.covers, readiness=api_deps.readiness, clock=deps.clock
    )
    setting_pages = PreferencePages(
        deps.pool,
        FORM,
        preferences=preferences.preferences,
        actions=actions,
        read_only=(deps.load(NetworkSettings),),
        read_only_set_at_start=deps.fields_set(NetworkSettings),
    )
    shared_api = build_api(api_deps)
    own_api = build_api(replace(api_deps, has_own_port=True, authenticator=own_authenticator, gateway=gateway))
    for api in (shared_api, own_api):
        settings_pages.register(api, setting_pages)
    return Endpoints(
        api=shared_api,
        sites={OWN_PORT: Site(api=own_api, server=own_port, frontend=pages.find_modern_page(settings))},
    )


def _own_port_settings(server: ServerSettings, settings: BooksSettings) -> ServerSettings:
    """Return the server settings of FLASK_PORT, which never requires the server's token."""
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
