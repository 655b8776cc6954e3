"""Uploads over HTTP: bodies, what is stored of them, and who may write."""

import base64
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from integration.study.storage.site import ANON, CALLERS, OTHER, OWN_FOLDER, OWNER, SERVICE, StorageSite, error_of

DUPLICATE = {
    "statusCode": "409",
    "error": "Duplicate",
    "message": "The resource already exists",
    "code": "ResourceAlreadyExists",
}
DENIED = {
    "statusCode": "403",
    "error": "Unauthorized",
    "message": "new row violates row-level security policy",
    "code": "AccessDenied",
}
NO_BUCKET = {"statusCode": "404", "error": "Bucket not found", "message": "Bucket not found", "code": "NoSuchBucket"}
NO_OBJECT = {"statusCode": "404", "error": "not_found", "message": "Object not found", "code": "NoSuchKey"}
TOO_LARGE = {
    "statusCode": "413",
    "error": "Payload too large",
    "message": "The object exceeded the maximum allowed size",
    "code": "EntityTooLarge",
}


def row_of(site: StorageSite, name: str) -> dict[str, Any]:
    """Return the row of an object."""
    rows = site.execute("SELECT * FROM storage.objects WHERE name = $1", name)
    assert len(rows) == 1
    row = dict(rows[0])
    return {**row, "metadata": json.loads(row["metadata"]), "user_metadata": json.loads(row["user_metadata"] or "null")}


def test_a_raw_body_is_stored(site: StorageSite) -> None:
    """The headers describe the content; the row has Supabase's columns and names a file with the content."""
    bucket, name = site.add_bucket(prefix="own"), site.own_name()
    metadata = base64.b64encode(b'{"page": 1}').decode()
    response = site.upload(
        bucket, name, content=b"hello", caller=OWNER, cache_control="max-age=60", x_metadata=metadata
    )
    row = row_of(site, name)
    assert (response.status_code, response.json()) == (200, {"Key": f"{bucket}/{name}", "Id": str(row["id"])})
    assert (row["owner"], row["owner_id"], row["bucket_id"]) == (site.owner, str(site.owner), bucket)
    assert (row["path_tokens"], row["level"], row["user_metadata"]) == (name.split("/"), 2, {"page": 1})
    stored = row["metadata"]
    assert (stored["size"], stored["contentLength"], stored["httpStatusCode"]) == (5, 5, 200)
    assert (stored["mimetype"], stored["cacheControl"]) == ("text/plain", "max-age=60")
    assert stored["eTag"] == '"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"'
    file = site.folder / "objects" / row["version"][:2] / row["version"]
    assert file.read_bytes() == b"hello"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_form_is_stored(site: StorageSite) -> None:
    """The file has an empty field name; fields may come before or after it."""
    bucket, name = site.add_bucket(prefix="own"), site.own_name()
    parts: list[tuple[str, Any]] = [
        ("cacheControl", (None, "3600")),
        ("", ("photo.png", b"\x89PNG" * 100_000, "image/png")),
        ("metadata", (None, '{"a": [1]}')),
    ]
    response = site.http.post(f"/object/{bucket}/{name}", files=parts, headers=site.headers(OWNER))
    assert response.status_code == 200, response.text
    row = row_of(site, name)
    assert (row["metadata"]["mimetype"], row["metadata"]["size"]) == ("image/png", 400_000)
    assert (row["metadata"]["cacheControl"], row["user_metadata"]) == ("max-age=3600", {"a": [1]})
    assert site.download(bucket, name, caller=OWNER).content == b"\x89PNG" * 100_000


def test_an_empty_file_is_a_file(site: StorageSite) -> None:
    """A content of no bytes is stored and sent."""
    bucket = site.add_bucket()
    assert site.upload(bucket, "raw", content=b"").status_code == 200
    form = site.http.post(f"/object/{bucket}/form", files={"": ("x", b"", "text/css")}, headers=site.headers(SERVICE))
    assert form.status_code == 200
    for name in ("raw", "form"):
        sent = site.download(bucket, name)
        assert (sent.status_code, sent.content, sent.headers["content-length"]) == (200, b"", "0")


def test_a_name_is_written_once_without_upsert(site: StorageSite) -> None:
    """A second upload is a duplicate and changes nothing; with `x-upsert` it replaces content and metadata."""
    bucket, name = site.add_bucket(prefix="own"), site.own_name()
    first = site.upload(bucket, name, caller=OWNER, content=b"first")
    assert error_of(site.upload(bucket, name, caller=OWNER, content=b"second")) == (400, DUPLICATE)
    assert site.download(bucket, name).content == b"first"
    second = site.upload(bucket, name, caller=OWNER, content=b"second", x_upsert="true")
    assert second.json()["Id"] == first.json()["Id"]
    assert site.download(bucket, name).content == b"second"
    assert row_of(site, name)["updated_at"] > row_of(site, name)["created_at"]


