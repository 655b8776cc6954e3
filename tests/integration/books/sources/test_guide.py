"""The source that the guide writes is one."""

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
from alcove.apps.books.sources.protocols import Unavailable
from integration.books.opds.sources import Remembered, context
from support.servers import serve

GUIDE = Path(__file__).parents[4] / "docs" / "guides" / "write-a-source.md"
LISTED = [
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


def library(listed: Any, *, status: int = 200) -> Starlette:
    """Return a parish library that answers with a list."""

    async def answer(_: Request) -> JSONResponse:
        return JSONResponse(listed, status_code=status)

    return Starlette(routes=[Route("/pamphlets.json", answer)])


async def test_the_example_of_the_guide_works(guide: ModuleType) -> None:
    """It finds, cleans, remembers and locates, also after a restart, and has the files of a known book."""
    kept = Remembered()
    with serve(library(LISTED)) as base:
        source = guide.Pamphlets(context(remember=kept), site=base)
        (book,) = await source.search(Query(text="bees"), limit=5)
        assert (book.id, book.title, book.authors, book.language) == ("pam-bees-1", "On Bees", ("Renée Marsh",), "en")
        assert list(await source.search(Query(text="wasps"), limit=5)) == []
        known = BookMetadata(provider="p", provider_id="1", title="On Bees", authors=("Renée Marsh",))
        found = await source.releases(known, expand=False, languages=(), content_type="ebook")
        assert (found.books, found.search_type) == ([book], "title_author")
        for memory in (kept, Remembered()):
            later = guide.Pamphlets(context(remember=memory), site=base)
            assert await later.lookup(book.id) == book
            assert [place.url for place in await later.resolve(book.id)] == [f"{base}/bees-1.pdf"]
            assert list(await later.resolve("pam-nothing")) == []
            await later.close()
        assert await source.health() == ""
        await source.close()


@pytest.mark.parametrize(("answer", "status"), [([], 404), ([], 503), ({"no": "list"}, 200), ([{"key": 1}], 200)])
async def test_the_example_says_when_it_cannot_answer(guide: ModuleType, answer: Any, status: int) -> None:
    """Whatever the library answers on a bad day, the reason is one that readers may see."""
    with serve(library(answer, status=status)) as base:
        source = guide.build(context())
        await source.close()
        source = guide.Pamphlets(context(), site=base)
        with pytest.raises(Unavailable):
            await source.search(Query(text="bees"), limit=5)
        assert base not in await source.health() != ""
        await source.close()
