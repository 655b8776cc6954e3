"""The OPDS catalogue that e-readers use."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import httpx2
import pytest

from alcove.apps.books.catalogue.service import PER_PAGE
from alcove.foundation.database import Pool
from alcove.wires import opds
from alcove.wires.opds import Feed
from fixtures.books.app_with_sources import BooksTestApp, MutableSettings
from integration.books.catalogue.library import Library
from integration.books.opds.opds_sources import opds_source, search_books
from support.authenticators import FakeAuthenticator
from support.http_client import http_client
from support.servers import serve_async

ROOTS = ("/opds", "/opds/v2", "/request/opds", "/request/opds/v2")


async def feed(client: httpx2.AsyncClient, path: str) -> Feed:
    """Return a feed, parsed by the app's own reader."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return opds.read_feed(answer.content, url=str(answer.url))


def titles(read: Feed) -> list[str]:
    """Return the titles of the books in a feed."""
    return [item.title for item in read.all_publications()]


@pytest.mark.parametrize("root", ROOTS)
async def test_the_menu_leads_to_every_list(client: httpx2.AsyncClient, library: Library, root: str) -> None:
    """The menu links to lists by age, title, author and series, with links back to the start and to the search."""
    await library.put("Dracula", authors=("Bram Stoker",))
    await library.put("The Second", authors=("Ann Two", "Bram Stoker"), series="Row/One & Two", series_position=2.0)
    await library.put("A First", authors=("Ann Two",), series="Row/One & Two", series_position=1.0)
    all_navigation = await feed(client, root)
    steps = {step.title: step.href for step in all_navigation.all_navigation()}
    assert titles(await feed(client, steps["Newest"])) == ["A First", "The Second", "Dracula"]
    assert titles(await feed(client, steps["All books"])) == ["A First", "Dracula", "The Second"]
    authors = list((await feed(client, steps["Authors"])).all_navigation())
    assert [(item.title, item.count) for item in authors] == [("Ann Two", 2), ("Bram Stoker", 2)]
    assert titles(await feed(client, authors[1].href)) == ["Dracula", "The Second"]
    series = next((await feed(client, steps["Series"])).all_navigation())
    assert titles(await feed(client, series.href)) == ["A First", "The Second"]
    start = (await feed(client, series.href)).link("start")
    assert start is not None
    assert start.href.endswith(root)


@pytest.mark.parametrize("root", ROOTS)
async def test_every_link_leads_to_this_server(
    client: httpx2.AsyncClient, library: Library, base: str, root: str
) -> None:
    """Links to files, covers and pages point to this server; no document contains a path of the disk."""
    await library.put("One", cover_url="http://pictures.example/1.jpg", source_url="http://books.example/1")
    for path in (root, f"{root}/new", f"{root}/authors"):
        answer = await client.get(path)
        assert "example" not in answer.text
        assert str(library.folder) not in answer.text
    (book,) = (await feed(client, f"{root}/new")).all_publications()
    hrefs = [
        *(item.href for item in book.links),
        *(item.href for item in book.acquisitions),
        *(item.href for item in book.images),
    ]
    assert len(hrefs) == 2
    assert all(item.startswith(f"{base}/") for item in hrefs)


async def test_range_requests(client: httpx2.AsyncClient, library: Library) -> None:
    """The file is sent unchanged with its name, type and length, also as a range."""
    content = await library.put("Größe/2", authors=("Ö",))
    (book,) = (await feed(client, "/opds/new")).all_publications()
    (acquisition,) = book.acquisitions
    assert (acquisition.type, acquisition.length, acquisition.relation) == (
        "application/epub+zip",
        len(content),
        opds.OPEN_ACCESS,
    )
    full = await client.get(acquisition.href)
    assert full.content == content
    assert full.headers["content-type"] == "application/epub+zip"
    assert "filename*=UTF-8''1%20Gr%C3%B6%C3%9Fe_2.epub" in full.headers["content-disposition"]
    part = await client.get(acquisition.href, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, content[10:20])
    assert (await client.head(acquisition.href)).headers["content-length"] == str(len(content))


async def test_pages(client: httpx2.AsyncClient, library: Library) -> None:
    """Long lists are paged, with links to the neighbours and a total; a page after the last one is empty."""
    for number in range(PER_PAGE + 3):
        await library.put(f"Book {number:03}")
    for root in ("/opds", "/opds/v2"):
        first = await feed(client, f"{root}/books")
        following = first.link("next")
        assert following is not None
        second = await feed(client, following.href)
        assert titles(first) + titles(second) == [f"Book {number:03}" for number in range(PER_PAGE + 3)]
        assert (first.total, first.per_page) == (PER_PAGE + 3, PER_PAGE)
        assert first.link("previous") is None
        assert second.link("next") is None
        assert second.link("previous") is not None
        assert titles(await feed(client, f"{root}/books?page=9")) == []


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
async def test_invalid_page_numbers(client: httpx2.AsyncClient, library: Library, page: str) -> None:
    """An invalid page number returns the first page, as everywhere in the server."""
    await library.put("One")
    assert titles(await feed(client, f"/opds/new?page={page}")) == ["One"]


async def test_search_ignores_case_and_accents(client: httpx2.AsyncClient, library: Library) -> None:
    """Every word must occur in title, author, series, subject or ISBN; case, accents and punctuation are ignored."""
    await library.put("Le Père Goriot", authors=("Honoré de Balzac",), subjects=("Paris",), isbns=("9780140449723",))
    await library.put("Moby Dick", authors=("Herman Melville",))
    for words, expected in {
        "pere GORIOT": 1, "balzac paris": 1, "9780140449723": 1, "balzac whale": 0, "%": 2, "_": 2, "moby": 1,
        "978-0-14-044972-3": 1, "ISBN 0-14-044972-8": 1, "Balzac, Honoré de": 1, "père and goriot": 1,
    }.items():  # fmt: skip
        for path in ("/opds/search?q=", "/opds/v2/search?query="):
            read = await feed(client, path + quote(words))
            assert len(titles(read)) == expected, words


