"""Sends the request of a conformance case over a socket and compares the response with the expected one."""

import http.client
import json
import re
import select
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from wire.supabase.case_files import Case

ANY: Final = "<any>"
_PLAIN: Final = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"<>`\\^{|}')
FORMATS: Final = {
    "<uuid>": re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "<time>": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z"),
}
"""Placeholders of bodies for any text of a format."""
_KEPT: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Response:
    """A response; header names are in lower case, several headers of a name are joined with commas."""

    status: int
    headers: dict[str, str]
    body: bytes


class RestClient:
    """One kept connection to a server; requests go out exactly as written, but for characters no URL may have."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self.address = (parts.hostname or "", parts.port)
        self._connection = http.client.HTTPConnection(*self.address, timeout=30)

    def send(
        self, method: str, target: str, *, headers: list[tuple[str, str]] | None = None, body: str | bytes = b""
    ) -> Response:
        """Send one request and return the response."""
        content = body.encode() if isinstance(body, str) else body
        self._leave_ended_connection()
        # An "Accept" of our own would hide what happens without one.
        self._connection.putrequest(method, quote(target, safe=_PLAIN), skip_accept_encoding=True)
        for name, value in headers or []:
            self._connection.putheader(name, value)
        if content or method not in _KEPT:
            self._connection.putheader("Content-Length", str(len(content)))
        self._connection.endheaders(content or None)
        answer = self._connection.getresponse()
        received: dict[str, str] = {}
        for name, value in answer.getheaders():
            lower = name.lower()
            received[lower] = f"{received[lower]}, {value}" if lower in received else value
        return Response(answer.status, received, answer.read())

    def _leave_ended_connection(self) -> None:
        """Make the next request connect again if the server ended the connection, as it does with idle ones."""
        opened = self._connection.sock
        if opened is not None and select.select([opened], [], [], 0)[0]:
            self._connection.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def send_case(client: RestClient, case: Case, *, token: str | None, headers: list[tuple[str, str]]) -> Response:
    """Send the request of a case, with these headers and a token."""
    headers = list(headers) if token is None else [*headers, ("Authorization", f"Bearer {token}")]
    has_type = any(name.lower() == "content-type" for name, _ in headers)
    if case.request_body and not has_type:
        headers.append(("Content-Type", "application/json"))
    return client.send(case.method, case.target, headers=headers, body=case.request_body)


def find_differences(case: Case, response: Response) -> list[str]:
    """Return what is wrong with a response, one line per fault."""
    faults = []
    if response.status != case.status:
        faults.append(f"status {response.status}, expected {case.status}")
    for name, expected in case.headers.items():
        actual = response.headers.get(name.lower())
        if not _is_header_right(actual, expected):
            faults.append(f"{name}: {actual!r}, expected {expected!r}")
    if not _is_body_right(response, case):
        faults.append(f"body {response.body.decode(errors='replace')}\n  expected {case.body}")
    elif response.status >= 400 and faults:
        faults.append(f"body {response.body.decode(errors='replace')}")
    return faults


def _is_header_right(actual: str | None, expected: str | None) -> bool:
    if actual is None or expected is None:
        return actual is expected
    if expected.startswith("~"):
        return re.fullmatch(expected[1:], actual) is not None
    return actual == expected


def _is_body_right(response: Response, case: Case) -> bool:
    if case.body == ANY:
        return True
    actual = response.body.decode(errors="replace")
    if "json" not in response.headers.get("content-type", "") or not case.body:
        return actual in {case.body, f"{case.body}\n"}
    keeps_order = response.status < 300
    try:
        return matches(_load(actual, ordered=keeps_order), _load(case.body, ordered=keeps_order))
    except json.JSONDecodeError:
        return False


class _Ordered(list[tuple[str, Any]]):
    """The pairs of a JSON object, whose order counts."""


def _load(text: str, *, ordered: bool) -> Any:
    return json.loads(text, object_pairs_hook=_Ordered if ordered else dict)


def matches(actual: Any, expected: Any) -> bool:
    """Return whether a value is the expected one; `<any>` in the expected value stands for anything."""
    if expected == ANY:
        return True
    if isinstance(expected, str) and expected in FORMATS:
        return isinstance(actual, str) and FORMATS[expected].fullmatch(actual) is not None
    if isinstance(expected, dict) and isinstance(actual, dict):
        return actual.keys() == expected.keys() and all(matches(actual[key], expected[key]) for key in expected)
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        same_kind = isinstance(expected, _Ordered) is isinstance(actual, _Ordered)
        return (
            same_kind
            and len(actual) == len(expected)
            and all(matches(*pair) for pair in zip(actual, expected, strict=True))
        )
    return bool(actual == expected) and isinstance(actual, bool) is isinstance(expected, bool)
