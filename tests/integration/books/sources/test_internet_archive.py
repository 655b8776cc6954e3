"""The Internet Archive gives what is in the public domain, and nothing that it only lends."""

import asyncio
import hashlib
from typing import Any

import pytest

from alcove.apps.books.model.book import BookMetadata, Query
from alcove.apps.books.sources.internetarchive import InternetArchive, build
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.settings import Secret
from integration.books.sources.around import Catalogues, Remembered, fetched


def archive(catalogues: Catalogues, **environ: Any) -> InternetArchive:
    """Return the source over the catalogues."""
    return build(catalogues.context(**environ))


async def found(source: InternetArchive, text: str = "", *, limit: int = 20, **query: Any) -> list[str]:
    """Return the ids that a search finds."""
    return [book.id for book in await source.search(Query(text=text, **query), limit=limit)]


async def test_an_item_is_described(catalogues: Catalogues) -> None:
    """A row has what the item's record tells: size, year, languages by code, names as they are spoken."""
    source = archive(catalogues)
    (book,) = await source.search(Query(text="frankenstein"), limit=5)
    (german,) = await source.search(Query(titles=("Faust",), languages=("de",)), limit=5)
    await source.close()
    assert (book.id, book.source, book.format) == ("ia-frankenstein00shel.epub", "internetarchive", "epub")
    assert (book.title, book.authors) == ("Frankenstein; Or, The Modern Prometheus", ("Mary Wollstonecraft Shelley",))
    assert (book.year, book.language, book.content) == (1818, "en", "book (fiction)")
    assert (book.isbns, german.language, german.authors) == (
        ("9780141439471",), "de", ("Johann Wolfgang von Goethe",),
    )  # fmt: skip
    assert book.size == len(catalogues.simulator.content(catalogues.simulator.works[0], "epub"))
    assert book.cover_url == f"{catalogues.base}/archive/services/img/frankenstein00shel"
    assert book.source_url == "https://archive.org/details/frankenstein00shel"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (Query(text="978-0-14-143947-1"), ["ia-frankenstein00shel.epub"]),
        (Query(isbns=("9780141439518",)), ["ia-simulated01342book.epub"]),
        (Query(authors=("Austen, Jane",), titles=("prejudice",)), ["ia-simulated01342book.epub"]),
        (Query(text="dracula", formats=("djvu", "pdf")), ["ia-simulated00345book.djvu"]),
        (Query(text="dracula", formats=("pdf",)), ["ia-simulated00345book.pdf"]),
        (Query(text="dracula", formats=("cbz",)), []),
        (Query(text="dracula", languages=("fr",)), []),
        (Query(titles=("Fantine",), languages=("fr", "de")), ["ia-simulated17489book.epub"]),
        (Query(text='dracula OR (frankenstein) "'), []),
        (Query(text="moby-dick; or, whale*"), ["ia-simulated02701book.epub"]),
        (Query(text="TO AND NOT"), []),
        (Query(text=" "), []),
    ],
)
async def test_searches(catalogues: Catalogues, query: Query, ids: list[str]) -> None:
    """Numbers, names, titles, formats and languages find what they mean; what a reader writes is no operator."""
    source = archive(catalogues)
    assert [book.id for book in await source.search(query, limit=20)] == ids
    await source.close()


async def test_only_what_everybody_may_have(catalogues: Catalogues) -> None:
    """Loans, withdrawn items, private and locked files and unclear rights are never offered, however they are asked."""
    source = archive(catalogues)
    assert await found(source, "trap") == []
    for number in range(90001, 90010):
        if number != 90009:
            assert await source.lookup(f"ia-simulated{number}book.epub") is None, number
            assert list(await source.resolve(f"ia-simulated{number}book.epub")) == [], number
    linked = BookMetadata(
        provider="p", provider_id="1", title="x",
        links={"internetarchive": tuple(f"simulated{number}book" for number in range(90001, 90010))},
    )  # fmt: skip
    releases = await source.releases(linked, expand=False, languages=(), content_type="ebook")
    await source.close()
    assert list(releases.books) == []


async def test_creative_commons_if_the_owner_says_so(catalogues: Catalogues) -> None:
    """Works under a licence of their own are found once a setting allows it."""
    plain, open_minded = archive(catalogues), archive(catalogues, IA_CREATIVE_COMMONS="true")
    assert await plain.lookup("ia-simulated90009book.epub") is None
    assert await found(open_minded, "trap") == ["ia-simulated90009book.epub"]
    assert await open_minded.lookup("ia-simulated90009book.pdf") is not None
    await plain.close()
    await open_minded.close()


async def test_an_id_needs_no_search_before_it(catalogues: Catalogues) -> None:
    """The file of an id is found by a new process, and what it loads has the digests that were promised."""
    source = archive(catalogues)
    book = await source.lookup("ia-simulated00345book.pdf")
    (location,) = await source.resolve("ia-simulated00345book.pdf")
    await source.close()
    assert book is not None
    assert (book.title, location.size, location.allow_private) == ("Dracula", book.size, True)
    status, content = await fetched(catalogues, location.url)
    assert (status, len(content)) == (200, location.size)
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == location.md5
    assert hashlib.sha1(content, usedforsecurity=False).hexdigest() == location.sha1


@pytest.mark.parametrize(
    "unknown", ["ia-nothing00here.epub", "ia-frankenstein00shel.cbz", "ia-.epub", "ia-../x.epub", "pg-84.epub", "ia-x"]
)
async def test_unknown_ids(catalogues: Catalogues, unknown: str) -> None:
    """An id of nothing is None and has no file; an unknown item answers with an empty record."""
    source = archive(catalogues)
    assert await source.lookup(unknown) is None
    assert list(await source.resolve(unknown)) == []
    await source.close()


