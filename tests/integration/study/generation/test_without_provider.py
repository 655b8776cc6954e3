"""Cards and quizzes without a provider: the whole way over HTTP, its refusals, and its limits."""

import asyncio
import json
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from alcove.apps.study.generation.jobs import continue_generations
from alcove.apps.study.generation.store import generation_job
from alcove.foundation.jobs import JobRun, find_live
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from integration.study.generation.generation_site import TEXT, GenerationSite, open_site, run_jobs
from integration.study.served import serve_study
from support.golden import check
from support.until import until

GOLDEN: Final = Path(__file__).parent / "golden"
_ADD: Final = """
INSERT INTO study.generations (id, user_id, material_id, kind, options, state, starts, updated_at)
VALUES ($1, $2, $3, 'cards', '{"count": 1}', $4, $5, now() - interval '2 minutes')
"""


def mask(body: dict[str, object]) -> dict[str, object]:
    """Return a generation without what differs each time."""
    volatile = ("id", "material_id", "created_at", "updated_at", "set_id", "quiz_id")
    return {**body, **{name: "..." for name in volatile if body[name] is not None}}


def test_cards_are_made_of_a_material(bare: GenerationSite) -> None:
    """Queued, made, listed; the set has the material's title and subject, and each card its passage."""
    subject_id = bare.execute(
        "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'Biology') RETURNING id", bare.account
    )
    material_id = bare.add_material(subject_id=str(subject_id[0]["id"]))
    started = bare.start(material_id, count=6)
    assert (started["state"], started["progress"], started["set_id"]) == ("queued", 0, None)
    generation = bare.wait(started["id"])
    check(GOLDEN / "cards.json", mask(generation))
    (card_set,) = bare.execute("SELECT * FROM public.flashcard_sets WHERE id = $1", uuid.UUID(generation["set_id"]))
    assert (card_set["title"], card_set["total_cards"], card_set["subject_id"]) == ("Cells", 6, subject_id[0]["id"])
    for card in bare.cards(generation):
        source = card["source"]
        assert card["front_content"].replace("____", card["back_content"]) == source["quote"]
        assert (source["quote"] in TEXT, source["material_id"], source["title"]) == (True, material_id, "Cells")
        assert bare.execute("SELECT FROM study.passages WHERE id = $1", uuid.UUID(source["passage_id"]))
    listed = bare.call("GET", f"/generations?material_id={material_id}").json()
    assert (listed["total"], listed["generations"]) == (1, [generation])
    twin = bare.make(material_id, count=6)
    fields = ("front_content", "back_content")
    assert [[card[name] for name in fields] for card in bare.cards(twin)] == [
        [card[name] for name in fields] for card in bare.cards(generation)
    ]
    assert bare.call("DELETE", f"/generations/{generation['id']}").status_code == 204
    assert len(bare.cards(generation)) == 6


def test_a_quiz_is_made_that_the_server_scores(bare: GenerationSite) -> None:
    """Its title is the one that was requested; its sources are shown before the end, its quotes only afterwards."""
    generation = bare.make(bare.add_material(), "quiz", count=7, title="Test")
    check(GOLDEN / "quiz.json", mask(generation))
    quiz = bare.quiz(generation)
    assert (quiz["title"], quiz["total_questions"]) == ("Test", 7)
    attempt = bare.call("POST", f"/quizzes/{quiz['id']}/attempts").json()
    assert all(question["source"]["title"] == "Cells" for question in attempt["questions"])
    assert "quote" not in json.dumps(attempt)
    answers = {
        question["id"]: [gap[0] for gap in question["answer"]] if question["type"] == "cloze" else question["answer"]
        for question in quiz["questions"]
    }
    path = f"/quizzes/{quiz['id']}/attempts/{attempt['id']}/submit"
    result = bare.call("POST", path, json={"answers": answers}).json()
    assert (result["score"], result["questions"][0]["quote"] in TEXT) == (100, True)
    only = bare.make(bare.add_material(), "quiz", types=["true_false"], method="cloze", count=3)
    assert {question["type"] for question in bare.quiz(only)["questions"]} == {"true_false"}


def test_what_cannot_be_made_fails_with_a_reason(bare: GenerationSite) -> None:
    """Without a provider that was required, and of a text without a suitable sentence; nothing is left half-made."""
    required = bare.make(bare.add_material(), method="provider")
    assert (required["state"], required["reason"], required["set_id"]) == (
        "failed", "No AI provider is configured.", None,
    )  # fmt: skip
    shapeless = bare.make(bare.add_material("Only words. Nothing else. \u202e"), "quiz", method="cloze")
    assert (shapeless["state"], shapeless["reason"]) == (
        "failed", "The material has no sentence that makes a question.",
    )  # fmt: skip
    assert bare.execute("SELECT FROM public.flashcard_sets WHERE user_id = $1", bare.account) == []
    assert bare.execute("SELECT FROM public.quizzes WHERE user_id = $1", bare.account) == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"count": 0}, ["count"]), ({"count": 101, "method": "magic"}, ["count", "method"]),
        ({"count": "5"}, ["count"]),
        ({"types": ["essay"], "title": 5}, ["title", "types"]), ({"title": "x" * 501}, ["title"]),
        ({"types": "x"}, ["types"]),
    ],
    ids=range(6),
)  # fmt: skip
def test_wrong_options_are_named(bare: GenerationSite, body: dict[str, object], fields: list[str]) -> None:
    """400, and no job is queued."""
    material_id = bare.add_material()
    response = bare.call("POST", f"/materials/{material_id}/quiz", json=body)
    assert (response.status_code, sorted(response.json()["fields"])) == (400, fields)
    assert bare.call("GET", "/generations").json()["total"] == 0


