"""Downloads over HTTP: who may read, conditions, ranges, and what browsers may do with a content."""

import uuid

import pytest

from integration.study.storage.site import ANON, CALLERS, OWNER, SERVICE, StorageSite, error_of

NO_BUCKET = {"statusCode": "404", "error": "Bucket not found", "message": "Bucket not found", "code": "NoSuchBucket"}
NO_OBJECT = {"statusCode": "404", "error": "not_found", "message": "Object not found", "code": "NoSuchKey"}
CONTENT = bytes(range(256)) * 4000


@pytest.fixture(scope="module")
def public_bucket(site: StorageSite) -> str:
    """Return a public bucket with the object `folder/file.bin`."""
    bucket = site.add_bucket(public=True)
    more = {"content_type": "image/png", "cache_control": "max-age=60"}
    assert site.upload(bucket, "folder/file.bin", content=CONTENT, **more).status_code == 200
    return bucket


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("route", ["/object", "/object/authenticated"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_policies_decide_who_reads(site: StorageSite, caller: str, route: str, method: str) -> None:
    """The owner and the service key read an object; for others it does not exist."""
    bucket, name = site.add_bucket(prefix="own"), site.own_name()
    assert site.upload(bucket, name).status_code == 200
    response = site.http.request(method, f"{route}/{bucket}/{name}", headers=site.headers(caller))
    if caller in (OWNER, SERVICE):
        assert (response.status_code, response.content) == (200, b"content" if method == "GET" else b"")
        assert response.headers["content-length"] == "7"
    elif method == "HEAD":
        assert (response.status_code, response.content) == (400, b"")
    else:
        assert error_of(response) == (400, NO_OBJECT)


@pytest.mark.parametrize("caller", CALLERS)
def test_public_buckets_are_read_by_everybody(site: StorageSite, public_bucket: str, caller: str) -> None:
    """Reading needs no policy in a public bucket, at any address."""
    for route in ("/object", "/object/authenticated", "/object/public"):
        response = site.http.get(f"{route}/{public_bucket}/folder/file.bin", headers=site.headers(caller))
        assert (response.status_code, response.content) == (200, CONTENT), route


def test_links_to_public_objects_need_no_key(site: StorageSite, public_bucket: str) -> None:
    """A browser follows them; a link to a private bucket, to nothing, or without the word `public` leads nowhere."""
    sent = site.http.get(f"/object/public/{public_bucket}/folder/file.bin")
    assert (sent.status_code, sent.content) == (200, CONTENT)
    assert (sent.headers["cache-control"], sent.headers["content-type"]) == ("max-age=60", "image/png")
    assert sent.headers["x-content-type-options"] == "nosniff"
    private = site.add_bucket()
    site.upload(private, "file")
    assert error_of(site.http.get(f"/object/public/{private}/file")) == (400, NO_BUCKET)
    assert error_of(site.http.get(f"/object/public/{public_bucket}/nothing")) == (400, NO_OBJECT)
    assert error_of(site.http.get("/object/public/nowhere/file")) == (400, NO_BUCKET)
    refused = site.http.get(f"/object/{public_bucket}/folder/file.bin")
    assert (refused.status_code, refused.json()["message"]) == (401, "No API key found in request")


def test_nothing_is_found_without_a_bucket(site: StorageSite) -> None:
    """A missing bucket and a missing object have errors of their own."""
    assert error_of(site.download("nowhere", "file")) == (400, NO_BUCKET)
    assert error_of(site.download(site.add_bucket(), "file")) == (400, NO_OBJECT)
    assert error_of(site.download(site.add_bucket(), "file", caller=ANON)) == (400, NO_OBJECT)


@pytest.mark.parametrize("name", ["%00", "%ff", "ä", "x" * 5000, "a//b", "%2e%2e/%2e%2e/etc"])
def test_no_name_reaches_another_file(site: StorageSite, public_bucket: str, name: str) -> None:
    """Names are looked up in the database only; one that cannot be there is not found."""
    response = site.http.get(f"/object/public/{public_bucket}/{name}")
    assert response.status_code in (400, 404)
    assert "statusCode" in response.json()


RANGES = [
    ("bytes=0-0", 206, slice(0, 1), "bytes 0-0/1024000"),
    ("bytes=10-19", 206, slice(10, 20), "bytes 10-19/1024000"),
    ("bytes=1000000-", 206, slice(1_000_000, None), "bytes 1000000-1023999/1024000"),
    ("bytes=-5", 206, slice(-5, None), "bytes 1023995-1023999/1024000"),
    ("bytes=0-99999999", 206, slice(None), "bytes 0-1023999/1024000"),
    ("bytes=-99999999", 206, slice(None), "bytes 0-1023999/1024000"),
    ("BYTES = 1 - 2", 206, slice(1, 3), "bytes 1-2/1024000"),
    ("bytes=0-1,5-6", 200, slice(None), None),
    ("bytes=5-1", 200, slice(None), None),
    ("bytes=-", 200, slice(None), None),
    ("bytes=x-y", 200, slice(None), None),
    ("items=0-1", 200, slice(None), None),
]


@pytest.mark.parametrize("case", RANGES)
def test_a_range_is_sent_alone(site: StorageSite, public_bucket: str, case: tuple[str, int, slice, str | None]) -> None:
    """One range of bytes is sent as 206; several at once and malformed ones are ignored, as HTTP allows."""
    header, status, part, content_range = case
    sent = site.http.get(f"/object/public/{public_bucket}/folder/file.bin", headers={"Range": header})
    assert (sent.status_code, sent.content) == (status, CONTENT[part])
    assert sent.headers.get("content-range") == content_range
    assert sent.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("header", ["bytes=1024000-", "bytes=2000000-3000000", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(site: StorageSite, public_bucket: str, header: str) -> None:
    """There is nothing to send, and the answer says how much there is."""
    sent = site.http.get(f"/object/public/{public_bucket}/folder/file.bin", headers={"Range": header})
    message = "The requested range is not satisfiable"
    assert error_of(sent) == (
        416,
        {"statusCode": "416", "error": "InvalidRange", "message": message, "code": "InvalidRange"},
    )
    assert sent.headers["content-range"] == "bytes */1024000"


def test_a_client_that_has_the_content_gets_no_other(site: StorageSite, public_bucket: str) -> None:
    """ETag and Last-Modified are validators; a range continues only what it belongs to."""
    path = f"/object/public/{public_bucket}/folder/file.bin"
    first = site.http.get(path)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for headers in ({"If-None-Match": etag}, {"If-None-Match": f'"x", W/{etag}'}, {"If-None-Match": "*"}):
        same = site.http.get(path, headers=headers)
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag), headers
    assert site.http.get(path, headers={"If-Modified-Since": modified}).status_code == 304
    old = {"If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"}
    assert site.http.get(path, headers=old).status_code == 200
    assert site.http.get(path, headers={"If-None-Match": '"x"', "If-Modified-Since": modified}).status_code == 200
    assert site.http.get(path, headers={"If-Modified-Since": "yesterday"}).status_code == 200
    for condition, status in ((etag, 206), (modified, 206), ('"x"', 200), (old["If-Modified-Since"], 200)):
        sent = site.http.get(path, headers={"Range": "bytes=0-1", "If-Range": condition})
        assert sent.status_code == status, condition


def test_another_content_has_another_tag(site: StorageSite) -> None:
    """After an upsert, what a client has is out of date."""
    bucket = site.add_bucket()
    site.upload(bucket, "a", content=b"1")
    etag = site.download(bucket, "a").headers["etag"]
    site.upload(bucket, "a", content=b"2", x_upsert="true")
    assert site.download(bucket, "a", if_none_match=etag).content == b"2"


DISPOSITIONS = [
    ("", None),
    ("?download", "attachment; filename=\"file.bin\"; filename*=UTF-8''file.bin"),
    ("?download=", "attachment; filename=\"file.bin\"; filename*=UTF-8''file.bin"),
    ("?download=a%20b.txt", "attachment; filename=\"a%20b.txt\"; filename*=UTF-8''a%20b.txt"),
    (
        "?download=%C3%A4%22%0D%0AX-Evil%3A%201",
        "attachment; filename=\"%C3%A4%22%0D%0AX-Evil%3A%201\"; filename*=UTF-8''%C3%A4%22%0D%0AX-Evil%3A%201",
    ),
]


@pytest.mark.parametrize(("query", "disposition"), DISPOSITIONS)
def test_a_download_may_be_saved_under_a_name(
    site: StorageSite, public_bucket: str, query: str, disposition: str | None
) -> None:
    """`?download` makes a browser save the file; no name can add a header."""
    sent = site.http.get(f"/object/public/{public_bucket}/folder/file.bin{query}")
    assert (sent.status_code, sent.headers.get("content-disposition")) == (200, disposition)
    assert "x-evil" not in sent.headers


@pytest.mark.parametrize(
    ("mime_type", "is_harmless"),
    [
        ("text/html", False), ("image/svg+xml", False), ("application/xhtml+xml", False), ("text/xml", False),
        ("text/javascript", False), ("application/octet-stream", False), ("image/png", True),
        ("application/pdf", True), ("video/mp4", True),
    ],
)  # fmt: skip
def test_a_page_can_do_nothing_on_this_origin(site: StorageSite, mime_type: str, *, is_harmless: bool) -> None:
    """What could run scripts keeps its type, but is in a sandbox without an origin."""
    bucket = site.add_bucket(public=True)
    site.upload(bucket, "page", content=b"<script>1</script>", content_type=mime_type)
    sent = site.http.get(f"/object/public/{bucket}/page")
    assert (sent.headers["content-type"], sent.headers["x-content-type-options"]) == (mime_type, "nosniff")
    policy = sent.headers["content-security-policy"]
    assert ("sandbox" in policy and "default-src 'none'" in policy) is not is_harmless
    # It wins over X-Frame-Options: programs show files in frames.
    assert "frame-ancestors *" in policy


def test_a_row_without_a_file_is_no_error_of_the_server(site: StorageSite) -> None:
    """Rows that SQL of a program inserts have no file, or one with a name that could mean another: none is sent."""
    bucket = site.add_bucket()
    versions = (None, "", "../../../etc/passwd", str(uuid.uuid4()))
    for number, version in enumerate(versions):
        site.execute(
            "INSERT INTO storage.objects (bucket_id, name, version, metadata) VALUES ($1, $2, $3, '[1]')",
            bucket, f"row{number}", version,
        )  # fmt: skip
        assert error_of(site.download(bucket, f"row{number}")) == (400, NO_OBJECT)


def test_metadata_of_another_program_is_sent_as_far_as_it_means_something(site: StorageSite) -> None:
    """Metadata that SQL has changed cannot break a response."""
    bucket = site.add_bucket()
    site.upload(bucket, "a", content=b"abc")
    metadata = '{"mimetype": "text/x\\r\\nX-Evil: 1", "cacheControl": "max-age=1\\u00e4", "eTag": "", "size": 9}'
    site.execute("UPDATE storage.objects SET metadata = $1::text::jsonb WHERE bucket_id = $2", metadata, bucket)
    sent = site.download(bucket, "a")
    assert (sent.status_code, sent.content, sent.headers["cache-control"]) == (200, b"abc", "max-age=1")
    assert sent.headers["content-type"] == "text/xX-Evil: 1"
    assert "x-evil" not in sent.headers


def test_the_status_needs_no_key(site: StorageSite) -> None:
    """Whoever watches the server asks here."""
    assert site.http.get("/status").status_code == 200


def test_the_log_has_no_secret_of_an_address(site: StorageSite, capsys: pytest.CaptureFixture[str]) -> None:
    """Keys and tokens in the query string are left out, everything else is there."""
    secret = uuid.uuid4().hex
    for name in ("token", "apikey", "access_token", "TOKEN"):
        site.http.get(f"/object/public/nowhere/file?download=a.txt&{name}={secret}&width=100")
    # The client of the test logs its own requests, if another test has let it.
    lines = capsys.readouterr().out.splitlines()
    logged = "\n".join(line for line in lines if "HTTP Request: " not in line)
    assert "?download=a.txt&token=***&width=100" in logged
    assert secret not in logged
