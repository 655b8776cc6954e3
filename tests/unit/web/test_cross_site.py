"""Classification of requests by Origin and Sec-Fetch-Site."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.web.origin_guard import is_cross_site

HOST = b"alcove.example:8000"
ORIGINS = frozenset({"http://page.example:5173"})


@pytest.mark.parametrize(
    ("headers", "is_foreign"),
    [
        ({}, False),
        ({b"origin": b"http://alcove.example:8000"}, False),
        ({b"origin": b"HTTP://ALCOVE.example:8000"}, False),
        ({b"origin": b"http://alcove.example"}, True),
        ({b"origin": b"https://alcove.example:8000"}, True),
        ({b"origin": b"null"}, True),
        ({b"origin": b""}, False),
        ({b"origin": b"http://" + b"a" * 400}, True),
        ({b"sec-fetch-site": b"same-origin"}, False),
        ({b"sec-fetch-site": b"none"}, False),
        ({b"sec-fetch-site": b"same-site"}, True),
        ({b"sec-fetch-site": b"Cross-Site"}, True),
        ({b"sec-fetch-site": b"cross-site", b"origin": b"http://alcove.example:8000"}, True),
        ({b"sec-fetch-site": b"cross-site", b"origin": b"http://Page.example:5173"}, False),
    ],
)
def test_origins_are_classified(headers: dict[bytes, bytes], *, is_foreign: bool) -> None:
    """Listed origins and programs, which send neither header, are not cross-site."""
    assert is_cross_site({b"host": HOST, **headers}, scheme="http", origins=ORIGINS) == is_foreign


@settings(derandomize=True, max_examples=300)
@given(origin=st.text(alphabet=st.characters(max_codepoint=255), min_size=1, max_size=60))
def test_any_other_origin_is_cross_site(origin: str) -> None:
    """Only listed origins and the server's own are not cross-site."""
    headers = {b"host": HOST, b"origin": origin.encode("latin-1")}
    is_own = origin.lower() in ORIGINS or origin.lower().rstrip(".") == "http://alcove.example:8000"
    assert is_cross_site(headers, scheme="http", origins=ORIGINS) != is_own
