"""The Internet Archive: its search, the records of its items, its files on data nodes."""

import hashlib
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.catalogues.lucene import BadQuery, Fields, read
from alcove.simulators.catalogues.openlibrary import MARC
from alcove.simulators.catalogues.simulator import Simulator, simulator_of
from alcove.simulators.catalogues.works import Work
from alcove.simulators.opds.files import picture
from alcove.simulators.opds.tags import partial

_USUAL: Final = ("title", "creator", "subject", "description", "identifier")
_FORMATS: Final = {"epub": "EPUB", "pdf": "Text PDF", "djvu": "DjVu", "mobi": "Kindle", "txt": "DjVuTXT"}
_TYPES: Final = {"epub": "application/epub+zip", "pdf": "application/pdf", "m4b": "audio/mp4", "mp3": "audio/mpeg"}


async def search(request: Request) -> Response:
    """Return a page of items."""
    asked = request.query_params
    simulator = simulator_of(request)
    try:
        test = read(asked.get("q", ""), usual=_USUAL)
    except BadQuery as error:
        return JSONResponse({"error": f"[ERR-15] {error}"})
    found = [item for work in simulator.works for item in items(work) if test(_fields(item))]
    rows, page = int(asked.get("rows", "50")), int(asked.get("page", "1"))
    wanted = asked.getlist("fl[]")
    docs = [{name: item[name] for name in wanted if name in item} for item in found[(page - 1) * rows : page * rows]]
    return JSONResponse(
        {
            "responseHeader": {"status": 0, "QTime": 3, "params": {"q": asked.get("q", ""), "rows": str(rows)}},
            "response": {"numFound": len(found), "start": (page - 1) * rows, "docs": docs},
        }
    )


async def metadata(request: Request) -> Response:
    """Return the record of an item; nothing at all for an unknown one."""
    simulator = simulator_of(request)
    identifier = request.path_params["identifier"]
    work = simulator.of_item(identifier)
    item = next((one for one in items(work) if one["identifier"] == identifier), None) if work else None
    if work is None or item is None:
        return JSONResponse({})
    if work.kind == "dark":
        return JSONResponse({"is_dark": True, "metadata": {"identifier": identifier}, "files": []})
    files = [_file(simulator, work, name=name) for name in names(work, item)]
    return JSONResponse(
        {
            "created": 1616004182,
            "d1": "ia600308.us.archive.org",
            "d2": "ia800308.us.archive.org",
            "dir": f"/21/items/{identifier}",
            "files": files,
            "files_count": len(files),
            "item_last_updated": 1613804036,
            "item_size": sum(int(one["size"]) for one in files),
            "uniq": work.number,
            "server": "ia800308.us.archive.org",
            "workable_servers": ["ia800308.us.archive.org"],
            "metadata": {name: value for name, value in item.items() if name not in ("year", "format", "downloads")},
        }
    )


async def download(request: Request) -> Response:
    """Redirect to the data node that has a file."""
    place = request.path_params
    return RedirectResponse(
        str(request.url.replace(path=f"/archive/21/items/{place['identifier']}/{place['name']}")), status_code=302
    )


async def file(request: Request) -> Response:
    """Return a file."""
    simulator = simulator_of(request)
    identifier, name = request.path_params["identifier"], request.path_params["name"]
    work = simulator.of_item(identifier)
    item = next((one for one in items(work) if one["identifier"] == identifier), None) if work else None
    if work is None or item is None or name not in names(work, item) or work.kind in ("private", "dark", "lent"):
        return Response("not found", status_code=404)
    form = name.rpartition(".")[2]
    return partial(request, simulator.content(work, form), type_=_TYPES.get(form, "application/octet-stream"))


async def cover(_request: Request) -> Response:
    """Return a small picture."""
    return Response(picture(), media_type="image/png")


def items(work: Work) -> list[dict[str, Any]]:
    """Return the items of a work: its scan, and a reading of it by LibriVox where it is known and free."""
    scan: dict[str, Any] = {
        "identifier": work.identifier,
        "title": work.title,
        # One value or many, as it comes.
        "creator": work.author if work.number % 2 else [f"{work.author}, {work.born or ''}-{work.died or ''}"],
        "date": str(work.year),
        "year": work.year if work.number % 3 else str(work.year),
        "language": MARC[work.language],
        "mediatype": "texts",
        "collection": _collections(work),
        "subject": list(work.subjects) if len(work.subjects) != 1 else work.subjects[0],
        "format": [_FORMATS[form] for form in _scanned(work)],
        "downloads": 100_000 - work.number,
        **_rights(work),
    }
    if work.isbns:
        scan["isbn"] = list(work.isbns)
    if work.kind == "lent":
        scan["access-restricted-item"] = "true"
    if work.kind != "free" or work.number >= 70000:
        return [scan]
    reading = {
        **{name: scan[name] for name in ("title", "creator", "date", "year", "subject", "downloads")},
        "identifier": f"{work.identifier}_librivox",
        "language": {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}[work.language],
        "mediatype": "audio",
        "collection": ["librivoxaudio", "audio_bookspoetry"],
        "licenseurl": "http://creativecommons.org/publicdomain/mark/1.0/",
        "format": ["LibriVox Apple Audiobook", "VBR MP3", "64Kbps MP3"],
    }
    return [scan, reading]


def names(work: Work, item: dict[str, Any]) -> list[str]:
    """Return the names of an item's files."""
    identifier = item["identifier"]
    if item["mediatype"] == "audio":
        return [f"{identifier}.m4b", f"{identifier}_01.mp3", f"{identifier}_02.mp3"]
    if work.kind == "drm":
        return [f"{identifier}_lcp.epub", f"{identifier}_encrypted.pdf"]
    return [f"{identifier}.{form}" for form in _scanned(work)]


def _file(simulator: Simulator, work: Work, *, name: str) -> dict[str, str]:
    form = name.rpartition(".")[2]
    content = simulator.content(work, form)
    told = {
        "name": name,
        "source": "derivative",
        "format": {"m4b": "LibriVox Apple Audiobook", "mp3": "VBR MP3", **_FORMATS}[form],
        "size": str(len(content)),
        "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "sha1": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "crc32": "00000000",
        "mtime": "1479169618",
    }
    if work.kind == "drm":
        told["format"] = "LCP Encrypted EPUB" if form == "epub" else "ACS Encrypted PDF"
    if work.kind == "private":
        told["private"] = "true"
    return told


def _scanned(work: Work) -> tuple[str, ...]:
    return () if work.kind == "no-files" else ("epub", "pdf", "djvu", "txt")


def _collections(work: Work) -> Any:
    if work.kind == "lent":
        return ["inlibrary", "printdisabled", "americana"]
    if work.kind in ("unclear", "commons", "copyrighted", "sound"):
        return "opensource"
    return ["americana", "additional_collections"]


def _rights(work: Work) -> dict[str, str]:
    if work.kind == "commons":
        return {"licenseurl": "https://creativecommons.org/licenses/by/4.0/"}
    return {"possible-copyright-status": "NOT_IN_COPYRIGHT"} if work.kind == "free" else {}


def _fields(item: dict[str, Any]) -> Fields:
    return {
        name: [str(one) for one in value] if isinstance(value, list) else [str(value)] for name, value in item.items()
    }


ROUTES: list[BaseRoute] = [
    Route("/archive/advancedsearch.php", search),
    Route("/archive/metadata/{identifier}", metadata),
    Route("/archive/download/{identifier}/{name:path}", download),
    Route("/archive/21/items/{identifier}/{name:path}", file),
    Route("/archive/services/img/{identifier}", cover),
]