def test_update_needs_an_object(site: StorageSite) -> None:
    """PUT replaces an object; without one there is nothing to replace."""
    bucket, name = site.add_bucket(prefix="own"), site.own_name()
    headers = site.headers(OWNER, content_type="text/css")
    missing = site.http.put(f"/object/{bucket}/{name}", content=b"new", headers=headers)
    assert error_of(missing) == (400, NO_OBJECT)
    assert site.upload(bucket, name, caller=OWNER).status_code == 200
    assert site.http.put(f"/object/{bucket}/{name}", content=b"new", headers=headers).status_code == 200
    sent = site.download(bucket, name)
    assert (sent.content, sent.headers["content-type"]) == (b"new", "text/css")
    theirs = site.headers(OTHER, content_type="text/css")
    assert error_of(site.http.put(f"/object/{bucket}/{name}", content=b"x", headers=theirs)) == (400, DENIED)


ALLOWED = {OWNER, SERVICE}


@pytest.mark.parametrize("caller", CALLERS)
def test_policies_decide_who_writes(site: StorageSite, caller: str) -> None:
    """The owner of a folder and the service key may create, replace and upsert in it, nobody else; nothing is left."""
    bucket = site.add_bucket(prefix="own")
    before = len(site.list_files())
    created = site.upload(bucket, f"{site.owner}/new", caller=caller)
    upserted = site.upload(bucket, f"{site.owner}/upsert", caller=caller, x_upsert="true")
    assert site.upload(bucket, f"{site.owner}/there").status_code == 200
    headers = site.headers(caller, content_type="text/plain")
    replaced = site.http.put(f"/object/{bucket}/{site.owner}/there", content=b"new", headers=headers)
    if caller in ALLOWED:
        assert [created.status_code, upserted.status_code, replaced.status_code] == [200] * 3
        return
    assert [error_of(created), error_of(upserted), error_of(replaced)] == [(400, DENIED)] * 3
    assert site.download(bucket, f"{site.owner}/there").content == b"content"
    assert len(site.list_files()) == before + 1


def test_uploads_need_a_policy_for_adding_only(site: StorageSite) -> None:
    """As documented: without policies for reading and changing, a new object is stored, and none is replaced."""
    bucket = site.add_bucket(prefix="drop")
    site.execute("CREATE POLICY \"drop box\" ON storage.objects FOR INSERT TO anon WITH CHECK (bucket_id LIKE 'drop%')")
    try:
        assert site.upload(bucket, "letter", caller=ANON).status_code == 200
        assert site.upload(bucket, "letter", caller=ANON).json() == DUPLICATE
        assert error_of(site.upload(bucket, "letter", caller=ANON, x_upsert="true")) == (400, DENIED)
        assert site.download(bucket, "letter", caller=ANON).status_code == 400
    finally:
        site.execute('DROP POLICY "drop box" ON storage.objects')


def test_policies_see_the_operation_and_the_metadata(site: StorageSite) -> None:
    """A policy may ask what the request does, and what the content is."""
    bucket = site.add_bucket(prefix="seen")
    site.execute(
        "CREATE POLICY \"seen\" ON storage.objects FOR INSERT TO anon WITH CHECK (bucket_id LIKE 'seen%'"
        " AND storage.allow_only_operation('object.upload') AND storage.extension(name) = 'png'"
        " AND metadata ->> 'mimetype' = 'image/png' AND (metadata ->> 'size')::bigint < 1000)"
    )
    try:

        def upload_png(name: str, content: bytes = b"x") -> httpx2.Response:
            return site.upload(bucket, name, content=content, caller=ANON, content_type="image/png")

        assert upload_png("a.png").status_code == 200
        form = {"": ("a", b"x", "image/png")}
        sent = site.http.post(f"/object/{bucket}/form.png", files=form, headers=site.headers(ANON))
        assert sent.status_code == 200, sent.text
        assert error_of(upload_png("a.gif")) == (400, DENIED)
        assert error_of(site.upload(bucket, "b.png", caller=ANON)) == (400, DENIED)
        assert error_of(upload_png("c.png", b"x" * 1001)) == (400, DENIED)
    finally:
        site.execute('DROP POLICY "seen" ON storage.objects')


