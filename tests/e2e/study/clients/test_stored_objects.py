"""Objects through Supabase's client: lists, descriptions, moves, copies, removals, and signed addresses."""

from typing import Any, Final

import pytest

from e2e.study.clients.conftest import Project, sign_up
from support.http_client import blocking_http_client
from support.supabase_js import SupabaseClient, SupabaseJs, SupabaseResult

BUCKET: Final = "materials"
TEXT: Final = "the content of a file"
NEWEST: Final = "supabase-js-newest"


class Folder:
    """A user's folder in the bucket of the study app, through one client."""

    def __init__(self, client: SupabaseClient, user_id: str) -> None:
        self.client = client
        self.user_id = user_id

    def path(self, name: str) -> str:
        """Return the name of an object in the folder."""
        return f"{self.user_id}/{name}"

    def call(self, method: str, *arguments: Any, bucket: str = BUCKET) -> SupabaseResult:
        """Call a method of the bucket."""
        return self.client.call(["storage"], ["from", bucket], [method, *arguments])

    def do(self, method: str, *arguments: Any, bucket: str = BUCKET) -> Any:
        """Call a method of the bucket and return the data of its result, which has no error."""
        result = self.call(method, *arguments, bucket=bucket)
        assert result.error is None, result.error
        return result.data

    def upload(self, name: str) -> None:
        """Upload a text."""
        self.do("upload", self.path(name), TEXT, {"contentType": "text/plain"})

    def names(self, prefix: str = "") -> list[str]:
        """Return the names in a folder below this one."""
        return [entry["name"] for entry in self.do("list", f"{self.user_id}/{prefix}".rstrip("/"))]


@pytest.fixture
def folder(node: SupabaseJs, email: str) -> Folder:
    """Return the folder of a new user."""
    client = sign_up(node, email)
    user = client.call(["auth"], ["getUser"]).data["user"]
    return Folder(client, user["id"])


def fetch(address: str) -> tuple[int, str]:
    """Return the status and the text of an address, which is asked without a key."""
    with blocking_http_client() as client:
        response = client.get(address)
    return response.status_code, response.text


def test_lists(folder: Folder) -> None:
    """`list` shows folders and files with their options; `listV2` shows pages."""
    for name in ("a.txt", "b/x.txt", "b/y.txt", "c.txt"):
        folder.upload(name)
    folders, *files = folder.do("list", folder.user_id)
    assert (folders["name"], folders["id"], [file["name"] for file in files]) == ("b", None, ["a.txt", "c.txt"])
    assert files[0]["metadata"]["mimetype"] == "text/plain"
    options = {"limit": 1, "offset": 1, "sortBy": {"column": "name", "order": "desc"}}
    assert [file["name"] for file in folder.do("list", f"{folder.user_id}/b", options)] == ["x.txt"]
    assert [file["name"] for file in folder.do("list", folder.user_id, {"search": "c"})] == ["c.txt"]
    options = {"prefix": f"{folder.user_id}/", "with_delimiter": True, "limit": 2}
    first = folder.do("listV2", options)
    second = folder.do("listV2", {**options, "cursor": first["nextCursor"]})
    found = [[entry["name"] for entry in page[kind]] for page in (first, second) for kind in ("objects", "folders")]
    assert found == [[folder.path("a.txt")], [folder.path("b/")], [folder.path("c.txt")], []]
    assert (first["hasNext"], second["hasNext"]) == (True, False)


def test_descriptions(folder: Folder, package: str) -> None:
    """`info` describes an object, `exists` tells whether there is one."""
    folder.upload("a.txt")
    info = folder.do("info", folder.path("a.txt"))
    assert (info["name"], info["bucketId"], info["contentType"]) == (folder.path("a.txt"), BUCKET, "text/plain")
    assert (info["size"], info["cacheControl"], info["metadata"]) == (len(TEXT), "max-age=3600", {})
    assert folder.do("exists", folder.path("a.txt")) is True
    missing = folder.call("exists", folder.path("b.txt"))
    assert missing.data is False
    assert missing.error is not None
    unknown = folder.call("info", folder.path("b.txt")).error
    assert unknown is not None
    assert (unknown["message"], unknown["status"], unknown["statusCode"]) == ("Object not found", 400, "404")
    if package == NEWEST:
        assert unknown["code"] == "NoSuchKey"


def test_moves_and_copies(folder: Folder) -> None:
    """`move` and `copy` work in a bucket and between two, and refuse names that are taken."""
    folder.upload("a.txt")
    moved = folder.do("move", folder.path("a.txt"), folder.path("b.txt"))
    assert moved["message"] == "Successfully moved"
    copied = folder.do("copy", folder.path("b.txt"), folder.path("c.txt"))
    assert copied == {"path": f"{BUCKET}/{folder.path('c.txt')}"}
    other = {"destinationBucket": "study-materials"}
    assert folder.do("copy", folder.path("b.txt"), folder.path("d.txt"), other)["path"].startswith("study-materials/")
    folder.do("move", folder.path("b.txt"), folder.path("e.txt"), other)
    assert folder.names() == ["c.txt"]
    elsewhere = folder.do("list", folder.user_id, bucket="study-materials")
    assert [entry["name"] for entry in elsewhere] == ["d.txt", "e.txt"]
    folder.upload("f.txt")
    for method in ("move", "copy"):
        taken = folder.call(method, folder.path("c.txt"), folder.path("f.txt")).error
        assert taken is not None
        assert (taken["message"], taken["statusCode"]) == ("The resource already exists", "409")


