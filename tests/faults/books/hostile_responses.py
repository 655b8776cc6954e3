"""What hostile and broken catalogues send instead of a book or of a feed."""

import gzip
import socket
import struct
import time
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

from alcove.wires.opds import ACQUISITION_TYPE
from faults.books.catalogue_server import EPUB, Handler, HostedBook, send_file
from support.ebooks import build_zip

BookResponse = Callable[[Handler, HostedBook], None]
FeedResponse = Callable[[Handler], None]

HOUR_S = 3600
STALL_S = 90.0
DRIP_PAUSE_S = 0.5
PAGE = b"<html><body><h1>Please sign in</h1></body></html>"
HTML = "text/html; charset=utf-8"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_BOMB = f'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY l0 "ha">{_LAUGHS}]><feed>&l9;</feed>'.encode()


def fail_first(first: BookResponse, *, times: int = 1, then: BookResponse = send_file) -> BookResponse:
    """Return a response that is wrong some times and right afterwards."""

    def respond(handler: Handler, book: HostedBook) -> None:
        (first if book.request_count <= times else then)(handler, book)

    return respond


def send_status(handler: Handler, _book: HostedBook | None = None, *, status: int, **headers: str) -> None:
    """Send an error with a page."""
    head = {name.replace("_", "-"): value for name, value in headers.items()}
    handler.send_head(status, {"Content-Type": HTML, "Content-Length": str(len(PAGE)), **head})
    handler.wfile.write(PAGE)


def send_content(handler: Handler, _book: HostedBook | None = None, *, content: bytes, media_type: str = EPUB) -> None:
    """Send other content than that of the book."""
    handler.send_body(content, media_type=media_type)


