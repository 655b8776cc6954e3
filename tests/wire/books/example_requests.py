"""Requests to every endpoint of books, with the expected status."""

import httpx2

from support.openapi import Exchange
from support.peers import PASSWORD

PROVIDER_BOOK = {"provider": "biblio", "provider_id": "OL1W"}
BOOK_KEY = {"provider": "biblio", "book_id": "OL1W"}
FOREIGN = {"sec-fetch-site": "cross-site"}
NUL = "a%00b"
LISTS = ("new", "books", "authors", "author", "series", "one-series", "search")


def path_of(book_id: str) -> dict[str, str]:
    """Return the path parameters of a book."""
    return {"book_id": book_id}


SEARCHES = [
    Exchange("GET /api/search", call={"params": {"query": "frankenstein", "lang": ["en", "de"]}}),
    Exchange("GET /api/search", 400, call={"params": {"query": "x" * 1001}}),
    Exchange("GET /api/info", call={"params": {"id": "sh-1.epub"}}),
    Exchange("GET /api/info", 400),
    Exchange("GET /api/info", 404, call={"params": {"id": "sh-99.epub"}}),
    Exchange("GET /api/config"),
    Exchange("GET /api/metadata/providers"),
    Exchange("GET /api/release-sources"),
    Exchange("GET /api/metadata/search", call={"params": {"query": "frankenstein"}}),
    Exchange("GET /api/metadata/search", 400),
    Exchange("GET /api/metadata/book/{provider}/{provider_id}", path=PROVIDER_BOOK),
    Exchange("GET /api/metadata/book/{provider}/{provider_id}", 400, path=PROVIDER_BOOK | {"provider": "nobody"}),
    Exchange("GET /api/metadata/book/{provider}/{provider_id}", 404, path=PROVIDER_BOOK | {"provider_id": "OL99W"}),
    Exchange("GET /api/releases", call={"params": BOOK_KEY}),
    Exchange("GET /api/releases", 400),
    Exchange("GET /api/releases", 404, call={"params": BOOK_KEY | {"book_id": "OL99W"}}),
    Exchange("GET /api/covers/{cover_id}", 400, path={"cover_id": "sh-1.epub"}, call={"params": {"url": "%%%"}}),
    Exchange("GET /api/covers/{cover_id}", 404, path={"cover_id": "sh-99.epub"}),
    Exchange("GET /opds/covers/{cover_id}", 400, path={"cover_id": NUL}),
    Exchange("GET /opds/covers/{cover_id}", 404, path={"cover_id": "sh-99.epub"}),
]
QUEUE = [
    Exchange("GET /api/status"),
    Exchange("GET /api/queue/order"),
    Exchange("GET /api/downloads/active"),
    Exchange("PUT /api/queue/{book_id}/priority", path=path_of("sh-11.epub"), call={"json": {"priority": -5}}),
    Exchange("PUT /api/queue/{book_id}/priority", 400, path=path_of("sh-11.epub"), call={"json": {}}),
    Exchange("PUT /api/queue/{book_id}/priority", 404, path=path_of("sh-99.epub"), call={"json": {"priority": 1}}),
    Exchange("POST /api/queue/reorder", call={"json": {"book_priorities": {"sh-11.epub": 3}}}),
    Exchange("POST /api/queue/reorder", 400, call={"json": {}}),
    Exchange("GET /api/localdownload", call={"params": {"id": "sh-23.epub"}}),
    *(
        Exchange("GET /api/localdownload", status, call={"params": {"id": "sh-23.epub"}, "headers": {"range": part}})
        for status, part in ((206, "bytes=5-7"), (206, "bytes=0-1,5-7"), (416, "bytes=500-"), (400, "bytes=x"))
    ),
    Exchange("GET /api/localdownload", 400),
    Exchange("GET /api/localdownload", 404, call={"params": {"id": "sh-99.epub"}}),
    Exchange("DELETE /api/download/{book_id}/cancel", path=path_of("sh-11.epub")),
    Exchange("DELETE /api/download/{book_id}/cancel", 400, path=path_of(NUL)),
    Exchange("DELETE /api/download/{book_id}/cancel", 404, path=path_of("sh-99.epub")),
    Exchange("GET /api/download", call={"params": {"id": "sh-1.epub", "priority": "3"}}),
    Exchange("GET /api/download", 400),
    Exchange("GET /api/download", 403, call={"params": {"id": "sh-1.epub"}, "headers": FOREIGN}),
    Exchange("GET /api/download", 404, call={"params": {"id": "sh-99.epub"}}),
    Exchange("POST /api/download", call={"json": {"id": "sh-2.pdf", "priority": 4}}),
    Exchange("POST /api/download", 400),
    Exchange("POST /api/download", 403, call={"headers": FOREIGN}),
    Exchange("POST /api/download", 404, call={"data": {"id": "sh-99.epub"}}),
    Exchange(
        "POST /api/releases/download", call={"json": {"source": "shop", "source_id": "sh-4.epub", "year": "1999"}}
    ),
    Exchange("POST /api/releases/download", 400, call={"json": {}}),
    Exchange("POST /api/releases/download", 403, call={"headers": FOREIGN}),
    Exchange("POST /api/releases/download", 404, call={"json": {"source": "shop", "source_id": "sh-99.epub"}}),
    Exchange("DELETE /api/queue/clear"),
]
PAGE_SEARCHES = [
    Exchange("GET /api/books/search", call={"params": {"query": "frankenstein", "lang": ["en", "de"], "page": 1}}),
    Exchange("GET /api/books/search", 400, call={"params": {"query": "x" * 1001}}),
    Exchange("GET /api/books/items/{book_id}", path=path_of("sh-1.epub")),
    Exchange("GET /api/books/items/{book_id}", 400, path=path_of(NUL)),
    Exchange("GET /api/books/items/{book_id}", 404, path=path_of("sh-99.epub")),
    Exchange("GET /api/books/items/{book_id}/editions", path=path_of("sh-1.epub")),
    Exchange("GET /api/books/items/{book_id}/editions", 404, path=path_of("sh-99.epub")),
    Exchange("GET /api/books/sources"),
    Exchange("POST /api/books/sources/{name}/test", path={"name": "shop"}),
    Exchange("POST /api/books/sources/{name}/test", 404, path={"name": "nobody"}),
    Exchange("GET /api/books/ingest"),
    Exchange("POST /api/books/ingest/test"),
]
PAGE_QUEUE = [
    Exchange("GET /api/books/queue"),
    Exchange("POST /api/books/queue", call={"json": {"id": "sh-1.epub"}}),
    Exchange("POST /api/books/queue", 400, call={"json": {}}),
    Exchange("POST /api/books/queue", 404, call={"json": {"id": "sh-99.epub"}}),
    Exchange("POST /api/books/queue/{book_id}/move", path=path_of("sh-11.epub"), call={"json": {"before": None}}),
    Exchange("POST /api/books/queue/{book_id}/move", 400, path=path_of("sh-11.epub"), call={"json": {}}),
    Exchange("POST /api/books/queue/{book_id}/move", 404, path=path_of("sh-22.epub"), call={"json": {"before": None}}),
    Exchange("POST /api/books/queue/{book_id}/retry", path=path_of("sh-24.epub")),
    Exchange("POST /api/books/queue/{book_id}/retry", 400, path=path_of("sh-23.epub")),
    Exchange("POST /api/books/queue/{book_id}/retry", 404, path=path_of("sh-99.epub")),
    Exchange("DELETE /api/books/queue/{book_id}", path=path_of("sh-12.epub")),
    Exchange("DELETE /api/books/queue/{book_id}", 400, path=path_of(NUL)),
    Exchange("DELETE /api/books/queue/{book_id}", 404, path=path_of("sh-99.epub")),
]
PAGE_CLEAR = Exchange("POST /api/books/queue/clear")
SAVED = [
    Exchange("POST /api/saved-searches", call={"json": {"name": "mine", "query": "frankenstein"}}),
    Exchange("POST /api/saved-searches", 400, call={"json": {"name": "mine"}}),
    Exchange("POST /api/saved-searches", 403, call={"json": {"name": "mine"}, "headers": FOREIGN}),
    Exchange("GET /api/saved-searches"),
    Exchange("POST /api/books/saved-searches/{search_id}/run", path={"search_id": "1"}),
    Exchange("POST /api/books/saved-searches/{search_id}/run", 404, path={"search_id": "x"}),
    Exchange("PATCH /api/saved-searches/{search_id}", path={"search_id": "1"}, call={"json": {"enabled": False}}),
    Exchange("PATCH /api/saved-searches/{search_id}", 400, path={"search_id": "1"}, call={"json": {}}),
    Exchange(
        "PATCH /api/saved-searches/{search_id}", 403, path={"search_id": "1"},
        call={"json": {"enabled": True}, "headers": FOREIGN},
    ),
    Exchange("PATCH /api/saved-searches/{search_id}", 404, path={"search_id": "x"}, call={"json": {"enabled": True}}),
    Exchange("DELETE /api/saved-searches/{search_id}", path={"search_id": "1"}),
    Exchange("DELETE /api/saved-searches/{search_id}", 400, path={"search_id": NUL}),
    Exchange("DELETE /api/saved-searches/{search_id}", 403, path={"search_id": "1"}, call={"headers": FOREIGN}),
    Exchange("DELETE /api/saved-searches/{search_id}", 404, path={"search_id": "1"}),
]  # fmt: skip
STATIC = {"GET /request/static/{file}": {"file": "css/styles.css"}, "GET /request/favico{rest}": {"rest": "n.ico"}}
PARTS = ((206, "bytes=0-1"), (416, "bytes=999999-"), (400, "bytes=x"))
TOO_MANY = "?" + "&" * 5001
OWNER = httpx2.BasicAuth("owner", PASSWORD)
SIGNED_IN = [
    Exchange("GET /api/auth/check"),
    Exchange("POST /api/auth/login", call={"json": {"username": "owner", "password": PASSWORD, "remember_me": True}}),
    Exchange("POST /api/auth/login", 400, call={"json": {"username": "owner"}}),
    Exchange("POST /api/auth/login", 401, call={"json": {"username": "owner", "password": "guess"}}),
    Exchange("POST /api/auth/login", 403, call={"json": {"username": "a", "password": "b"}, "headers": FOREIGN}),
    Exchange("POST /api/auth/logout", 403, call={"headers": FOREIGN}),
    Exchange("POST /api/auth/logout"),
    *(Exchange(f"GET {path}", call={"auth": OWNER}) for path in ("/api/settings", "/api/debug", "/request")),
    Exchange("GET /api/restart", 403, call={"headers": FOREIGN}),
    Exchange("GET /api/settings/{tab}", path={"tab": "general"}, call={"auth": OWNER}),
    Exchange("GET /api/settings/{tab}", 400, path={"tab": NUL}, call={"auth": OWNER}),
    Exchange("GET /api/settings/{tab}", 404, path={"tab": "nowhere"}, call={"auth": OWNER}),
    Exchange("PUT /api/settings/{tab}", path={"tab": "general"}, call={"auth": OWNER, "json": {}}),
    Exchange("PUT /api/settings/{tab}", 400, path={"tab": "general"}, call={"auth": OWNER}),
    Exchange("PUT /api/settings/{tab}", 400, path={"tab": "advanced"}, call={"auth": OWNER, "json": {"DEBUG": "wild"}}),
    Exchange("PUT /api/settings/{tab}", 404, path={"tab": "nowhere"}, call={"auth": OWNER, "json": {}}),
    *(
        Exchange("POST /api/settings/{tab}/action/{key}", status, path={"tab": tab, "key": key}, call={"auth": OWNER})
        for status, tab, key in (
            (200, "advanced", "clear_covers"), (404, "general", "nothing"), (400, "download_sources", "test_opds"),
        )
    ),
    *(Exchange(endpoint, path=path) for endpoint, path in STATIC.items()),
    *(
        Exchange(endpoint, status, path=path, call={"headers": {"range": part}})
        for endpoint, path in STATIC.items()
        for status, part in PARTS
    ),
    Exchange("GET /request/static/{file}", 404, path={"file": "nothing.css"}),
    Exchange("GET /api/restart", call={"auth": OWNER}),
]  # fmt: skip
EITHER = [
    # One of two values is required, in different places; these requests have both.
    Exchange("GET /api/metadata/search", call={"params": {"query": "frankenstein", "author": "Shelley"}}),
    Exchange("POST /api/download", call={"params": {"id": "sh-1.epub"}, "json": {"id": "sh-1.epub"}}),
]
