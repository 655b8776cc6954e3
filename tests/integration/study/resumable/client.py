"""A client of the tus protocol, written from its specification; it sends what it is told, right or wrong."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import httpx2

from integration.study.storage.site import SERVICE, StorageSite

TUS: Final = {"tus-resumable": "1.0.0"}
PART: Final = {"content-type": "application/offset+octet-stream"}
PATH: Final = "/upload/resumable"
SIGNED: Final = "/upload/resumable/sign"


def encode_metadata(**values: str) -> str:
    """Return the value of Upload-Metadata."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


@dataclass(frozen=True, slots=True)
class TusClient:
    """Sends requests of the protocol as a caller."""

    site: StorageSite

    def create(
        self,
        bucket: str,
        name: str,
        *,
        length: int | None = None,
        content: bytes | None = None,
        caller: str = SERVICE,
        headers: Mapping[str, str] | None = None,
        **metadata: str,
    ) -> httpx2.Response:
        """Create an upload, with its first part if there is a content."""
        described = encode_metadata(bucketName=bucket, objectName=name, **metadata)
        size = {"upload-defer-length": "1"} if length is None else {"upload-length": str(length)}
        kind = PART if content is not None else {}
        sent = {**self.site.headers(caller), **TUS, **size, **kind, "upload-metadata": described, **(headers or {})}
        return self.site.http.post(PATH, content=content, headers=sent)

    def start(self, bucket: str, name: str, **options: object) -> str:
        """Create an upload that is accepted, and return its address."""
        response = self.create(bucket, name, **options)  # type: ignore[arg-type]
        assert response.status_code == 201, response.text
        return response.headers["location"]

    def send(
        self,
        url: str,
        content: bytes | Iterable[bytes],
        *,
        offset: int,
        caller: str = SERVICE,
        **more: str,
    ) -> httpx2.Response:
        """Send a part."""
        named = {name.replace("_", "-"): value for name, value in more.items()}
        headers = {**self.site.headers(caller), **TUS, **PART, "upload-offset": str(offset), **named}
        return self.site.http.patch(url, content=content, headers=headers)

    def head(self, url: str, *, caller: str = SERVICE) -> httpx2.Response:
        """Ask how far an upload is."""
        return self.site.http.head(url, headers={**self.site.headers(caller), **TUS})

    def delete(self, url: str, *, caller: str = SERVICE) -> httpx2.Response:
        """End an upload."""
        return self.site.http.delete(url, headers={**self.site.headers(caller), **TUS})
