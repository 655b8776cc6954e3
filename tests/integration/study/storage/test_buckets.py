"""Buckets over HTTP: what callers may do with them, and what is refused."""

import uuid
from typing import Any

import pytest

from integration.study.storage.site import ANON, CALLERS, OTHER, OWNER, SERVICE, StorageSite, error_of

NOT_FOUND = {"statusCode": "404", "error": "Bucket not found", "message": "Bucket not found", "code": "NoSuchBucket"}
DENIED = {
    "statusCode": "403",
    "error": "Unauthorized",
    "message": "new row violates row-level security policy",
    "code": "AccessDenied",
}


def new_name() -> str:
    """Return a name that no bucket has."""
    return f"new-{uuid.uuid4().hex[:12]}"


def test_a_bucket_is_made_read_changed_and_deleted(site: StorageSite) -> None:
    """The service key does everything; each answer is the one that Supabase's client expects."""
    headers, name = site.headers(SERVICE), new_name()
    body = {"id": name, "name": name, "public": True, "file_size_limit": "10MB", "allowed_mime_types": ["image/*"]}
    made = site.http.post("/bucket", json=body, headers=headers)
    assert (made.status_code, made.json()) == (200, {"name": name})
    read = site.http.get(f"/bucket/{name}", headers=headers).json()
    assert (read["public"], read["file_size_limit"], read["allowed_mime_types"]) == (True, 10 * 2**20, ["image/*"])
    assert (read["id"], read["name"], read["owner"], read["type"]) == (name, name, "", "STANDARD")
    changed = site.http.put(f"/bucket/{name}", json={"public": False, "file_size_limit": None}, headers=headers)
    assert (changed.status_code, changed.json()) == (200, {"message": "Successfully updated"})
    read = site.http.get(f"/bucket/{name}", headers=headers).json()
    assert (read["public"], read["file_size_limit"], read["allowed_mime_types"]) == (False, None, ["image/*"])
    assert site.upload(name, "a.png", content_type="image/png").status_code == 200
    refused = site.http.delete(f"/bucket/{name}", headers=headers)
    message = "The bucket you tried to delete is not empty"
    assert error_of(refused) == (
        400,
        {"statusCode": "409", "error": "InvalidRequest", "message": message, "code": "InvalidRequest"},
    )
    emptied = site.http.post(f"/bucket/{name}/empty", json={}, headers=headers)
    assert (emptied.status_code, emptied.json()) == (200, {"message": "Successfully emptied"})
    deleted = site.http.request("DELETE", f"/bucket/{name}", json={}, headers=headers)
    assert (deleted.status_code, deleted.json()) == (200, {"message": "Successfully deleted"})
    assert error_of(site.http.get(f"/bucket/{name}", headers=headers)) == (400, NOT_FOUND)


@pytest.mark.parametrize("caller", [ANON, OWNER])
def test_without_a_policy_only_the_service_key_sees_and_makes_buckets(site: StorageSite, caller: str) -> None:
    """To others, buckets do not exist; they can make none."""
    bucket, headers = site.add_bucket(), site.headers(caller)
    assert site.http.get("/bucket", headers=headers).json() == []
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/empty")):
        response = site.http.request(method, f"/bucket/{bucket}{path}", json={"public": True}, headers=headers)
        assert error_of(response) == (400, NOT_FOUND), method
    made = site.http.post("/bucket", json={"name": new_name()}, headers=headers)
    assert error_of(made) == (400, DENIED)


