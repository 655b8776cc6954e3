"""The example source in the guide works."""

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from alcove.apps.books.model.book import BookMetadata, Query
from alcove.apps.books.sources.protocols import SourceUnavailable
from integration.books.opds.opds_sources import MemoryBookStore, make_context
from support.servers import serve

GUIDE = Path(__file__).parents[4] / "docs" / "guides" / "write-a-source.md"
ENTRIES = [
    {"key": "bees-1", "title": "On <i>Bees</i>", "author": "Marsh, Renée", "language": "eng"},
    {"key": "b", "title": ""},
]


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load the guide's example as a module of an installed package."""
    example = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)[0]
    (tmp_path / "pamphlets_of_the_guide.py").write_text(example)
    monkeypatch.syspath_prepend(str(tmp_path))
    module = __import__("pamphlets_of_the_guide")
    monkeypatch.delitem(sys.modules, "pamphlets_of_the_guide")
    return module


def library_app(entries: Any, *, status: int = 200) -> Starlette:
    """Return an app that answers with a list of pamphlets."""

    async def list_pamphlets(_: Request) -> JSONResponse:
        return JSONResponse(entries, status_code=status)

    return Starlette(routes=[Route("/pamphlets.json", list_pamphlets)])


async def test_example_works(guide: ModuleType) -> None:
    """The example searches, cleans, stores and locates books, also after a restart, and finds releases."""
    store = MemoryBookStore()
    with serve(library_app(ENTRIES)) as base:
        source = guide.Pamphlets(make_context(book_store=store), site=base)
        (book,) = await source.search(Query(text="bees"), limit=5)
        assert (book.id, book.title, book.authors, book.language) == ("pam-bees-1", "On Bees", ("Renée Marsh",), "en")
        assert list(await source.search(Query(text="wasps"), limit=5)) == []
        known = BookMetadata(provider="p", provider_id="1", title="On Bees", authors=("Renée Marsh",))
        found = await source.releases(known, expand=False, languages=(), content_type="ebook")
        assert (found.books, found.search_type) == ([book], "title_author")
        for book_store in (store, MemoryBookStore()):
            later = guide.Pamphlets(make_context(book_store=book_store), site=base)
            assert await later.lookup(book.id) == book
            assert [location.url for location in await later.resolve(book.id)] == [f"{base}/bees-1.pdf"]
            assert list(await later.resolve("pam-nothing")) == []
            await later.close()
        assert await source.health() == ""
        await source.close()


@pytest.mark.parametrize(("body", "status"), [([], 404), ([], 503), ({"no": "list"}, 200), ([{"key": 1}], 200)])
async def test_example_reports_failures(guide: ModuleType, body: Any, status: int) -> None:
    """Whatever the server answers, the example raises SourceUnavailable with a reason that users may see."""
    with serve(library_app(body, status=status)) as base:
        source = guide.build(make_context())
        await source.close()
        source = guide.Pamphlets(make_context(), site=base)
        with pytest.raises(SourceUnavailable):
            await source.search(Query(text="bees"), limit=5)
        assert base not in await source.health() != ""
        await source.close()
