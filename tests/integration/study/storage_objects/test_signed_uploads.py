"""Signed addresses to write objects."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from integration.study.storage_objects.conftest import add_bucket
from integration.study.storage_objects.served_storage import CONTENT, StorageCalls, read_error
from integration.study.storage_objects.test_signed_downloads import make_tokens

DUPLICATE = (400, "ResourceAlreadyExists", "The resource already exists")


def sign(calls: StorageCalls, path: str, caller: str = "owner", **headers: str) -> str:
    """Return a signed address to write an object, relative to the API."""
    response = calls.send("POST", f"/object/upload/sign/{path}", caller, json={}, headers=headers)
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["url"] == f"/object/upload/sign/{path}?token={body['token']}"
    return str(body["url"])


def test_a_raw_body(calls: StorageCalls, bucket: str) -> None:
    """Anybody can write the object once; it belongs to whoever signed, and later ones get that it exists."""
    address = sign(calls, f"{bucket}/a/b.txt")
    headers = {"content-type": "text/plain", "x-metadata": base64.b64encode(b'{"k": 1}').decode()}
    stored = calls.client.put(address, content=CONTENT, headers=headers)
    assert stored.json()["Key"] == f"{bucket}/a/b.txt"
    described = calls.send("GET", f"/object/info/{bucket}/a/b.txt", "owner").json()
    assert (described["id"], described["metadata"]) == (stored.json()["Id"], {"k": 1})
    assert calls.send("GET", f"/object/{bucket}/a/b.txt", "owner").content == CONTENT
    assert read_error(calls.client.put(address, content=b"x")) == DUPLICATE
    assert read_error(calls.send("POST", f"/object/upload/sign/{bucket}/a/b.txt", "owner")) == DUPLICATE


def test_a_form(calls: StorageCalls, bucket: str) -> None:
    """A form with a file in a field without a name is accepted, as browsers send it."""
    address = sign(calls, f"{bucket}/a.txt")
    form: dict[str, Any] = {"cacheControl": (None, "60"), "": ("a.txt", CONTENT, "text/plain")}
    assert calls.client.put(address, files=form).status_code == 200
    found = calls.send("GET", f"/object/{bucket}/a.txt", "owner")
    assert (found.content, found.headers["cache-control"]) == (CONTENT, "max-age=60")


def test_an_upsert(calls: StorageCalls, bucket: str) -> None:
    """Only an address that was signed for it replaces an object, whatever the upload says."""
    calls.upload(f"{bucket}/a.txt")
    address = sign(calls, f"{bucket}/a.txt", **{"x-upsert": "true"})
    for content in (b"second", b"third"):
        assert calls.client.put(address, content=content).status_code == 200
        assert calls.send("GET", f"/object/{bucket}/a.txt", "owner").content == content
    address = sign(calls, f"{bucket}/b.txt")
    calls.upload(f"{bucket}/b.txt")
    assert read_error(calls.client.put(address, content=b"x", headers={"x-upsert": "true"})) == DUPLICATE


def test_who_may_sign(calls: StorageCalls, bucket: str) -> None:
    """Signing needs the right to add the object, and for an upsert the right to change it."""
    denied = (400, "AccessDenied", "new row violates row-level security policy")
    assert read_error(calls.send("POST", f"/object/upload/sign/{bucket}/a.txt", "anon")) == denied
    calls.upload(f"{bucket}/b.txt")
    upsert = {"x-upsert": "true"}
    refused = calls.send("POST", f"/object/upload/sign/{bucket}/b.txt", "other", headers=upsert)
    assert read_error(refused)[1] == "AccessDenied"
    assert read_error(calls.send("POST", "/object/upload/sign/none/a.txt"))[1] == "NoSuchBucket"
    assert read_error(calls.send("POST", f"/object/upload/sign/{bucket}/a//b"))[1] == "InvalidKey"
    assert calls.names(bucket) == ["b.txt"]


def test_an_upload_of_a_program(calls: StorageCalls, bucket: str) -> None:
    """What is signed with the secret key belongs to nobody."""
    calls.client.put(sign(calls, f"{bucket}/a.txt", "service"), content=CONTENT)
    assert read_error(calls.send("GET", f"/object/{bucket}/a.txt", "owner"))[1] == "NoSuchKey"
    assert calls.send("GET", f"/object/{bucket}/a.txt", "service").content == CONTENT


def test_limits_of_the_bucket(calls: StorageCalls) -> None:
    """The bucket's limits hold for signed uploads as well."""
    bucket = add_bucket(calls, "own-limited", file_size_limit=3, allowed_mime_types=["image/*"])
    address = sign(calls, f"{bucket}/a.png")
    large = calls.client.put(address, content=b"1234", headers={"content-type": "image/png"})
    assert read_error(large)[1] == "EntityTooLarge"
    text = calls.client.put(address, content=b"123", headers={"content-type": "text/plain"})
    assert read_error(text)[1] == "InvalidMimeType"
    assert calls.client.put(address, content=b"123", headers={"content-type": "image/png"}).status_code == 200


def test_an_expired_upload(calls: StorageCalls, bucket: str) -> None:
    """An address is valid for two hours."""
    url = f"{bucket}/a.txt"
    now = datetime.now(UTC)
    old = make_tokens(calls, now=now - timedelta(hours=2, seconds=1)).sign_upload(url, owner=None, upsert=False)
    refused = calls.client.put(f"/object/upload/sign/{url}?token={old}", content=b"x")
    assert read_error(refused) == (400, "InvalidJWT", '"exp" claim timestamp check failed')
    late = make_tokens(calls, now=now - timedelta(minutes=119)).sign_upload(url, owner=None, upsert=False)
    assert calls.client.put(f"/object/upload/sign/{url}?token={late}", content=b"x").status_code == 200
    missing = read_error(calls.client.put(f"/object/upload/sign/{url}", content=b"x"))
    assert missing == (400, "InvalidRequest", "querystring must have required property 'token'")
