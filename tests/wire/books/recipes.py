"""Requests to every endpoint of books, and the status that each is to get."""

import httpx2

from support.described import Sent
from support.peers import PASSWORD

PROVIDED = {"provider": "knower", "provider_id": "OL1W"}
WHOSE = {"provider": "knower", "book_id": "OL1W"}
FOREIGN = {"sec-fetch-site": "cross-site"}
NUL = "a%00b"
LISTS = ("new", "books", "authors", "author", "series", "one-series", "search")


def of(book_id: str) -> dict[str, str]:
    """Return the path of a book."""
    return {"book_id": book_id}


SEARCHES = [
    Sent("GET /api/search", call={"params": {"query": "frankenstein", "lang": ["en", "de"]}}),
    Sent("GET /api/search", 400, call={"params": {"query": "x" * 1001}}),
    Sent("GET /api/info", call={"params": {"id": "sh-1.epub"}}),
    Sent("GET /api/info", 400),
    Sent("GET /api/info", 404, call={"params": {"id": "sh-99.epub"}}),
    Sent("GET /api/config"),
    Sent("GET /api/metadata/providers"),
    Sent("GET /api/release-sources"),
    Sent("GET /api/metadata/search", call={"params": {"query": "frankenstein"}}),
    Sent("GET /api/metadata/search", 400),
    Sent("GET /api/metadata/book/{provider}/{provider_id}", path=PROVIDED),
    Sent("GET /api/metadata/book/{provider}/{provider_id}", 400, path=PROVIDED | {"provider": "nobody"}),
    Sent("GET /api/metadata/book/{provider}/{provider_id}", 404, path=PROVIDED | {"provider_id": "OL99W"}),
    Sent("GET /api/releases", call={"params": WHOSE}),
    Sent("GET /api/releases", 400),
    Sent("GET /api/releases", 404, call={"params": WHOSE | {"book_id": "OL99W"}}),
    Sent("GET /api/covers/{cover_id}", 400, path={"cover_id": "sh-1.epub"}, call={"params": {"url": "%%%"}}),
    Sent("GET /api/covers/{cover_id}", 404, path={"cover_id": "sh-99.epub"}),
    Sent("GET /opds/covers/{cover_id}", 400, path={"cover_id": NUL}),
    Sent("GET /opds/covers/{cover_id}", 404, path={"cover_id": "sh-99.epub"}),
]
QUEUE = [
    Sent("GET /api/status"),
    Sent("GET /api/queue/order"),
    Sent("GET /api/downloads/active"),
    Sent("PUT /api/queue/{book_id}/priority", path=of("sh-11.epub"), call={"json": {"priority": -5}}),
    Sent("PUT /api/queue/{book_id}/priority", 400, path=of("sh-11.epub"), call={"json": {}}),
    Sent("PUT /api/queue/{book_id}/priority", 404, path=of("sh-99.epub"), call={"json": {"priority": 1}}),
    Sent("POST /api/queue/reorder", call={"json": {"book_priorities": {"sh-11.epub": 3}}}),
    Sent("POST /api/queue/reorder", 400, call={"json": {}}),
    Sent("GET /api/localdownload", call={"params": {"id": "sh-23.epub"}}),
    *(
        Sent("GET /api/localdownload", status, call={"params": {"id": "sh-23.epub"}, "headers": {"range": part}})
        for status, part in ((206, "bytes=5-7"), (206, "bytes=0-1,5-7"), (416, "bytes=500-"), (400, "bytes=x"))
    ),
    Sent("GET /api/localdownload", 400),
    Sent("GET /api/localdownload", 404, call={"params": {"id": "sh-99.epub"}}),
    Sent("DELETE /api/download/{book_id}/cancel", path=of("sh-11.epub")),
    Sent("DELETE /api/download/{book_id}/cancel", 400, path=of(NUL)),
    Sent("DELETE /api/download/{book_id}/cancel", 404, path=of("sh-99.epub")),
    Sent("GET /api/download", call={"params": {"id": "sh-1.epub", "priority": "3"}}),
    Sent("GET /api/download", 400),
    Sent("GET /api/download", 403, call={"params": {"id": "sh-1.epub"}, "headers": FOREIGN}),
    Sent("GET /api/download", 404, call={"params": {"id": "sh-99.epub"}}),
    Sent("POST /api/download", call={"json": {"id": "sh-2.pdf", "priority": 4}}),
    Sent("POST /api/download", 400),
    Sent("POST /api/download", 403, call={"headers": FOREIGN}),
    Sent("POST /api/download", 404, call={"data": {"id": "sh-99.epub"}}),
    Sent("POST /api/releases/download", call={"json": {"source": "shop", "source_id": "sh-4.epub", "year": "1999"}}),
    Sent("POST /api/releases/download", 400, call={"json": {}}),
    Sent("POST /api/releases/download", 403, call={"headers": FOREIGN}),
    Sent("POST /api/releases/download", 404, call={"json": {"source": "shop", "source_id": "sh-99.epub"}}),
    Sent("DELETE /api/queue/clear"),
]
SAVED = [
    Sent("POST /api/saved-searches", call={"json": {"name": "mine", "query": "frankenstein"}}),
    Sent("POST /api/saved-searches", 400, call={"json": {"name": "mine"}}),
    Sent("POST /api/saved-searches", 403, call={"json": {"name": "mine"}, "headers": FOREIGN}),
    Sent("GET /api/saved-searches"),
    Sent("PATCH /api/saved-searches/{search_id}", path={"search_id": "1"}, call={"json": {"enabled": False}}),
    Sent("PATCH /api/saved-searches/{search_id}", 400, path={"search_id": "1"}, call={"json": {}}),
    Sent(
        "PATCH /api/saved-searches/{search_id}", 403, path={"search_id": "1"},
        call={"json": {"enabled": True}, "headers": FOREIGN},
    ),
    Sent("PATCH /api/saved-searches/{search_id}", 404, path={"search_id": "x"}, call={"json": {"enabled": True}}),
    Sent("DELETE /api/saved-searches/{search_id}", path={"search_id": "1"}),
    Sent("DELETE /api/saved-searches/{search_id}", 400, path={"search_id": NUL}),
    Sent("DELETE /api/saved-searches/{search_id}", 403, path={"search_id": "1"}, call={"headers": FOREIGN}),
    Sent("DELETE /api/saved-searches/{search_id}", 404, path={"search_id": "1"}),
]  # fmt: skip
STATIC = {"GET /request/static/{file}": {"file": "css/styles.css"}, "GET /request/favico{rest}": {"rest": "n.ico"}}
PARTS = ((206, "bytes=0-1"), (416, "bytes=999999-"), (400, "bytes=x"))
TOO_MANY = "?" + "&" * 5001
OWNER = httpx2.BasicAuth("owner", PASSWORD)
SIGNED_IN = [
    Sent("GET /api/auth/check"),
    Sent("POST /api/auth/login", call={"json": {"username": "owner", "password": PASSWORD, "remember_me": True}}),
    Sent("POST /api/auth/login", 400, call={"json": {"username": "owner"}}),
    Sent("POST /api/auth/login", 401, call={"json": {"username": "owner", "password": "guess"}}),
    Sent("POST /api/auth/login", 403, call={"json": {"username": "a", "password": "b"}, "headers": FOREIGN}),
    Sent("POST /api/auth/logout", 403, call={"headers": FOREIGN}),
    Sent("POST /api/auth/logout"),
    *(Sent(f"GET {path}", call={"auth": OWNER}) for path in ("/api/settings", "/api/debug", "/request")),
    Sent("GET /api/restart", 403, call={"headers": FOREIGN}),
    Sent("GET /api/settings/{tab}", path={"tab": "general"}, call={"auth": OWNER}),
    Sent("GET /api/settings/{tab}", 400, path={"tab": NUL}, call={"auth": OWNER}),
    Sent("GET /api/settings/{tab}", 404, path={"tab": "nowhere"}, call={"auth": OWNER}),
    Sent("PUT /api/settings/{tab}", path={"tab": "general"}, call={"auth": OWNER, "json": {}}),
    Sent("PUT /api/settings/{tab}", 400, path={"tab": "general"}, call={"auth": OWNER}),
    Sent("PUT /api/settings/{tab}", 400, path={"tab": "advanced"}, call={"auth": OWNER, "json": {"DEBUG": "wild"}}),
    Sent("PUT /api/settings/{tab}", 404, path={"tab": "nowhere"}, call={"auth": OWNER, "json": {}}),
    *(
        Sent("POST /api/settings/{tab}/action/{key}", status, path={"tab": tab, "key": key}, call={"auth": OWNER})
        for status, tab, key in (
            (200, "advanced", "clear_covers"), (404, "general", "nothing"), (400, "download_sources", "test_opds"),
        )
    ),
    *(Sent(endpoint, path=path) for endpoint, path in STATIC.items()),
    *(
        Sent(endpoint, status, path=path, call={"headers": {"range": part}})
        for endpoint, path in STATIC.items()
        for status, part in PARTS
    ),
    Sent("GET /request/static/{file}", 404, path={"file": "nothing.css"}),
    Sent("GET /api/restart", call={"auth": OWNER}),
]  # fmt: skip
EITHER = [
    # Of two values one is needed, which stand in different places; here both do.
    Sent("GET /api/metadata/search", call={"params": {"query": "frankenstein", "author": "Shelley"}}),
    Sent("POST /api/download", call={"params": {"id": "sh-1.epub"}, "json": {"id": "sh-1.epub"}}),
]
