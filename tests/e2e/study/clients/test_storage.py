"""Buckets, uploads and downloads through Supabase's client, in both versions."""

from pathlib import Path
from typing import Any, Final

import pytest

from e2e.study.clients.conftest import Project
from support.supabase_js import run_program

PROGRAM: Final = Path(__file__).with_name("storage.mjs")
DENIED = "new row violates row-level security policy"


@pytest.fixture(scope="module")
def results(project: Project, package: str) -> Any:
    """Return what one run of the program printed."""
    server = project.server
    return run_program(PROGRAM, package, server.url, server.anon_key, server.service_role_key)


def error_of(result: dict[str, Any]) -> tuple[int, str, str]:
    """Return status, code and message of an error."""
    error = result["error"]
    return error["status"], error["statusCode"], error["message"]


def test_buckets(results: Any) -> None:
    """The service key makes, reads, lists and changes buckets; an account does none of it without a policy."""
    buckets = results["buckets"]
    assert buckets["created"]["data"] == {"name": buckets["read"]["data"]["id"]}
    assert buckets["read"]["data"]["file_size_limit"] == 2**20
    assert buckets["read"]["data"]["allowed_mime_types"] == ["text/*"]
    assert buckets["listed"] is True
    assert buckets["updated"]["data"] == {"message": "Successfully updated"}
    assert error_of(buckets["duplicate"]) == (400, "409", "The resource already exists")
    assert error_of(buckets["refused"]) == (400, "403", DENIED)
    assert error_of(buckets["hidden"]) == (400, "404", "Bucket not found")
    ending = results["ending"]
    assert error_of(ending["notEmpty"]) == (400, "409", "The bucket you tried to delete is not empty")
    assert ending["emptied"]["data"] == {"message": "Successfully emptied"}
    assert ending["deleted"]["data"] == {"message": "Successfully deleted"}
    assert error_of(ending["gone"]) == (400, "404", "Bucket not found")


KINDS: Final = {
    "blob": ("text/html", "a blob"),
    "file": ("text/css", "a file"),
    "form": ("text/plain", "a form"),
    "text": ("text/markdown", "a text"),
    "buffer": ("text/markdown", "a buffer"),
    "bytes": ("text/markdown", "bytes"),
    "view": ("text/markdown", "a view"),
    "stream": ("text/markdown", "a stream"),
    "webStream": ("text/markdown", "a web stream"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_body_is_stored_and_sent(results: Any, kind: str) -> None:
    """What a program uploads is what it downloads, of the type that it gave."""
    upload, download = results["bodies"][kind]["upload"], results["bodies"][kind]["download"]
    assert upload["error"] is None
    assert upload["data"]["path"] == f"kinds/{kind}"
    assert upload["data"]["fullPath"].endswith(f"/kinds/{kind}")
    assert len(upload["data"]["id"]) == 36
    assert (download["type"], download["text"]) == KINDS[kind]


def test_writes(results: Any) -> None:
    """Names are written once without upsert; each refusal has its code."""
    writes = results["writes"]
    assert error_of(writes["duplicate"]) == (400, "409", "The resource already exists")
    assert writes["upserted"]["error"] is None
    assert writes["updated"]["error"] is None
    assert [sent["text"] for sent in writes["afterwards"]] == ["again", "new"]
    assert error_of(writes["missing"]) == (400, "404", "Object not found")
    assert error_of(writes["type"]) == (400, "415", "mime type image/png is not supported")
    assert error_of(writes["name"]) == (400, "400", "Invalid key: ä.txt")
    assert error_of(writes["noBucket"]) == (400, "404", "Bucket not found")
    assert error_of(writes["size"]) == (400, "413", "The object exceeded the maximum allowed size")


def test_public_addresses(results: Any) -> None:
    """A link to a public object works without a key, and saves it under a name."""
    assert results["public"] == {
        "status": 200,
        "type": "text/css",
        "cache": "max-age=60",
        "disposition": "attachment; filename=\"saved.css\"; filename*=UTF-8''saved.css",
        "text": "a file",
    }


def test_the_buckets_of_the_front_ends(results: Any) -> None:
    """Pictures and materials belong to the account in their path; a public link to a private bucket leads nowhere."""
    study = results["study"]
    assert study["avatar"]["error"] is None
    assert study["again"]["error"] is None
    assert study["shown"] == 200
    assert error_of(study["foreign"]) == (400, "403", DENIED)
    assert study["material"]["error"] is None
    assert study["mine"] == {"type": "application/pdf", "text": "%PDF"}
    assert study["theirs"]["error"] is not None
    assert study["privateLink"] == {
        "statusCode": "404",
        "error": "Bucket not found",
        "message": "Bucket not found",
        "code": "NoSuchBucket",
    }
    assert error_of(study["wrongType"]) == (400, "415", "mime type application/zip is not supported")