def test_a_trigger_of_the_program_may_refuse_an_object(site: StorageSite) -> None:
    """What SQL of the program raises is the client's error, and leaves no file."""
    bucket = site.add_bucket()
    site.execute("""
        CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.name LIKE 'no%' THEN RAISE EXCEPTION 'not this one'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON storage.objects FOR EACH ROW EXECUTE FUNCTION public.refuse();
    """)
    try:
        before = site.list_files()
        expected = {
            "statusCode": "400",
            "error": "invalid_request",
            "message": "not this one",
            "code": "InvalidRequest",
        }
        assert error_of(site.upload(bucket, "no")) == (400, expected)
        assert site.list_files() == before
    finally:
        site.execute("DROP TRIGGER refuse ON storage.objects; DROP FUNCTION public.refuse()")


def test_a_bucket_limits_size_and_type(site: StorageSite) -> None:
    """Above the limit of the bucket, and of another type, nothing is stored, whatever the length says."""
    bucket = site.add_bucket(file_size_limit=1000, allowed_mime_types=["image/*", "text/plain"])
    before = site.list_files()
    assert error_of(site.upload(bucket, "a", content=b"x" * 1001)) == (400, TOO_LARGE)
    chunked = site.http.post(
        f"/object/{bucket}/b",
        content=(b"x" * 100 for _ in range(11)),
        headers=site.headers(SERVICE, content_type="text/plain"),
    )
    assert error_of(chunked) == (400, TOO_LARGE)
    form = {"": ("x", b"x" * 1001, "text/plain")}
    sent = site.http.post(f"/object/{bucket}/c", files=form, headers=site.headers(SERVICE))
    assert error_of(sent) == (400, TOO_LARGE)
    wrong = {
        "statusCode": "415",
        "error": "invalid_mime_type",
        "message": "mime type text/html is not supported",
        "code": "InvalidMimeType",
    }
    assert error_of(site.upload(bucket, "d", content_type="text/html")) == (400, wrong)
    form = {"": ("x", b"x", "text/html")}
    assert error_of(site.http.post(f"/object/{bucket}/e", files=form, headers=site.headers(SERVICE))) == (400, wrong)
    assert site.list_files() == before
    assert site.upload(bucket, "f", content=b"x" * 1000, content_type="text/plain;charset=UTF-8").status_code == 200
    assert site.upload(bucket, "g", content_type="IMAGE/WebP").status_code == 200