def test_removals(folder: Folder) -> None:
    """`remove` returns what it has removed, and nothing of others."""
    for name in ("a.txt", "b/c.txt"):
        folder.upload(name)
    paths = [folder.path("a.txt"), folder.path("b/c.txt"), folder.path("no.txt"), "somebody/else.txt"]
    assert [entry["name"] for entry in folder.do("remove", paths)] == paths[:2]
    assert folder.names() == []


def test_signed_downloads(folder: Folder) -> None:
    """The addresses that the client makes of the server's replies open the objects."""
    folder.upload("a b.txt")
    signed = folder.do("createSignedUrl", folder.path("a b.txt"), 60)["signedUrl"]
    assert fetch(signed) == (200, TEXT)
    named = folder.do("createSignedUrl", folder.path("a b.txt"), 60, {"download": "x.txt"})["signedUrl"]
    with blocking_http_client() as client:
        assert 'filename="x.txt"' in client.get(named).headers["content-disposition"]
    found, missing = folder.do("createSignedUrls", [folder.path("a b.txt"), folder.path("no.txt")], 60)
    assert (fetch(found["signedUrl"]), found["error"]) == ((200, TEXT), None)
    assert (missing["signedUrl"], missing["path"]) == (None, folder.path("no.txt"))
    assert missing["error"] == "Either the object does not exist or you do not have access to it"
    refused = folder.call("createSignedUrl", folder.path("no.txt"), 60).error
    assert refused is not None
    assert refused["message"] == "Object not found"


def test_signed_uploads(folder: Folder, node: SupabaseJs) -> None:
    """Another client, without a session, uploads to an address that the user has signed."""
    signed = folder.do("createSignedUploadUrl", folder.path("a.txt"))
    assert signed["path"] == folder.path("a.txt")
    assert signed["signedUrl"].endswith(f"/object/upload/sign/{BUCKET}/{signed['path']}?token={signed['token']}")
    upload = ["uploadToSignedUrl", signed["path"], signed["token"], TEXT, {"contentType": "text/plain"}]
    stored = node.call(["storage"], ["from", BUCKET], upload)
    assert (stored.error, stored.data) == (
        None,
        {"path": signed["path"], "fullPath": f"{BUCKET}/{signed['path']}"},
    )
    assert folder.names() == ["a.txt"]
    again = node.call(["storage"], ["from", BUCKET], upload).error
    assert again is not None
    assert again["message"] == "The resource already exists"
    taken = folder.call("createSignedUploadUrl", folder.path("a.txt")).error
    assert taken is not None
    assert taken["statusCode"] == "409"
    replacing = folder.do("createSignedUploadUrl", folder.path("a.txt"), {"upsert": True})
    replaced = node.call(
        ["storage"],
        ["from", BUCKET],
        ["uploadToSignedUrl", replacing["path"], replacing["token"], "new", {"contentType": "text/plain"}],
    )
    assert replaced.error is None
    signed_url = folder.do("createSignedUrl", folder.path("a.txt"), 60)["signedUrl"]
    assert fetch(signed_url) == (200, "new")


def test_a_public_address_of_a_private_bucket(folder: Folder, project: Project) -> None:
    """The old front end's mistake gets the error of a bucket that is not public."""
    folder.upload("a.txt")
    public = folder.call("getPublicUrl", folder.path("a.txt")).data["publicUrl"]
    assert public == f"{project.server.url}/storage/v1/object/public/{BUCKET}/{folder.path('a.txt')}"
    status, text = fetch(public)
    assert (status, '"Bucket not found"' in text) == (400, True)


def test_services_that_are_not_here(admin: SupabaseClient, package: str) -> None:
    """The newest client gets an error of analytics and vector buckets, and of the cache, and does not fail itself."""
    if package != NEWEST:
        pytest.skip("older clients do not know these services")
    calls: list[list[list[Any]]] = [
        [["storage"], ["analytics"], ["createBucket", "numbers"]],
        [["storage"], ["analytics"], ["listBuckets"]],
        [["storage"], ["vectors"], ["createBucket", "numbers"]],
        [["storage"], ["from", BUCKET], ["purgeCache", "a.txt"]],
    ]
    for chain in calls:
        refused = admin.call(*chain).error
        assert refused is not None
        assert (refused["status"], "is not enabled for this resource" in refused["message"]) == (403, True)
