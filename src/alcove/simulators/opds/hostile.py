"""Documents that were made to hurt whoever reads them."""

from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from alcove.simulators.opds import atom

MEGABYTE: Final = b" " * 1024 * 1024
_LEVELS: Final = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


async def bomb(_request: Request) -> Response:
    """Return entities that would unfold to gigabytes."""
    content = f'<!DOCTYPE feed [<!ENTITY a0 "lol">{_LEVELS}]><feed {atom.SPACES}><title>&a9;</title></feed>'
    return Response(content, media_type=atom.FEED)


async def outside(_request: Request) -> Response:
    """Return an entity that names a file of the reader's machine."""
    content = f'<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed {atom.SPACES}><title>&x;</title></feed>'
    return Response(content, media_type=atom.FEED)


async def huge(_request: Request) -> Response:
    """Return a feed of 50 MB without saying so beforehand."""

    async def parts() -> AsyncIterator[bytes]:
        yield f"<feed {atom.SPACES}>".encode()
        for _ in range(50):
            yield MEGABYTE
        yield b"</feed>"

    return StreamingResponse(parts(), media_type=atom.FEED)


async def deep(_request: Request) -> Response:
    """Return elements inside each other without end."""
    return Response(f"<feed {atom.SPACES}>{'<entry>' * 100_000}", media_type=atom.FEED)


async def many(_request: Request) -> Response:
    """Return millions of empty elements."""
    return Response(f"<feed {atom.SPACES}>{'<a/>' * 2_000_000}</feed>", media_type=atom.FEED)


async def loop(request: Request) -> Response:
    """Return an endless row of pages, each of which names a further one."""
    number = int(request.query_params.get("page", "1"))
    following = atom.link("next", f"/hostile/loop?page={number + 1}", type_=atom.FEED)
    entry = (
        f"<entry><id>urn:loop:{number}</id><title>Loop {number}</title>"
        f'<link rel="http://opds-spec.org/acquisition" href="/files/loop{number}.epub" type="application/epub+zip"/>'
        "</entry>"
    )
    return Response(atom.feed("Loop", [following, entry]), media_type=atom.FEED)


async def page(_request: Request) -> Response:
    """Return a web page where a feed is expected."""
    return Response("<!DOCTYPE html><html><body><p>Sign in<br></body></html>", media_type="text/html")


async def redirect(request: Request) -> Response:
    """Lead to any address, a private one for example."""
    return RedirectResponse(request.query_params.get("to", "http://169.254.169.254/latest/meta-data/"), status_code=302)


async def broken(_request: Request) -> Response:
    """Fail."""
    return Response("broken", status_code=500)


ROUTES: list[BaseRoute] = [
    Route("/hostile/bomb", bomb),
    Route("/hostile/outside", outside),
    Route("/hostile/huge", huge),
    Route("/hostile/deep", deep),
    Route("/hostile/many", many),
    Route("/hostile/loop", loop),
    Route("/hostile/page", page),
    Route("/hostile/redirect", redirect),
    Route("/broken", broken),
]