BAD_NAMES = [
    "ä.png", "a%2Fb/../c", "%2E%2E/etc/passwd", "a//b", "%00", "a%0Ab", "%ff%fe", "a%5Cb", "a%7Bb", "x" * 1025,
    "%F0%9F%98%80", "a%25", "a/%2E/b", "a%23b", "~a", "a%22b", "%3Cscript%3E",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_that_are_not_allowed_are_refused(site: StorageSite, name: str) -> None:
    """A name with other characters than the documented ones, or one that no address leads to, is InvalidKey."""
    bucket = site.add_bucket() if name == BAD_NAMES[0] else "materials"
    host, port = urlsplit(site.server.address).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        headers = "".join(f"{key}: {value}\r\n" for key, value in site.headers(SERVICE).items())
        path = name.encode("utf-8") if "%" in name or name.isascii() else b"%C3%A4.png"
        head = f"POST /storage/v1/object/{bucket}/".encode() + path + b" HTTP/1.1\r\nHost: localhost\r\n"
        connection.sendall(head + headers.encode() + b"Content-Length: 1\r\nConnection: close\r\n\r\nx")
        response = connection.makefile("rb").read().decode()
    assert response.startswith("HTTP/1.1 400"), response
    assert '"statusCode":"400","error":"InvalidKey","message":"Invalid key: ' in response


def test_an_escaped_slash_is_a_slash(site: StorageSite) -> None:
    """As with Supabase, both addresses are of one object."""
    bucket = site.add_bucket()
    assert site.upload(bucket, "a%2Fb").status_code == 200
    assert site.download(bucket, "a/b").status_code == 200
    assert site.upload(bucket, "a/b").json() == DUPLICATE


@pytest.mark.parametrize("name", ["!-_.*'()", "a&b$c@d=e;f:g+h,i j", "a/b/c.tar.gz", "...", "x" * 1024])
def test_documented_characters_are_allowed(site: StorageSite, name: str) -> None:
    """The characters that Amazon documents make a name that can be downloaded again."""
    bucket = site.add_bucket()
    assert site.upload(bucket, name, content=name.encode()).status_code == 200
    assert site.download(bucket, name).content == name.encode()


@pytest.mark.parametrize("caller", CALLERS)
def test_a_missing_bucket_is_said_first(site: StorageSite, caller: str) -> None:
    """Without a bucket there is nothing to refuse."""
    assert error_of(site.upload("nowhere", "a", caller=caller)) == (400, NO_BUCKET)


FORM = "multipart/form-data; boundary=x"
FILE = b'--x\r\nContent-Disposition: form-data; name=""; filename="a"\r\n\r\n1\r\n'
FIELD = b'--x\r\nContent-Disposition: form-data; name="metadata"\r\n\r\nno json\r\n'
BAD_FORMS = [
    (b"", "multipart/form-data"),
    (b"no form at all", FORM),
    (FIELD + b"--x--\r\n", FORM),
    (FILE, FORM),
    (b"--x\r\na: " + b"b" * 10_000 + b"\r\n\r\n1\r\n--x--\r\n", FORM),
    (FILE + FILE + b"--x--\r\n", FORM),
    (FIELD + FILE + b"--x--\r\n", FORM),
]


@pytest.mark.parametrize(("body", "content_type"), BAD_FORMS)
def test_a_malformed_form_is_refused(site: StorageSite, body: bytes, content_type: str) -> None:
    """A form that is cut off, has no file, two files or wrong metadata stores nothing."""
    bucket, before = site.add_bucket(), site.list_files()
    response = site.upload(bucket, "a", content=body, content_type=content_type)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request"), response.text
    assert site.list_files() == before


@pytest.mark.parametrize("metadata", ["%%%", base64.b64encode(b"[1]").decode(), base64.b64encode(b"\xff").decode()])
def test_malformed_metadata_is_refused(site: StorageSite, metadata: str) -> None:
    """The header `x-metadata` is base64 of a JSON object."""
    response = site.upload(site.add_bucket(), "a", x_metadata=metadata)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("upsert", ["false", "true"])
def test_of_uploads_at_one_time_each_counts_or_is_refused(site: StorageSite, upsert: str) -> None:
    """Without upsert exactly one wins; with it the last one stays. Every file that is named exists."""
    bucket = site.add_bucket()
    contents = [bytes([65 + number]) * 300_000 for number in range(8)]
    before = len(site.list_files())
    with ThreadPoolExecutor(8) as threads:
        responses = list(threads.map(lambda c: site.upload(bucket, "one", content=c, x_upsert=upsert), contents))
    statuses = sorted(response.status_code for response in responses)
    assert statuses == ([200] * 8 if upsert == "true" else [200] + [400] * 7)
    assert all(response.json() == DUPLICATE for response in responses if response.status_code == 400)
    if upsert == "false":
        assert len(site.list_files()) == before + 1
    winners = [c for c, response in zip(contents, responses, strict=True) if response.status_code == 200]
    assert site.download(bucket, "one").content in winners


def test_a_client_that_leaves_in_the_middle_leaves_nothing(site: StorageSite) -> None:
    """Neither a row nor a file stays of an upload that was cut."""
    bucket, before = site.add_bucket(), site.list_files()
    host, port = urlsplit(site.server.address).netloc.split(":")
    headers = "".join(f"{key}: {value}\r\n" for key, value in site.headers(SERVICE).items())
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        head = f"POST /storage/v1/object/{bucket}/cut HTTP/1.1\r\nHost: localhost\r\n{headers}"
        connection.sendall(f"{head}Content-Length: 5000000\r\n\r\n".encode() + b"x" * 3_000_000)
        deadline = time.monotonic() + 10
        while site.list_files() == before and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(site.list_files()) == len(before) + 1
    deadline = time.monotonic() + 10
    while site.list_files() != before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert site.list_files() == before
    assert site.download(bucket, "cut").status_code == 400


def test_the_callers_rights_are_checked_before_the_content_arrives(site: StorageSite) -> None:
    """A refusal comes while the client has sent nothing of its 40 megabytes."""
    bucket = site.add_bucket()
    host, port = urlsplit(site.server.address).netloc.split(":")
    headers = "".join(f"{key}: {value}\r\n" for key, value in site.headers(ANON).items())
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        head = f"POST /storage/v1/object/{bucket}/a HTTP/1.1\r\nHost: localhost\r\n{headers}"
        connection.sendall(f"{head}Content-Length: 40000000\r\n\r\n".encode())
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400")


def test_the_callers_rights_are_checked_again_at_the_end(site: StorageSite) -> None:
    """Whoever loses a right while the content arrives has stored nothing."""
    bucket, before = site.add_bucket(prefix="own"), site.list_files()
    name = site.own_name()

    def send_slowly() -> Any:
        yield b"x" * 2_000_000
        deadline = time.monotonic() + 10
        while site.list_files() == before and time.monotonic() < deadline:
            time.sleep(0.02)
        site.execute('DROP POLICY "own folder" ON storage.objects')
        yield b"x"

    try:
        headers = site.headers(OWNER, content_type="text/plain")
        response: httpx2.Response = site.http.post(f"/object/{bucket}/{name}", content=send_slowly(), headers=headers)
        assert error_of(response) == (400, DENIED)
    finally:
        site.execute('DROP POLICY IF EXISTS "own folder" ON storage.objects')
        site.execute(OWN_FOLDER)
    assert site.list_files() == before
