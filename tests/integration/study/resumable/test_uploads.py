"""Resumable uploads that succeed: in any parts, by any process, with the result of a normal upload."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from integration.study.resumable.client import PART, PATH, SIGNED, TUS, TusClient, encode_metadata
from integration.study.served import serve_study
from integration.study.storage.site import ANON, OTHER, OWNER, SERVICE, StorageSite, serve_storage
from support.http_client import blocking_http_client
from support.until import until


def new_name() -> str:
    """Return a name that is not taken."""
    return f"{uuid.uuid4().hex}.bin"


def test_options_say_what_the_server_has(site: StorageSite) -> None:
    """Without a key, the answer names versions, extensions and the largest size."""
    response = site.http.options(PATH)
    assert response.status_code == 204
    assert response.headers["tus-version"] == response.headers["tus-resumable"] == "1.0.0"
    assert response.headers["tus-max-size"] == str(50 * 1024 * 1024)
    extensions = "creation,creation-with-upload,creation-defer-length,termination,expiration"
    assert response.headers["tus-extension"] == extensions


def test_an_upload_in_parts_becomes_an_object_when_it_is_complete(site: StorageSite, tus: TusClient) -> None:
    """Nothing is visible before; afterwards it is the row of a normal upload."""
    bucket, name, content = site.add_bucket(), new_name(), b"hello, " + b"world" * 1000
    created = tus.create(
        bucket, name, length=len(content), contentType="text/plain", cacheControl="3600", metadata='{"a": [1]}'
    )
    assert created.status_code == 201
    url = created.headers["location"]
    assert url.startswith(f"{site.http.base_url}".rstrip("/") + PATH)
    assert parsedate_to_datetime(created.headers["upload-expires"]).tzinfo is not None
    first = tus.send(url, content[:7], offset=0)
    assert (first.status_code, first.headers["upload-offset"]) == (204, "7")
    assert site.download(bucket, name).status_code == 400
    assert site.execute("SELECT count(*) AS n FROM storage.objects WHERE bucket_id = $1", bucket)[0]["n"] == 0
    head = tus.head(url)
    assert head.status_code == 200
    assert head.headers["upload-offset"] == "7"
    assert head.headers["upload-length"] == str(len(content))
    assert head.headers["cache-control"] == "no-store"
    assert "bucketName " in head.headers["upload-metadata"]
    last = tus.send(url, content[7:], offset=7)
    assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(content)))
    downloaded = site.download(bucket, name)
    assert downloaded.content == content
    assert downloaded.headers["content-type"].startswith("text/plain")
    assert downloaded.headers["cache-control"] == "max-age=3600"
    row = site.execute("SELECT * FROM storage.objects WHERE bucket_id = $1", bucket)[0]
    metadata = json.loads(row["metadata"])
    assert metadata["eTag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert (metadata["size"], metadata["contentLength"]) == (len(content), len(content))
    assert json.loads(row["user_metadata"]) == {"a": [1]}
    # The client may have missed the last answer.
    assert tus.head(url).headers["upload-offset"] == str(len(content))
    assert not list((site.folder / "uploads").iterdir())


@settings(max_examples=12, deadline=None)
@given(
    sizes=st.lists(st.integers(min_value=0, max_value=5000), min_size=1, max_size=8),
    is_deferred=st.booleans(),
    is_begun=st.booleans(),
)
def test_any_chunks_make_the_same_object(
    site: StorageSite, tus: TusClient, *, sizes: list[int], is_deferred: bool, is_begun: bool
) -> None:
    """Whatever parts there are, empty ones too, the content is that of all of them."""
    bucket, name = "chunks", new_name()
    site.http.post("/bucket", json={"name": bucket}, headers=site.headers(SERVICE))
    content = b"".join(hashlib.shake_128(bytes([index])).digest(size) for index, size in enumerate(sizes))
    length, offset = len(content), 0
    first, rest = (sizes[0], sizes[1:]) if is_begun else (0, sizes)
    created = tus.create(
        bucket, name, length=None if is_deferred else length, content=content[:first] if is_begun else None
    )
    assert created.headers["upload-offset"] == str(first)
    url, offset = created.headers["location"], first
    for size in rest:
        response = tus.send(url, content[offset : offset + size], offset=offset)
        assert response.status_code == 204, response.text
        offset += size
        assert tus.head(url).headers["upload-offset"] == str(offset)
    if is_deferred:
        assert tus.head(url).headers["upload-defer-length"] == "1"
        assert tus.send(url, b"", offset=offset, upload_length=str(length)).status_code == 204
    assert site.download(bucket, name).content == content


def test_an_upload_with_its_creation_needs_one_request(site: StorageSite, tus: TusClient) -> None:
    """The whole content may come at once, and an empty one needs none."""
    bucket = site.add_bucket()
    assert tus.create(bucket, "whole", length=5, content=b"whole").headers["upload-offset"] == "5"
    assert tus.create(bucket, "empty", length=0).status_code == 201
    assert site.download(bucket, "whole").content == b"whole"
    assert site.download(bucket, "empty").content == b""


def test_a_client_that_can_only_post_says_the_method_in_a_header(site: StorageSite, tus: TusClient) -> None:
    """PATCH, HEAD and DELETE work as POST."""
    bucket = site.add_bucket()
    url = tus.start(bucket, "a", length=2)
    headers = {**site.headers(SERVICE), **TUS, **PART, "upload-offset": "0"}
    part = site.http.post(url, content=b"a", headers={**headers, "x-http-method-override": "PATCH"})
    assert (part.status_code, part.headers["upload-offset"]) == (204, "1")
    head = site.http.post(url, headers={**headers, "x-http-method-override": "HEAD"})
    assert head.headers["upload-offset"] == "1"
    assert site.http.post(url, headers={**headers, "x-http-method-override": "DELETE"}).status_code == 204
    assert tus.head(url).status_code == 404
    assert site.http.post(url, headers={**headers, "x-http-method-override": "TRACE"}).status_code == 400


def test_an_ended_upload_leaves_nothing(site: StorageSite, tus: TusClient) -> None:
    """DELETE removes the upload with its file; a complete object stays."""
    bucket = site.add_bucket()
    url = tus.start(bucket, "a", length=5)
    tus.send(url, b"abc", offset=0)
    assert tus.delete(url).status_code == 204
    assert tus.head(url).status_code == 404
    assert tus.send(url, b"de", offset=3).status_code == 404
    assert not list((site.folder / "uploads").iterdir())
    done = tus.start(bucket, "b", length=1, content=b"b")
    assert tus.delete(done).status_code == 204
    assert site.download(bucket, "b").content == b"b"


def test_a_second_upload_replaces_only_with_upsert(site: StorageSite, tus: TusClient) -> None:
    """Of two uploads for one name the first to complete wins, unless the other one may replace it."""
    bucket = site.add_bucket()
    slow = tus.start(bucket, "a", length=4)
    over = tus.start(bucket, "a", length=4, headers={"x-upsert": "true"})
    assert tus.create(bucket, "a", length=5, content=b"first").status_code == 201
    refused = tus.send(slow, b"slow", offset=0)
    assert (refused.status_code, refused.json()["error"]) == (409, "Duplicate")
    assert tus.create(bucket, "a", length=1).status_code == 409
    assert site.download(bucket, "a").content == b"first"
    assert tus.send(over, b"over", offset=0).status_code == 204
    assert site.download(bucket, "a").content == b"over"


def test_policies_decide_at_the_creation_and_at_the_end(site: StorageSite, tus: TusClient) -> None:
    """An account writes where it may, and owns the object; a right that is lost meanwhile counts."""
    bucket, name = site.add_bucket(prefix="own"), site.own_name()
    for caller in (ANON, OTHER):
        refused = tus.create(bucket, name, length=3, caller=caller)
        assert (refused.status_code, refused.json()["error"]) == (403, "Unauthorized")
    url = tus.start(bucket, name, length=3, caller=OWNER)
    site.execute(
        'CREATE POLICY "no more" ON storage.objects AS RESTRICTIVE FOR INSERT TO authenticated WITH CHECK (false)'
    )
    try:
        refused = tus.send(url, b"abc", offset=0, caller=OWNER)
        assert refused.status_code == 403
        assert tus.head(url, caller=OWNER).status_code == 403
    finally:
        site.execute('DROP POLICY "no more" ON storage.objects')
    # The content is there: the client only asks again.
    assert tus.head(url, caller=OWNER).headers["upload-offset"] == "3"
    assert site.download(bucket, name, caller=OWNER).content == b"abc"
    row = site.execute("SELECT owner_id FROM storage.objects WHERE name = $1", name)[0]
    assert row["owner_id"] == str(site.owner)


def test_only_the_creator_continues_an_upload(site: StorageSite, tus: TusClient) -> None:
    """Others may neither read nor write nor end it; the service may, and the creator owns the object."""
    bucket, name = site.add_bucket(prefix="own"), site.own_name()
    url = tus.start(bucket, name, length=3, caller=OWNER)
    for caller in (ANON, OTHER):
        assert tus.head(url, caller=caller).status_code == 403
        assert tus.send(url, b"abc", offset=0, caller=caller).status_code == 403
        assert tus.delete(url, caller=caller).status_code == 403
    assert tus.send(url, b"abc", offset=0, caller=SERVICE).status_code == 204
    row = site.execute("SELECT owner_id FROM storage.objects WHERE name = $1", name)[0]
    assert row["owner_id"] == str(site.owner)


def test_limits_of_the_bucket_count_at_the_end_again(site: StorageSite, tus: TusClient) -> None:
    """A limit that is lowered in between refuses the content."""
    bucket = site.add_bucket(file_size_limit=10)
    assert tus.create(bucket, "a", length=11).status_code == 413
    url = tus.start(bucket, "a", length=10)
    site.execute("UPDATE storage.buckets SET file_size_limit = 9 WHERE id = $1", bucket)
    assert tus.send(url, b"0123456789", offset=0).status_code == 413
    deferred = tus.start(bucket, "b")
    assert tus.send(deferred, b"0123456789", offset=0).status_code == 413
    assert tus.send(deferred, iter([b"01234", b"56789"]), offset=0).status_code == 413
    assert site.execute("SELECT count(*) AS n FROM storage.objects WHERE bucket_id = $1", bucket)[0]["n"] == 0


def test_a_second_request_must_wait_for_the_first(site: StorageSite, tus: TusClient) -> None:
    """While a part arrives, another one and the end of the upload are refused as locked; reading is not."""
    url = tus.start(site.add_bucket(), "a", length=6)
    seen: list[int] = []

    def send_slowly() -> Iterator[bytes]:
        yield b"abc"
        # Refused in any case, so that it may come before the server has begun with the part.
        until(lambda: tus.send(url, b"d", offset=5).status_code == 423)
        seen.append(tus.send(url, b"def", offset=0).status_code)
        seen.append(tus.delete(url).status_code)
        seen.append(tus.head(url).status_code)
        yield b"def"

    assert tus.send(url, send_slowly(), offset=0).status_code == 204
    assert seen == [423, 423, 200]


def test_two_processes_continue_one_upload(site: StorageSite, tus: TusClient) -> None:
    """Whatever server has the folder and the database continues, and nothing is lost in between."""
    bucket = site.add_bucket()
    path = tus.start(bucket, "a", length=9).rpartition(PATH)[2]
    with serve_study(site.server.dsn, site.folder.parent) as server:
        second = f"{server.address}/storage/v1{PATH}{path}"
        for offset, url in ((0, f"{PATH}{path}"), (3, second), (6, f"{PATH}{path}")):
            response = tus.send(url, b"abc", offset=offset)
            assert response.status_code == 204, response.text
        assert tus.head(second).headers["upload-offset"] == "9"
    assert site.download(bucket, "a").content == b"abcabcabc"


def test_the_address_is_the_public_one(dsn: str, tmp_path: Path) -> None:
    """With a public address, it is that one; otherwise that of the request, as a trusted proxy forwards it."""
    with serve_storage(dsn, tmp_path, API_EXTERNAL_URL="https://example.org/base") as site:
        url = TusClient(site).start(site.add_bucket(), "a", length=1)
        assert url.startswith(f"https://example.org/base/storage/v1{PATH}/")
        bucket = site.add_bucket()
    with serve_study(dsn, tmp_path, TRUSTED_PROXIES="127.0.0.1", URL_BASE="/alcove") as server:
        headers = {"x-forwarded-proto": "https", "x-forwarded-host": "files.example.org"}
        described = {"upload-length": "1", "upload-metadata": encode_metadata(bucketName=bucket, objectName="b")}
        sent = {**server.service_headers(), **TUS, **headers, **described}
        with blocking_http_client(f"{server.address}/storage/v1") as http:
            url = http.post(PATH, headers=sent).headers["location"]
        assert url.startswith(f"https://files.example.org/alcove/storage/v1{PATH}/")


def test_a_signature_allows_one_object(site: StorageSite, tus: TusClient) -> None:
    """With the token of a signed upload nobody needs a key; it is good for no other object and no other upload."""
    bucket, name = site.add_bucket(prefix="own"), site.own_name()
    signed = site.http.post(f"/object/upload/sign/{bucket}/{name}", headers=site.headers(OWNER)).json()
    headers = {**TUS, "x-signature": signed["token"]}
    described = encode_metadata(bucketName=bucket, objectName=name)
    start = {**headers, "upload-length": "6", "upload-metadata": described}
    url = site.http.post(SIGNED, headers=start).headers["location"]
    assert f"{SIGNED}/" in url
    part = {**headers, **PART, "upload-offset": "0"}
    assert site.http.patch(url, content=b"abc", headers=part).status_code == 204
    assert site.http.head(url, headers=headers).headers["upload-offset"] == "3"
    assert site.http.patch(url, content=b"abc", headers={**part, "x-signature": "x"}).status_code == 400
    assert site.http.patch(url, content=b"abc", headers={**TUS, **PART, "upload-offset": "3"}).status_code == 400
    # The address of the upload is not one of those for callers, and the other way round.
    assert tus.head(url.replace(SIGNED, PATH)).status_code == 404
    own = tus.start(bucket, site.own_name(), length=1, caller=OWNER)
    assert site.http.head(own.replace(PATH, SIGNED), headers=headers).status_code == 404
    other = encode_metadata(bucketName=bucket, objectName=f"{name}2")
    refused = site.http.post(SIGNED, headers={**start, "upload-metadata": other})
    assert (refused.status_code, refused.json()["error"]) == (400, "InvalidSignature")
    assert site.http.patch(url, content=b"def", headers={**part, "upload-offset": "3"}).status_code == 204
    row = site.execute("SELECT owner_id FROM storage.objects WHERE name = $1", name)[0]
    assert row["owner_id"] == str(site.owner)
    assert site.download(bucket, name, caller=OWNER).content == b"abcdef"
