"""Sources are found by name and order; a missing folder takes only itself away."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import alcove
from alcove.apps.books.model.book import Query
from alcove.apps.books.model.ranking import rank
from alcove.apps.books.sources.protocols import Unavailable
from alcove.apps.books.sources.registry import BUILT_IN, Sources, open_sources, source_module
from alcove.foundation.settings import SettingError
from integration.books.opds.sources import catalogs
from integration.books.sources.around import Catalogues

PLUGIN = """
from alcove.apps.books.sources.protocols import SourceFacts

class Shelf:
    facts = SourceFacts(name="attic", display_name="The attic", prefix="attic")

def build(context):
    return Shelf()
"""


def names(sources: Sources) -> list[str]:
    """Return the names of what is searched."""
    return [source.facts.name for source in sources.enabled()]


async def test_the_order_is_that_of_the_setting(catalogues: Catalogues) -> None:
    """Names that nothing answers to are left out, names that come twice are there once."""
    sources = catalogues.open("internetarchive", "nonsense", "gutenberg", "internetarchive", "../opds")
    assert names(sources) == ["internetarchive", "gutenberg"]
    assert sources.by_name("gutenberg") is sources.enabled()[1]
    assert sources.of_id("ia-x.epub") is sources.enabled()[0]
    assert sources.of_id("pg84.epub") is None
    assert sources.by_name("nonsense") is None
    await sources.close()


async def test_catalogues_of_the_owner(catalogues: Catalogues) -> None:
    """`opds` is all of them, `opds:NAME` one; ids tell them apart."""
    two = catalogs("http://127.0.0.1:1/a")[:-1] + ', {"name": "Home 2", "url": "http://127.0.0.1:1/b"}]'
    every = catalogues.open("gutenberg", "opds", OPDS_CATALOGS=two)
    one = catalogues.open("opds:Home 2", "opds:nobody", OPDS_CATALOGS=two)
    first = catalogues.open("opds:home_2", "opds", OPDS_CATALOGS=two)
    assert names(every) == ["gutenberg", "opds-home", "opds-home_2"]
    assert names(one) == ["opds-home_2"]
    assert names(first) == ["opds-home_2", "opds-home"]
    assert every.of_id("opds-home_2-abc") is every.by_name("opds-home_2")
    assert every.of_id("opds-home-abc") is every.by_name("opds-home")
    for sources in (every, one, first):
        await sources.close()
    with pytest.raises(SettingError, match="OPDS_CATALOGS"):
        catalogues.open("opds", OPDS_CATALOGS="{")


async def test_metadata_providers(catalogues: Catalogues) -> None:
    """Open Library is asked unless it is switched off."""
    on, off = catalogues.open("gutenberg"), catalogues.open("gutenberg", OPENLIBRARY_ENABLED="false")
    assert [one.name for one in on.providers()] == ["openlibrary"]
    assert on.provider("openlibrary") is on.providers()[0]
    assert on.provider("nobody") is None
    assert list(off.providers()) == []
    await on.close()
    await off.close()


async def test_an_isbn_is_found_where_nobody_knows_isbns(catalogues: Catalogues) -> None:
    """Project Gutenberg finds a book by ISBN with the help of Open Library, and nothing without it."""
    on, off = catalogues.open("gutenberg"), catalogues.open("gutenberg", OPENLIBRARY_ENABLED="false")
    found = []
    for query in (Query(text="0141439475"), Query(isbns=("9780141439471",))):
        for sources in (on, off):
            books = await sources.enabled()[0].search(query, limit=5)
            ranked = rank([books], query, formats=("epub",), limit=5)
            found.append([book.id for book in ranked])
    await on.close()
    await off.close()
    assert found == [["pg-84.epub"], [], ["pg-84.epub"], []]


async def test_an_isbn_when_open_library_is_down(catalogues: Catalogues) -> None:
    """Project Gutenberg says whose answer is missing; the archive's own numbers are enough for it."""
    sources = catalogues.open("gutenberg", "internetarchive")
    catalogues.simulator.faults.only = "/openlibrary"
    catalogues.simulator.faults.next["error"] = 10
    gutenberg, archive = sources.enabled()
    with pytest.raises(Unavailable, match="knows its books by ISBN"):
        await gutenberg.search(Query(text="9780141439471"), limit=5)
    assert len(await archive.search(Query(text="9780141439471"), limit=5)) == 1
    assert list(await archive.search(Query(text="9780306406157"), limit=5)) == []
    await sources.close()


async def test_catalogues_together(catalogues: Catalogues) -> None:
    """What both have is listed once, from the preferred source; the order of the setting decides."""
    listed = []
    for order in (("gutenberg", "internetarchive"), ("internetarchive", "gutenberg")):
        sources = catalogues.open(*order)
        query = Query(text="frankenstein")
        found = [await source.search(query, limit=10) for source in sources.enabled()]
        listed.append([book.id for book in rank(found, query, formats=("epub",), limit=10)])
        await sources.close()
    assert listed == [["pg-84.epub"], ["ia-frankenstein00shel.epub"]]


def test_all_built_in_sources_are_there() -> None:
    """Every built-in name has its folder."""
    assert all(source_module(name) for name in BUILT_IN)


@pytest.mark.parametrize("folder", BUILT_IN)
def test_a_deleted_folder_takes_only_itself_away(folder: str, tmp_path: Path) -> None:
    """Without a source's folder all the others are found, and nothing fails."""
    package = Path(alcove.__file__).parent
    copy = tmp_path / "alcove"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "simulators", "records", "main"))
    shutil.rmtree(copy / "apps" / "books" / "sources" / folder)
    program = (
        "from alcove.apps.books.sources.registry import BUILT_IN, source_module as module; "
        "print(*filter(module, BUILT_IN))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == [name for name in BUILT_IN if name != folder]


async def test_an_installed_package_is_a_source(
    catalogues: Catalogues, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package with the entry point is found by its name, as a folder would be."""
    (tmp_path / "attic_books.py").write_text(PLUGIN)
    about = tmp_path / "attic_books-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: attic-books\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[alcove.books.sources]\nattic = attic_books\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    sources = catalogues.open("attic", "gutenberg")
    assert names(sources) == ["attic", "gutenberg"]
    assert source_module("attic") is not None
    await sources.close()


async def test_sources_are_made_without_a_request(catalogues: Catalogues) -> None:
    """Opening asks nobody anything."""
    sources = open_sources(catalogues.context(SOURCES=",".join(name for name in BUILT_IN if name != "opds")))
    assert len(sources.enabled()) == 4
    assert len(sources.every()) == 4
    await sources.close()
    assert catalogues.simulator.asked() == []


async def test_a_broken_package_takes_only_itself_away(
    catalogues: Catalogues, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that cannot be imported is left out, and all other sources are there."""
    (tmp_path / "cellar_books.py").write_text("import something_that_nobody_has\n")
    about = tmp_path / "cellar_books-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: cellar-books\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[alcove.books.sources]\ncellar = cellar_books\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    sources = catalogues.open("cellar", "gutenberg")
    assert names(sources) == ["gutenberg"]
    await sources.close()
