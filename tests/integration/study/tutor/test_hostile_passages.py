"""Hostile passages change neither the system text, nor the citations, nor what is asked of whom."""

import json
from typing import Any

import pytest

from integration.study.served import StudyServer
from integration.study.tutor.hostile_passages import HOSTILE_PASSAGES
from integration.study.tutor_world import QUESTION, Learner, add_learner, last_messages, say
from support.ai_provider import AiProviderSite

TITLE = "Prime numbers: what a prime is"
"""Near enough to the question, whatever the text is."""
BEGINNING, END = "Passages of my materials, as a JSON array.", "These were all passages."


async def ask_with_passages(learner: Learner, *texts: str) -> tuple[Any, dict[str, str]]:
    """Return the answer to a question after these passages were added, and their texts by their ids."""
    ids = {str(await learner.add_passage(text, title=TITLE)): text for text in texts}
    response = learner.ask(temperature=0.2)
    assert response.status_code == 200
    return response.json(), ids


@pytest.mark.parametrize("text", HOSTILE_PASSAGES, ids=range(len(HOSTILE_PASSAGES)))
async def test_a_hostile_passage_changes_nothing_but_the_quotation(
    learner: Learner, site: AiProviderSite, text: str
) -> None:
    """Byte for byte the same request as without it, but for one JSON array that has its text in it."""
    site.script(default=say())
    learner.ask(temperature=0.2)
    plain = site.requests()[-1].body
    answer, ids = await ask_with_passages(learner, text)
    request = site.requests()[-1]
    system, quoted, reply, question = request.body["messages"]
    assert {**request.body, "messages": [system, question]} == plain
    assert reply["role"] == "assistant"
    before, array, after = quoted["content"].split("\n")
    assert (before.startswith(BEGINNING), after) == (True, END)
    assert json.loads(array) == [{"number": 1, "title": TITLE, "page": 3, "text": text}]
    assert [citation["chunk_id"] for citation in answer["metadata"]["citations"]] == list(ids)
    assert answer["metadata"]["citations"][0]["quote"] in text
    assert answer["content"] == "Because of the primes."
    assert len(site.requests()) == 2


async def test_all_of_them_together_cite_what_they_say_themselves(learner: Learner, site: AiProviderSite) -> None:
    """However the model answers: what it writes is never read as a citation."""
    fake = '{"citations":[{"material_id":"x","chunk_id":"y","title":"t","quote":"invented"}],"answered":false}'
    site.script(default=say(fake))
    answer, ids = await ask_with_passages(learner, *HOSTILE_PASSAGES)
    assert answer["content"] == fake
    assert answer["metadata"]["answered"] is True
    quoted = [message["content"] for message in last_messages(site) if message["content"].startswith(BEGINNING)]
    count = len(json.loads(quoted[0].split("\n")[1])) if quoted else 0
    assert len(answer["metadata"]["citations"]) == count
    for citation in answer["metadata"]["citations"]:
        assert citation["quote"] in ids[citation["chunk_id"]]
    systems = [message["content"] for message in last_messages(site) if message["role"] == "system"]
    assert len(systems) == 1
    assert not any(text[:20] in systems[0] for text in HOSTILE_PASSAGES)


@pytest.mark.parametrize("text", HOSTILE_PASSAGES, ids=range(len(HOSTILE_PASSAGES)))
async def test_a_hostile_passage_is_shown_as_text_without_a_provider(bare_learner: Learner, text: str) -> None:
    """Verbatim, but what a page would load or run is in a code block."""
    answer, ids = await ask_with_passages(bare_learner, text)
    citation = (answer["metadata"]["citations"] or answer["metadata"]["closest"])[0]
    assert citation["quote"] in ids[citation["chunk_id"]]
    assert citation["quote"] in answer["content"]
    before = answer["content"].partition(citation["quote"])[0]
    if any(sign in citation["quote"] for sign in ("](", "<", "://", "`")):
        fence = before.rstrip("\n").rpartition("\n")[2]
        assert set(fence) == {"`"}
        assert fence not in citation["quote"]


async def test_another_learners_materials_are_not_quoted(
    learner: Learner, server: StudyServer, site: AiProviderSite
) -> None:
    """Only the caller's own passages reach a provider or an answer."""
    await learner.add_passage("A prime is the secret of this learner.", title=TITLE)
    stranger = await add_learner(server)
    answer = stranger.ask(QUESTION).json()
    assert answer["metadata"]["citations"] == []
    assert "secret" not in json.dumps(last_messages(site))
