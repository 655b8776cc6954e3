"""The OPDS catalogues that the owner lists in OPDS_CATALOGS."""

from collections.abc import Sequence
from typing import Final

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.opds.catalogs import read_catalogs
from alcove.apps.books.sources.opds.source import OpdsSource
from alcove.apps.books.sources.protocols import SourceUnavailable

__all__ = ["NAME", "OpdsSource", "build_all", "read_catalogs", "refresh_catalogues"]

NAME: Final = "opds"


def build_all(context: SourceContext) -> Sequence[OpdsSource]:
    """Return a source for each catalogue. Raise SettingError when the setting is invalid."""
    return [OpdsSource(catalog, context) for catalog in read_catalogs(context.settings.opds_catalogs.reveal())]


async def refresh_catalogues(context: SourceContext, *, only_waiting: bool = False) -> dict[str, str]:
    """Crawl every catalogue without a search into its index, where that is due; meant to run hourly.

    With `only_waiting`, only those that were searched already and never crawled; nothing is requested of others.
    Return, by the source's name, 'read', 'nothing to do', or why it could not be read.
    """
    outcomes: dict[str, str] = {}
    for source in build_all(context):
        try:
            outcomes[source.info.name] = "read" if await source.refresh(only_waiting=only_waiting) else "nothing to do"
        except SourceUnavailable as error:
            outcomes[source.info.name] = str(error)
        finally:
            await source.close()
    return outcomes