def test_only_own_materials_with_text_are_read(bare: GenerationSite) -> None:
    """404 for those of others and for none, 409 while one is read, 422 without text, 401 without a token."""
    material_id, stranger = bare.add_material(), bare.sign_up()
    generation = bare.make(material_id, count=1)
    for path in (f"/materials/{material_id}/cards", f"/study/materials/{material_id}/quiz"):
        assert bare.call("POST", path, account=stranger, json={}).status_code == 404
        assert bare.http.post(f"/api{path}", json={}).status_code == 401
        assert bare.call("POST", path, content=b"[").status_code == 400
    for name in ("x", str(uuid.uuid4()), "%00"):
        assert bare.call("POST", f"/materials/{name}/cards", json={}).status_code in (400, 404)
        assert bare.call("GET", f"/generations/{name}").status_code in (400, 404)
    for method in ("GET", "DELETE"):
        assert bare.call(method, f"/generations/{generation['id']}", account=stranger).status_code == 404
    assert bare.call("GET", "/generations", account=stranger).json()["total"] == 0
    assert bare.call("GET", "/generations?material_id=x").status_code == 400
    bare.execute("UPDATE study.material_imports SET state = 'working' WHERE material_id = $1", uuid.UUID(material_id))
    response = bare.call("POST", f"/materials/{material_id}/cards", json={})
    assert (response.status_code, response.json()["code"], response.headers["retry-after"]) == (
        409, "MATERIAL_NOT_READY", "10",
    )  # fmt: skip
    empty = bare.execute("INSERT INTO public.materials (user_id, title) VALUES ($1, 'x') RETURNING id", bare.account)
    assert bare.call("POST", f"/materials/{empty[0]['id']}/cards", json={}).status_code == 422


def test_parallel_requests_do_not_pass_the_limit(dsn: str, tmp_path: Path) -> None:
    """Of twelve generations that start at the same time five are queued, and the others refused."""
    with serve_study(dsn, tmp_path) as server, open_site(server) as site:
        materials = [site.add_material() for _ in range(12)]
        with ThreadPoolExecutor(max_workers=12) as pool:
            paths = [f"/materials/{material_id}/cards" for material_id in materials]
            statuses = list(pool.map(lambda path: site.call("POST", path, json={}).status_code, paths))
        assert Counter(statuses) == {202: 5, 429: 7}
        assert site.call("GET", "/generations").json()["total"] == 5


def test_waiting_generations_are_bounded_and_never_lost(dsn: str, tmp_path: Path) -> None:
    """One of a kind for a material, five of an account; one that lost its job gets another; a deleted one ends."""
    with serve_study(dsn, tmp_path) as server, open_site(server) as site:
        material_id = site.add_material()
        first = site.start(material_id)
        assert site.start(material_id, count=3)["id"] == first["id"]
        others = [site.start(material_id, "quiz"), *(site.start(site.add_material()) for _ in range(3))]
        refused = site.call("POST", f"/materials/{site.add_material()}/cards", json={})
        assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (
            429,
            "RATE_LIMIT",
            "10",
        )
        assert site.call("DELETE", f"/generations/{first['id']}").status_code == 204
        site.execute("DELETE FROM public.materials WHERE id = $1", uuid.UUID(others[-1]["material_id"]))
        lost, hopeless = uuid.uuid4(), uuid.uuid4()
        for generation_id, state, starts in ((lost, "working", 4), (hopeless, "queued", 5)):
            material = uuid.UUID(site.add_material())
            site.execute(_ADD, generation_id, site.account, material, state, starts)
        asyncio.run(_continue_lost(dsn, tmp_path, lost=lost))
        with run_jobs(dsn, tmp_path, {}):
            states = until(lambda: _read_final_states(site) or {})
    assert states == {
        **{uuid.UUID(generation["id"]): "ready" for generation in others[:-1]}, lost: "ready", hopeless: "failed",
    }  # fmt: skip


async def _continue_lost(dsn: str, folder: Path, *, lost: uuid.UUID) -> None:
    """Run the periodic job twice, which queues one job for every generation without one."""
    configuration = read_configuration({"ALCOVE_DATA_DIR": str(folder), "DATABASE_URL": dsn})
    async with open_deps(configuration, dsn, name="alcove-test") as deps:
        for _ in range(2):
            await continue_generations(JobRun(1, 1, lambda: None), {}, deps=deps)
        assert await find_live(deps.pool, queueing_lock=generation_job(lost).queueing_lock or "") is not None


def _read_final_states(site: GenerationSite) -> dict[uuid.UUID, str] | None:
    """Return the states of all generations, None while one is unfinished."""
    states = {row["id"]: row["state"] for row in site.execute("SELECT id, state FROM study.generations")}
    return states if set(states.values()) <= {"ready", "failed"} else None
