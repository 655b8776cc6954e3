"""Moves, copies, removals and descriptions of objects."""

import asyncio
import base64
import json
import uuid
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from integration.study.storage_objects.conftest import add_bucket
from integration.study.storage_objects.served_storage import CONTENT, StorageCalls, read_error
from support.until import until_async

OTHER_CONTENT = b"another content"
_WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
DUPLICATE = (400, "ResourceAlreadyExists", "The resource already exists")
NO_OBJECT = (400, "NoSuchKey", "Object not found")
NO_BUCKET = (400, "NoSuchBucket", "Bucket not found")


def info(calls: StorageCalls, path: str, caller: str = "service") -> Any:
    """Return what is known of an object."""
    response = calls.send("GET", f"/object/info/{path}", caller)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_move_keeps_the_object(calls: StorageCalls, bucket: str) -> None:
    """A moved object has its id, version, content and metadata, and a new name."""
    object_id = calls.upload(f"{bucket}/a/b.txt")
    before = info(calls, f"{bucket}/a/b.txt")
    body = {"bucketId": bucket, "sourceKey": "a/b.txt", "destinationKey": "c/d.txt"}
    moved = calls.send("POST", "/object/move", "owner", json=body)
    assert moved.json() == {"message": "Successfully moved", "Id": object_id, "Key": f"{bucket}/c/d.txt"}
    assert calls.names(bucket) == ["c/d.txt"]
    assert calls.send("GET", f"/object/{bucket}/c/d.txt", "owner").content == CONTENT
    after = info(calls, f"{bucket}/c/d.txt")
    assert {**after, "updated_at": ""} == {**before, "name": "c/d.txt", "updated_at": ""}


def test_a_move_to_another_bucket_and_to_another_owner(calls: StorageCalls, bucket: str) -> None:
    """An object can be moved between buckets; it then belongs to whoever moved it, or to nobody."""
    target = add_bucket(calls, f"own-{uuid.uuid4()}")
    calls.upload(f"{bucket}/a.txt")
    body = {"bucketId": bucket, "sourceKey": "a.txt", "destinationKey": "b.txt", "destinationBucket": target}
    assert calls.send("POST", "/object/move", "service", json=body).json()["Key"] == f"{target}/b.txt"
    assert (calls.names(bucket), calls.names(target)) == ([], ["b.txt"])
    assert read_error(calls.send("GET", f"/object/{target}/b.txt", "owner")) == NO_OBJECT


def test_a_copy_is_an_object_of_its_own(calls: StorageCalls, bucket: str) -> None:
    """A copy has another id and version, shares no fate with its source, and belongs to whoever made it."""
    calls.upload(f"{bucket}/a.txt", headers={"x-metadata": base64.b64encode(b'{"k": 1}').decode()})
    body = {"bucketId": bucket, "sourceKey": "a.txt", "destinationKey": "b.txt"}
    copied = calls.send("POST", "/object/copy", "owner", json=body).json()
    assert copied["Key"] == f"{bucket}/b.txt"
    first, second = info(calls, f"{bucket}/a.txt"), info(calls, f"{bucket}/b.txt", "owner")
    assert copied["Id"] == second["id"] != first["id"]
    assert second["version"] != first["version"]
    for member in ("size", "content_type", "cache_control", "etag", "metadata"):
        assert second[member] == first[member]
    calls.upload(f"{bucket}/a.txt", content=OTHER_CONTENT, headers={"x-upsert": "true"})
    assert calls.send("GET", f"/object/{bucket}/b.txt", "owner").content == CONTENT
    calls.send("DELETE", f"/object/{bucket}/a.txt", "owner")
    assert calls.send("GET", f"/object/{bucket}/b.txt", "owner").content == CONTENT