async def test_the_description_of_the_search_works(client: httpx2.AsyncClient, library: Library) -> None:
    """The OpenSearch description and the templated link are valid and lead to the search results."""
    await library.put("Moby Dick & Co")
    all_navigation = await feed(client, "/opds")
    link = opds.description_link(all_navigation)
    assert link is not None
    answer = await client.get(link.href)
    assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
    (described,) = opds.read_description(answer.content, url=str(answer.url))
    (templated,) = opds.feed_templates(await feed(client, "/opds/v2"))
    for template in (described, templated):
        assert titles(await feed(client, template.fill(opds.SearchTerms(text="moby & co")))) == ["Moby Dick & Co"]


async def test_the_opds_source_reads_the_catalogue(base: str, library: Library) -> None:
    """The app's own OPDS source finds a delivered book in this catalogue and locates its file."""
    content = await library.put("Moby Dick", authors=("Herman Melville",), language="en", year=1851)
    await library.put("Dracula")
    for root in ("/opds", "/opds/v2"):
        source = opds_source(f"{base}{root}")
        (book,) = await search_books(source, "moby dick")
        assert (book.title, book.authors, book.format, book.language) == (
            "Moby Dick", ("Herman Melville",), "epub", "en",
        )  # fmt: skip
        (location,) = await source.resolve(book.id)
        async with http_client() as client:
            fetched = await client.get(location.url)
        assert hashlib.sha256(fetched.content).digest() == hashlib.sha256(content).digest()
        await source.close()


async def test_missing_files_are_not_listed(client: httpx2.AsyncClient, library: Library, pool: Pool) -> None:
    """A file that was deleted or replaced by a link disappears from the lists and cannot be downloaded."""
    await library.put("Gone")
    await library.put("Linked")
    await library.put("Here")
    formats = {item.title: item.acquisitions[0].href for item in (await feed(client, "/opds/new")).all_publications()}
    secret = library.folder.parent / "secret"
    secret.write_text("not for you")
    (library.folder / "1 Gone.epub").unlink()
    (library.folder / "2 Linked.epub").unlink()
    (library.folder / "2 Linked.epub").symlink_to(secret)
    assert (await client.get(formats["Linked"])).status_code == 404
    assert titles(await feed(client, "/opds/new")) == ["Here"]
    assert (await client.get(formats["Gone"])).status_code == 404
    read = await feed(client, "/opds/new")
    assert (titles(read), read.total) == (["Here"], 1)
    assert await pool.fetchval("SELECT count(*) FROM books_file WHERE gone_at IS NOT NULL") == 2


@pytest.mark.parametrize("number", ["0", "9", "-1", "x", "1e3", "²", "9223372036854775808", "9" * 30, "..%2F.."])
async def test_invalid_files(client: httpx2.AsyncClient, library: Library, number: str) -> None:
    """Only the number identifies a delivered file; the name after it is ignored."""
    await library.put("One")
    assert (await client.get(f"/opds/files/{number}/x.epub")).status_code == 404


async def test_hostile_texts_give_valid_documents(client: httpx2.AsyncClient, library: Library) -> None:
    """Titles with XML, JSON and URL characters are escaped, and their links work."""
    title, author = '</title><script>&"\u202e\x01', "A/../B?x=1&y=<>#'"
    await library.put(title, authors=(author,), description="]]>&lt;b>")
    for root in ("/opds", "/opds/v2"):
        (book,) = (await feed(client, f"{root}/new")).all_publications()
        assert book.title.startswith('</title><script>&"')
        (step,) = (await feed(client, f"{root}/authors")).all_navigation()
        assert step.title == author
        assert len(titles(await feed(client, step.href))) == 1


async def test_without_sign_in_access_is_denied(books_app: BooksTestApp, library: Library) -> None:
    """With sign-in enabled, every URL of the catalogue requires it, also for files and covers."""
    await library.put("One", cover_url="http://pictures.example/1.jpg")
    right = b"Basic cmVhZGVyOnJpZ2h0"
    books_app.authenticator = FakeAuthenticator(lambda sent: sent.headers.get(b"authorization") == right)
    async with serve_behind_proxy(books_app) as client:
        paths = [f"{root}{path}" for root in ROOTS for path in ("", "/new", "/authors", "/series", "/search?q=one")]
        paths += ["/opds/search.xml", "/opds/files/1/x.epub", "/opds/covers/sh-1.epub"]
        for path in paths:
            answer = await client.get(path)
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"].startswith("Basic ")
            assert "One" not in answer.text
            assert (await client.get(path, auth=("reader", "right"))).status_code in (200, 404)


async def test_links_start_with_the_proxy_prefix(books_app: BooksTestApp, library: Library) -> None:
    """All links start with URL_BASE; without the cover cache there are no cover links."""
    await library.put("One", cover_url="http://pictures.example/1.jpg")
    books_app.environ["URL_BASE"] = "/books"
    books_app.preferences = MutableSettings(environ={"COVERS_CACHE_ENABLED": "false"})
    async with serve_behind_proxy(books_app) as client:
        read = await feed(client, "/opds/new")
        (book,) = read.all_publications()
        assert "/books/opds/files/" in book.acquisitions[0].href
        assert not book.images


@asynccontextmanager
async def serve_behind_proxy(books_app: BooksTestApp) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve an app during the block and yield a client for it."""
    async with (
        serve_async(books_app.app()) as address,
        http_client(address) as client,
    ):
        yield client
