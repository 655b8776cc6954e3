"""Texts as JSON: their states, passages, and what is refused."""

import uuid

import pytest

from integration.study.conftest import sign_up
from integration.study.materials.site import MaterialSite

PARAGRAPH = " ".join(f"Sentence number {number} says that the water of the sea is salt." for number in range(8))
LONG = "\n\n".join(f"{PARAGRAPH} It was told {number} times." for number in range(500))


def test_a_short_text_is_ready_at_once(site: MaterialSite) -> None:
    """A short text becomes one passage in the request itself: 201, ready, with the text and the title as sent."""
    response = site.call("POST", json={"title": "Osmosis", "text": "Water passes through a membrane."})
    assert (response.status_code, response.json()["state"]) == (201, "ready")
    (row,) = site.passages(response.json()["id"])
    assert (row["kind"], row["title"], row["content"]) == ("material", "Osmosis", "Water passes through a membrane.")
    assert (row["user_id"], row["page"], row["position"]) == (site.account, None, 0)
    found = site.find(response.json()["id"])
    assert (found["title"], found["state"], found["chunks"]) == ("Osmosis", "ready", 1)
    assert "reason" not in found


def test_a_long_text_is_queued(site: MaterialSite) -> None:
    """A long text is 202 and queued; the job makes passages of about 120 words, each of which is in the text."""
    response = site.call("POST", json={"title": "Long", "text": LONG})
    assert (response.status_code, response.json()["state"]) == (202, "queued")
    found = site.wait(response.json()["id"])
    texts = site.texts(found["id"])
    assert found["chunks"] == len(texts) == 500
    assert all(text in LONG for text in texts)
    assert "".join("".join(texts).split()) == "".join(LONG.split())


@pytest.mark.parametrize("path", ["/api/materials", "/api/study/materials"])
def test_the_alias_is_the_same(site: MaterialSite, path: str) -> None:
    """Both addresses add, show and delete the same materials."""
    headers = site.server.headers(site.account)
    added = site.http.post(path, json={"title": "A", "text": "B."}, headers=headers).json()
    assert site.find(added["id"])["title"] == "A"
    assert site.http.get(f"{path}/{added['id']}", headers=headers).json()["title"] == "A"
    assert site.http.delete(f"{path}/{added['id']}", headers=headers).status_code == 204
    assert site.http.get(f"{path}/{added['id']}", headers=headers).status_code == 404
    assert site.passages(added["id"]) == []


def test_title_and_subject_change_alone(site: MaterialSite) -> None:
    """What is sent changes, passages get the new title and keep their ids; wrong values change nothing."""
    (subject,) = site.execute(
        "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'Sea') RETURNING id", site.account
    )
    added = site.add_text(PARAGRAPH, title="Old")
    before = site.passages(added["id"])
    changed = site.call("PATCH", f"/{added['id']}", json={"title": " New\ttitle ", "subject_id": str(subject["id"])})
    assert (changed.status_code, changed.json()["title"]) == (200, "New title")
    assert changed.json()["subject_id"] == str(subject["id"])
    assert changed.json() == site.find(added["id"])
    after = site.passages(added["id"])
    assert {row["title"] for row in after} == {"New title"}
    assert [(row["id"], row["content"]) for row in after] == [(row["id"], row["content"]) for row in before]
    assert site.call("PATCH", f"/{added['id']}", json={"text": "x"}).json()["subject_id"] == str(subject["id"])
    for body, field in (
        ({"title": None}, "title"), ({"title": " "}, "title"), ({"title": "x" * 501, "subject_id": None}, "title"),
        ({"subject_id": "x"}, "subject_id"), ({"title": "Lost", "subject_id": str(uuid.uuid4())}, "subject_id"),
    ):  # fmt: skip
        refused = site.call("PATCH", f"/{added['id']}", json=body)
        assert (refused.status_code, list(refused.json()["fields"])) == (400, [field]), body
    assert site.call("PATCH", f"/{added['id']}", content=b"[]").status_code == 400
    assert site.find(added["id"])["title"] == "New title"
    assert "subject_id" not in site.call("PATCH", f"/{added['id']}", json={"subject_id": None}).json()


async def test_materials_of_others_are_not_found(site: MaterialSite) -> None:
    """Another account can neither see nor delete a material, nor list it; an id that is none is not found either."""
    other = await sign_up(site.server)
    headers = site.server.headers(other)
    response = site.call("POST", json={"title": "Mine", "text": "Mine alone."})
    material_id = response.json()["id"]
    for method in ("GET", "PATCH", "DELETE"):
        for name in (material_id, str(uuid.uuid4()), "nonsense", "%00"):
            body = {"title": "Theirs"} if method == "PATCH" else None
            refused = site.http.request(method, f"/api/materials/{name}", headers=headers, json=body)
            assert refused.status_code in (400, 404), (method, name)
    assert site.http.get("/api/materials", headers=headers).json()["materials"] == []
    assert site.find(material_id)["title"] == "Mine"
