"""The registry: which sources are built from SOURCES, in which order; a deleted folder removes only its own source."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import alcove
from alcove.apps.books.model.book import Query
from alcove.apps.books.model.ranking import rank_books
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.apps.books.sources.registry import BUILT_IN, SourceRegistry, build_sources, source_module
from alcove.foundation.settings import SettingError
from integration.books.opds.opds_sources import catalogs_setting
from integration.books.sources.simulated_catalogues import Catalogues

PLUGIN = """
from alcove.apps.books.sources.protocols import SourceInfo

class AtticSource:
    info = SourceInfo(name="attic", display_name="The attic", prefix="attic")

def build(context):
    return AtticSource()
"""


def enabled_names(sources: SourceRegistry) -> list[str]:
    """Return the names of the enabled sources."""
    return [source.info.name for source in sources.list_enabled()]


async def test_order_of_the_setting(catalogues: Catalogues) -> None:
    """Sources keep the order of the setting; unknown names are ignored, repeated names count once."""
    sources = catalogues.open("internetarchive", "nonsense", "gutenberg", "internetarchive", "../opds")
    assert enabled_names(sources) == ["internetarchive", "gutenberg"]
    assert sources.by_name("gutenberg") is sources.list_enabled()[1]
    assert sources.by_book_id("ia-x.epub") is sources.list_enabled()[0]
    assert sources.by_book_id("pg84.epub") is None
    assert sources.by_name("nonsense") is None
    await sources.close()


async def test_opds_catalogues(catalogues: Catalogues) -> None:
    """`opds` stands for all configured catalogues, `opds:NAME` for one; ids identify the catalogue."""
    two = catalogs_setting("http://127.0.0.1:1/a")[:-1] + ', {"name": "Home 2", "url": "http://127.0.0.1:1/b"}]'
    all_catalogues = catalogues.open("gutenberg", "opds", OPDS_CATALOGS=two)
    one = catalogues.open("opds:Home 2", "opds:nobody", OPDS_CATALOGS=two)
    ordered = catalogues.open("opds:home_2", "opds", OPDS_CATALOGS=two)
    assert enabled_names(all_catalogues) == ["gutenberg", "opds-home", "opds-home_2"]
    assert enabled_names(one) == ["opds-home_2"]
    assert enabled_names(ordered) == ["opds-home_2", "opds-home"]
    assert all_catalogues.by_book_id("opds-home_2-abc") is all_catalogues.by_name("opds-home_2")
    assert all_catalogues.by_book_id("opds-home-abc") is all_catalogues.by_name("opds-home")
    for sources in (all_catalogues, one, ordered):
        await sources.close()
    with pytest.raises(SettingError, match="OPDS_CATALOGS"):
        catalogues.open("opds", OPDS_CATALOGS="{")


async def test_metadata_providers(catalogues: Catalogues) -> None:
    """Open Library is the metadata provider unless it is switched off."""
    on, off = catalogues.open("gutenberg"), catalogues.open("gutenberg", OPENLIBRARY_ENABLED="false")
    assert [provider.name for provider in on.providers()] == ["openlibrary"]
    assert on.provider("openlibrary") is on.providers()[0]
    assert on.provider("nobody") is None
    assert list(off.providers()) == []
    await on.close()
    await off.close()


async def test_gutenberg_finds_isbn_through_open_library(catalogues: Catalogues) -> None:
    """Project Gutenberg finds a book by ISBN through Open Library, and none without it."""
    on, off = catalogues.open("gutenberg"), catalogues.open("gutenberg", OPENLIBRARY_ENABLED="false")
    found = []
    for query in (Query(text="0141439475"), Query(isbns=("9780141439471",))):
        for sources in (on, off):
            books = await sources.list_enabled()[0].search(query, limit=5)
            ranked = rank_books([books], query, formats=("epub",), limit=5)
            found.append([book.id for book in ranked])
    await on.close()
    await off.close()
    assert found == [["pg-84.epub"], [], ["pg-84.epub"], []]


async def test_isbn_search_while_open_library_fails(catalogues: Catalogues) -> None:
    """Project Gutenberg reports the failing service; the Internet Archive uses its own ISBNs."""
    sources = catalogues.open("gutenberg", "internetarchive")
    catalogues.simulator.faults.only = "/openlibrary"
    catalogues.simulator.faults.next["error"] = 10
    gutenberg, archive = sources.list_enabled()
    with pytest.raises(SourceUnavailable, match="knows its books by ISBN"):
        await gutenberg.search(Query(text="9780141439471"), limit=5)
    assert len(await archive.search(Query(text="9780141439471"), limit=5)) == 1
    assert list(await archive.search(Query(text="9780306406157"), limit=5)) == []
    await sources.close()


async def test_preferred_source_of_a_book(catalogues: Catalogues) -> None:
    """A book that two sources have is listed once, from the first source in the setting."""
    listed = []
    for order in (("gutenberg", "internetarchive"), ("internetarchive", "gutenberg")):
        sources = catalogues.open(*order)
        query = Query(text="frankenstein")
        found = [await source.search(query, limit=10) for source in sources.list_enabled()]
        listed.append([book.id for book in rank_books(found, query, formats=("epub",), limit=10)])
        await sources.close()
    assert listed == [["pg-84.epub"], ["ia-frankenstein00shel.epub"]]


def test_built_in_sources_exist() -> None:
    """Every built-in name has a module."""
    assert all(source_module(name) for name in BUILT_IN)


@pytest.fixture(scope="module")
def package_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the package without the parts that sources do not need, and return the folder to import it from."""
    folder = tmp_path_factory.mktemp("package")
    ignored = shutil.ignore_patterns("__pycache__", "simulators", "records", "study", "main", "migrations")
    shutil.copytree(Path(alcove.__file__).parent, folder / "alcove", ignore=ignored)
    return folder