def send_half(handler: Handler, book: HostedBook) -> None:
    """Send half of the book under the length of the whole, and close the connection."""
    head = {"Content-Type": EPUB, "ETag": f'"{book.digest[:16]}"', "Content-Length": str(len(book.content))}
    handler.send_head(HTTPStatus.OK, head)
    handler.wfile.write(book.content[: len(book.content) // 2])
    handler.close_connection = True


def send_short_length(handler: Handler, book: HostedBook) -> None:
    """Send the whole book under a length that is too small."""
    handler.send_body(book.content, length=len(book.content) // 2)
    handler.close_connection = True


def send_without_length(handler: Handler, book: HostedBook) -> None:
    """Send the whole book and say its end by closing the connection."""
    handler.send_head(HTTPStatus.OK, {"Content-Type": EPUB, "Connection": "close"})
    handler.wfile.write(book.content)


def send_whole(handler: Handler, book: HostedBook) -> None:
    """Send the whole book, whatever range is requested."""
    handler.send_body(book.content)


def send_wrong_range(handler: Handler, book: HostedBook) -> None:
    """Send the beginning of the book as if it were the requested range."""
    size = len(book.content)
    head = {"Content-Type": EPUB, "Content-Range": f"bytes 0-{size - 1}/{size}", "Content-Length": str(size)}
    handler.send_head(HTTPStatus.PARTIAL_CONTENT, head)
    handler.wfile.write(book.content)


def send_endless(handler: Handler, _book: HostedBook | None = None, *, content: bytes = b"PK" * 8192) -> None:
    """Send content until the client goes away."""
    handler.send_head(HTTPStatus.OK, {"Content-Type": EPUB, "Connection": "close"})
    while True:
        handler.wfile.write(content)


def send_drip(handler: Handler, book: HostedBook) -> None:
    """Send the book a byte at a time."""
    handler.send_head(HTTPStatus.OK, {"Content-Type": EPUB, "Content-Length": str(len(book.content))})
    for byte in book.content:
        handler.wfile.write(bytes([byte]))
        time.sleep(DRIP_PAUSE_S)


def stall(handler: Handler, _book: HostedBook | None = None) -> None:
    """Send nothing until the client goes away."""
    handler.connection.settimeout(STALL_S)
    handler.connection.recv(1)
    handler.close_connection = True


def stall_after_head(handler: Handler, book: HostedBook) -> None:
    """Send the head of a response and no content."""
    handler.send_head(HTTPStatus.OK, {"Content-Type": EPUB, "Content-Length": str(len(book.content))})
    stall(handler)


def reset(handler: Handler, _book: HostedBook) -> None:
    """Reset the connection."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def send_noise(handler: Handler, _book: HostedBook) -> None:
    """Send what is no HTTP."""
    handler.wfile.write(b"\x00\xff\xfe this is no HTTP \r\n\r\n" * 20)
    handler.close_connection = True


def send_large_head(handler: Handler, _book: HostedBook) -> None:
    """Send a head of several hundred kilobytes."""
    handler.send_head(HTTPStatus.OK, {f"X-Header-{number}": "x" * 4000 for number in range(100)})


def send_packed_noise(handler: Handler, book: HostedBook) -> None:
    """Send content that is not packed as its header says."""
    head = {"Content-Type": EPUB, "Content-Encoding": "gzip", "Content-Length": str(len(book.content))}
    handler.send_head(HTTPStatus.OK, head)
    handler.wfile.write(book.content)


def send_packed_bomb(handler: Handler, _book: HostedBook) -> None:
    """Send a little content that unpacks to a lot."""
    content = gzip.compress(bytes(50_000_000))
    head = {"Content-Type": EPUB, "Content-Encoding": "gzip", "Content-Length": str(len(content))}
    handler.send_head(HTTPStatus.OK, head)
    handler.wfile.write(content)


def redirect(handler: Handler, _book: HostedBook, *, to: str) -> None:
    """Send the client to another address."""
    handler.send_head(HTTPStatus.FOUND, {"Location": to, "Content-Length": "0"})


def redirect_to_itself(handler: Handler, book: HostedBook) -> None:
    """Send the client back to the same address."""
    redirect(handler, book, to=handler.path)


def delay(handler: Handler, book: HostedBook, *, seconds: float) -> None:
    """Send the book after some seconds."""
    time.sleep(seconds)
    send_file(handler, book)


TRANSIENT: Mapping[str, BookResponse] = {
    "503 twice": fail_first(partial(send_status, status=503), times=2),
    "500 once": fail_first(partial(send_status, status=500)),
    "429 for two seconds": fail_first(partial(send_status, status=429, Retry_After="2")),
    "cut once": fail_first(send_half),
    "cut twice": fail_first(send_half, times=2),
    "cut, then no ranges": fail_first(send_half, then=send_whole),
    "cut, then a wrong range once": fail_first(send_half, then=fail_first(send_wrong_range, times=2)),
    "reset once": fail_first(reset),
    "empty once": fail_first(partial(send_content, content=b"")),
    "not HTTP once": fail_first(send_noise),
    "without a length": send_without_length,
    "late": partial(delay, seconds=4.0),
}
"""Responses that are wrong for a while: every book arrives."""

PERMANENT: Mapping[str, BookResponse] = {
    "500 always": partial(send_status, status=500),
    "403 always": partial(send_status, status=403),
    "404 always": partial(send_status, status=404),
    "cut always": fail_first(send_half, times=1000),
    "a length that is too small": send_short_length,
    "empty always": partial(send_content, content=b""),
    "endless": send_endless,
    "a byte at a time": send_drip,
    "no response": stall,
    "no content": stall_after_head,
    "reset always": reset,
    "not HTTP": send_noise,
    "a head without end": send_large_head,
    "not packed as it says": send_packed_noise,
    "a packed bomb": send_packed_bomb,
    "a page to sign in": partial(send_content, content=PAGE, media_type=HTML),
    "a page as an EPUB": partial(send_content, content=PAGE),
    "a ZIP that is no EPUB": partial(send_content, content=build_zip({"readme.txt": b"no book"})),
    "noise": partial(send_content, content=bytes(range(256)) * 100),
    "redirected to a private address": partial(redirect, to="http://10.0.0.1/book.epub"),
    "redirected to link-local": partial(redirect, to="http://169.254.169.254/latest/meta-data"),
    "redirected to a file": partial(redirect, to="file:///etc/passwd"),
    "redirected to itself": redirect_to_itself,
}
"""Responses that are always wrong: every book ends with a reason, and nothing of it is delivered."""


def send_feed_text(handler: Handler, *, content: bytes) -> None:
    """Send some bytes as a feed."""
    handler.send_body(content, media_type=ACQUISITION_TYPE)


FEEDS: Mapping[str, FeedResponse] = {
    "500": partial(send_status, status=500),
    "page": partial(send_content, content=PAGE, media_type=HTML),
    "empty": partial(send_feed_text, content=b""),
    "noise": partial(send_feed_text, content=bytes(range(256)) * 20),
    "JSON": partial(send_feed_text, content=b'{"metadata": null}'),
    "bomb": partial(send_feed_text, content=_BOMB),
    "deep": partial(send_feed_text, content=b"<feed>" + b"<a>" * 200_000),
    "endless": partial(send_endless, content=b"<feed>" + b" " * 8192),
    "silent": stall,
}
"""What a catalogue may send instead of its search results."""