def test_policies_on_buckets_decide(site: StorageSite) -> None:
    """An account that a policy allows makes, reads, changes, empties and deletes its own buckets, and no others."""
    site.execute(
        'CREATE POLICY "mine" ON storage.buckets TO authenticated'
        " USING (owner_id = (SELECT auth.uid())::text) WITH CHECK (owner_id = (SELECT auth.uid())::text)"
    )
    try:
        name, mine, theirs = new_name(), site.headers(OWNER), site.headers(OTHER)
        assert site.http.post("/bucket", json={"name": name}, headers=mine).status_code == 200
        bucket = site.http.get(f"/bucket/{name}", headers=mine).json()
        assert bucket["owner"] == str(site.owner)
        assert error_of(site.http.delete(f"/bucket/{name}", headers=theirs)) == (400, NOT_FOUND)
        assert site.http.put(f"/bucket/{name}", json={"public": True}, headers=mine).status_code == 200
        assert site.http.post(f"/bucket/{name}/empty", headers=mine).status_code == 200
        assert site.http.delete(f"/bucket/{name}", headers=mine).status_code == 200
    finally:
        site.execute('DROP POLICY "mine" ON storage.buckets')


def test_an_empty_bucket_is_what_the_caller_may_delete(site: StorageSite) -> None:
    """Emptying a bucket leaves the objects of others."""
    bucket = site.add_bucket(prefix="own")
    site.execute('CREATE POLICY "seen" ON storage.buckets FOR SELECT USING (true)')
    try:
        for caller, name in ((OWNER, f"{site.owner}/a"), (OTHER, f"{site.other}/b")):
            assert site.upload(bucket, name, caller=caller).status_code == 200
        assert site.http.post(f"/bucket/{bucket}/empty", headers=site.headers(OWNER)).status_code == 200
        assert site.download(bucket, f"{site.owner}/a").status_code == 400
        assert site.download(bucket, f"{site.other}/b").status_code == 200
    finally:
        site.execute('DROP POLICY "seen" ON storage.buckets')


def test_buckets_are_listed_sorted_searched_and_paged(site: StorageSite) -> None:
    """The parameters of `listBuckets` do what they say."""
    mark, headers = uuid.uuid4().hex[:8], site.headers(SERVICE)
    for name in ("b", "a", "c"):
        site.http.post("/bucket", json={"name": f"{mark}-{name}"}, headers=headers)

    def names(**query: str | int) -> list[str]:
        response = site.http.get("/bucket", params={"search": mark, **query}, headers=headers)
        assert response.status_code == 200, response.text
        return [bucket["name"].removeprefix(f"{mark}-") for bucket in response.json()]

    assert names() == ["a", "b", "c"]
    assert names(sortOrder="desc") == ["c", "b", "a"]
    assert names(sortColumn="created_at") == ["b", "a", "c"]
    assert names(limit=1, offset=1) == ["b"]
    assert names(search="100%_of nothing") == []


BAD_BODIES: list[tuple[dict[str, Any], str, str, str]] = [
    ({}, "400", "invalid_request", "body must have required property 'name'"),
    ({"name": "a/b"}, "400", "Invalid Input", "Bucket name invalid"),
    ({"name": " a"}, "400", "Invalid Input", "Bucket name invalid"),
    ({"name": "ü"}, "400", "Invalid Input", "Bucket name invalid"),
    ({"name": "x" * 101}, "400", "Invalid Input", "Bucket name invalid"),
    ({"name": ".."}, "400", "Invalid Input", "Bucket name invalid"),
    ({"name": "x", "allowed_mime_types": ["image"]}, "415", "invalid_mime_type", "mime type image is not supported"),
    ({"name": "x", "file_size_limit": "60MB"}, "413", "Payload too large", ""),
    ({"name": "x", "file_size_limit": "many"}, "400", "invalid_request", ""),
    ({"name": "x", "file_size_limit": -1}, "400", "invalid_request", ""),
    ({"name": "x", "file_size_limit": "1" * 400 + "TB"}, "400", "invalid_request", ""),
    ({"name": "x", "file_size_limit": 1e300}, "400", "invalid_request", ""),
    ({"name": "x", "public": "yes"}, "400", "invalid_request", ""),
    ({"name": "x", "type": "ANALYTICS"}, "400", "invalid_request", ""),
    ({"name": "x", "allowed_mime_types": ["a/b"] * 201}, "400", "invalid_request", ""),
    ({"name": "nul\0"}, "400", "Invalid Input", "Bucket name invalid"),
]


