"""Signed addresses to read objects: what they open, for how long, and what they never open."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest

from alcove.foundation.settings import Secret
from alcove.wires.supabase.storage.signed_urls import UrlTokens
from alcove.wires.supabase.tokens import SigningKeys, SigningSettings
from integration.study.storage_objects.conftest import add_bucket
from integration.study.storage_objects.served_storage import CONTENT, StorageCalls, read_error
from support.clock import FakeClock

NOT_FOUND = "Either the object does not exist or you do not have access to it"
WRONG_SIGNATURE = (400, "InvalidJWT", "signature verification failed")


def sign(calls: StorageCalls, path: str, *, seconds: int = 60, **body: Any) -> str:
    """Return the signed address of an object, relative to the API."""
    response = calls.send("POST", f"/object/sign/{path}", "owner", json={"expiresIn": seconds, **body})
    assert response.status_code == 200, response.text
    return str(response.json()["signedURL"])


def read_token(address: str) -> str:
    """Return the token in an address."""
    return parse_qs(urlsplit(address).query)["token"][0]


def make_tokens(calls: StorageCalls, *, now: datetime) -> UrlTokens:
    """Return what signs as the server does at another time."""
    clock = FakeClock(now)
    keys = SigningKeys(SigningSettings(secret=Secret(calls.server.keys.jwt_secret)), clock=clock)
    return UrlTokens(lambda: keys, clock=clock)


def test_a_signed_address_opens_one_object(calls: StorageCalls, bucket: str) -> None:
    """Anybody can read the object, whole or in part, without a key; another object needs another token."""
    calls.upload(f"{bucket}/a/b c.txt")
    calls.upload(f"{bucket}/other.txt")
    address = sign(calls, f"{bucket}/a/b c.txt")
    assert address.startswith(f"/object/sign/{bucket}/a/b c.txt?token=")
    whole = calls.client.get(address)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, CONTENT, "text/plain")
    assert "content-disposition" not in whole.headers
    part = calls.client.get(address, headers={"range": "bytes=4-6"})
    assert (part.status_code, part.content) == (206, CONTENT[4:7])
    head = calls.client.head(address)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(CONTENT)))
    unchanged = calls.client.get(address, headers={"if-none-match": whole.headers["etag"]})
    assert unchanged.status_code == 304
    named = calls.client.get(f"{address}&download=x.txt")
    assert named.headers["content-disposition"].startswith('attachment; filename="x.txt"')
    assert 'filename="b%20c.txt"' in calls.client.get(f"{address}&download=").headers["content-disposition"]
    other = calls.client.get(f"/object/sign/{bucket}/other.txt?token={read_token(address)}")
    assert read_error(other)[:2] == (400, "InvalidSignature")


def test_caches_do_not_outlive_the_address(calls: StorageCalls, bucket: str) -> None:
    """The time that caches may keep the content is at most the time that is left."""
    calls.upload(f"{bucket}/a.txt")
    short = calls.client.get(sign(calls, f"{bucket}/a.txt", seconds=60)).headers["cache-control"]
    assert int(short.removeprefix("max-age=")) in range(50, 61)
    assert calls.client.get(sign(calls, f"{bucket}/a.txt", seconds=7200)).headers["cache-control"] == "max-age=3600"


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        ("public, s-maxage=99999999, max-age=99999999", "public, s-maxage=1, max-age=1"),
        ('Max-Age = "99999999999999999999999999"', "Max-Age=1"),
        ("max-age=99999\r\nx-evil: 1", "max-age=1x-evil: 1"),
        ("private", "private"),
    ],
)
def test_what_an_upload_says_about_caches(calls: StorageCalls, bucket: str, stored: str, sent: str) -> None:
    """Every kind of age is shortened, and no header follows from what a header cannot have."""
    response = calls.send(
        "POST",
        f"/object/{bucket}/cached.txt",
        "owner",
        data={"cacheControl": stored},
        files={"": ("cached.txt", b"x", "text/plain")},
    )
    assert response.status_code == 200, response.text
    response = calls.client.get(sign(calls, f"{bucket}/cached.txt", seconds=60))
    assert response.status_code == 200
    assert re.sub(r"=\d+", "=1", response.headers["cache-control"]) == sent
    assert re.search(r"\d{3}", response.headers["cache-control"]) is None
    assert "x-evil" not in response.headers


def test_an_expired_address(calls: StorageCalls, bucket: str) -> None:
    """After its time an address opens nothing."""
    calls.upload(f"{bucket}/a.txt")
    now = datetime.now(UTC)
    url = f"{bucket}/a.txt"
    expired = make_tokens(calls, now=now - timedelta(seconds=61)).sign_download(url, seconds=60)
    refused = calls.client.get(f"/object/sign/{url}?token={expired}")
    assert read_error(refused) == (400, "InvalidJWT", '"exp" claim timestamp check failed')
    valid = make_tokens(calls, now=now - timedelta(seconds=50)).sign_download(url, seconds=60)
    assert calls.client.get(f"/object/sign/{url}?token={valid}").content == CONTENT


def test_forged_tokens(calls: StorageCalls, bucket: str) -> None:
    """Neither a token with another key nor one that is none opens anything, and a missing one is named."""
    calls.upload(f"{bucket}/a.txt")
    address = f"/object/sign/{bucket}/a.txt"
    claims = {"url": f"{bucket}/a.txt", "use": "download", "iat": 0, "exp": 2**32}
    secrets = ("another secret of more than 32 bytes", calls.server.keys.jwt_secret)
    forged = [jwt.encode(claims, secret, algorithm="HS256") for secret in secrets]
    signed = read_token(sign(calls, f"{bucket}/a.txt"))
    unsigned = signed.rpartition(".")[0] + "."
    for token in (*forged, unsigned, jwt.encode(claims, "", algorithm="none")):
        assert read_error(calls.client.get(f"{address}?token={token}")) == WRONG_SIGNATURE, token
    for malformed in ("", "x", "a.b"):
        refused = calls.client.get(f"{address}?token={malformed}")
        assert read_error(refused) == (400, "InvalidJWT", "Invalid Compact JWS")
    missing = (400, "InvalidRequest", "querystring must have required property 'token'")
    assert read_error(calls.client.get(address)) == missing
    assert calls.client.head(address).status_code == 400


def test_tokens_of_addresses_and_access_tokens_are_not_exchangeable(calls: StorageCalls, bucket: str) -> None:
    """A token of an address is no access token and no key, and an access token opens no address."""
    calls.upload(f"{bucket}/a.txt")
    token = read_token(sign(calls, f"{bucket}/a.txt"))
    upload = calls.send("POST", f"/object/upload/sign/{bucket}/new.txt", "owner").json()["token"]
    for wrong in (token, upload):
        bearer = {"apikey": calls.server.keys.anon_key, "Authorization": f"Bearer {wrong}"}
        refused = calls.client.get(f"/object/{bucket}/a.txt", headers=bearer)
        assert read_error(refused)[:2] == (400, "InvalidJWT")
        rest = calls.client.get(f"{calls.server.address}/rest/v1/profiles", headers=bearer)
        assert (rest.status_code, rest.json()["code"]) == (401, "PGRST301")
        user = calls.client.get(f"{calls.server.address}/auth/v1/user", headers=bearer)
        assert user.status_code in (401, 403)
        key = calls.client.get(f"/object/{bucket}/a.txt", headers={"apikey": wrong})
        assert (key.status_code, key.json()["message"]) == (401, "Invalid API key")
    access = calls.server.token(calls.owner, url=f"{bucket}/a.txt", use="download", iat=0)
    for address in ("/object/sign", "/object/upload/sign"):
        method = "GET" if address == "/object/sign" else "PUT"
        assert read_error(calls.client.request(method, f"{address}/{bucket}/a.txt?token={access}")) == WRONG_SIGNATURE
    for path, method, other in (("/object/sign", "GET", upload), ("/object/upload/sign", "PUT", token)):
        name = "new.txt" if other == upload else "a.txt"
        refused = calls.client.request(method, f"{path}/{bucket}/{name}?token={other}", content=b"x")
        assert read_error(refused)[:2] == (400, "InvalidSignature")


def test_signing_needs_the_right_to_read(calls: StorageCalls, bucket: str) -> None:
    """Who may not see an object cannot sign its address, and later changes of rights do not matter."""
    calls.upload(f"{bucket}/a.txt")
    for caller in ("anon", "other"):
        refused = calls.send("POST", f"/object/sign/{bucket}/a.txt", caller, json={"expiresIn": 60})
        assert read_error(refused) == (400, "NoSuchKey", "Object not found")
    refused = calls.send("POST", "/object/sign/none/a.txt", json={"expiresIn": 60})
    assert read_error(refused) == (400, "NoSuchBucket", "Bucket not found")
    address = sign(calls, f"{bucket}/a.txt")
    calls.send("DELETE", f"/object/{bucket}/a.txt", "owner")
    assert read_error(calls.client.get(address)) == (400, "NoSuchKey", "Object not found")


def test_addresses_of_several_objects(calls: StorageCalls, bucket: str) -> None:
    """Each path gets an address or an error, in the order of the request."""
    calls.upload(f"{bucket}/a.txt")
    calls.upload(f"{bucket}/hidden.txt", "service")
    body = {"expiresIn": 60, "paths": ["no.txt", "a.txt", "hidden.txt", "a.txt"]}
    signed = calls.send("POST", f"/object/sign/{bucket}", "owner", json=body).json()
    assert [entry["path"] for entry in signed] == body["paths"]
    assert [entry["error"] for entry in signed] == [NOT_FOUND, None, NOT_FOUND, None]
    assert signed[0]["signedURL"] is None
    assert calls.client.get(signed[1]["signedURL"]).content == CONTENT
    nothing = calls.send("POST", "/object/sign/none", json={"expiresIn": 60, "paths": ["x"]}).json()
    assert nothing == [{"error": NOT_FOUND, "path": "x", "signedURL": None}]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "body must have required property 'expiresIn'"),
        ({"expiresIn": 0}, "body/expiresIn must be >= 1"),
        ({"expiresIn": "soon"}, "body/expiresIn must be integer"),
        ({"expiresIn": 2**40}, "body/expiresIn must be <= 3153600000"),
        ({"expiresIn": 9, "transform": {"width": -1}}, "body/transform/width must be >= 0"),
        (
            {"expiresIn": 9, "transform": {"resize": "x"}},
            "body/transform/resize must be equal to one of the allowed values",
        ),
    ],
)
def test_bodies_of_signing(calls: StorageCalls, bucket: str, body: Any, message: str) -> None:
    """The time and the transformations are checked, with texts that clients know."""
    refused = calls.send("POST", f"/object/sign/{bucket}/a.txt", json=body)
    assert read_error(refused) == (400, "InvalidRequest", message)


def test_bodies_for_several(calls: StorageCalls, bucket: str) -> None:
    """Some paths are needed, and not too many."""
    for paths, message in (
        ([], "body/paths must NOT have fewer than 1 items"),
        (["x"] * 1001, "body/paths must NOT have more than 1000 items"),
    ):
        refused = calls.send("POST", f"/object/sign/{bucket}", json={"expiresIn": 1, "paths": paths})
        assert read_error(refused) == (400, "InvalidRequest", message)
    malformed = calls.send("POST", f"/object/sign/{bucket}", content=b"{", headers={"content-type": "application/json"})
    assert read_error(malformed)[2].startswith("The body is not valid JSON: ")


def test_an_address_of_a_version(calls: StorageCalls, bucket: str) -> None:
    """An address that is bound to a version opens nothing when the object has another one."""
    calls.upload(f"{bucket}/a.txt")
    version = calls.send("GET", f"/object/info/{bucket}/a.txt").json()["version"]
    address = sign(calls, f"{bucket}/a.txt", versionId=version)
    assert calls.client.get(address).content == CONTENT
    calls.upload(f"{bucket}/a.txt", content=b"new", headers={"x-upsert": "true"})
    assert read_error(calls.client.get(address)) == (400, "NoSuchKey", "Object not found")
    old = calls.send("POST", f"/object/sign/{bucket}/a.txt", json={"expiresIn": 1, "versionId": version})
    assert read_error(old) == (400, "NoSuchKey", "Object not found")


def test_an_address_of_a_changed_image(calls: StorageCalls, bucket: str) -> None:
    """An address for a small picture does not open the large one."""
    calls.upload(f"{bucket}/a.png")
    address = sign(calls, f"{bucket}/a.png", transform={"width": 10, "resize": "contain"})
    assert address.startswith(f"/render/image/sign/{bucket}/a.png?token=")
    assert jwt.decode(read_token(address), options={"verify_signature": False})["transformations"] == (
        "width=10&resize=contain"
    )
    refused = calls.client.get(f"/object/sign/{bucket}/a.png?token={read_token(address)}")
    assert read_error(refused)[:2] == (400, "InvalidSignature")


def test_a_public_address_of_a_private_bucket(calls: StorageCalls) -> None:
    """The old front end asks for public addresses of private materials: those fail cleanly, a signed one works."""
    name = f"{calls.owner}/maths/1.pdf"
    fields = {"content-type": "application/pdf"}
    for bucket in ("materials", "study-materials"):
        calls.upload(f"{bucket}/{name}", headers=fields)
        refused = calls.client.get(f"/object/public/{bucket}/{name}")
        assert read_error(refused) == (400, "NoSuchBucket", "Bucket not found")
        assert calls.client.get(sign(calls, f"{bucket}/{name}")).content == CONTENT
        assert calls.send("GET", f"/object/authenticated/{bucket}/{name}", "owner").content == CONTENT
        assert read_error(calls.send("GET", f"/object/{bucket}/{name}", "other"))[1] == "NoSuchKey"


def test_pages_of_other_sites_may_read_signed_addresses(calls: StorageCalls) -> None:
    """Also their errors carry the headers for cross-origin requests."""
    bucket = add_bucket(calls, f"own-{uuid.uuid4()}")
    calls.upload(f"{bucket}/a.txt")
    origin = {"origin": "https://app.example.org"}
    answers: list[httpx2.Response] = [
        calls.client.get(sign(calls, f"{bucket}/a.txt"), headers=origin),
        calls.client.get(f"/object/sign/{bucket}/a.txt?token=x", headers=origin),
    ]
    assert [answer.status_code for answer in answers] == [200, 400]
    assert {answer.headers["access-control-allow-origin"] for answer in answers} == {"*"}
