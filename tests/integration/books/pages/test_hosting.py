"""The URLs of the pages and their files, and what the pages may load."""

import base64
import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from fixtures.books.app_with_sources import BooksTestApp
from support.http_client import http_client
from support.servers import serve_async

HTML = {"accept": "text/html,application/xhtml+xml"}
CLASSIC = "default-src 'self'; script-src 'self' https://cdn.tailwindcss.com"
SECRET = "nothing that a page may show"


@asynccontextmanager
async def serve_pages(
    books_app: BooksTestApp, *, own_port_app: bool = True, **environ: str
) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve the books app alone or with the whole server, and yield a client."""
    books_app.environ.update(environ)
    books_app.preferences.environ |= environ
    app = books_app.own_port_app() if own_port_app else books_app.app()
    async with serve_async(app) as base, http_client(base) as client:
        yield client


async def test_the_newer_page_is_at_the_root(books_app: BooksTestApp) -> None:
    """With both pages installed, the newer one is at / and at all otherwise unused paths."""
    async with serve_pages(books_app) as client:
        for path in ("/", "/login", "/settings/general", "/some/where"):
            answer = await client.get(path)
            assert (answer.status_code, "the new way" in answer.text) == (200, True), path
        assert "the old way" in (await client.get("/request")).text


async def test_the_classic_page_is_at_the_root_if_configured(books_app: BooksTestApp) -> None:
    """With UI=classic the classic page is at / and at /request, and the newer one is not served."""
    async with serve_pages(books_app, UI="classic") as client:
        for path in ("/", "/request", "/request/"):
            assert "the old way" in (await client.get(path)).text
        assert (await client.get("/login", headers=HTML)).status_code == 404


async def test_the_classic_page_is_at_the_root_without_a_newer_one(books_app: BooksTestApp, tmp_path: Path) -> None:
    """When the newer page has not been built, the classic page is at /."""
    async with serve_pages(books_app, UI2_DIST=str(tmp_path)) as client:
        assert "the old way" in (await client.get("/")).text


async def test_the_shared_server_keeps_its_own_root(books_app: BooksTestApp) -> None:
    """On the port of the whole server, the classic page is only at /request; icons and logo stay the server's."""
    async with serve_pages(books_app, own_port_app=False) as client:
        assert "the old way" in (await client.get("/request")).text
        assert "way" not in (await client.get("/")).text
        for path in ("/logo.png", "/favicon.ico", "/assets/page-1a2b3c.js"):
            assert (await client.get(path)).status_code == 404


async def test_without_folders_there_are_no_pages(books_app: BooksTestApp) -> None:
    """Without configured folders there are no pages, and unknown paths return 404."""
    async with serve_pages(books_app, UI1_DIR="", UI2_DIST="") as client:
        for path in ("/request", "/static/js/main.js", "/login"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()) == (404, {"error": "Resource not found"})


async def test_unknown_api_paths_are_404(books_app: BooksTestApp) -> None:
    """Unknown paths of the API, of assets and below /request return 404 as JSON, not a page."""
    async with serve_pages(books_app) as client:
        for path in ("/api/nothing", "/request/nothing", "/assets/gone.js", "/missing.png", "/assets", "/api"):
            answer = await client.get(path, headers=HTML)
            assert (answer.status_code, answer.json()) == (404, {"error": "Resource not found"}), path


async def test_405_lists_the_allowed_methods(books_app: BooksTestApp) -> None:
    """A wrong method returns 405 with the allowed methods."""
    async with serve_pages(books_app) as client:
        answer = await client.delete("/api/status")
    assert (answer.status_code, answer.json()) == (405, {"error": "Method Not Allowed"})
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_values_of_the_classic_template(books_app: BooksTestApp) -> None:
    """The template receives languages, the default language, formats, versions and the URLs of its files."""
    environ = {"BOOK_LANGUAGE": "DE,xx", "SUPPORTED_FORMATS": "epub", "BUILD_VERSION": "b<1>", "APP_ENV": "prod"}
    books_app.preferences.environ |= environ
    async with serve_pages(books_app) as client:
        page = (await client.get("/request")).text
    assert '<option value="de" selected>German</option>' in page
    assert '<option value="zh-Hant" >Traditional Chinese</option>' in page
    assert 'src="/request/static/js/main.js"' in page
    assert "b&lt;1&gt; N/A prod" in page
    assert page.count("disabled") == 2
    assert "Restart" not in page


async def test_the_classic_page_offers_a_restart_while_debugging(books_app: BooksTestApp) -> None:
    """With DEBUG the template shows the actions of administrators."""
    async with serve_pages(books_app, DEBUG="true") as client:
        assert 'action="/request/api/restart"' in (await client.get("/request")).text


