"""Saved searches, which run automatically."""

import asyncio
from typing import Any

import httpx2

from alcove.apps.books.model.book import Book
from alcove.apps.books.saved.jobs import SavedSearchRunner
from alcove.apps.books.saved.service import MAX_SEARCHES
from alcove.foundation.database import Pool, transaction
from fixtures.books.app_with_sources import BooksTestApp, FakeSource, book
from support.until import until_async

SEARCH = {"name": "Tales", "query": "tale"}


def matching_book(number: int, **changes: Any) -> Book:
    """Return a book that the search finds."""
    defaults: dict[str, Any] = {"title": f"Tale {number}", "authors": ("Ann One",)}
    return book(f"sh-{number}.epub", **(defaults | changes))


async def save(client: httpx2.AsyncClient, **changes: Any) -> int:
    """Save a search and return its number."""
    answer = await client.post("/api/saved-searches", json=SEARCH | changes)
    assert answer.status_code == 200, answer.text
    number: int = answer.json()["id"]
    return number


async def run(books_app: BooksTestApp) -> bool:
    """Run one due search with an empty cache."""
    context = books_app.context()
    names = {source.name: source.display_name for source in books_app.sources}
    return await SavedSearchRunner(context.pool, context.book_search, display_names=names).run_one(
        await books_app.preferences.current()
    )


async def run_again(books_app: BooksTestApp) -> bool:
    """Run the search once more, a day later."""
    await books_app.deps.pool.execute("UPDATE books_saved_search SET ran_at = ran_at - interval '25 hours'")
    return await run(books_app)


async def queued_ids(pool: Pool) -> list[str]:
    """Return the ids of the queued books."""
    return [row[0] for row in await pool.fetch("SELECT id FROM books_download ORDER BY generation")]


async def saved_search(client: httpx2.AsyncClient) -> dict[str, Any]:
    """Return the only saved search."""
    (found,) = (await client.get("/api/saved-searches")).json()["searches"]
    return dict(found)


async def test_new_books_are_queued(client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool) -> None:
    """A run queues the books that it finds; later runs queue new ones only, after the requests of users."""
    books_app.sources[0].books = [matching_book(1), matching_book(2)]
    await save(client)
    assert await run(books_app)
    assert await queued_ids(pool) == ["sh-1.epub", "sh-2.epub"]
    assert not await run(books_app)
    books_app.sources[0].books.append(matching_book(3))
    assert await run_again(books_app)
    assert await queued_ids(pool) == ["sh-1.epub", "sh-2.epub", "sh-3.epub"]
    row = await pool.fetchrow("SELECT priority, display_name, owner FROM books_download WHERE id = 'sh-3.epub'")
    assert row is not None
    assert tuple(row) == (10, "The Shop", "")
    found = await saved_search(client)
    assert (found["found"], found["queued"], found["error"], found["query"]) == (3, 3, None, "tale")
    assert found["ran_at"] is not None


async def test_a_book_is_queued_only_once_by_saved_searches(
    client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool
) -> None:
    """A book that a user removed is not queued again, whichever source or search finds it."""
    books_app.sources[0].books = [matching_book(1)]
    await save(client)
    await run(books_app)
    await pool.execute("DELETE FROM books_download")
    duplicate_book = book("ot-9.epub", source="other", title="TALE 1!", authors=("One, Ann",))
    books_app.sources.append(FakeSource(name="other", prefix="ot", books=[duplicate_book]))
    books_app.sources[0].books = []
    await save(client, name="The same", query="Tale 1")
    assert await run_again(books_app)
    assert await run_again(books_app)
    assert await queued_ids(pool) == []


async def test_one_work_is_queued_once(client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool) -> None:
    """A work in two sources, or in the queue already, is queued once."""
    books_app.sources[0].books = [matching_book(1, language="en"), matching_book(2, title="Tale 1", language="de")]
    duplicate_book = book("ot-1.epub", source="other", title="tale 1", authors=("Ann One",), language="fr")
    books_app.sources.append(FakeSource(name="other", prefix="ot", books=[duplicate_book]))
    await save(client, lang=["all"])
    await run(books_app)
    assert len(await queued_ids(pool)) == 1


