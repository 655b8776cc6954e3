"""Materials that programs add and change through the REST API: they become searchable as others do."""

import uuid
from collections.abc import Sequence
from typing import Any

import httpx2
import pytest

from integration.study.materials.site import MaterialSite
from support.until import until

LONG = "\n\n".join(f"Paragraph {number}. " + "The moon pulls the water of the sea. " * 20 for number in range(100))


def rest(site: MaterialSite, method: str, query: str = "", *, body: object = None) -> httpx2.Response:
    """Send a request to the REST API for the account's materials."""
    headers = {**site.server.headers(site.account), "Prefer": "return=representation"}
    response = site.http.request(method, f"/rest/v1/materials{query}", json=body, headers=headers)
    assert response.status_code < 300, response.text
    return response


def insert(site: MaterialSite, *rows: dict[str, Any]) -> Sequence[str]:
    """Insert materials of the account in one request, and return their ids."""
    owned = [{"user_id": str(site.account), **row} for row in rows]
    return [row["id"] for row in rest(site, "POST", body=owned).json()]


def test_an_inserted_material_is_searchable(site: MaterialSite) -> None:
    """A row with a content gets passages; one without is ready at once, with none."""
    full, empty, blank = insert(
        site,
        {"title": "Tides", "content": "The moon pulls."},
        {"title": "A link", "content": None},
        {"title": "Blank", "content": "\n "},
    )
    found = site.wait(full)
    assert (found["state"], found["chunks"], site.texts(full)) == ("ready", 1, ["The moon pulls."])
    for material_id in (empty, blank):
        assert site.find(material_id)["state"] == "ready"
        assert site.passages(material_id) == []


def test_a_changed_content_is_read_again(site: MaterialSite) -> None:
    """A new content replaces the passages; those that stay the same keep their ids; an empty one leaves none."""
    (material_id,) = insert(site, {"title": "Tides", "content": LONG})
    site.wait(material_id)
    before = {row["content"]: row["id"] for row in site.passages(material_id)}
    rest(site, "PATCH", f"?id=eq.{material_id}", body={"content": "New first paragraph.\n\n" + LONG})
    site.wait(material_id)
    after = {row["content"]: row["id"] for row in site.passages(material_id)}
    assert len(before) > 50
    assert len(after.items() & before.items()) >= len(before) - 1
    rows = site.passages(material_id)
    assert [row["position"] for row in rows] == list(range(site.find(material_id)["chunks"]))
    rest(site, "PATCH", f"?id=eq.{material_id}", body={"content": None})
    until(lambda: site.find(material_id).get("chunks") == 0)
    assert site.passages(material_id) == []


def test_a_changed_title_is_carried_over(site: MaterialSite) -> None:
    """A new title is that of the passages at once, without making them again; other changes do nothing."""
    (material_id,) = insert(site, {"title": "Before", "content": "Something."})
    site.wait(material_id)
    rest(site, "PATCH", f"?id=eq.{material_id}", body={"title": "After", "is_favorite": True, "type": "note"})
    ((title, state, revision),) = site.execute(
        "SELECT p.title, i.state, i.revision FROM study.passages AS p JOIN study.material_imports AS i"
        " ON i.material_id = p.source_id WHERE p.source_id = $1",
        uuid.UUID(material_id),
    )
    assert (title, state, revision) == ("After", "ready", 1)


def test_a_deleted_material_has_no_passages(site: MaterialSite) -> None:
    """Passages go with the row of a program in the same transaction."""
    (material_id,) = insert(site, {"title": "t", "content": "Something."})
    site.wait(material_id)
    rest(site, "DELETE", f"?id=eq.{material_id}")
    assert site.passages(material_id) == []


def test_a_changed_id_is_followed(site: MaterialSite) -> None:
    """A program may change the id of a material; its passages follow."""
    (material_id,) = insert(site, {"title": "t", "content": "Something."})
    site.wait(material_id)
    other = str(uuid.uuid4())
    rest(site, "PATCH", f"?id=eq.{material_id}", body={"id": other})
    assert site.texts(material_id) == []
    assert site.texts(other) == ["Something."]


def test_many_rows_in_one_request_are_one_job(site: MaterialSite) -> None:
    """A request with 500 rows queues one job, which makes the passages of all."""
    count = "SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = 'study.index_materials' AND args = '{}'"
    before = site.execute(count)[0][0]
    ids = insert(site, *({"title": f"{number}", "content": f"Text {number}."} for number in range(500)))
    assert site.execute(count)[0][0] == before + 1
    assert site.wait(ids[-1])["state"] == "ready"
    until(lambda: all(site.texts(material_id) for material_id in ids[:: len(ids) // 10]))


def test_content_of_a_program_wins_over_a_file(site: MaterialSite) -> None:
    """A content that a program sets while the file of a material still waits stays, and the file is not read."""
    ((material_id,),) = site.execute(
        "INSERT INTO public.materials (user_id, title) VALUES ($1, 'A file') RETURNING id", site.account
    )
    site.execute(
        "INSERT INTO study.material_imports (material_id, user_id, file_version, file_kind)"
        " VALUES ($1, $2, 'x', 'pdf')",
        material_id,
        site.account,
    )
    rest(site, "PATCH", f"?id=eq.{material_id}", body={"content": "From the program."})
    assert site.wait(str(material_id))["state"] == "ready"
    assert site.texts(material_id) == ["From the program."]


@pytest.mark.parametrize("table", ["material_imports", "material_files", "passages"])
def test_programs_do_not_reach_the_tables(site: MaterialSite, table: str) -> None:
    """No role of programs can read or write the tables beside the materials."""
    for role in ("anon", "authenticated", "service_role"):
        granted = site.execute(
            "SELECT has_table_privilege($1, $2, 'SELECT') OR has_table_privilege($1, $2, 'INSERT')",
            role,
            f"study.{table}",
        )
        assert granted[0][0] is False


def test_an_account_is_deleted_with_its_materials(site: MaterialSite) -> None:
    """Nothing of an account's materials stays when the account is deleted, neither rows nor passages."""
    account = uuid.uuid4()
    site.execute("INSERT INTO auth.users (id, email) VALUES ($1, $2)", account, f"{account}@example.org")
    material_id = site.call("POST", account=account, json={"title": "t", "text": "Something."}).json()["id"]
    assert len(site.passages(material_id)) == 1
    site.execute("DELETE FROM auth.users WHERE id = $1", account)
    rows = site.execute(
        "SELECT user_id FROM public.materials UNION ALL SELECT user_id FROM study.material_imports"
        " UNION ALL SELECT user_id FROM study.passages"
    )
    assert account not in {row[0] for row in rows}
