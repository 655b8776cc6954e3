"""Wantlists: reading, adding, editing and removing entries."""

import pytest

from integration.simulators.conftest import Site

WANTS = "/users/collector/wants"
NEWCOMER = {"Authorization": "Discogs token=newcomer-token"}


@pytest.fixture
def release(site: Site) -> int:
    """Return the id of a release."""
    return int(site.client.get("/users/anna/inventory").json()["listings"][0]["release"]["id"])


def test_adding_is_idempotent(site: Site, release: int) -> None:
    """Adding a release twice returns 201 twice and leaves one entry with the later notes and rating."""
    assert site.client.put(f"{WANTS}/{release}").status_code == 201
    again = site.client.put(f"{WANTS}/{release}", json={"notes": "mono", "rating": 4, "release_id": str(release)})
    assert (again.status_code, again.json()["rating"]) == (201, 4)
    body = site.client.get(WANTS).json()
    assert [(want["id"], want["notes"], want["rating"]) for want in body["wants"]] == [(release, "mono", 4)]
    assert body["wants"][0]["basic_information"]["id"] == release


def test_editing_and_removing(site: Site, release: int) -> None:
    """POST changes an entry, DELETE removes it, and both are 404 without an entry."""
    assert site.client.post(f"{WANTS}/{release}", json={"rating": 1}).status_code == 404
    site.client.put(f"{WANTS}/{release}", params={"notes": "first"})
    edited = site.client.post(f"{WANTS}/{release}", json={"rating": 5})
    assert (edited.status_code, edited.json()["notes"], edited.json()["rating"]) == (200, "first", 5)
    removed = site.client.delete(f"{WANTS}/{release}")
    assert (removed.status_code, removed.content) == (204, b"")
    assert site.client.delete(f"{WANTS}/{release}").status_code == 404


def test_notes_are_private(site: Site, release: int) -> None:
    """Other users may read a wantlist, but not its notes."""
    site.client.put(f"{WANTS}/{release}", json={"notes": "secret"})
    others = site.anonymous.get(WANTS)
    assert others.json()["pagination"]["items"] == 1
    assert "secret" not in others.text


def test_only_the_owner_can_write(site: Site, release: int) -> None:
    """Anonymous callers get 401, other users 403, and an unknown user is 404."""
    assert site.anonymous.put(f"{WANTS}/{release}").status_code == 401
    assert site.anonymous.put(f"{WANTS}/{release}", headers=NEWCOMER).status_code == 403
    assert site.client.put(f"/users/stranger/wants/{release}").status_code == 404
    assert site.client.get("/users/stranger/wants").status_code == 404


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"rating": 6}', b'{"rating": "x"}', b'{"notes": {}}'])
def test_invalid_bodies(site: Site, release: int, body: bytes) -> None:
    """Invalid JSON, wrong types and ratings above five are 422."""
    assert site.client.put(f"{WANTS}/{release}", content=body).status_code == 422


def test_unknown_release(site: Site) -> None:
    """A release that does not exist is 404 and leaves the list empty."""
    assert site.client.put(f"{WANTS}/1").status_code == 404
    assert site.client.get(WANTS).json()["wants"] == []
