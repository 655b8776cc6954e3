"""A built single-page app, served beside the API."""

import asyncio
import mimetypes
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from starlette.responses import FileResponse, HTMLResponse, Response

from alcove.foundation.web.exchange import Exchange

INDEX = "/"

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
    "font-src 'self' data: https:; connect-src 'self' http://localhost:* http://127.0.0.1:*; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PLAIN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_NO_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Alcove</title>
<style>body{font:16px/1.5 system-ui;max-width:36em;margin:4em auto;padding:0 1em}</style>
<h1>Alcove is running</h1>
<p>No web page has been built for this server. Build one and point <code>SERVE_FRONTEND_DIR</code> at its folder,
or look at the <a href="/docs">interface and try it</a>.</p></html>
"""


def page_headers(policy: str) -> dict[str, str]:
    """Return the headers of an HTML page."""
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-cache",
    }


def no_page() -> Response:
    """Return the page that says that there is none."""
    return HTMLResponse(_NO_PAGE, headers=page_headers(_PLAIN_POLICY))


class Frontend:
    """The files of a built page; its own addresses all get the index."""

    def __init__(
        self, folder: Path, pages: Sequence[str], *, policy: str = _POLICY, not_below: Sequence[str] | None = None
    ) -> None:
        """Take the folder and what its pages may load.

        With `not_below` every address without a suffix is the page's own, except for these and those below them;
        without it only those for which a browser asks as a page.
        """
        self._folder = folder.resolve()
        self._index = self._folder / "index.html"
        self._pages = frozenset(pages)
        self._policy = policy
        self._not_below = None if not_below is None else tuple(not_below)

    @property
    def pages(self) -> frozenset[str]:
        """Return the page's own addresses; none when it has not been built."""
        return self._pages if self._index.is_file() else frozenset()

    def owns(self, path: str) -> bool:
        """Tell whether the path, exactly as written, is one of the page's own addresses."""
        return path in self._pages

    async def index(self, exchange: Exchange) -> Response | None:
        """Return the index page, or None when it has not been built."""
        return await asyncio.to_thread(self._respond, self._index, exchange.header(b"if-none-match"))

    async def file(self, exchange: Exchange) -> Response | None:
        """Return the file at the request's path; else the index for a page address; else None."""
        found = await asyncio.to_thread(self._look_up, exchange.path, exchange.header(b"if-none-match"))
        if found is not None:
            return found
        if self._is_page(exchange) and not PurePosixPath(exchange.path).suffix:
            return await self.index(exchange)
        return None

    def _is_page(self, exchange: Exchange) -> bool:
        if self._not_below is None:
            return "text/html" in exchange.header(b"accept").lower()
        path = exchange.path
        return not any(path == each or path.startswith(f"{each}/") for each in self._not_below)

    def _look_up(self, path: str, known: str) -> Response | None:
        found = self._find(path)
        return self._respond(found, known) if found is not None else None

    def _find(self, path: str) -> Path | None:
        parts = [part for part in path.split("/") if part]
        if not parts or any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            return None
        try:
            found = self._folder.joinpath(*parts).resolve()
            return found if found.is_relative_to(self._folder) and found.is_file() else None
        except (OSError, ValueError, RuntimeError):
            return None

    def _respond(self, file: Path, known: str) -> Response | None:
        try:
            facts = file.stat()
        except OSError:
            return None
        tag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = {"Cache-Control": "no-cache"}
        if file.parent.name == "assets":
            # The build puts a hash of the content into these names.
            headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        if media_type == "text/html":
            headers = page_headers(self._policy)
        headers["ETag"] = tag
        if tag in (each.strip().removeprefix("W/") for each in known.split(",")):
            return Response(status_code=304, headers=headers)
        return FileResponse(file, media_type=media_type, headers=headers, stat_result=facts)
