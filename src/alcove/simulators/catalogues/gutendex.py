"""Gutendex, and the files of Project Gutenberg behind it."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.catalogues.simulator import simulator_of
from alcove.simulators.catalogues.works import Work
from alcove.simulators.opds.files import picture
from alcove.simulators.opds.tags import partial

PER_PAGE: Final = 32
TYPES: Final = {
    "epub": ("application/epub+zip", "epub3.images"),
    "mobi": ("application/x-mobipocket-ebook", "kf8.images"),
    "pdf": ("application/pdf", "pdf"),
    "txt": ("text/plain; charset=us-ascii", "txt.utf-8"),
}
_NAMES: Final = {ending: form for form, (_, ending) in TYPES.items()}


async def search(request: Request) -> Response:
    """Return a page of books."""
    asked = request.query_params
    found = [work for work in simulator_of(request).works if _fits(work, request)]
    if asked.get("sort") in ("ascending", "descending"):
        found.sort(key=lambda work: work.number, reverse=asked["sort"] == "descending")
    page = int(asked.get("page", "1")) if asked.get("page", "1").isdigit() else 0
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    if page < 1 or (page > 1 and not shown):
        return JSONResponse({"detail": "Invalid page."}, status_code=404)
    more = page * PER_PAGE < len(found)
    return JSONResponse(
        {
            "count": len(found),
            "next": str(request.url.include_query_params(page=page + 1)) if more else None,
            "previous": str(request.url.include_query_params(page=page - 1)) if page > 1 else None,
            "results": [entry(work, base=_base(request)) for work in shown],
        }
    )


async def one(request: Request) -> Response:
    """Return one book."""
    work = simulator_of(request).of_number(int(request.path_params["number"]))
    if work is None:
        return JSONResponse({"detail": "No Book matches the given query."}, status_code=404)
    return JSONResponse(entry(work, base=_base(request)))


async def slashless(request: Request) -> Response:
    """Redirect as the real one does."""
    return RedirectResponse(request.url.replace(path=f"{request.url.path}/"), status_code=301)


async def file(request: Request) -> Response:
    """Return the file of a book."""
    number, _, ending = request.path_params["name"].partition(".")
    simulator = simulator_of(request)
    work = simulator.of_number(int(number)) if number.isdigit() else None
    form = _NAMES.get(ending, "")
    if work is None or form not in work.formats:
        return Response("not found", status_code=404)
    return partial(request, simulator.content(work, form), type_=TYPES[form][0])


async def cover(_request: Request) -> Response:
    """Return a small picture."""
    return Response(picture(), media_type="image/png")


def entry(work: Work, *, base: str) -> dict[str, Any]:
    """Return a work in Gutendex's words."""
    formats = {type_: f"{base}/ebooks/{work.number}.{ending}" for type_, ending in _offered(work)}
    return {
        "id": work.number,
        "title": work.title,
        "authors": [{"name": work.author, "birth_year": work.born, "death_year": work.died}],
        "summaries": [f'"{work.title}" by {work.spoken} is a work of {work.year}.'],
        "editors": [],
        "translators": [],
        "subjects": list(work.subjects),
        "bookshelves": [f"Browsing: {subject.partition(' --')[0]}" for subject in work.subjects[:1]],
        "languages": [work.language],
        "copyright": work.kind == "copyrighted",
        "media_type": "Sound" if work.kind == "sound" else "Text",
        "formats": {**formats, "image/jpeg": f"{base}/cache/epub/{work.number}/pg{work.number}.cover.medium.jpg"},
        "download_count": 100_000 - work.number,
    }


def _offered(work: Work) -> list[tuple[str, str]]:
    if work.kind == "sound":
        return [("audio/mpeg", "mp3")]
    return [] if work.kind == "no-files" else [TYPES[form] for form in work.formats]


def _fits(work: Work, request: Request) -> bool:
    asked = request.query_params
    words = asked.get("search", "").lower().split()[:32]
    kinds = asked.get("copyright", "true,false,null").split(",")
    languages = asked.get("languages", work.language).split(",")
    numbers = asked.get("ids", str(work.number)).split(",")
    topic = asked.get("topic", "").lower()
    mime = asked.get("mime_type", "")
    return (
        all(word in work.words for word in words)
        and str(work.kind == "copyrighted").lower() in kinds
        and work.language in languages
        and str(work.number) in numbers
        and (not topic or any(topic in subject.lower() for subject in work.subjects))
        and any(type_.startswith(mime) for type_, _ in [*_offered(work), ("image/jpeg", "")])
    )


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}/gutenberg"


ROUTES: list[BaseRoute] = [
    Route("/gutendex/books/", search),
    Route("/gutendex/books", slashless),
    Route("/gutendex/books/{number:int}/", one),
    Route("/gutendex/books/{number:int}", slashless),
    Route("/gutenberg/ebooks/{name}", file),
    Route("/gutenberg/cache/epub/{number:int}/{name}", cover),
]
