"""Open Library: its search, its records and its covers."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.catalogues.lucene import BadQuery, Fields, read
from alcove.simulators.catalogues.simulator import Simulator, simulator_of
from alcove.simulators.catalogues.works import Work
from alcove.simulators.opds.files import picture

MARC: Final = {"en": "eng", "de": "ger", "fr": "fre", "es": "spa"}
_USUAL: Final = ("title", "author_name", "subject", "isbn")
_ALIASES: Final = {"author": "author_name"}


async def search(request: Request) -> Response:
    """Return a page of works."""
    asked = request.query_params
    simulator = simulator_of(request)
    try:
        test = read(_query(request), usual=_USUAL)
    except BadQuery as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    works = [work for work in simulator.works if work.kind != "no-files" and test(_fields(work))]
    if asked.get("sort") in ("new", "old"):
        works.sort(key=lambda work: work.year, reverse=asked["sort"] == "new")
    limit = int(asked.get("limit", "100"))
    start = (int(asked.get("page", "1")) - 1) * limit
    wanted = asked.get("fields", "").split(",") if asked.get("fields") else None
    docs = [_only(doc(work), wanted) for work in works[start : start + limit]]
    total = len(works)
    return JSONResponse(
        {
            "numFound": total, "start": start, "numFoundExact": True, "num_found": total, "documentation_url": "",
            "q": asked.get("q", ""), "offset": None, "docs": docs,
        }
    )  # fmt: skip


async def work(request: Request) -> Response:
    """Return the record of a work."""
    found = _by_key(simulator_of(request), request.path_params["key"])
    if found is None:
        return JSONResponse({"error": "notfound"}, status_code=404)
    told: Any = f"A work of {found.year}."
    return JSONResponse(
        {
            "key": f"/works/{found.key}",
            "title": found.title,
            "description": told if found.number % 2 else {"type": "/type/text", "value": told},
            "subjects": list(found.subjects),
            "covers": [-1, found.number],
            "authors": [{"type": {"key": "/type/author_role"}, "author": {"key": f"/authors/{found.author_key}"}}],
        }
    )


async def isbn(request: Request) -> Response:
    """Redirect to the edition of an ISBN, as the real one does."""
    number = request.path_params["isbn"]
    found = next((each for each in simulator_of(request).works if number in each.isbns), None)
    if found is None:
        return JSONResponse({"error": "notfound"}, status_code=404)
    place = request.url.path.rpartition("/isbn/")[0]
    return RedirectResponse(f"{place}/books/OL{found.number}M.json", status_code=302)


async def edition(request: Request) -> Response:
    """Return the record of an edition."""
    found = simulator_of(request).of_number(int(request.path_params["number"]))
    if found is None:
        return JSONResponse({"error": "notfound"}, status_code=404)
    return JSONResponse(
        {
            "key": f"/books/OL{found.number}M",
            "title": found.title,
            "works": [{"key": f"/works/{found.key}"}],
            "isbn_13": list(found.isbns),
            "publishers": ["Penguin"],
            "publish_date": "2003",
            "languages": [{"key": f"/languages/{MARC[found.language]}"}],
            "ocaid": found.identifier,
        }
    )


async def author(request: Request) -> Response:
    """Return the record of an author."""
    key = request.path_params["key"]
    found = next((each for each in simulator_of(request).works if each.author_key == key), None)
    if found is None:
        return JSONResponse({"error": "notfound"}, status_code=404)
    return JSONResponse({"key": f"/authors/{key}", "name": found.spoken})


async def cover(_request: Request) -> Response:
    """Return a small picture."""
    return Response(picture(), media_type="image/png")


def doc(work: Work) -> dict[str, Any]:
    """Return a work as a search tells of it; unknown fields are left out."""
    free = work.kind in ("free", "dark", "private", "drm", "unclear", "commons")
    told: dict[str, Any] = {
        "key": f"/works/{work.key}",
        "title": work.title.partition(";")[0],
        "author_name": [work.spoken],
        "author_key": [work.author_key],
        "first_publish_year": work.year,
        "cover_i": work.number,
        "edition_count": 1 + work.number % 900,
        "isbn": [*work.isbns, "broken-number"],
        "publisher": ["Penguin"] if work.isbns else [],
        "language": [MARC[work.language]],
        "subject": list(work.subjects),
        "has_fulltext": True,
        "public_scan_b": free,
        "ebook_access": "public" if free else "borrowable" if work.kind == "lent" else "no_ebook",
        "ia": [work.identifier],
        "id_project_gutenberg": [str(work.number)] if work.kind == "free" else [],
        "id_standard_ebooks": [work.standard_ebooks] if work.standard_ebooks else [],
        "ratings_average": 4.04 if work.isbns else None,
        "ratings_count": 500 if work.isbns else None,
        "readinglog_count": 1200 if work.isbns else None,
    }
    return {name: value for name, value in told.items() if value not in ([], None)}


def _query(request: Request) -> str:
    asked = request.query_params
    named = (f"{name}:({asked[name]})" for name in ("title", "author", "isbn", "subject", "publisher") if name in asked)
    return " AND ".join([*([asked["q"]] if asked.get("q") else []), *named])


def _fields(work: Work) -> Fields:
    told = {name: value if isinstance(value, list) else [str(value)] for name, value in doc(work).items()}
    return told | {name: told.get(other, []) for name, other in _ALIASES.items()}


def _only(told: dict[str, Any], wanted: list[str] | None) -> dict[str, Any]:
    return told if wanted is None else {name: value for name, value in told.items() if name in wanted}


def _by_key(simulator: Simulator, key: str) -> Work | None:
    return next((each for each in simulator.works if each.key == key), None)


ROUTES: list[BaseRoute] = [
    Route("/openlibrary/search.json", search),
    Route("/openlibrary/works/{key}.json", work),
    Route("/openlibrary/isbn/{isbn}.json", isbn),
    Route("/openlibrary/books/OL{number:int}M.json", edition),
    Route("/openlibrary/authors/{key}.json", author),
    Route("/openlibrary/covers/b/id/{name}", cover),
]
