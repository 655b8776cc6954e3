"""Which file an object has is the server's decision: SQL of callers cannot name the file of another object."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.study.storage.site import OTHER, OWNER, StorageSite, serve_storage
from support.postgres import Databases

PROGRAM = """
CREATE FUNCTION public.add_object(bucket text, name text, version text) RETURNS void LANGUAGE sql
SET search_path = '' AS $$
    INSERT INTO storage.objects (bucket_id, name, version)
    VALUES (add_object.bucket, add_object.name, add_object.version)
$$;
CREATE FUNCTION public.change_object(name text, version text) RETURNS void LANGUAGE sql SET search_path = '' AS $$
    UPDATE storage.objects AS o SET version = change_object.version WHERE o.name = change_object.name
$$;
CREATE FUNCTION public.change_metadata(name text, metadata jsonb) RETURNS void LANGUAGE sql SET search_path = '' AS $$
    UPDATE storage.objects AS o SET metadata = change_metadata.metadata WHERE o.name = change_metadata.name
$$;
CREATE FUNCTION public.rename_object(name text, target text) RETURNS void LANGUAGE sql SET search_path = '' AS $$
    UPDATE storage.objects AS o SET name = rename_object.target WHERE o.name = rename_object.name
$$;
"""
"""Functions of a program, which run with the rights of their callers."""


@pytest.fixture(scope="module")
def site(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StorageSite]:
    """Yield a server on a database with the program."""
    folder: Path = tmp_path_factory.mktemp("data")
    with _databases.clone(_template) as dsn, serve_storage(dsn, folder) as served:
        served.execute(PROGRAM)
        yield served


@pytest.fixture(scope="module")
def bucket(site: StorageSite) -> str:
    """Return a private bucket in which accounts have folders of their own."""
    return site.add_bucket(prefix="own")


def call(site: StorageSite, function: str, **arguments: object) -> int:
    """Call a function of the program as another account; return the status."""
    address = f"{site.server.address}/rest/v1/rpc/{function}"
    return site.http.post(address, json=arguments, headers=site.headers(OTHER)).status_code


def read_version(site: StorageSite, name: str) -> str:
    """Return the version of an object."""
    return str(site.execute("SELECT version FROM storage.objects WHERE name = $1", name)[0]["version"])


@pytest.mark.parametrize("state", ["current", "removed", "unknown"])
def test_callers_cannot_choose_a_version(site: StorageSite, bucket: str, state: str) -> None:
    """Neither a new object nor a changed one gets the file of another, also when that was removed a moment ago."""
    theirs, mine, new = site.own_name(), f"{site.other}/{uuid.uuid4()}.txt", f"{site.other}/{uuid.uuid4()}.txt"
    assert site.upload(bucket, theirs, content=b"private", caller=OWNER).status_code == 200
    assert site.upload(bucket, mine, content=b"mine", caller=OTHER).status_code == 200
    version = read_version(site, theirs) if state != "unknown" else str(uuid.uuid4())
    if state == "removed":
        assert site.http.delete(f"/object/{bucket}/{theirs}", headers=site.headers(OWNER)).status_code == 200
    assert call(site, "add_object", bucket=bucket, name=new, version=version) == 403
    assert call(site, "change_object", name=mine, version=version) == 403
    assert site.download(bucket, new, caller=OTHER).status_code == 400
    assert site.download(bucket, mine, caller=OTHER).content == b"mine"


@pytest.mark.parametrize("metadata", [{"eTag": f'"{"0" * 64}"', "mimetype": "text/x"}, {"mimetype": "text/x"}, [], "x"])
def test_callers_cannot_change_the_checksum(site: StorageSite, bucket: str, metadata: object) -> None:
    """A backup compares the file with it; the other metadata is the program's."""
    name = f"{site.other}/{uuid.uuid4()}.txt"
    assert site.upload(bucket, name, content=b"mine", caller=OTHER).status_code == 200
    read = "SELECT metadata ->> 'eTag' AS tag FROM storage.objects WHERE name = $1"
    tag = site.execute(read, name)[0]["tag"]
    assert call(site, "change_metadata", name=name, metadata=metadata) == 204
    assert site.execute(read, name)[0]["tag"] == (tag if isinstance(metadata, dict) else None)
    assert site.download(bucket, name, caller=OTHER).content == b"mine"
    assert site.upload(bucket, name, content=b"new", caller=OTHER, x_upsert="true").status_code == 200
    assert site.execute(read, name)[0]["tag"] not in (tag, None)


def test_other_changes_by_sql_stay_possible(site: StorageSite, bucket: str) -> None:
    """A program may rename objects, and it may add rows without a file."""
    name, target = f"{site.other}/{uuid.uuid4()}.txt", f"{site.other}/{uuid.uuid4()}.txt"
    assert site.upload(bucket, name, content=b"mine", caller=OTHER).status_code == 200
    assert call(site, "rename_object", name=name, target=target) == 204
    assert site.download(bucket, target, caller=OTHER).content == b"mine"
    site.execute(f"""
        BEGIN; SET LOCAL request.jwt.claims = '{{"sub": "{site.other}"}}'; SET LOCAL ROLE authenticated;
        INSERT INTO storage.objects (bucket_id, name) VALUES ('{bucket}', '{site.other}/empty'); COMMIT
    """)  # noqa: S608 - ids of this test
    assert site.download(bucket, f"{site.other}/empty", caller=OTHER).json()["error"] == "not_found"