@pytest.mark.parametrize("name", BUILT_IN)
def test_deleted_folder_removes_only_its_source(name: str, package_copy: Path) -> None:
    """After a source's folder is deleted, all other sources are found and nothing fails."""
    folder = package_copy / "alcove" / "apps" / "books" / "sources" / name
    deleted = folder.rename(package_copy / name)
    program = (
        "from alcove.apps.books.sources.registry import BUILT_IN, source_module as find; print(*filter(find, BUILT_IN))"
    )
    try:
        result = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": str(package_copy)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
    finally:
        deleted.rename(folder)
    assert result.stdout.split() == [other for other in BUILT_IN if other != name]


async def test_installed_package_is_a_source(
    catalogues: Catalogues, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package with the entry point is found by its name, like a folder."""
    (tmp_path / "attic_books.py").write_text(PLUGIN)
    about = tmp_path / "attic_books-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: attic-books\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[alcove.books.sources]\nattic = attic_books\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    sources = catalogues.open("attic", "gutenberg")
    assert enabled_names(sources) == ["attic", "gutenberg"]
    assert source_module("attic") is not None
    await sources.close()


async def test_building_sources_sends_no_request(catalogues: Catalogues) -> None:
    """Building all sources sends no request."""
    sources = build_sources(catalogues.make_context(SOURCES=",".join(name for name in BUILT_IN if name != "opds")))
    assert len(sources.list_enabled()) == 4
    assert len(sources.all()) == 4
    await sources.close()
    assert catalogues.simulator.requests.paths() == []


async def test_broken_package_is_ignored(
    catalogues: Catalogues, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that cannot be imported is ignored; all other sources are built."""
    (tmp_path / "cellar_books.py").write_text("import something_that_nobody_has\n")
    about = tmp_path / "cellar_books-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: cellar-books\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[alcove.books.sources]\ncellar = cellar_books\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    sources = catalogues.open("cellar", "gutenberg")
    assert enabled_names(sources) == ["gutenberg"]
    await sources.close()
