"""Requests to the storage API as the callers of the row-security matrix."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from integration.study.served import StudyServer

CONTENT: Final = b"the content of a file"

Caller = str
"""`anon`, `owner`, `other` or `service`."""
_NONE: Final[Mapping[str, str]] = {}
CALLERS: Final[tuple[Caller, ...]] = ("anon", "owner", "other", "service")


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageCalls:
    """A client of `/storage/v1`, and the accounts that call it."""

    server: StudyServer
    client: httpx2.Client
    owner: uuid.UUID
    other: uuid.UUID

    def headers(self, caller: Caller) -> Mapping[str, str]:
        """Return the headers of a caller."""
        if caller == "service":
            return self.server.service_headers()
        return self.server.headers({"anon": None, "owner": self.owner, "other": self.other}[caller])

    def send(self, method: str, path: str, caller: Caller = "service", **options: Any) -> httpx2.Response:
        """Send a request as a caller; `headers` are added to the caller's own."""
        headers = {**self.headers(caller), **options.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **options)

    def upload(
        self, path: str, caller: Caller = "owner", *, content: bytes = CONTENT, headers: Mapping[str, str] = _NONE
    ) -> str:
        """Upload a text as a caller, and return the object's id; `path` begins with the bucket."""
        fields = {"content-type": "text/plain", "cache-control": "max-age=3600", **headers}
        response = self.send("POST", f"/object/{path}", caller, content=content, headers=fields)
        assert response.status_code == 200, response.text
        return str(response.json()["Id"])

    def names(self, bucket: str) -> list[str]:
        """Return the names of all objects in a bucket."""
        response = self.send("POST", f"/object/list-v2/{bucket}", json={})
        return [entry["name"] for entry in response.json()["objects"]]


def read_error(response: httpx2.Response) -> tuple[int, str, str]:
    """Return the HTTP status, the newer code and the text of an error."""
    body = response.json()
    assert set(body) == {"statusCode", "error", "message", "code"}, body
    return response.status_code, body["code"], body["message"]
