"""The security headers of every kind of response."""

import re
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from alcove.foundation.settings import ServerSettings
from alcove.foundation.web import Access, Api, Frontend, ProxyHeadersMiddleware, build_app, render_plain_error
from support import response_headers
from support.http_client import http_client
from support.servers import serve_async
from wire.web.conftest import Log, Serve, serve_client
from wire.web.shop import shop

HTML: Final = {"accept": "text/html"}
TRANSPORT: Final = "strict-transport-security"
COMMON: Final = {"x-content-type-options": "nosniff", **response_headers.COMMON}
API: Final = {**COMMON, **response_headers.OF_ANSWERS}
REPORT_PATH: Final = "/reports"
STRICT: Final = "default-src 'self'; script-src 'self'; frame-ancestors 'none'"


def expect(response: httpx2.Response, headers: dict[str, str]) -> None:
    """Check that a response has these headers, each once."""
    assert {name: response.headers.get(name) for name in headers} == headers
    names = [name.lower() for name, _ in response.headers.multi_items()]
    assert [name for name in headers if names.count(name) != 1] == []


def build_front_end(folder: Path) -> Path:
    """Return the folder of a small front end."""
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Page</title>")
    (folder / "assets" / "app-1a2b.js").write_text("start()")
    return folder


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/dashboard", 200), ("HEAD", "/api/dashboard", 200), ("OPTIONS", "/api/dashboard", 204),
        ("POST", "/api/dashboard", 405), ("GET", "/nothing", 404), ("GET", "/boom", 500), ("POST", "/orders", 400),
        ("GET", "/large", 200),
        ("GET", "/stream", 200), ("GET", "/metrics", 200), ("GET", "/health/live", 200), ("GET", "/openapi.json", 200),
    ],
)  # fmt: skip
async def test_every_answer_of_the_api_has_them(
    client: httpx2.AsyncClient, method: str, path: str, status: int
) -> None:
    """Answers, errors and streams may be read by isolated pages of other origins, and run nothing as a page."""
    response = await client.request(method, path, content=b"{" if method == "POST" else None)
    assert response.status_code == status
    expect(response, API)
    assert TRANSPORT not in response.headers
    assert "x-nonce" not in response.headers


async def test_a_page_has_a_nonce_of_its_own(serve: Serve, log: Log, tmp_path: Path) -> None:  # noqa: ARG001
    """The nonce is in the policy and a header, and is another one each time; files are for pages of this origin."""
    nonces = set()
    async with serve(ServerSettings(serve_frontend_dir=build_front_end(tmp_path)), pages=("/", "/home")) as client:
        for path in ("/", "/home", "/"):
            page = await client.get(path, headers=HTML)
            nonce = page.headers["x-nonce"]
            assert f"script-src 'self' 'nonce-{nonce}';" in page.headers["content-security-policy"]
            assert "content-security-policy-report-only" not in page.headers
            # The default policy allows nothing of other servers.
            own = {"cross-origin-embedder-policy": "require-corp", "cross-origin-resource-policy": "same-origin"}
            expect(page, {**COMMON, **own})
            nonces.add(nonce)
        assert len(nonces) == 3
        again = await client.get("/", headers={**HTML, "if-none-match": page.headers["etag"]})
        assert (again.status_code, "nonce-" in again.headers["content-security-policy"]) == (304, True)
        script = await client.get("/assets/app-1a2b.js")
        expect(script, {**COMMON, "cross-origin-resource-policy": "same-origin"})
        assert "content-security-policy" not in script.headers
        docs = await client.get("/docs")
        expect(docs, {**COMMON, "cross-origin-embedder-policy": "require-corp"})
        assert f"'nonce-{docs.headers['x-nonce']}'" in docs.headers["content-security-policy"]


@pytest.mark.parametrize("base", ["", "/library"])
async def test_browsers_are_told_where_to_report(log: Log, tmp_path: Path, base: str) -> None:  # noqa: ARG001
    """The policy for reports is the policy of the page, with the address that an app has declared."""
    api = Api(name="shop", title="Shop", render_error=render_plain_error, csp_report_path=REPORT_PATH)
    frontend = Frontend(build_front_end(tmp_path), ("/",), policy=STRICT)
    app = build_app([shop(), api], settings=ServerSettings(url_base=base), frontend=frontend)
    async with serve_client(app) as client:
        page, answer = await client.get("/", headers=HTML), await client.get("/api/dashboard")
    policy = page.headers["content-security-policy"]
    assert page.headers["content-security-policy-report-only"] == f"{policy}; report-uri {base}{REPORT_PATH}"
    assert re.fullmatch(r"default-src 'self'; script-src 'self' 'nonce-[\w-]{22}'; frame-ancestors 'none'", policy)
    expect(page, {**COMMON, "cross-origin-embedder-policy": "require-corp"})
    assert "content-security-policy-report-only" not in answer.headers


async def test_a_response_keeps_what_it_has_set_itself(log: Log) -> None:  # noqa: ARG001
    """A stricter policy of an application, also of a mounted one, is not replaced."""
    own = {
        "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; sandbox",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "SAMEORIGIN",
    }

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await HTMLResponse("<p>", headers=own)(scope, receive, send)

    api = shop()
    api.mount("/mounted", app=application, access=Access.PUBLIC)
    async with serve_client(build_app([api], settings=ServerSettings())) as client:
        response = await client.get("/mounted")
    kept = {name.lower(): value for name, value in own.items()}
    expect(response, {**COMMON, **kept, "cross-origin-resource-policy": "cross-origin"})
    # A nonce would turn off the inline scripts that the application allows.
    assert "x-nonce" not in response.headers


@pytest.mark.parametrize(("scheme", "expected"), [("https", True), ("http", False)])
async def test_only_tls_promises_tls(log: Log, tmp_path: Path, scheme: str, *, expected: bool) -> None:  # noqa: ARG001
    """Over TLS, also that of a trusted proxy, browsers are told to use nothing else for two years."""
    frontend = Frontend(build_front_end(tmp_path), ("/",), policy=STRICT)
    app: Any = build_app([shop()], settings=ServerSettings(), frontend=frontend)
    behind_proxy = ProxyHeadersMiddleware(app, trusted=("127.0.0.1",))
    async with serve_async(behind_proxy) as url, http_client(url) as client:
        for path in ("/", "/api/dashboard", "/nothing"):
            response = await client.get(path, headers={"X-Forwarded-Proto": scheme})
            sent = response.headers.get(TRANSPORT)
            assert sent == ("max-age=63072000; includeSubDomains; preload" if expected else None)


async def test_a_document_for_a_viewer_has_no_policy(log: Log) -> None:  # noqa: ARG001
    """Browsers show a PDF in a plug-in, which the policy of answers forbids."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(b"%PDF-1.7", media_type="application/pdf")(scope, receive, send)

    api = shop()
    api.mount("/mounted", app=application, access=Access.PUBLIC)
    async with serve_client(build_app([api], settings=ServerSettings())) as client:
        response = await client.get("/mounted")
    expect(response, {**COMMON, "cross-origin-resource-policy": "cross-origin"})
    assert "content-security-policy" not in response.headers
