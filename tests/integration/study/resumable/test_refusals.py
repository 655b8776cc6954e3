"""Requests that the protocol refuses: one row each, with the status, the error and the message."""

from collections.abc import Mapping
from typing import Final

import pytest

from integration.study.resumable.client import PART, PATH, TUS, TusClient, encode_metadata
from integration.study.storage.site import SERVICE, StorageSite

BUCKET: Final = "refusals"
GOOD: Final = encode_metadata(bucketName=BUCKET, objectName="a")
NEW: Final = {**TUS, "upload-length": "5", "upload-metadata": GOOD}
NEXT: Final = {**TUS, **PART, "upload-offset": "0"}
UNKNOWN: Final = f"{PATH}/00000000-0000-0000-0000-000000000000"
NOT_TUS: Final = (412, "PreconditionFailed", "Tus-Resumable must be 1.0.0")
NO_UPLOAD: Final = (404, "not_found", "The upload was not found")
TOO_LARGE: Final = (413, "Payload too large", "The object exceeded the maximum allowed size")
NOT_A_PART: Final = (415, "UnsupportedMediaType", "The Content-Type must be application/offset+octet-stream")
ONE_LENGTH: Final = (400, "invalid_request", "Either Upload-Length or Upload-Defer-Length is required")
NO_NUMBER: Final = (400, "invalid_request", "Upload-Length must be a number of bytes")
NO_NAMES: Final = (400, "invalid_request", "Upload-Metadata must have bucketName and objectName")
NO_BASE64: Final = (400, "invalid_request", "The values in Upload-Metadata must be base64 of UTF-8")
NO_LIST: Final = (
    400, "invalid_request", "Upload-Metadata must be a list of different keys with values in base64"
)  # fmt: skip

CONFLICT: Final = (409, "Conflict", "Upload-Offset conflict: the upload is at 1")
Refusal = tuple[int, str, str]


def describe(**values: str) -> dict[str, str]:
    """Return the headers of a new upload with this metadata."""
    return {**NEW, "upload-metadata": encode_metadata(**values)}


