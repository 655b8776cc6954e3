"""Lists over HTTP: what entries look like, which bodies are refused, and that none makes the server fail."""

import base64
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.study.storage_objects.served_storage import CONTENT, StorageCalls, read_error

FILE_MEMBERS = ["name", "id", "updated_at", "created_at", "last_accessed_at", "metadata"]
ONE_OF = "must be equal to one of the allowed values"


def list_folder(calls: StorageCalls, bucket: str, caller: str = "owner", **body: Any) -> list[dict[str, Any]]:
    """Return the entries of a folder."""
    response = calls.send("POST", f"/object/list/{bucket}", caller, json={"prefix": "", **body})
    assert response.status_code == 200, response.text
    return list(response.json())


def list_page(calls: StorageCalls, bucket: str, caller: str = "owner", **body: Any) -> dict[str, Any]:
    """Return a page."""
    response = calls.send("POST", f"/object/list-v2/{bucket}", caller, json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_entries_of_a_folder(calls: StorageCalls, bucket: str) -> None:
    """Folders come first and have nothing but a name; files have what their rows have, with times as in JavaScript."""
    object_id = calls.upload(f"{bucket}/folder/b.txt")
    calls.upload(f"{bucket}/folder/a/deep/x.txt")
    calls.upload(f"{bucket}/folder/.emptyFolderPlaceholder")
    for prefix in ("folder", "folder/"):
        folder, placeholder, file = list_folder(calls, bucket, prefix=prefix)
        assert list(folder) == list(file) == FILE_MEMBERS
        assert folder == {**dict.fromkeys(FILE_MEMBERS), "name": "a"}
        assert placeholder["name"] == ".emptyFolderPlaceholder"
        assert (file["name"], file["id"]) == ("b.txt", object_id)
        for member in ("updated_at", "created_at", "last_accessed_at"):
            assert len(file[member]) == len("2026-01-01T00:00:00.000Z")
            assert file[member].endswith("Z")
    metadata = file["metadata"]
    assert metadata.pop("eTag").startswith('"')
    assert metadata.pop("lastModified").endswith("Z")
    assert metadata == {
        "size": len(CONTENT), "mimetype": "text/plain", "cacheControl": "max-age=3600", "contentLength": len(CONTENT),
        "httpStatusCode": 200,
    }  # fmt: skip
    assert [entry["name"] for entry in list_folder(calls, bucket)] == ["folder"]
    assert list_folder(calls, bucket, prefix="fold") == []
    assert list_folder(calls, "no-bucket") == []


def test_a_search_and_an_order(calls: StorageCalls, bucket: str) -> None:
    """A search compares the beginning of names without their case; an order needs no direction."""
    for name in ("f/Alpha.txt", "f/alps/x.txt", "f/beta.txt", "f/gamma.txt"):
        calls.upload(f"{bucket}/{name}")
    assert [entry["name"] for entry in list_folder(calls, bucket, prefix="f", search="ALP")] == ["alps", "Alpha.txt"]
    newest = {"column": "created_at", "order": "desc"}
    found = list_folder(calls, bucket, prefix="f", sortBy=newest, limit=2, offset=1)
    assert [entry["name"] for entry in found] == ["gamma.txt", "beta.txt"]
    by_name = list_folder(calls, bucket, prefix="f", sortBy={"column": "last_accessed_at", "order": "asc"})
    assert by_name[-1]["name"] == "gamma.txt"


def test_pages(calls: StorageCalls, bucket: str) -> None:
    """A page has folders and objects apart, both with their whole names, and the cursor of the next page."""
    for name in ("f/a.txt", "f/b/x.txt", "f/c.txt"):
        calls.upload(f"{bucket}/{name}")
    first = list_page(calls, bucket, prefix="f/", with_delimiter=True, limit=2)
    assert first["folders"] == [{"name": "f/b/", "key": "f/b"}]
    assert [(entry["name"], entry["key"]) for entry in first["objects"]] == [("f/a.txt", "f/a.txt")]
    assert set(first["objects"][0]) == {*FILE_MEMBERS, "key"}
    assert first["hasNext"] is True
    second = list_page(calls, bucket, prefix="f/", with_delimiter=True, limit=2, cursor=first["nextCursor"])
    assert ([entry["name"] for entry in second["objects"]], second["folders"]) == (["f/c.txt"], [])
    assert second["hasNext"] is False
    assert "nextCursor" not in second
    flat = list_page(calls, bucket)
    assert [entry["name"] for entry in flat["objects"]] == ["f/a.txt", "f/b/x.txt", "f/c.txt"]
    # The next page keeps the order of the first one, which its request need not repeat.
    newest = list_page(calls, bucket, limit=1, sortBy={"column": "created_at", "order": "desc"})
    older = list_page(calls, bucket, limit=1, cursor=newest["nextCursor"])
    assert [page["objects"][0]["name"] for page in (newest, older)] == ["f/c.txt", "f/b/x.txt"]


def test_options_for_versions(calls: StorageCalls, bucket: str) -> None:
    """No object has older versions: lists of only those are empty, others show what there is."""
    calls.upload(f"{bucket}/a.txt")
    calls.upload(f"{bucket}/a.txt.bak")
    for option in ("noncurrentVersions", "deleteMarkers"):
        assert list_folder(calls, bucket, **{option: "only"}) == []
        assert list_page(calls, bucket, **{option: "only"}) == {"hasNext": False, "folders": [], "objects": []}
        assert len(list_folder(calls, bucket, **{option: "include"})) == 2
    assert [entry["name"] for entry in list_folder(calls, bucket, prefix="a.txt", exactMatch=True)] == ["a.txt"]
    page = list_page(calls, bucket, prefix="a.txt", exactMatch=True)
    assert [entry["name"] for entry in page["objects"]] == ["a.txt"]
    assert list_page(calls, bucket, prefix="a.tx", exactMatch=True)["objects"] == []


@pytest.mark.parametrize(
    ("address", "body", "message"),
    [
        ("list", {}, "body must have required property 'prefix'"),
        ("list", {"prefix": "", "limit": 0}, "body/limit must be >= 1"),
        ("list", {"prefix": "", "limit": 10_001}, "body/limit must be <= 10000"),
        ("list", {"prefix": "", "offset": -1}, "body/offset must be >= 0"),
        ("list", {"prefix": "", "sortBy": {"column": "size"}}, f"body/sortBy/column {ONE_OF}"),
        ("list", {"prefix": "", "sortBy": {"column": "name", "order": "up"}}, f"body/sortBy/order {ONE_OF}"),
        ("list", {"prefix": "a\0"}, "Texts may not contain NUL characters"),
        ("list-v2", {"limit": 0}, "body/limit must be >= 1"),
        ("list-v2", {"sortBy": {"column": "last_accessed_at"}}, f"body/sortBy/column {ONE_OF}"),
        ("list-v2", {"cursor": "x"}, "Invalid Parameter cursor"),
        ("list-v2", {"prefix": 1}, "body/prefix must be string"),
    ],
)
def test_bodies_that_are_refused(calls: StorageCalls, address: str, body: Any, message: str) -> None:
    """What is wrong with a body is said as clients know it."""
    status, _, text = read_error(calls.send("POST", f"/object/{address}/any", json=body))
    assert (status, text) == (400, message)


def test_a_large_limit_of_pages(calls: StorageCalls, bucket: str) -> None:
    """A page has at most 1000 entries, whatever the limit: the rest is on the next one."""
    calls.upload(f"{bucket}/a.txt")
    assert len(list_page(calls, bucket, limit=10**9)["objects"]) == 1


_VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-1, 3)
    | st.sampled_from(["", "a", "a/", "/", "//", "\0", "\U0010ffff", "%", "asc", "name", 1e300, [], {}])
    | st.text(max_size=3)
)
_SORT = st.dictionaries(st.sampled_from(["column", "order"]), _VALUES | st.just("created_at"), max_size=2)
_CURSORS = st.lists(_VALUES | st.sampled_from(["name", "asc", "2026-01-01T00:00:00Z"]), max_size=5)
_MEMBERS = st.sampled_from(["prefix", "limit", "offset", "search", "with_delimiter", "exactMatch", "deleteMarkers"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(["list", "list-v2"]),
    body=st.dictionaries(_MEMBERS, _VALUES, max_size=4),
    sort=st.none() | _SORT,
    cursor=st.none() | _CURSORS,
)
def test_any_body(calls: StorageCalls, *, address: str, body: Any, sort: Any, cursor: Any) -> None:
    """Any body is answered with a list or an error of the request."""
    body = {"prefix": "", **body, **({"sortBy": sort} if sort is not None else {})}
    if cursor is not None:
        body["cursor"] = base64.urlsafe_b64encode(msgspec.json.encode(cursor)).rstrip(b"=").decode()
    response = calls.send("POST", f"/object/{address}/own-any", json=body)
    assert response.status_code in (200, 400), (body, response.text)
