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


def call(site: StorageSite, function: str, **arguments: str) -> int:
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