CREATIONS: Final[Mapping[str, tuple[Mapping[str, str], Refusal]]] = {
    "no version": ({**NEW, "tus-resumable": ""}, NOT_TUS),
    "another version": ({**NEW, "tus-resumable": "0.2.2"}, NOT_TUS),
    "no length": ({**TUS, "upload-metadata": GOOD}, ONE_LENGTH),
    "two lengths": ({**NEW, "upload-defer-length": "1"}, ONE_LENGTH),
    "deferred wrongly": (
        {**NEW, "upload-defer-length": "2"},
        (400, "invalid_request", "Upload-Defer-Length must be 1"),
    ),
    "a negative length": ({**NEW, "upload-length": "-1"}, NO_NUMBER),
    "a length that is no number": ({**NEW, "upload-length": "5x"}, NO_NUMBER),
    "a length beyond all": ({**NEW, "upload-length": "9" * 30}, NO_NUMBER),
    "a length beyond the limit": ({**NEW, "upload-length": str(50 * 1024 * 1024 + 1)}, TOO_LARGE),
    "no metadata": ({**NEW, "upload-metadata": ""}, NO_NAMES),
    "no bucket": (describe(objectName="a"), NO_NAMES),
    "no name": (describe(bucketName=BUCKET), NO_NAMES),
    "no base64": ({**NEW, "upload-metadata": "bucketName ***"}, NO_BASE64),
    "no UTF-8": ({**NEW, "upload-metadata": "bucketName /w=="}, NO_BASE64),
    "a key twice": ({**NEW, "upload-metadata": f"{GOOD},{GOOD}"}, NO_LIST),
    "an empty pair": ({**NEW, "upload-metadata": f"{GOOD},"}, NO_LIST),
    "a NUL": (
        describe(bucketName="a\0b", objectName="a"),
        (400, "invalid_request", "Texts may not contain NUL characters"),
    ),
    "a key that is not allowed": (
        describe(bucketName=BUCKET, objectName="../a"),
        (400, "InvalidKey", "Invalid key: ../a"),
    ),
    "another bucket": (describe(bucketName="none", objectName="a"), (404, "Bucket not found", "Bucket not found")),
    "metadata that is no object": (
        describe(bucketName=BUCKET, objectName="a", metadata="[]"),
        (400, "invalid_request", "The metadata is not a JSON object"),
    ),
    "a type that is not allowed": (
        describe(bucketName=BUCKET, objectName="a", contentType="text/html"),
        (415, "invalid_mime_type", "mime type text/html is not supported"),
    ),
}
PARTS: Final[Mapping[str, tuple[Mapping[str, str], bytes, Refusal]]] = {
    "no version": ({**NEXT, "tus-resumable": "2"}, b"", NOT_TUS),
    "another content type": ({**NEXT, "content-type": "text/plain"}, b"a", NOT_A_PART),
    "no content type": ({**NEXT, "content-type": ""}, b"a", NOT_A_PART),
    "no offset": ({**TUS, **PART}, b"a", (400, "invalid_request", "Upload-Offset is required")),
    "an offset that is no number": (
        {**NEXT, "upload-offset": "x"}, b"a", (400, "invalid_request", "Upload-Offset must be a number of bytes")
    ),
    "an offset behind": ({**NEXT, "upload-offset": "0"}, b"a", CONFLICT),
    "an offset ahead": ({**NEXT, "upload-offset": "2"}, b"a", CONFLICT),
    "more than the length": ({**NEXT, "upload-offset": "1"}, b"123456", TOO_LARGE),
    "another length": (
        {**NEXT, "upload-offset": "1", "upload-length": "6"},
        b"a",
        (400, "invalid_request", "The Upload-Length of an upload never changes"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def bucket(site: StorageSite) -> None:
    """Add the bucket, which allows one type of content besides the default."""
    limits = {"allowed_mime_types": ["image/png", "application/octet-stream"]}
    site.http.post("/bucket", json={"name": BUCKET, **limits}, headers=site.headers(SERVICE)).raise_for_status()


@pytest.mark.parametrize(("headers", "refusal"), CREATIONS.values(), ids=CREATIONS)
def test_creations(site: StorageSite, *, headers: Mapping[str, str], refusal: Refusal) -> None:
    """No upload is there afterwards."""
    response = site.http.post(PATH, headers={**site.headers(SERVICE), **headers})
    status, error, message = refusal
    assert (response.status_code, response.json()["error"], response.json()["message"]) == (status, error, message)
    assert response.json()["statusCode"] == str(status)
    assert response.headers["tus-resumable"] == "1.0.0"
    assert response.headers.get("tus-version") == ("1.0.0" if status == 412 else None)
    assert "location" not in response.headers


@pytest.fixture(scope="module")
def begun(tus: TusClient) -> str:
    """Return an upload of five bytes, of which one has arrived."""
    return tus.start(BUCKET, "begun", length=5, content=b"1")


@pytest.mark.parametrize(("headers", "content", "refusal"), PARTS.values(), ids=PARTS)
def test_parts(
    site: StorageSite, tus: TusClient, begun: str, *, headers: Mapping[str, str], content: bytes, refusal: Refusal
) -> None:
    """The upload stays where it is."""
    response = site.http.patch(begun, content=content, headers={**site.headers(SERVICE), **headers})
    assert (response.status_code, response.json()["error"], response.json()["message"]) == refusal
    assert response.headers["tus-resumable"] == "1.0.0"
    assert tus.head(begun).headers["upload-offset"] == "1"


@pytest.mark.parametrize("url", [UNKNOWN, f"{PATH}/x", f"{PATH}/%00"])
def test_unknown_uploads(tus: TusClient, url: str) -> None:
    """An address that no upload has is not found."""
    response = tus.send(url, b"a", offset=0)
    assert (response.status_code, response.json()["error"], response.json()["message"]) == NO_UPLOAD
    assert tus.head(url).status_code == tus.delete(url).status_code == 404
    assert "upload-offset" not in tus.head(url).headers


def test_without_a_key_nothing_is_said(site: StorageSite, begun: str) -> None:
    """The gateway refuses requests without a key, apart from OPTIONS and those with a signature."""
    assert site.http.post(PATH, headers=NEW).status_code == 401
    assert site.http.head(begun, headers=TUS).status_code == 401


def test_a_page_may_read_what_it_needs(site: StorageSite) -> None:
    """Cross-origin requests may send the headers of the protocol, and read those of its answers."""
    preflight = {"origin": "https://page.example", "access-control-request-method": "PATCH"}
    allowed = site.http.options(f"{PATH}/x", headers=preflight).headers["access-control-allow-headers"]
    needed = ("tus-resumable", "upload-length", "upload-metadata", "upload-offset", "x-upsert", "x-signature")
    assert all(name in allowed for name in needed)
    exposed = site.http.options(PATH, headers={"origin": "https://page.example"}).headers[
        "access-control-expose-headers"
    ]
    assert all(name in exposed for name in ("Location", "Upload-Offset", "Upload-Length", "Tus-Resumable"))
