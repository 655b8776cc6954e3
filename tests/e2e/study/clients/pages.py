"""A browser that follows links to the page of a program."""

from typing import Final
from urllib.parse import parse_qsl, urlsplit

from support.http_client import blocking_http_client

TARGET: Final = "http://127.0.0.1:8080/welcome"
"""The page to which links lead."""


def visit(url: str) -> tuple[dict[str, str], dict[str, str]]:
    """Follow redirects as a browser does up to the program's page, and return its query and fragment."""
    with blocking_http_client("") as browser:
        for _ in range(4):
            response = browser.get(url, follow_redirects=False)
            assert response.status_code in (302, 303), response.text
            url = response.headers["location"]
            if url.startswith(TARGET):
                break
    parts = urlsplit(url)
    assert url.startswith(TARGET)
    return dict(parse_qsl(parts.query)), dict(parse_qsl(parts.fragment))