async def test_the_file_of_a_copy_is_announced(calls: StorageCalls, bucket: str) -> None:
    """A process that ends between the file and the row leaves a file that is removed later."""
    calls.upload(f"{bucket}/a.txt")
    body = {"bucketId": bucket, "sourceKey": "a.txt", "destinationKey": "b.txt"}
    assert calls.send("POST", "/object/copy", "owner", json=body).status_code == 200
    version = info(calls, f"{bucket}/b.txt")["version"]
    assert await calls.server.execute("SELECT FROM storage.removed_versions WHERE version = $1", version)


def test_a_copy_with_other_metadata(calls: StorageCalls, bucket: str) -> None:
    """Without the metadata of the source, a copy has that of the request, and the program's own only from a header."""
    own = {"x-metadata": base64.b64encode(b'{"k": 1}').decode()}
    calls.upload(f"{bucket}/a.txt", headers={**own, "content-encoding": "identity"})
    body: dict[str, Any] = {"bucketId": bucket, "sourceKey": "a.txt", "copyMetadata": False}
    calls.send("POST", "/object/copy", "owner", json={**body, "destinationKey": "same.txt"})
    same = info(calls, f"{bucket}/same.txt")
    assert (same["content_type"], same["content_encoding"], same["metadata"]) == ("text/plain", "identity", {})
    changes = {"mimetype": "text/html", "cacheControl": "no-store", "contentEncoding": ""}
    headers = {"x-metadata": base64.b64encode(json.dumps({"n": 2}).encode()).decode()}
    body |= {"destinationKey": "other.txt", "metadata": changes}
    copied = calls.send("POST", "/object/copy", "owner", json=body, headers=headers).json()
    assert copied["metadata"]["mimetype"] == "text/html"
    other = info(calls, f"{bucket}/other.txt")
    known = (other["content_type"], other["cache_control"], other["content_encoding"], other["metadata"])
    assert known == ("text/html", "no-store", None, {"n": 2})


def test_names_that_are_taken(calls: StorageCalls, bucket: str) -> None:
    """Neither a move nor a copy replaces an object, unless a copy says so; onto itself, a move does nothing."""
    calls.upload(f"{bucket}/a.txt")
    calls.upload(f"{bucket}/b.txt", content=OTHER_CONTENT)
    body = {"bucketId": bucket, "sourceKey": "a.txt", "destinationKey": "b.txt"}
    assert read_error(calls.send("POST", "/object/move", "owner", json=body)) == DUPLICATE
    assert read_error(calls.send("POST", "/object/copy", "owner", json=body)) == DUPLICATE
    assert calls.send("GET", f"/object/{bucket}/b.txt", "owner").content == OTHER_CONTENT
    upsert = calls.send("POST", "/object/copy", "owner", json=body, headers={"x-upsert": "true"})
    assert upsert.status_code == 200
    assert calls.send("GET", f"/object/{bucket}/b.txt", "owner").content == CONTENT
    itself = calls.send("POST", "/object/move", "owner", json={**body, "destinationKey": "a.txt"})
    assert itself.json()["message"] == "Successfully moved"
    assert calls.names(bucket) == ["a.txt", "b.txt"]


async def test_a_move_in_the_way_of_another_change(calls: StorageCalls, bucket: str) -> None:
    """A move that waits for a change that waits for the move is refused in a way that clients may repeat."""
    for name in ("a.txt", "b.txt"):
        calls.upload(f"{bucket}/{name}")
    body = {"bucketId": bucket, "sourceKey": "a.txt", "destinationKey": "b.txt"}
    rename = "UPDATE storage.objects SET name = $3 WHERE bucket_id = $1 AND name = $2"
    connection = await asyncpg.connect(calls.server.dsn)
    async with connection.transaction():
        await connection.execute("SET LOCAL deadlock_timeout = '30s'")
        await connection.execute(rename, bucket, "b.txt", "c.txt")
        move = asyncio.create_task(asyncio.to_thread(calls.send, "POST", "/object/move", "owner", json=body))
        await until_async(lambda: connection.fetchval(_WAITING))
        await connection.execute(rename, bucket, "a.txt", "d.txt")
    await connection.close()
    assert read_error(await move) == (423, "ResourceLocked", "The resource is locked")
    assert calls.names(bucket) == ["c.txt", "d.txt"]


