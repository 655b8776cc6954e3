"""Serves a built single-page app next to the API."""

import asyncio
import base64
import hashlib
import mimetypes
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from starlette.responses import FileResponse, HTMLResponse, Response

from alcove.foundation.web.exchange import Exchange

INDEX = "/"

_POLICY = (
    "default-src 'self'; script-src 'self'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_NOT_BUILT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Alcove</title>
<style>body{font:16px/1.5 system-ui;max-width:36em;margin:4em auto;padding:0 1em}</style>
<h1>Alcove is running</h1>
<p>No web page has been built for this server. Build one and point <code>SERVE_FRONTEND_DIR</code> at its folder,
or look at the <a href="/docs">interface and try it</a>.</p></html>
"""

_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)


def page_headers(policy: str) -> dict[str, str]:
    """Return the headers of an HTML page."""
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-cache",
    }


def not_built_page() -> Response:
    """Return the page that is shown while no front end has been built."""
    return HTMLResponse(_NOT_BUILT, headers=page_headers(_NOT_BUILT_POLICY))


def hash_inline_scripts(page: str) -> tuple[str, ...]:
    """Return the CSP sources (hashes) that allow exactly the inline scripts of a page."""
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script['text'].encode()).digest()).decode()}'"
        for script in _SCRIPT.finditer(page)
        if script["text"].strip() and not re.search(r"\bsrc\s*=", script["attributes"], re.IGNORECASE)
    )


class Frontend:
    """The files of a built front end; all its page addresses get the index."""

    def __init__(
        self,
        folder: Path,
        pages: Sequence[str],
        *,
        policy: str = _POLICY,
        excluded_prefixes: Sequence[str] | None = None,
    ) -> None:
        """Create it from the folder and the content security policy of its pages.

        With `excluded_prefixes`, every path without a file suffix is a page, except at these paths and below them.
        Without it, a path is a page when the browser accepts text/html.
        """
        self._folder = folder.resolve()
        self._index = self._folder / "index.html"
        self._pages = frozenset(pages)
        self._policy = policy
        self._excluded_prefixes = None if excluded_prefixes is None else tuple(excluded_prefixes)

    @property
    def pages(self) -> frozenset[str]:
        """Return the page addresses; none when the front end has not been built."""
        return self._pages if self._index.is_file() else frozenset()

    def is_page_path(self, path: str) -> bool:
        """Return whether the path, exactly as written, is one of the page addresses."""
        return path in self._pages

    async def index_response(self, exchange: Exchange) -> Response | None:
        """Return the index page; None when the front end has not been built."""
        return await asyncio.to_thread(self._respond, self._index, exchange.header(b"if-none-match"))

    async def file_response(self, exchange: Exchange) -> Response | None:
        """Return the file at the request path, the index for a page address, None for anything else."""
        response = await asyncio.to_thread(self._find_response, exchange.path, exchange.header(b"if-none-match"))
        if response is not None:
            return response
        if self._is_page(exchange) and not PurePosixPath(exchange.path).suffix:
            return await self.index_response(exchange)
        return None

    def _is_page(self, exchange: Exchange) -> bool:
        if self._excluded_prefixes is None:
            return "text/html" in exchange.header(b"accept").lower()
        path = exchange.path
        return not any(path == prefix or path.startswith(f"{prefix}/") for prefix in self._excluded_prefixes)

    def _find_response(self, path: str, etags: str) -> Response | None:
        file = self._find_file(path)
        return self._respond(file, etags) if file is not None else None

    def _find_file(self, path: str) -> Path | None:
        parts = [part for part in path.split("/") if part]
        if not parts or any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            return None
        try:
            file = self._folder.joinpath(*parts).resolve()
            return file if file.is_relative_to(self._folder) and file.is_file() else None
        except (OSError, ValueError, RuntimeError):
            return None

    def _respond(self, file: Path, etags: str) -> Response | None:
        try:
            stat = file.stat()
        except OSError:
            return None
        etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = {"Cache-Control": "no-cache"}
        if file.parent.name == "assets":
            # The build puts a hash of the content into these names.
            headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        if media_type == "text/html":
            headers = page_headers(self._policy)
        headers["ETag"] = etag
        if etag in (value.strip().removeprefix("W/") for value in etags.split(",")):
            return Response(status_code=304, headers=headers)
        return FileResponse(file, media_type=media_type, headers=headers, stat_result=stat)
