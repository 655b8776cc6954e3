"""The row-security matrix: every call about objects, as each caller, and what has changed afterwards."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx2
import pytest

from alcove.foundation.database import Connection
from integration.study.storage_objects.conftest import add_bucket
from integration.study.storage_objects.served_storage import CALLERS, StorageCalls
from support import golden

GOLDEN: Final = Path(__file__).parent / "golden"
FILE: Final = "folder/a.txt"

_ROWS: Final = "SELECT id, name, version, owner_id FROM storage.objects WHERE bucket_id = $1 ORDER BY name"

Call = Callable[[StorageCalls, str, str], httpx2.Response]


def send(method: str, path: str, body: Any = None, **headers: str) -> Call:
    """Return a call; `BUCKET` in it is the bucket."""

    def call(calls: StorageCalls, bucket: str, caller: str) -> httpx2.Response:
        options: dict[str, Any] = {"headers": headers}
        if isinstance(body, bytes):
            options["content"] = body
        elif body is not None:
            options["json"] = {name: bucket if value == "BUCKET" else value for name, value in body.items()}
        return calls.send(method, path.replace("BUCKET", bucket), caller, **options)

    return call


CALLS: Final[dict[str, Call]] = {
    "upload": send("POST", "/object/BUCKET/folder/new.txt", b"new"),
    "upsert": send("POST", f"/object/BUCKET/{FILE}", b"new", **{"x-upsert": "true"}),
    "update": send("PUT", f"/object/BUCKET/{FILE}", b"new"),
    "download": send("GET", f"/object/BUCKET/{FILE}"),
    "download authenticated": send("GET", f"/object/authenticated/BUCKET/{FILE}"),
    "exists": send("HEAD", f"/object/BUCKET/{FILE}"),
    "info": send("GET", f"/object/info/BUCKET/{FILE}"),
    "info authenticated": send("GET", f"/object/info/authenticated/BUCKET/{FILE}"),
    "info head": send("HEAD", f"/object/info/BUCKET/{FILE}"),
    "list": send("POST", "/object/list/BUCKET", {"prefix": "folder"}),
    "list folders": send("POST", "/object/list/BUCKET", {"prefix": ""}),
    "list v2": send("POST", "/object/list-v2/BUCKET", {"prefix": "fold"}),
    "list v2 folders": send("POST", "/object/list-v2/BUCKET", {"with_delimiter": True}),
    "move": send(
        "POST", "/object/move", {"bucketId": "BUCKET", "sourceKey": FILE, "destinationKey": "folder/moved.txt"}
    ),
    "copy": send(
        "POST", "/object/copy", {"bucketId": "BUCKET", "sourceKey": FILE, "destinationKey": "folder/copy.txt"}
    ),
    "remove": send("DELETE", "/object/BUCKET", {"prefixes": [FILE]}),
    "remove one": send("DELETE", f"/object/BUCKET/{FILE}"),
    "sign": send("POST", f"/object/sign/BUCKET/{FILE}", {"expiresIn": 60}),
    "sign several": send("POST", "/object/sign/BUCKET", {"expiresIn": 60, "paths": [FILE]}),
    "sign upload": send("POST", "/object/upload/sign/BUCKET/folder/new.txt", {}),
    "sign upsert": send("POST", f"/object/upload/sign/BUCKET/{FILE}", {}, **{"x-upsert": "true"}),
}


def describe(response: httpx2.Response) -> str:
    """Return what a call did in one line: the status, and what it found or why it was refused."""
    status = str(response.status_code)
    if not response.headers.get("content-type", "").startswith("application/json") or not response.content:
        return f"{status} {response.text}".strip()
    body = response.json()
    if isinstance(body, list):
        found = [str(entry.get("error") or entry.get("name") or "signed") for entry in body]
        return f"{status} {found}"
    if "folders" in body:
        return f"{status} {[entry['name'] for entry in [*body['folders'], *body['objects']]]}"
    return f"{status} {body['code']}: {body['message']}" if "statusCode" in body else status


@pytest.fixture(scope="module")
def model(calls: StorageCalls) -> str:
    """Return the id of an object whose file the others of the test share."""
    return calls.upload(f"{add_bucket(calls, 'own-model')}/a.txt", "service")


@pytest.mark.parametrize("kind", ["own", "readable"])
async def test_rights(calls: StorageCalls, kind: str, model: str) -> None:
    """Each caller gets what policies allow: in their own bucket owners may do all, in a readable one all may read."""
    matrix: dict[str, dict[str, str]] = {}
    connection = await asyncpg.connect(calls.server.dsn)
    for name, call in CALLS.items():
        for caller in CALLERS:
            bucket = f"{kind}-{uuid.uuid4()}"
            await add_object(connection, bucket, owner=calls.owner, model=model)
            before = await connection.fetch(_ROWS, bucket)
            response = call(calls, bucket, caller)
            changed = " (changed)" if await connection.fetch(_ROWS, bucket) != before else ""
            matrix.setdefault(name, {})[caller] = f"{describe(response)}{changed}"
    await connection.close()
    golden.check(GOLDEN / f"rights-{kind}.json", matrix)


async def add_object(connection: Connection, bucket: str, *, owner: uuid.UUID, model: str) -> None:
    """Add a bucket with an object of the owner, whether or not a policy allows it."""
    await connection.execute("INSERT INTO storage.buckets (id, name) VALUES ($1, $1)", bucket)
    await connection.execute(
        "INSERT INTO storage.objects (bucket_id, name, owner_id, version, metadata)"
        " SELECT $1, $2, $3, version, metadata FROM storage.objects WHERE id = $4::uuid",
        bucket, FILE, str(owner), model,
    )  # fmt: skip
