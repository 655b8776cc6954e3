"""The configuration that the newer page loads first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from alcove.apps.books.model.languages import LANGUAGES, known_codes
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.server.routes.health import ServerDeps
from alcove.apps.books.server.schemas import Config, LanguageEntry, MenuOption, SearchFieldEntry
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import MetadataProvider
from alcove.foundation.web import Access, Api, Call

if TYPE_CHECKING:
    from alcove.apps.books.sources.registry import SourceRegistry

SORT_LABELS: Final = {
    "relevance": "Most relevant",
    "popularity": "Most popular",
    "rating": "Highest rated",
    "newest": "Newest",
    "oldest": "Oldest",
    "series_order": "Series order",
}
_LANGUAGES: Final = tuple(LanguageEntry(language=language.name, code=language.code) for language in LANGUAGES)


def register(api: Api, deps: ServerDeps) -> None:
    """Add the endpoint."""

    @api.route(
        "GET",
        *both_paths("/api/config"),
        response_model=Config,
        access=Access.USER,
        summary="The configuration of a page",
    )
    async def config(call: Call[None, None]) -> Config:
        settings = await deps.preferences.current()
        return build_config(settings, await deps.sources.current())


def build_config(settings: BooksSettings, sources: "SourceRegistry") -> Config:
    """Return a page's configuration under these settings."""
    provider = sources.provider(settings.metadata_provider)
    sorts = _list_sorts(provider)
    return Config(
        calibre_web_url=settings.calibre_web_url,
        debug=settings.debug,
        build_version=settings.build_version,
        release_version=settings.release_version,
        book_languages=_LANGUAGES,
        default_language=known_codes(settings.book_language),
        supported_formats=settings.supported_formats,
        supported_audiobook_formats=settings.supported_audiobook_formats,
        search_mode=settings.search_mode,
        metadata_sort_options=tuple(
            MenuOption(value=sort, label=SORT_LABELS.get(sort, sort.capitalize())) for sort in sorts
        ),
        metadata_search_fields=tuple(
            SearchFieldEntry(
                key=field.key,
                label=field.label,
                type=field.kind,
                placeholder=field.placeholder,
                description=field.description,
            )
            for field in (provider.fields if provider else ())
        ),
        default_release_source=_default_source(settings, sources),
        auto_open_downloads_sidebar=settings.auto_open_downloads_sidebar,
        download_to_browser=settings.download_to_browser,
        settings_enabled=True,
        default_sort=settings.default_sort,
        metadata_default_sort=sorts[0],
    )


def _list_sorts(provider: MetadataProvider | None) -> Sequence[str]:
    return (provider.sorts if provider else ()) or ("relevance",)


def _default_source(settings: BooksSettings, sources: "SourceRegistry") -> str:
    """Return the source whose files are shown first: the configured one if it is enabled, else the preferred one."""
    names = [source.info.name for source in sources.list_enabled()]
    configured = settings.default_release_source
    return configured if configured in names or not names else names[0]
