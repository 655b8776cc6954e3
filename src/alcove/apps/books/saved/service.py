"""Saved searches: add, list, enable and remove them."""

from typing import Final

import msgspec

from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.model.cleaning import clean_text
from alcove.apps.books.queue import QUEUE
from alcove.apps.books.saved import store as saved
from alcove.apps.books.saved.schemas import SavedQuery, SavedSearch, SavedSearchForm
from alcove.apps.books.saved.store import NewSearch, SavedRowWithCounts
from alcove.apps.books.search import SearchQuery, parse_query
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import Connection, Pool
from alcove.foundation.jobs import Job, defer

RUN_SAVED: Final = "books.saved"
MAX_SEARCHES: Final = 100
"""The maximum number of saved searches."""
MAX_ID: Final = 2**63 - 1


async def save_search(connection: Connection, form: SavedSearchForm, *, owner: str, settings: BooksSettings) -> int:
    """Save a search, schedule its first run, and return its id; InvalidRequest."""
    name = clean_text(form.name, limit=100)
    if not name:
        raise InvalidRequest("The search needs a name")
    query = parse_query(msgspec.convert(form, SearchQuery, from_attributes=True), settings)
    if query is None or query.is_empty:
        raise InvalidRequest("The search needs words, an author, a title or an ISBN")
    search = NewSearch(
        name=name, query=query, owner=owner, queue_matches=form.queue_matches, most_per_run=form.most_per_run
    )
    search_id = await saved.add(connection, search, limit=MAX_SEARCHES)
    if search_id is None:
        is_full = await saved.count(connection) >= MAX_SEARCHES
        raise InvalidRequest(f"There are {MAX_SEARCHES} saved searches already" if is_full else "The name is taken")
    await schedule_run(connection)
    return search_id


async def schedule_run(connection: Connection) -> None:
    """Start a job that runs due searches when the transaction commits."""
    await defer(connection, Job(task=RUN_SAVED, queue=QUEUE, queueing_lock=RUN_SAVED))


async def enable_search(connection: Connection, search_id: int, *, enabled: bool) -> None:
    """Enable or disable a search; NotFound."""
    if not await saved.enable(connection, _check_id(search_id), enabled=enabled):
        raise NotFound("Saved search not found")
    if enabled:
        await schedule_run(connection)


async def remove_search(connection: Connection, search_id: int) -> None:
    """Remove a search; books that it queued stay queued. NotFound."""
    if not await saved.remove(connection, _check_id(search_id)):
        raise NotFound("Saved search not found")


async def run_search_now(connection: Connection, search_id: int) -> None:
    """Run an enabled search as soon as a worker is free; NotFound."""
    if not await saved.make_due(connection, _check_id(search_id)):
        raise NotFound("Saved search not found, or disabled")
    await schedule_run(connection)


async def list_saved(source: Pool | Connection, *, hours: float) -> list[SavedSearch]:
    """Return all saved searches by name; `hours` is the pause between two runs."""
    return [_build_saved_search(search) for search in await saved.list_all(source, hours=hours)]


def _check_id(search_id: int) -> int:
    if not 0 < search_id <= MAX_ID:
        raise NotFound("Saved search not found")
    return search_id


def _build_saved_search(search: SavedRowWithCounts) -> SavedSearch:
    query = search.query
    values = {
        name: getattr(search, name)
        for name in SavedSearch.__struct_fields__
        if name not in SavedQuery.__struct_fields__
    }
    return SavedSearch(
        **values, query=query.text, isbn=list(query.isbns), author=list(query.authors), title=list(query.titles),
        lang=list(query.languages), content=list(query.content), format=list(query.formats),
    )  # fmt: skip
