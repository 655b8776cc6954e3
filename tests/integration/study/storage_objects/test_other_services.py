"""Parts of Supabase's storage that are not here answer with an error that says so."""

import pytest

from integration.study.storage_objects.served_storage import StorageCalls, read_error


@pytest.mark.parametrize(
    ("method", "path", "feature"),
    [
        ("POST", "/iceberg/bucket", "iceberg_catalog"),
        ("GET", "/iceberg/bucket", "iceberg_catalog"),
        ("DELETE", "/iceberg/bucket/numbers", "iceberg_catalog"),
        ("GET", "/iceberg/v1/config", "iceberg_catalog"),
        ("POST", "/vector/CreateVectorBucket", "vector_buckets"),
        ("POST", "/vector/QueryVectors", "vector_buckets"),
        ("DELETE", "/cdn/avatars", "purge_cache"),
        ("DELETE", "/cdn/avatars/a/b.png?transformations=true", "purge_cache"),
    ],
)
def test_features_that_are_not_here(calls: StorageCalls, method: str, path: str, feature: str) -> None:
    """Analytics buckets, vector buckets, and the cache of a content delivery network."""
    refused = calls.send(method, path, json={})
    text = f"The feature {feature} is not enabled for this resource"
    assert read_error(refused) == (403, "FeatureNotEnabled", text)


@pytest.mark.parametrize("caller", ["anon", "owner"])
def test_only_programs_may_ask_to_purge_a_cache(calls: StorageCalls, caller: str) -> None:
    """Other callers than the service role are refused before that."""
    assert read_error(calls.send("DELETE", "/cdn/avatars/a.png", caller)) == (400, "AccessDenied", "Access denied")
    without_key = calls.client.delete("/cdn/avatars/a.png")
    assert (without_key.status_code, without_key.json()["message"]) == (401, "No API key found in request")
