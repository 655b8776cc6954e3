"""Calls of the native API with the token of an account."""

import uuid
from dataclasses import dataclass
from typing import Any

import httpx2

from integration.study.served import StudyServer


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeClient:
    """A client of the native API that calls for one account."""

    server: StudyServer
    http: httpx2.Client
    account: uuid.UUID

    def call(self, method: str, path: str, body: object = None, *, raw: bytes | None = None) -> httpx2.Response:
        """Send a request with a JSON body, or with raw bytes."""
        headers = {"Authorization": f"Bearer {self.server.token(self.account)}", "Content-Type": "application/json"}
        if raw is not None:
            return self.http.request(method, f"/api/{path}", headers=headers, content=raw)
        return self.http.request(method, f"/api/{path}", headers=headers, json=body)

    def get(self, path: str) -> Any:
        """Return the body of a read that succeeds."""
        return self._succeed(self.call("GET", path))

    def add(self, path: str, **body: object) -> Any:
        """Add a row, and return it."""
        return self._succeed(self.call("POST", path, body), status=201)

    def change(self, path: str, **body: object) -> Any:
        """Change a row, and return it."""
        return self._succeed(self.call("PATCH", path, body))

    def refuse(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        """Send a request that fails; return its status and the code of the error."""
        response = self.call(method, path, body)
        return response.status_code, response.json()["code"]

    def wrong_fields(self, method: str, path: str, **body: object) -> dict[str, str]:
        """Send a request whose fields are wrong; return why, by field."""
        response = self.call(method, path, body)
        assert (response.status_code, response.json()["code"]) == (400, "VALIDATION_ERROR"), response.text
        fields: dict[str, str] = response.json().get("fields", {})
        return fields

    @staticmethod
    def _succeed(response: httpx2.Response, *, status: int = 200) -> Any:
        assert response.status_code == status, response.text
        return response.json()