async def test_readings_are_whole_or_not_there(catalogues: Catalogues) -> None:
    """A LibriVox reading is offered as the one file it is, never as a chapter of it."""
    source = archive(catalogues)
    assert await found(source, "dracula", content_type="audiobook") == ["ia-simulated00345book_librivox.m4b"]
    assert await found(source, "dracula", content_type="audiobook", formats=("mp3",)) == []
    (book,) = await source.search(Query(text="faust", content_type="audiobook", languages=("de",)), limit=5)
    known = BookMetadata(provider="p", provider_id="1", title="Dracula", authors=("Bram Stoker",))
    releases = await source.releases(known, expand=False, languages=("en",), content_type="audiobook")
    await source.close()
    assert (book.content, book.language) == ("audiobook", "de")
    assert [row.id for row in releases.books] == ["ia-simulated00345book_librivox.m4b"]


async def test_records_are_read_once(catalogues: Catalogues) -> None:
    """A second search reads no record again, and what was found is known to a later process."""
    remember = Remembered()
    source = build(catalogues.context(around={"remember": remember}))
    first = await found(source, "fiction", limit=50)
    asked = len(catalogues.simulator.asked("/metadata/"))
    assert await found(source, "fiction", limit=50) == first
    await source.close()
    assert (len(first), asked) == (9, 9)
    assert len(catalogues.simulator.asked("/metadata/")) == asked
    later = build(catalogues.context(around={"remember": remember}))
    catalogues.simulator.seen.clear()
    assert await later.lookup(first[0]) is not None
    await later.close()
    assert catalogues.simulator.asked() == []


async def test_searches_at_once_share_their_records(catalogues: Catalogues) -> None:
    """Two searches with the same hits read each record once."""
    source = archive(catalogues)
    one, other = await asyncio.gather(found(source, "gothic"), found(source, "gothic", formats=("pdf",)))
    await source.close()
    assert (len(one), len(other)) == (2, 2)
    assert len(catalogues.simulator.asked("/metadata/")) == 2


async def test_no_more_records_than_needed(catalogues: Catalogues) -> None:
    """A short list needs few records, and slow ones are left out instead of holding up the others."""
    source = archive(catalogues)
    assert len(await found(source, "volume", limit=3)) == 3
    assert len(catalogues.simulator.asked("/metadata/")) <= 8
    await source.close()


@pytest.mark.parametrize("act", ["error", "html", "throttle", "busy", "cut"])
async def test_failures_are_told(catalogues: Catalogues, act: str) -> None:
    """Whatever goes wrong is Unavailable with a reason, and over when it is over."""
    source = archive(catalogues)
    faults = catalogues.simulator.faults
    faults.next[act] = 3  # type: ignore[index]  # the parameter is one of the acts
    with pytest.raises(Unavailable, match="it"):
        await found(source, "dracula")
    faults.next.clear()
    faults.only = "/archive/metadata"
    faults.next[act] = 3  # type: ignore[index]  # likewise
    with pytest.raises(Unavailable, match="it"):
        await found(source, "dracula")
    faults.next[act] = 3  # type: ignore[index]  # likewise
    with pytest.raises(Unavailable, match="it"):
        await source.lookup("ia-simulated00345book.epub")
    faults.next.clear()
    assert await found(source, "dracula") == ["ia-simulated00345book.epub"]
    assert await source.health() == ""
    await source.close()


async def test_one_record_that_fails_spoils_no_search(catalogues: Catalogues) -> None:
    """The other items are there."""
    source = archive(catalogues)
    catalogues.simulator.faults.only = "/archive/metadata/simulated00345book"
    catalogues.simulator.faults.next["error"] = 2
    ids = await found(source, "gothic")
    await source.close()
    assert ids == ["ia-frankenstein00shel.epub"]


async def test_keys_are_for_the_archive_alone(catalogues: Catalogues) -> None:
    """The owner's keys are sent to nobody over plain http, and to no data node."""
    source = archive(catalogues, IA_ACCESS_KEY="abc", IA_SECRET_KEY="geheim")
    default_url = archive(catalogues, IA_ACCESS_KEY="abc", IA_SECRET_KEY="geheim", ARCHIVE_URL="https://archive.org")
    await found(source, "dracula")
    assert {seen.headers.get("authorization") for seen in catalogues.simulator.seen} == {None}
    assert default_url._auth_headers("https://archive.org/metadata/x") == {"Authorization": "LOW abc:geheim"}
    assert default_url._auth_headers("https://ia800308.us.archive.org/x") == {}
    assert Secret("geheim").reveal() == "geheim"
    await source.close()
    await default_url.close()


async def test_releases_of_a_known_book(catalogues: Catalogues) -> None:
    """Items of a book, its number or its name lead to every format."""
    source = archive(catalogues, SUPPORTED_FORMATS="epub,pdf")
    linked = BookMetadata(provider="p", provider_id="1", title="x", links={"internetarchive": ("frankenstein00shel",)})
    numbered = BookMetadata(provider="p", provider_id="1", title="x", isbn_13="9780141439471")
    named = BookMetadata(provider="p", provider_id="1", title="Frankenstein: the 1818 text", authors=("Mary Shelley",))
    answers = [
        await source.releases(book, expand=expand, languages=("en",), content_type="ebook")
        for book, expand in ((linked, False), (numbered, False), (named, False), (named, True))
    ]
    await source.close()
    assert {tuple(row.id for row in answer.books) for answer in answers} == {
        ("ia-frankenstein00shel.epub", "ia-frankenstein00shel.pdf")
    }
    assert [answer.search_type for answer in answers] == ["isbn", "isbn", "title_author", "expanded"]
