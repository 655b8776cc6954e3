"""Templates of mails that are fetched from URLs."""

from dataclasses import dataclass, field

import pytest
from starlette.types import Receive, Scope, Send

from alcove.foundation.fetch import Network
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.mail_templates import FetchedTemplates
from support.clock import FakeClock
from support.servers import serve_async


@dataclass(slots=True)
class TemplateServer:
    """An HTTP server with one template; it counts requests."""

    status: int = 200
    body: bytes = b"<p>{{ .Token }}</p>"
    paths: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - of ASGI
        """Answer a request."""
        if scope["type"] != "http":
            return
        self.paths.append(scope["path"])
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": self.body})


@pytest.fixture
def clock() -> FakeClock:
    """Return the clock of the cache."""
    return FakeClock()


@pytest.fixture
def templates(clock: FakeClock) -> FetchedTemplates:
    """Return the templates of a server."""
    return FetchedTemplates(Network(), clock=clock, log=get_logger("test"))


async def test_templates_are_fetched_and_kept(templates: FetchedTemplates, clock: FakeClock) -> None:
    """A URL and a path of the site are fetched, and again after ten minutes."""
    server = TemplateServer()
    async with serve_async(server) as site:
        for setting in (f"{site}/a.html", f"{site}/a.html", "/b.html"):
            assert await templates.load(setting, site_url=site) == "<p>{{ .Token }}</p>"
        assert server.paths == ["/a.html", "/b.html"]
        clock.advance(601)
        server.body = b"changed"
        assert await templates.load("/b.html", site_url=site) == "changed"


async def test_templates_that_cannot_be_read_are_not_used(templates: FetchedTemplates) -> None:
    """What cannot be read ends with the built-in template, until it can."""
    server = TemplateServer()
    async with serve_async(server) as site:
        for status, body in ((404, b"no"), (302, b""), (200, b"\xff"), (200, b"x" * 300_000)):
            server.status, server.body = status, body
            assert await templates.load("/a.html", site_url=site) == ""
        server.status, server.body = 200, b"right"
        assert await templates.load("/a.html", site_url=site) == "right"
    assert await templates.load(f"{site}/gone.html", site_url=site) == ""
    assert await templates.load("http://[", site_url=site) == ""


async def test_texts_are_templates_themselves(templates: FetchedTemplates) -> None:
    """What is no address is used as it is."""
    for text in ("", "<p>{{ .Token }}</p>", "https://x.example is where {{ .Token }} goes"):
        assert await templates.load(text, site_url="http://127.0.0.1:1") == text