async def test_files_of_the_classic_page(books_app: BooksTestApp) -> None:
    """The files of the classic page are at both URLs, with their media types."""
    async with serve_pages(books_app) as client:
        for path in ("/static/js/main.js", "/request/static/js/main.js", "/request/static/css/styles.css"):
            answer = await client.get(path)
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(("text/javascript", "text/css"))
            assert answer.headers["cache-control"] == "max-age=0"


async def test_icons_of_the_classic_page(books_app: BooksTestApp) -> None:
    """Every path that starts like the icon's returns the icon."""
    async with serve_pages(books_app) as client:
        for path in ("/request/favicon.ico", "/request/favico-16.png", "/request/static/favicon.ico"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/vnd.microsoft.icon")


OUTSIDE = (
    "../templates/index.html", "..%2ftemplates%2findex.html", "%2e%2e/data/book-languages.json", "js/../../data/x",
    "/etc/passwd", "//etc/passwd", ".hidden", "js/.hidden", "out.txt", "js%00main.js", "js", "", "..\\x",
)  # fmt: skip


async def test_files_outside_the_static_folder_are_not_sent(books_app: BooksTestApp, tmp_path: Path) -> None:
    """Paths with `..`, hidden files and links out of the folder return 404."""
    folder = tmp_path / "classic"
    (folder / "static" / "js").mkdir(parents=True)
    (folder / "templates").mkdir()
    for file in (folder / "templates" / "index.html", folder / "static" / ".hidden", tmp_path / "secret.txt"):
        file.write_text(SECRET)
    (folder / "static" / "out.txt").symlink_to(tmp_path / "secret.txt")
    async with serve_pages(books_app, UI1_DIR=str(folder)) as client:
        for path in OUTSIDE:
            answer = await client.get(f"/request/static/{path}")
            assert SECRET not in answer.text, path
            assert answer.status_code == 404, path


async def test_templates_are_sandboxed(books_app: BooksTestApp, tmp_path: Path) -> None:
    """A template cannot include files of other folders or reach Python objects."""
    (tmp_path / "secret.txt").write_text(SECRET)
    for text in ("{% include '../../secret.txt' %}", "{{ url_for.__globals__ }}", "{{ ''.__class__.__mro__ }}"):
        folder = tmp_path / "own"
        (folder / "templates").mkdir(parents=True, exist_ok=True)
        (folder / "templates" / "index.html").write_text(text)
        async with serve_pages(books_app, UI1_DIR=str(folder)) as client:
            answer = await client.get("/request")
        assert answer.status_code in (200, 500)
        assert SECRET not in answer.text
        assert "object" not in answer.text


async def test_content_security_policies(books_app: BooksTestApp) -> None:
    """Each page lists what it may load; the newer page allows only the hash of its own inline script."""
    async with serve_pages(books_app) as client:
        classic, modern = await client.get("/request"), await client.get("/")
    assert classic.headers["content-security-policy"].startswith(CLASSIC)
    assert (
        "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        in (classic.headers["content-security-policy"])
    )
    script = modern.text.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = modern.headers["content-security-policy"]
    assert f"script-src 'self' 'sha256-{digest}' 'nonce-" in policy
    assert policy.count("sha256-") == 1
    assert "frame-ancestors 'none'" in policy


async def test_assets_are_cached_and_pages_are_revalidated(books_app: BooksTestApp) -> None:
    """Files below /assets are cached for a year; the index is revalidated."""
    async with serve_pages(books_app) as client:
        asset, index = await client.get("/assets/page-1a2b3c.js"), await client.get("/")
        logo, icon = await client.get("/logo.png"), await client.get("/favicon.ico")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert index.headers["cache-control"] == "no-cache"
    assert logo.headers["content-type"] == "image/png"
    assert icon.headers["content-type"].startswith("image/")


async def test_debug_endpoints_require_an_administrator(books_app: BooksTestApp) -> None:
    """With DEBUG the archive contains no secret and no email address; other sites get 403."""
    secrets = {
        "DEBUG": "true", "SE_EMAIL": "reader@secret.example", "IA_SECRET_KEY": "k3y", "CALIBRE_WEB_URL": "http://u:pw@x",
    }  # fmt: skip
    books_app.preferences.environ |= secrets
    async with serve_pages(books_app) as client:
        for path in ("/api/debug", "/request/debug", "/request/api/debug"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
            assert answer.headers["content-disposition"].startswith("attachment")
        content = _unzip(answer.content)
        refused = await client.get("/api/restart", headers={"sec-fetch-site": "cross-site"})
        assert refused.status_code == 403
        assert not books_app.deps.stopping.is_set()
        assert (await client.get("/api/restart")).json() == {"status": "restarting"}
        assert books_app.deps.stopping.is_set()
    assert set(content) == {"versions.json", "settings.json", "sources.json", "health.json", "status.json"}
    for secret in ("reader@secret.example", "k3y", "pw@"):
        assert secret not in "".join(content.values())


def _unzip(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
