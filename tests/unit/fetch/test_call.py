"""Building calls, and redirecting them."""

import pytest

from alcove.foundation.fetch import ClientResponse, Forbidden, InvalidRequest, InvalidResponse
from alcove.foundation.fetch.call import Call, build_url, encode_body
from alcove.foundation.fetch.response import Headers

BASE = "https://api.example/v1"


def sign(_method: str, _url: str, headers: Headers, _body: bytes | None) -> Headers:
    """Sign."""
    return {**headers, "Authorization": "signed"}


def call(url: str = f"{BASE}/a", *, method: str = "GET", body: bytes | None = None) -> Call:
    """Return a call with several kinds of credentials."""
    headers = {"User-Agent": "u/1", "Accept": "*/*", "Cookie": "c", "X-Api-Key": "k", "Content-Type": "text/plain"}
    return Call(method=method, url=url, headers=headers, body=body, auth=sign)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("users/a", f"{BASE}/users/a"),
        ("/users/a", f"{BASE}/users/a"),
        ("//evil.example/x", f"{BASE}/evil.example/x"),
        ("https://other.example/x", "https://other.example/x"),
        ("HTTP://other.example/x", "HTTP://other.example/x"),
        ("ftp://other.example/x", f"{BASE}/ftp://other.example/x"),
    ],
)
def test_a_path_is_joined_to_the_base(path: str, url: str) -> None:
    """Only an absolute http or https URL replaces the base URL."""
    assert build_url(BASE, path, params=None) == url


def test_params_are_encoded() -> None:
    """Parameters are percent-encoded, sequences repeat their name, and an existing query stays."""
    assert build_url(BASE, "a", params={"q": "ä &=", "n": 1}).endswith("/a?q=%C3%A4+%26%3D&n=1")
    assert build_url(BASE, "a?b=1", params=[("c", "2"), ("c", "3")]).endswith("/a?b=1&c=2&c=3")
    assert build_url(BASE, "a", params={"c": ["2", "3"]}).endswith("/a?c=2&c=3")
    assert build_url(BASE, "a", params={}).endswith("/a")


def test_bodies_are_encoded() -> None:
    """JSON, forms and bytes become a body and its Content-Type."""
    assert encode_body({"a": [1]}, None) == (b'{"a":[1]}', {"Content-Type": "application/json"})
    assert encode_body(None, {"a": "ö"}) == (b"a=%C3%B6", {"Content-Type": "application/x-www-form-urlencoded"})
    assert encode_body(None, b"raw") == (b"raw", {})
    assert encode_body(None, None) == (None, {})


@pytest.mark.parametrize(
    "url",
    ["http://good.example@127.0.0.1/", "http://good.example:80@evil.example/", "http://@evil.example/",
     "http://good.example\\@evil.example/", "http://evil.example\\.good.example/", "http://h:0/"],
)  # fmt: skip
def test_a_host_may_not_be_disguised(url: str) -> None:
    """User names, backslashes and port 0 in a URL are rejected."""
    with pytest.raises(Forbidden):
        build_url(BASE, url, params=None)


@pytest.mark.parametrize("url", ["http://[::1", "http://h:port/", "http://h:99999/", "http://h/a\nb", "http://h/a "])
def test_a_malformed_address_is_an_invalid_request(url: str) -> None:
    """Unclosed brackets, invalid ports and control characters raise InvalidRequest, not Forbidden."""
    with pytest.raises(InvalidRequest):
        build_url(BASE, url, params=None)


def test_each_attempt_is_signed() -> None:
    """The signature is added without changing the call."""
    one = call()
    assert one.signed_headers()["Authorization"] == "signed"
    assert "Authorization" not in one.headers


@pytest.mark.parametrize("location", ["/b", "b", "https://api.example/v1/b", "https://API.example:443/b", "?x=1#f"])
def test_the_same_origin_keeps_credentials(location: str) -> None:
    """A redirect within the origin is signed as before."""
    assert call().redirect_to(302, location).signed_headers()["X-Api-Key"] == "k"


@pytest.mark.parametrize(
    "location",
    ["https://other.example/b", "//other.example/b", "http://api.example/b", "https://api.example:8443/b",
     "https://api.example.evil.example/b", "https://API.example./b"],
)  # fmt: skip
def test_another_origin_gets_no_credential(location: str) -> None:
    """Another host, port or scheme gets no signature, cookie or other secret header."""
    assert call().redirect_to(302, location).signed_headers() == {"User-Agent": "u/1", "Accept": "*/*"}


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://h/x", "javascript:alert(1)", "data:,x", "http://"])
def test_a_redirect_must_use_http(location: str) -> None:
    """Other schemes and URLs without a host are rejected."""
    with pytest.raises(Forbidden):
        call().redirect_to(302, location)


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_posted_body_goes_along_only_where_it_must(status: int, method: str) -> None:
    """After 301, 302 and 303 a POST becomes a GET without a body; after 307 and 308 it stays."""
    redirected = call(method="POST", body=b"x").redirect_to(status, "/b")
    assert redirected.method == method
    assert (redirected.body is None) == (method == "GET")
    assert ("Content-Type" in redirected.headers) == (method == "POST")


def test_a_body_never_goes_to_another_host() -> None:
    """A request body is not sent to another host."""
    with pytest.raises(Forbidden):
        call(method="POST", body=b"secret").redirect_to(307, "https://other.example/")


def test_a_response_is_read_as_json() -> None:
    """A body is decoded into builtins or a type; anything else is an InvalidResponse."""
    assert ClientResponse(200, {}, b'{"a": 1}').json() == {"a": 1}
    assert ClientResponse(200, {}, b'{"a": 1}').json(dict[str, int]) == {"a": 1}
    for content in (b"", b"<html>", b'"\xff"', b"[1"):
        with pytest.raises(InvalidResponse):
            ClientResponse(200, {}, content).json()
