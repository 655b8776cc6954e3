"""What a browser says of the page that asks decides whether it is ours."""

import pytest

from alcove.foundation.web import is_foreign, is_own

HOST = b"alcove.example:8000"
ORIGINS = frozenset({"http://page.example:5173"})


@pytest.mark.parametrize(
    ("headers", "foreign", "own"),
    [
        ({}, False, False),
        ({b"origin": b"http://alcove.example:8000"}, False, True),
        ({b"origin": b"HTTP://ALCOVE.example:8000"}, False, True),
        ({b"origin": b"http://alcove.example"}, True, False),
        ({b"origin": b"https://alcove.example:8000"}, True, False),
        ({b"origin": b"null"}, True, False),
        ({b"origin": b""}, False, True),
        ({b"origin": b"http://" + b"a" * 400}, True, False),
        ({b"sec-fetch-site": b"same-origin"}, False, True),
        ({b"sec-fetch-site": b"none"}, False, True),
        ({b"sec-fetch-site": b"same-site"}, True, False),
        ({b"sec-fetch-site": b"Cross-Site"}, True, False),
        ({b"sec-fetch-site": b"cross-site", b"origin": b"http://alcove.example:8000"}, True, False),
        ({b"sec-fetch-site": b"cross-site", b"origin": b"http://Page.example:5173"}, False, True),
    ],
)
def test_whose_page_asks(headers: dict[bytes, bytes], *, foreign: bool, own: bool) -> None:
    """An origin listed in the settings is never foreign; without both headers nobody says that it is a page of ours."""
    given = {b"host": HOST, **headers}
    assert is_foreign(given, scheme="http", origins=ORIGINS) == foreign
    assert is_own(given, scheme="http", origins=ORIGINS) == own
