"""Who may do what in which kind of bucket, as a table."""

import uuid
from collections.abc import Iterator
from typing import Final

import pytest

from integration.study.storage.site import ANON, CALLERS, OTHER, OWNER, SERVICE, StorageSite

YES, DENIED, HIDDEN, MISSING = "200", "403", "404 not_found", "404 Bucket not found"
VERBS: Final = ("create", "upsert", "replace", "read", "read public", "see bucket", "delete bucket")

NOBODY: Final = {"create": DENIED, "upsert": DENIED, "replace": DENIED, "read": HIDDEN, "read public": MISSING}
OUTSIDER: Final = {**NOBODY, "see bucket": MISSING, "delete bucket": MISSING}
EVERYTHING: Final = dict.fromkeys(("create", "upsert", "replace", "read", "see bucket"), YES)
# The bucket is not empty.
SERVICE_ROLE: Final = {**EVERYTHING, "read public": MISSING, "delete bucket": "409"}
READER: Final = {**OUTSIDER, "read": YES, "read public": YES}
OWN: Final = {**OUTSIDER, "create": YES, "upsert": YES, "replace": YES, "read": YES}
ADDER: Final = {**OUTSIDER, "create": YES}

EXPECTED: Final = {
    # No policy.
    "closed": {ANON: OUTSIDER, OWNER: OUTSIDER, OTHER: OUTSIDER, SERVICE: SERVICE_ROLE},
    # No policy, but public.
    "public": {ANON: READER, OWNER: READER, OTHER: READER, SERVICE: {**SERVICE_ROLE, "read public": YES}},
    # The owner's folder belongs to the owner.
    "own": {ANON: OUTSIDER, OWNER: OWN, OTHER: OUTSIDER, SERVICE: SERVICE_ROLE},
    # Everybody may add objects, and nothing else.
    "drop": {ANON: ADDER, OWNER: ADDER, OTHER: ADDER, SERVICE: SERVICE_ROLE},
}


@pytest.fixture(scope="module")
def drop_policy(site: StorageSite) -> Iterator[None]:
    """Let everybody add objects to buckets whose names begin with `drop`."""
    site.execute("CREATE POLICY \"drop\" ON storage.objects FOR INSERT WITH CHECK (bucket_id LIKE 'drop%')")
    yield
    site.execute('DROP POLICY "drop" ON storage.objects')


@pytest.mark.usefixtures("drop_policy")
@pytest.mark.parametrize("kind", EXPECTED)
@pytest.mark.parametrize("caller", CALLERS)
def test_rights(site: StorageSite, kind: str, caller: str) -> None:
    """Each verb of each caller does what the table says."""
    bucket = site.add_bucket(prefix=kind, public=kind == "public")
    there = f"{site.owner}/there.txt"
    assert site.upload(bucket, there).status_code == 200
    outcomes = {verb: do(site, verb, bucket=bucket, name=there, caller=caller) for verb in VERBS}
    assert outcomes == {verb: EXPECTED[kind][caller][verb] for verb in VERBS}


def do(site: StorageSite, verb: str, *, bucket: str, name: str, caller: str) -> str:
    """Send the request of a verb and return its outcome: a code, for 404 with what is missing."""
    headers = site.headers(caller, content_type="text/plain")
    new = f"{site.owner}/{uuid.uuid4().hex}.txt"
    match verb:
        case "create":
            response = site.upload(bucket, new, caller=caller)
        case "upsert":
            response = site.upload(bucket, name, caller=caller, x_upsert="true")
        case "replace":
            response = site.http.put(f"/object/{bucket}/{name}", content=b"new", headers=headers)
        case "read":
            response = site.download(bucket, name, caller=caller)
        case "read public":
            response = site.http.get(f"/object/public/{bucket}/{name}", headers=headers)
        case "see bucket":
            response = site.http.get(f"/bucket/{bucket}", headers=headers)
        case _:
            response = site.http.delete(f"/bucket/{bucket}", headers=headers)
    if response.status_code == 200:
        return YES
    body = response.json()
    return f"404 {body['error']}" if body["statusCode"] == "404" else str(body["statusCode"])