@pytest.mark.parametrize("case", BAD_BODIES)
def test_a_body_that_is_no_bucket_is_refused(site: StorageSite, case: tuple[dict[str, Any], str, str, str]) -> None:
    """Every mistake has its own error, and makes no bucket."""
    body, code, error, message = case
    response = site.http.post("/bucket", json=body, headers=site.headers(SERVICE))
    assert (response.status_code, response.json()["statusCode"], response.json()["error"]) == (400, code, error)
    assert response.json()["message"] == message or not message


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'"x"', b"[" * 5000, b'{"name": 5}'])
def test_a_body_that_is_no_object_is_refused(site: StorageSite, body: bytes) -> None:
    """Malformed JSON is the client's mistake."""
    response = site.http.post("/bucket", content=body, headers=site.headers(SERVICE))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_a_large_body_is_refused(site: StorageSite) -> None:
    """JSON has a limit far below that of files."""
    response = site.http.post("/bucket", content=b" " * (2 * 2**20), headers=site.headers(SERVICE))
    assert (response.status_code, response.json()["statusCode"]) == (400, "413")


@pytest.mark.parametrize("query", ["sortColumn=owner", "sortOrder=up", "limit=0", "limit=x", "offset=-1", "limit=1e3"])
def test_a_list_with_wrong_parameters_is_refused(site: StorageSite, query: str) -> None:
    """Nothing of a query becomes SQL."""
    response = site.http.get(f"/bucket?{query}", headers=site.headers(SERVICE))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_a_name_is_taken_once(site: StorageSite) -> None:
    """The second bucket of a name is a duplicate."""
    name = site.add_bucket()
    response = site.http.post("/bucket", json={"name": name}, headers=site.headers(SERVICE))
    expected = {
        "statusCode": "409",
        "error": "Duplicate",
        "message": "The resource already exists",
        "code": "ResourceAlreadyExists",
    }
    assert error_of(response) == (400, expected)


@pytest.mark.parametrize("caller", CALLERS)
def test_unknown_routes_are_said(site: StorageSite, caller: str) -> None:
    """What is no route of storage is 404 in its own shape."""
    response = site.http.get("/nothing", headers=site.headers(caller))
    expected = {
        "statusCode": "404",
        "error": "Not Found",
        "message": "Route GET:/nothing not found",
        "code": "InvalidRequest",
    }
    assert error_of(response) == (404, expected)


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("expired", '"exp" claim timestamp check failed'),
        ("forged", "No suitable key or wrong key type"),
        ("malformed", "Expected 3 parts in JWT; got 1"),
    ],
)
def test_tokens_that_are_not_valid_are_refused(site: StorageSite, token: str, message: str) -> None:
    """An access token that is not accepted is refused as Supabase does, whatever it asks for."""
    secret = "another secret that this server does not know"
    bearer = {
        "expired": site.server.token(site.owner, lifetime=-1000),
        "forged": site.server.token(site.owner, secret=secret),
        "malformed": "nothing",
    }[token]
    headers = {**site.server.headers(), "Authorization": f"Bearer {bearer}"}
    status, body = error_of(site.http.get("/bucket", headers=headers))
    assert (status, body["statusCode"], body["error"], body["message"]) == (400, "403", "Unauthorized", message)


def test_a_bearer_is_enough(site: StorageSite) -> None:
    """Scripts send a key or a token as the bearer alone; a wrong key beside it, or nothing at all, is refused."""
    service = site.headers(SERVICE)["Authorization"]
    assert site.http.get("/bucket", headers={"Authorization": service}).json()
    mine = site.headers(OWNER)["Authorization"]
    assert site.http.get("/bucket", headers={"Authorization": mine}).json() == []
    forged = site.server.token(site.owner, secret="another secret that this server does not know")
    refused = site.http.get("/bucket", headers={"Authorization": f"Bearer {forged}"})
    assert (refused.status_code, refused.json()["statusCode"]) == (400, "403")
    for headers in ({"Authorization": service, "apikey": "x"}, {}):
        assert site.http.get("/bucket", headers=headers).status_code == 401
