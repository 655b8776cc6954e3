"""The pages of older programs that this server hosts: the classic one as a template, the newer one as static files."""

import asyncio
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import msgspec
from starlette.responses import FileResponse, HTMLResponse, Response

from alcove.apps.books.errors import NotFound
from alcove.apps.books.file_responses import file_replies
from alcove.apps.books.model.languages import LANGUAGES, known_codes
from alcove.apps.books.search import Preferences
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.telemetry import get_logger
from alcove.foundation.web import Access, Api, Call, Frontend, hash_inline_scripts, page_headers

if TYPE_CHECKING:
    from jinja2 import Template

CLASSIC_POLICY: Final = (
    "default-src 'self'; script-src 'self' https://cdn.tailwindcss.com; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
NON_PAGE_PREFIXES: Final = (
    "/api",
    "/assets",
    "/request",
    "/socket.io",
    "/static",
    "/opds",
    "/health",
    "/metrics",
    "/docs",
)
"""Path prefixes at which an unknown address is answered with an error in JSON instead of the page."""
_ICON: Final = "image/vnd.microsoft.icon"

log = get_logger("alcove.books.pages")


def find_modern_page(settings: BooksSettings) -> Frontend | None:
    """Return the newer page, None when it is not configured or not built."""
    folder = settings.ui2_dist
    if folder is None or (settings.ui == "classic" and settings.ui1_dir is not None):
        return None
    index = folder / "index.html"
    if not index.is_file():
        log.warning("page_not_built", setting="UI2_DIST")
        return None
    return Frontend(
        folder, ("/",), policy=build_modern_policy(index.read_text("utf-8")), excluded_prefixes=NON_PAGE_PREFIXES
    )


def build_modern_policy(index: str) -> str:
    """Return the newer page's Content-Security-Policy: its own files and the inline scripts of its index."""
    scripts = " ".join(("'self'", *hash_inline_scripts(index)))
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesDeps:
    """The dependencies of the hosted pages."""

    settings: BooksSettings
    preferences: Preferences
    has_own_port: bool


def register(api: Api, deps: PagesDeps) -> None:
    """Add the classic page if its folder is configured; at / only at the app's own port."""
    settings = deps.settings
    if settings.ui1_dir is None:
        return
    page = _ClassicPage(settings.ui1_dir)
    owns_root = deps.has_own_port and find_modern_page(settings) is None
    paths = ("/request", "/") if owns_root else ("/request",)

    @api.route(
        "GET",
        *paths,
        response_model=str,
        media_type="text/html",
        errors=(NotFound,),
        access=Access.USER,
        summary="The classic page",
    )
    async def classic(call: Call[None, None]) -> Response:
        content = await page.render(await deps.preferences.current())
        return HTMLResponse(content, headers=page_headers(CLASSIC_POLICY))

    _add_files(api, page, owns_root=owns_root)


def _add_files(api: Api, page: "_ClassicPage", *, owns_root: bool) -> None:
    @api.route(
        "GET",
        "/request/static/{file:path}",
        "/static/{file:path}",
        response_model=bytes,
        errors=(NotFound,),
        media_type="*/*",
        responses=file_replies("*/*"),
        access=Access.PUBLIC,
        summary="A file of the classic page, of the type that its name says",
    )
    async def static(call: Call[None, None]) -> Response:
        if call.path["file"].startswith("favico") and "/" not in call.path["file"]:
            return await page.file("media/favicon.ico")
        return await page.file(call.path["file"])

    icons = ("/request/favico{rest}", *(("/favico{rest}",) if owns_root else ()))

    @api.route(
        "GET", *icons, response_model=bytes, errors=(NotFound,), media_type=_ICON, responses=file_replies(_ICON),
        access=Access.PUBLIC,
        summary="The classic page's icon",
    )  # fmt: skip
    async def icon(call: Call[None, None]) -> Response:
        return await page.file("media/favicon.ico")

    if owns_root:

        @api.route(
            "GET", "/logo.png", response_model=bytes, errors=(NotFound,), media_type="image/png",
            responses=file_replies("image/png"),
            access=Access.PUBLIC, summary="The logo",
        )  # fmt: skip
        async def logo(call: Call[None, None]) -> Response:
            return await page.file("media/logo.png")


class _ClassicPage:
    """The folder of the classic page: templates/, static/, data/."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._static = folder / "static"
        self._template: Template | None = None

    async def render(self, settings: BooksSettings) -> str:
        """Return the rendered page; NotFound when its template is missing."""
        return await asyncio.to_thread(self._render, settings)

    async def file(self, name: str) -> Response:
        """Return a file of the static folder; NotFound."""
        path = await asyncio.to_thread(self._find, name)
        if path is None:
            raise NotFound("Resource not found")
        media_type = _ICON if path.suffix == ".ico" else mimetypes.guess_type(path.name)[0]
        return FileResponse(
            path, media_type=media_type or "application/octet-stream", headers={"Cache-Control": "max-age=0"}
        )

    def _render(self, settings: BooksSettings) -> str:
        template = self._template = self._template or self._open()
        return template.render(
            book_languages=_read_languages(self._folder / "data" / "book-languages.json"),
            default_language=list(known_codes(settings.book_language)),
            supported_formats=list(settings.supported_formats),
            debug=settings.debug,
            build_version=settings.build_version,
            release_version=settings.release_version,
            app_env=settings.app_env,
            url_for=_url_for,
        )

    def _open(self) -> "Template":
        from jinja2 import FileSystemLoader, TemplateNotFound  # noqa: PLC0415 - on the first use of the page
        from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - the same

        # The loader only reads this folder, and the sandbox refuses unsafe calls.
        environment = SandboxedEnvironment(loader=FileSystemLoader(self._folder / "templates"), autoescape=True)
        try:
            return environment.get_template("index.html")
        except TemplateNotFound as error:
            log.warning("page_not_found", setting="UI1_DIR")
            raise NotFound("Resource not found") from error

    def _find(self, name: str) -> Path | None:
        parts = PurePosixPath(name).parts
        if not parts or any(part.startswith((".", "/")) or "\\" in part or "\0" in part for part in parts):
            return None
        try:
            root = self._static.resolve()
            path = root.joinpath(*parts).resolve()
            return path if path.is_relative_to(root) and path.is_file() else None
        except (OSError, ValueError, RuntimeError):
            return None


def _url_for(endpoint: str, *, filename: str = "") -> str:
    """Return the URL of a file, for the page's template; `static` is the only endpoint."""
    return f"/request/{endpoint}/{filename}" if endpoint == "static" else "/request"


def _read_languages(file: Path) -> Sequence[dict[str, Any]]:
    """Return the page's own list of languages, with ASCII hyphens, or the app's when the page has none."""
    default = [{"language": language.name, "code": language.code} for language in LANGUAGES]
    try:
        entries = msgspec.json.decode(file.read_bytes(), type=list[dict[str, str]])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return default
    return [{**entry, "code": entry.get("code", "").replace("\u2011", "-")} for entry in entries] or default