def test_limits_of_the_destination(calls: StorageCalls, bucket: str) -> None:
    """A bucket takes no object by a move or copy that it would not take by an upload."""
    calls.upload(f"{bucket}/a.txt")
    small = add_bucket(calls, f"own-{uuid.uuid4()}", file_size_limit=len(CONTENT) - 1)
    images = add_bucket(calls, f"own-{uuid.uuid4()}", allowed_mime_types=["image/*"])
    for action in ("move", "copy"):
        body = {"bucketId": bucket, "sourceKey": "a.txt", "destinationKey": "a.txt"}
        refused = calls.send("POST", f"/object/{action}", json={**body, "destinationBucket": small})
        assert read_error(refused)[1] == "EntityTooLarge"
        refused = calls.send("POST", f"/object/{action}", json={**body, "destinationBucket": images})
        assert read_error(refused) == (400, "InvalidMimeType", "mime type text/plain is not supported")
    assert (calls.names(bucket), calls.names(small), calls.names(images)) == (["a.txt"], [], [])


def test_what_does_not_exist(calls: StorageCalls, bucket: str) -> None:
    """An object, bucket or version that does not exist, and a name that is not allowed, each have their error."""
    calls.upload(f"{bucket}/a.txt")
    body = {"bucketId": bucket, "sourceKey": "a.txt", "destinationKey": "b.txt"}
    for action in ("move", "copy"):
        address = f"/object/{action}"
        assert read_error(calls.send("POST", address, json={**body, "sourceKey": "no.txt"})) == NO_OBJECT
        assert read_error(calls.send("POST", address, json={**body, "bucketId": "none"})) == NO_BUCKET
        assert read_error(calls.send("POST", address, json={**body, "destinationBucket": "none"})) == NO_BUCKET
        old = {**body, "sourceVersionId": str(uuid.uuid4())}
        assert read_error(calls.send("POST", address, json=old)) == NO_OBJECT
        assert read_error(calls.send("POST", address, json={**body, "destinationKey": "a//b"}))[1] == "InvalidKey"
        assert read_error(calls.send("POST", address, json={"bucketId": bucket})) == (
            400, "InvalidRequest", "body must have required property 'sourceKey'",
        )  # fmt: skip
    version = info(calls, f"{bucket}/a.txt")["version"]
    assert calls.send("POST", "/object/copy", json={**body, "sourceVersionId": version}).status_code == 200


def test_removal_of_several(calls: StorageCalls, bucket: str) -> None:
    """The removed objects are returned, each once; others, and versions that are not the current ones, are left out."""
    first = calls.upload(f"{bucket}/a.txt")
    second = calls.upload(f"{bucket}/b/c.txt")
    calls.upload(f"{bucket}/d.txt")
    versions = {name: info(calls, f"{bucket}/{name}")["version"] for name in ("b/c.txt", "d.txt")}
    prefixes = [
        "b", "no.txt", "a.txt", "a.txt", {"path": "b/c.txt", "versionId": versions["b/c.txt"]},
        {"path": "d.txt", "versionId": str(uuid.uuid4())},
    ]  # fmt: skip
    removed = calls.send("DELETE", f"/object/{bucket}", "owner", json={"prefixes": prefixes}).json()
    assert [(entry["id"], entry["name"]) for entry in removed] == [(first, "a.txt"), (second, "b/c.txt")]
    assert {entry["bucket_id"] for entry in removed} == {bucket}
    assert removed[0]["owner_id"] == str(calls.owner)
    assert removed[0]["metadata"]["size"] == len(CONTENT)
    assert calls.names(bucket) == ["d.txt"]
    assert calls.send("DELETE", f"/object/{bucket}", "owner", json={"prefixes": ["d"]}).json() == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "body must have required property 'prefixes'"),
        ({"prefixes": []}, "body/prefixes must NOT have fewer than 1 items"),
        ({"prefixes": ["x"] * 1001}, "body/prefixes must NOT have more than 1000 items"),
        ({"prefixes": "x"}, "body/prefixes must be array"),
    ],
)
def test_bodies_of_removals(calls: StorageCalls, bucket: str, body: Any, message: str) -> None:
    """A removal names some objects, but not too many."""
    assert read_error(calls.send("DELETE", f"/object/{bucket}", json=body)) == (400, "InvalidRequest", message)