async def test_limits_of_a_run_and_of_a_day(client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool) -> None:
    """A run and a day have limits; later runs queue the remaining books."""
    books_app.sources[0].books = [matching_book(number) for number in range(1, 10)]
    books_app.preferences.environ["SAVED_SEARCH_DAILY"] = "5"
    await save(client, most_per_run=3)
    await run(books_app)
    assert len(await queued_ids(pool)) == 3
    await run_again(books_app)
    assert len(await queued_ids(pool)) == 5
    await run_again(books_app)
    assert len(await queued_ids(pool)) == 5
    await pool.execute("UPDATE books_saved_match SET found_at = found_at - interval '25 hours'")
    await run_again(books_app)
    await pool.execute("UPDATE books_saved_match SET found_at = found_at - interval '25 hours'")
    await run_again(books_app)
    assert await queued_ids(pool) == [f"sh-{number}.epub" for number in range(1, 10)]


async def test_matches_are_recorded_without_queueing(
    client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool
) -> None:
    """With queue_matches off, the search counts its matches and queues nothing."""
    books_app.sources[0].books = [matching_book(1), matching_book(2)]
    await save(client, queue_matches=False)
    await run(books_app)
    assert await queued_ids(pool) == []
    found = await saved_search(client)
    assert (found["found"], found["queued"]) == (2, 0)


async def test_a_queued_book_keeps_its_priority(
    client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool
) -> None:
    """A book that a user has queued keeps its position and priority."""
    books_app.sources[0].books = [matching_book(1)]
    await client.get("/api/search?query=tale")
    await client.get("/api/download?id=sh-1.epub&priority=-3")
    await save(client)
    await run(books_app)
    assert await pool.fetchval("SELECT priority FROM books_download") == -3
    assert (await saved_search(client))["queued"] == 0


async def test_failures_are_reported_and_retried_after_an_hour(
    client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool
) -> None:
    """When every source fails, the reason is shown and the search runs again after an hour."""
    books_app.sources[0].outage = "does not answer"
    await save(client)
    assert await run(books_app)
    assert "does not answer" in (await saved_search(client))["error"]
    assert not await run(books_app)
    books_app.sources[0].outage = ""
    books_app.sources[0].books = [matching_book(1)]
    await pool.execute("UPDATE books_saved_search SET ran_at = ran_at - interval '61 minutes'")
    assert await run(books_app)
    assert (await saved_search(client))["error"] is None
    assert await queued_ids(pool) == ["sh-1.epub"]


async def test_the_pauses_after_failures_grow(client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool) -> None:
    """While every source fails, the pauses double from an hour up to those between two normal runs."""
    books_app.sources[0].outage = "does not answer"
    await save(client)
    for pause in (1, 2, 4, 8, 16, 24, 24):
        assert await run(books_app)
        await pool.execute("UPDATE books_saved_search SET ran_at = now() - $1 * interval '59 minutes'", float(pause))
        assert not await run(books_app)
        await pool.execute("UPDATE books_saved_search SET ran_at = now() - $1 * interval '61 minutes'", float(pause))
    books_app.sources[0].outage = ""
    assert await run(books_app)
    assert await pool.fetchval("SELECT failures FROM books_saved_search") == 0


async def test_one_failing_source_does_not_affect_the_others(
    client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool
) -> None:
    """Matches of the other sources are queued; the failure is reported, and the next run is after a day."""
    books_app.sources[0].books = [matching_book(1)]
    books_app.sources.append(FakeSource(name="other", prefix="ot", outage="is closed"))
    await save(client)
    await run(books_app)
    assert await queued_ids(pool) == ["sh-1.epub"]
    assert (await saved_search(client))["error"] == "Partly: other is closed"
    await pool.execute("UPDATE books_saved_search SET ran_at = ran_at - interval '2 hours'")
    assert not await run(books_app)


async def test_a_killed_run_is_repeated(client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool) -> None:
    """A run whose worker was killed is repeated an hour later."""
    books_app.sources[0].books = [matching_book(1)]
    books_app.sources[0].wait = asyncio.Event()
    await save(client)
    running = asyncio.create_task(run(books_app))
    await until_async(lambda: books_app.sources[0].queries)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (await saved_search(client))["error"] == "The last run did not end."
    books_app.sources[0].wait = None
    assert not await run(books_app)
    await pool.execute("UPDATE books_saved_search SET ran_at = ran_at - interval '61 minutes'")
    assert await run(books_app)
    assert await queued_ids(pool) == ["sh-1.epub"]


