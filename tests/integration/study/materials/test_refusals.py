"""What is refused: callers, fields, sizes, types, numbers; nothing of it stays."""

import asyncio
import json
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from integration.study.conftest import sign_up
from integration.study.materials.site import MaterialSite, serve_materials
from support.ebooks import png
from support.postgres import Databases
from support.until import until

MAX_BYTES = 100_000
COUNT = "SELECT count(*) FROM public.materials WHERE user_id = $1"


@pytest.fixture(scope="module")
def site(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MaterialSite]:
    """Yield a server with a small limit of files, and without a worker."""
    folder = tmp_path_factory.mktemp("data")
    with (
        _databases.clone(_template) as dsn,
        serve_materials(dsn, folder, works=False, STUDY_MATERIAL_MAX_BYTES=str(MAX_BYTES)) as served,
    ):
        yield served


@pytest.fixture
async def account(site: MaterialSite) -> uuid.UUID:
    """Return a new account."""
    return await sign_up(site.server)


def test_who_may_not_call(site: MaterialSite) -> None:
    """Without the token of an account every endpoint is 401 or 403 in the native shape, before the body is read."""
    for bearer, status in (("", 401), ("nonsense", 401), (site.server.keys.anon_key, 403)):
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        for method, path in (("POST", ""), ("GET", ""), ("GET", f"/{uuid.uuid4()}"), ("DELETE", f"/{uuid.uuid4()}")):
            response = site.http.request(method, f"/api/materials{path}", headers=headers, content=b"not JSON")
            assert response.status_code == status, (bearer, method, path)
            assert response.json()["code"] == {401: "AUTH_ERROR", 403: "AUTHZ_ERROR"}[status]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"title", "text"}),
        ({"title": "", "text": " \n"}, {"title", "text"}),
        ({"title": "t", "text": "\x00"}, {"text"}),
        ({"title": 5, "text": ["x"]}, {"title", "text"}),
        ({"title": None, "text": None}, {"title", "text"}),
        ({"title": "t" * 501, "text": "x"}, {"title"}),
        ({"title": "t", "text": "x", "subject_id": "nonsense"}, {"subject_id"}),
        ({"title": "t", "text": "x", "subject_id": 7}, {"subject_id"}),
        ({"title": "t", "text": "x", "subject_id": str(uuid.UUID(int=9))}, {"subject_id"}),
    ],
)
def test_wrong_fields_are_named(site: MaterialSite, body: object, fields: set[str]) -> None:
    """A wrong body is 400 VALIDATION_ERROR, whose details name every field that is wrong."""
    response = site.call("POST", json=body)
    answer = response.json()
    assert (response.status_code, answer["code"]) == (400, "VALIDATION_ERROR"), answer
    assert {part.partition(":")[0] for part in answer["details"].split("; ")} == set(answer["fields"]) == fields


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'"x"', b"{", b"\xff", b'{"title":"\\ud800","text":"x"}', b"[" * 10**5]
)
def test_bodies_that_are_no_objects(site: MaterialSite, body: bytes) -> None:
    """A body that is no JSON object is 400 VALIDATION_ERROR."""
    response = site.call("POST", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (400, "VALIDATION_ERROR")


async def test_subjects_of_others_are_refused(site: MaterialSite, account: uuid.UUID) -> None:
    """A subject of another account is refused as one that does not exist; the own one is kept."""
    sql = "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'Biology') RETURNING id"
    ((other,),) = await site.server.execute(sql, account)
    ((own,),) = await site.server.execute(sql, site.account)
    refused = site.call("POST", json={"title": "t", "text": "x", "subject_id": str(other)})
    assert (refused.status_code, refused.json()["details"]) == (400, "subject_id: is not one of your subjects")
    refused = site.upload(b"text", subject_id=str(other))
    assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR")
    added = site.call("POST", json={"title": "t", "text": "x", "subject_id": str(own)}).json()
    assert site.find(added["id"])["subject_id"] == str(own)
    listed = site.call("GET", params={"subject_id": str(own), "state": "ready"}).json()
    assert [material["id"] for material in listed["materials"]] == [added["id"]]
    assert site.list_files() == []


def test_texts_up_to_two_megabytes(site: MaterialSite) -> None:
    """A JSON body of 2 MB is accepted; one byte more is 413."""
    empty = len(json.dumps({"title": "t", "text": ""}))
    body = json.dumps({"title": "t", "text": "x" * (2 * 2**20 - empty)}).encode()
    headers = {"Content-Type": "application/json"}
    assert site.call("POST", content=body, headers=headers).status_code == 202
    refused = site.call("POST", content=body + b" ", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (413, "BODY_TOO_LARGE")


def test_files_that_are_too_large(site: MaterialSite) -> None:
    """A file of the limit is accepted; one that is larger is 413, and nothing of it stays."""
    accepted = site.upload(b"word " * (MAX_BYTES // 5))
    assert accepted.status_code == 202
    before = site.list_files()
    for size in (MAX_BYTES + 1, 50 * MAX_BYTES):
        refused = site.upload(b"x" * size)
        assert (refused.status_code, refused.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert site.list_files() == before
    assert site.call("DELETE", f"/{accepted.json()['id']}").status_code == 204
    assert site.list_files() == []


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 400), (png(), 415), (b"\x7fELF" + bytes(50), 415), (b"PK\x03\x04", 415)]
)
async def test_files_of_other_types(site: MaterialSite, account: uuid.UUID, content: bytes, status: int) -> None:
    """An empty file is 400, one of another type 415 with the list of types, whatever its name is; nothing stays."""
    response = site.upload(content, name="lesson.pdf", account=account)
    assert response.status_code == status, response.text
    assert response.json()["code"] == {400: "VALIDATION_ERROR", 415: "UNSUPPORTED_FILE"}[status]
    assert status == 400 or "PDF, DOCX, EPUB" in response.json()["message"]
    assert site.list_files() == []
    assert (await site.server.execute(COUNT, account))[0][0] == 0


@pytest.mark.parametrize(
    "form",
    [
        b"", b"nonsense", b"--b\r\n", b"--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\ncut off',
    ],
)  # fmt: skip
async def test_malformed_forms(site: MaterialSite, account: uuid.UUID, form: bytes) -> None:
    """A form that is malformed, cut off or without a file is 400, and nothing of it stays."""
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    response = site.call("POST", account=account, content=form, headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "VALIDATION_ERROR"), response.text
    headers = {"Content-Type": "multipart/form-data"}
    assert site.call("POST", account=account, content=form, headers=headers).status_code == 400
    assert site.list_files() == []
    assert (await site.server.execute(COUNT, account))[0][0] == 0


async def test_a_client_that_leaves_in_the_middle(site: MaterialSite, account: uuid.UUID) -> None:
    """An upload whose client leaves in the middle leaves no row, no record and no file."""
    address = urlsplit(site.server.address)
    head = (
        f"POST /api/materials HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 90000\r\n"
        f"Authorization: Bearer {site.server.token(account)}\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n"
    )
    part = '--b\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n'
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall((head + part).encode() + b"x" * 40_000)
        until(site.list_files)
    until(lambda: not site.list_files())
    assert (await site.server.execute(COUNT, account))[0][0] == 0
    assert (await site.server.execute("SELECT count(*) FROM study.material_files"))[0][0] == 0


async def test_a_waiting_file_is_deleted_with_its_material(site: MaterialSite, account: uuid.UUID) -> None:
    """The file of a material that nobody has read yet goes with the material."""
    material_id = site.upload(b"text", account=account).json()["id"]
    assert len(site.list_files()) == 1
    assert site.call("DELETE", f"/{material_id}", account=account).status_code == 204
    assert site.list_files() == []
    assert site.call("DELETE", f"/{material_id}", account=account).status_code == 404


async def test_pages_of_the_list(site: MaterialSite, account: uuid.UUID) -> None:
    """The list has pages, the newest first, and refuses what it does not know."""
    ids = [site.call("POST", account=account, json={"title": str(n), "text": "x"}).json()["id"] for n in range(5)]
    page = site.call("GET", account=account, params={"limit": 2, "offset": 1}).json()
    assert [material["id"] for material in page["materials"]] == [ids[3], ids[2]]
    assert (page["total"], page["limit"], page["offset"]) == (5, 2, 1)
    assert site.call("GET", account=account, params={"state": "failed"}).json()["total"] == 0
    for wrong in ({"state": "nonsense"}, {"subject_id": "nonsense"}):
        assert site.call("GET", account=account, params=wrong).status_code == 400
    assert len(site.call("GET", account=account, params={"limit": 10**6}).json()["materials"]) == 5


def test_materials_per_minute(dsn: str, tmp_path: Path) -> None:
    """One user's further material in a minute is 429 with when to try again; another user is not concerned."""
    with serve_materials(dsn, tmp_path, works=False, STUDY_MATERIALS_PER_MINUTE="3") as site:
        body = {"title": "t", "text": "x"}
        assert [site.call("POST", json=body).status_code for _ in range(3)] == [201] * 3
        for response in (site.call("POST", json=body), site.upload(b"text")):
            assert (response.status_code, response.json()["code"]) == (429, "RATE_LIMIT")
            assert 1 <= int(response.headers["retry-after"]) <= 60
            assert response.headers["x-ratelimit-limit"] == "3"
            assert response.headers["x-ratelimit-remaining"] == "0"
            assert response.headers["x-ratelimit-reset"]
        assert site.call("POST", account=asyncio.run(sign_up(site.server)), json=body).status_code == 201