def test_removal_of_one(calls: StorageCalls, bucket: str) -> None:
    """An object is removed by its address, and the second time it is not there."""
    calls.upload(f"{bucket}/a b.txt")
    removed = calls.send("DELETE", f"/object/{bucket}/a%20b.txt", "owner")
    assert removed.json() == {"message": "Successfully deleted"}
    assert read_error(calls.send("DELETE", f"/object/{bucket}/a%20b.txt", "owner")) == NO_OBJECT


def test_info(calls: StorageCalls, bucket: str) -> None:
    """An object is described with what its row has; HEAD answers as for a download."""
    object_id = calls.upload(f"{bucket}/a.txt", headers={"x-metadata": base64.b64encode(b'{"k": [1]}').decode()})
    described = info(calls, f"{bucket}/a.txt", "owner")
    times = {name: described.pop(name) for name in ("created_at", "updated_at", "last_modified")}
    assert all(len(time) == len("2026-01-01T00:00:00.000Z") and time.endswith("Z") for time in times.values())
    assert described.pop("version")
    assert described.pop("etag").startswith('"')
    assert described == {
        "id": object_id, "name": "a.txt", "bucket_id": bucket, "size": len(CONTENT), "content_type": "text/plain",
        "cache_control": "max-age=3600", "content_encoding": None, "metadata": {"k": [1]},
    }  # fmt: skip
    head = calls.send("HEAD", f"/object/info/{bucket}/a.txt", "owner")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(CONTENT)))
    assert head.headers["etag"] == calls.send("GET", f"/object/{bucket}/a.txt", "owner").headers["etag"]
    old = calls.send("GET", f"/object/info/{bucket}/a.txt?versionId={uuid.uuid4()}", "owner")
    assert read_error(old) == NO_OBJECT


def test_public_info(calls: StorageCalls, bucket: str) -> None:
    """Without a key, the objects of public buckets are described, and a private bucket is as good as none."""
    public = add_bucket(calls, f"public-{uuid.uuid4()}", public=True)
    for name in (bucket, public):
        calls.upload(f"{name}/a.txt", "service")
    described = calls.client.get(f"/object/info/public/{public}/a.txt")
    assert (described.status_code, described.json()["name"]) == (200, "a.txt")
    assert read_error(calls.client.get(f"/object/info/public/{public}/no.txt")) == NO_OBJECT
    assert read_error(calls.client.get(f"/object/info/public/{bucket}/a.txt")) == NO_BUCKET
    authenticated = calls.send("GET", f"/object/info/authenticated/{bucket}/a.txt")
    assert authenticated.json()["id"]


def test_a_refused_copy_leaves_no_file(calls: StorageCalls, bucket: str, storage_dir: Path) -> None:
    """The file of a copy that is refused in the end is removed."""
    calls.upload(f"{bucket}/a.txt")
    folder = storage_dir / "objects"
    before = sorted(folder.rglob("*-*"))
    assert before
    body = {"bucketId": bucket, "sourceKey": "a.txt", "destinationKey": "a.txt"}
    assert read_error(calls.send("POST", "/object/copy", "owner", json=body)) == DUPLICATE
    assert sorted(folder.rglob("*-*")) == before