async def test_two_workers_share_the_searches(client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool) -> None:
    """Concurrent workers run each search once and share the limit of the day."""
    books_app.sources[0].books = [matching_book(number) for number in range(1, 30)]
    books_app.preferences.environ["SAVED_SEARCH_DAILY"] = "7"
    for number in range(4):
        await save(client, name=f"Tales {number}", query=f"Tale {number or ''}".strip())
    run_flags = await asyncio.gather(*(run(books_app) for _ in range(8)))
    assert sum(run_flags) == 4
    assert len(await queued_ids(pool)) == 7


async def test_searches_are_disabled_and_removed(
    client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool
) -> None:
    """A disabled search does not run; removing one removes its matches and nothing from the queue."""
    books_app.sources[0].books = [matching_book(1)]
    number = await save(client)
    path = f"/api/saved-searches/{number}"
    assert (await client.patch(path, json={"enabled": False})).json() == {"enabled": False}
    assert not await run(books_app)
    await client.patch(path, json={"enabled": True})
    assert await run(books_app)
    assert (await client.delete(path)).json() == {"removed": number}
    assert (await client.delete(path)).status_code == 404
    assert (await client.patch(path, json={"enabled": True})).status_code == 404
    assert await queued_ids(pool) == ["sh-1.epub"]
    assert (await client.get("/request/api/saved-searches")).json()["searches"] == []


UNUSABLE: list[dict[str, Any]] = [
    {"name": ""}, {"name": "\u202e "}, {"name": "x" * 101}, {"query": ""}, {"query": "", "lang": ["en"]},
    {"query": "", "isbn": ["not one"]}, {"most_per_run": 0}, {"most_per_run": 51}, {"most_per_run": "many"},
    {"author": ["a"] * 21}, {"query": "x" * 1001},
]  # fmt: skip


async def test_invalid_searches_are_not_saved(client: httpx2.AsyncClient) -> None:
    """A search without a name or a query, or with invalid limits, is refused."""
    for changes in UNUSABLE:
        answer = await client.post("/api/saved-searches", json=SEARCH | changes)
        assert answer.status_code == 400, changes
    assert (await client.get("/api/saved-searches")).json()["searches"] == []


async def test_names_are_unique_and_searches_limited(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A duplicate name is refused, and so is a search beyond the limit."""
    await save(client)
    duplicate = await client.post("/api/saved-searches", json=SEARCH)
    assert (duplicate.status_code, duplicate.json()["error"]) == (400, "The name is taken")
    await pool.execute(
        "INSERT INTO books_saved_search (name, query) SELECT 'n' || n, '{}' FROM generate_series(2, $1) AS n",
        MAX_SEARCHES,
    )
    full = await client.post("/api/saved-searches", json=SEARCH | {"name": "One more"})
    assert (full.status_code, full.json()["error"]) == (400, f"There are {MAX_SEARCHES} saved searches already")


async def test_a_page_of_another_site_cannot_save_a_search(client: httpx2.AsyncClient) -> None:
    """Cross-site requests to save, change or remove a search are refused."""
    number = await save(client)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    path = f"/api/saved-searches/{number}"
    answers = [
        await client.post("/api/saved-searches", json=SEARCH | {"name": "Other"}, headers=foreign),
        await client.patch(path, json={"enabled": False}, headers=foreign),
        await client.delete(path, headers=foreign),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (await saved_search(client))["enabled"]


async def test_a_removed_search_queues_nothing(client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool) -> None:
    """A search that is removed while it runs queues nothing."""
    books_app.sources[0].books = [matching_book(1)]
    books_app.sources[0].wait = asyncio.Event()
    number = await save(client)
    running = asyncio.create_task(run(books_app))
    await until_async(lambda: books_app.sources[0].queries)
    await client.delete(f"/api/saved-searches/{number}")
    books_app.sources[0].wait.set()
    assert await running
    assert await queued_ids(pool) == []


async def test_saving_a_search_runs_it_at_once(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Saving a search defers one job, however many searches are saved."""
    await save(client)
    await save(client, name="Other")
    assert await pool.fetchval("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'books.saved'") == 1
    async with transaction(pool) as connection:
        assert await connection.fetchval("SELECT queue_name FROM procrastinate_jobs LIMIT 1") == "books"
