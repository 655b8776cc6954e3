"""What a search returns: own passages only, verbatim quotes, and no error for any text."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alcove.apps.study.embeddings.model import NearPassage, NearPassages
from alcove.apps.study.passage_search import store
from alcove.apps.study.passage_search.model import PassageKind
from alcove.apps.study.passage_search.service import WordAndMeaningSearch
from alcove.foundation.database import Connection
from fixtures.study.passage_corpus import Text, load_corpus
from integration.study.callers import add_account
from integration.study.passage_search.learner import (
    RecordedEmbeddings,
    add_card,
    add_chat,
    add_message,
    add_passages,
)
from support.clock import FakeClock

ODD_QUERIES = (
    "", " ", "?!…", "the of and", "der die das", "\x00", "a\x00tide\x00", "'", "\\", "& | ! <-> :*", "tide:* & !moon",
    "'); DROP TABLE study.passages; --", "🌊🌙", "\ud800 tide", "\u202etide", "tide " * 2_000, "t" * 10_000,
    "مد البحر", "潮汐", "İıſß", "%_%", "{}", "$1", "٣١", "a" * 61 + " tide",
)  # fmt: skip


async def find_titles(search: WordAndMeaningSearch, account: uuid.UUID, query: str, **options: object) -> list[str]:
    """Return the titles of what a search finds."""
    result = await search.search(account, query, **options)  # type: ignore[arg-type]
    return [found.passage.title for found in result.passages]


async def test_only_own_passages_are_found(
    connection: Connection, search: WordAndMeaningSearch, learner: uuid.UUID
) -> None:
    """Another account's passages are neither found nor counted, also where the search by meaning names them."""
    other = await add_account(connection)
    passages = load_corpus("tuning").passages
    await add_passages(connection, learner, passages[:5])
    others = await add_passages(connection, other, passages[5:10])
    for passage in passages[5:10]:
        assert passage.title not in await find_titles(search, learner, passage.content)
    near = [NearPassage(passage_id=identifier, cosine=0.9) for identifier in others]
    deceived = WordAndMeaningSearch(connection, embeddings=RecordedEmbeddings({"lurch forward": near}))
    assert (await deceived.search(learner, "lurch forward")).passages == []
    assert not await search.has_passages(await add_account(connection))
    assert await search.has_passages(other)


class CountedEmbeddings(RecordedEmbeddings):
    """Counts the questions that become vectors."""

    def __init__(self) -> None:
        super().__init__({"moon": []})
        self.count = 0

    async def find_near(self, user_id: uuid.UUID, query: str, *, limit: int) -> NearPassages | None:
        """Count one."""
        self.count += 1
        return await super().find_near(user_id, query, limit=limit)


async def test_an_answer_needs_at_most_one_vector(connection: Connection, learner: uuid.UUID) -> None:
    """Searches for one answer share the vector of its question; an account without passages needs none."""
    embeddings = CountedEmbeddings()
    search = WordAndMeaningSearch(connection, embeddings=embeddings, clock=FakeClock())
    assert (await search.search(learner, "moon", for_answer=True)).passages == []
    assert embeddings.count == 0
    await add_passages(connection, learner, [Text("", "Tides", "The moon raises the tide twice a day.")])
    kinds = frozenset({PassageKind.MATERIAL})
    for _ in range(2):
        assert (await search.search(learner, "moon", for_answer=True, kinds=kinds)).passages
    assert embeddings.count == 1
    other = await add_account(connection)
    await add_passages(connection, other, [Text("", "Tides", "The moon raises the tide twice a day.")])
    await search.search(other, "moon", for_answer=True)
    assert embeddings.count == 2


@pytest.mark.parametrize("query", ODD_QUERIES, ids=range(len(ODD_QUERIES)))
async def test_odd_queries_are_no_errors(
    connection: Connection, search: WordAndMeaningSearch, learner: uuid.UUID, query: str
) -> None:
    """Operators, control characters, emoji and texts without a word find what their words find, if anything."""
    await add_passages(connection, learner, [Text("", "Tides", "The moon raises the tide twice a day.")])
    result = await search.search(learner, query)
    found = [passage.passage.title for passage in result.passages]
    assert found == (["Tides"] if "tide" in query or "the" in query else []), found
    assert not result.holds_answer or "tide" in query


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(query=st.text(max_size=80))
async def test_any_text_may_be_searched(search: WordAndMeaningSearch, learner: uuid.UUID, query: str) -> None:
    """No text makes a search fail."""
    await search.search(learner, query)


async def test_kinds_and_limit(connection: Connection, search: WordAndMeaningSearch, learner: uuid.UUID) -> None:
    """Only passages of the wanted kinds are found, and never more than 50."""
    await add_passages(connection, learner, [Text("", f"Tides {number}", "The tide.") for number in range(60)])
    await add_card(connection, learner, front="tide", back="Ebbe und Flut", set_id=None)
    await add_message(connection, await add_chat(connection, learner, "Sea"), "The tide comes twice.")
    assert len(await find_titles(search, learner, "tide", limit=10_000)) == store.CANDIDATES
    assert await find_titles(search, learner, "tide", limit=0) == []
    assert await find_titles(search, learner, "tide", limit=-1) == []
    assert await find_titles(search, learner, "tide", kinds={PassageKind.CARD}) == ["Flashcard"]
    assert await find_titles(search, learner, "tide", kinds={PassageKind.MESSAGE}) == ["Sea"]
    assert await find_titles(search, learner, "tide", kinds=()) == []


async def test_forms_of_words_in_both_languages(
    connection: Connection, search: WordAndMeaningSearch, learner: uuid.UUID
) -> None:
    """Inflected, misspelt, decomposed and compound words find the passage with another form of the word."""
    await add_passages(
        connection,
        learner,
        [
            Text("", "Wetter", "Die Wälder speichern das Wasser der Niederschla\u0308ge. Der Kreislauf schließt sich."),
            Text("", "Weather", "Clouds carried mountainous condensation. Drop\u00adlets merge."),
        ],
    )
    for query in ("Wald", "Niederschläge", "Wasserkreislauf", "Niederschlage"):
        assert await find_titles(search, learner, query) == ["Wetter"], query
    for query in ("carry the cloud", "condensaton", "condesnation", "droplet", "mountains"):
        assert await find_titles(search, learner, query) == ["Weather"], query


async def test_quotes_are_verbatim(connection: Connection, search: WordAndMeaningSearch, learner: uuid.UUID) -> None:
    """A quote is a part of the passage, of at most 400 characters, and has the sentence with the question's words."""
    filler = "Nothing of interest is said in this sentence about other matters. " * 20
    content = f"{filler}The chlorophyll catches  sunlight,\u00a0Dr. Green said. {filler}"
    await add_passages(connection, learner, [Text("", "Leaves", content)])
    (found,) = (await search.search(learner, "What does chlorophyll catch?")).passages
    assert found.quote in content
    assert "chlorophyll catches  sunlight,\u00a0Dr. Green said." in found.quote
    assert len(found.quote) <= 400


async def test_own_questions_answer_nothing(
    connection: Connection, search: WordAndMeaningSearch, learner: uuid.UUID
) -> None:
    """A question that was asked before is found after what answers it, or not at all, and is never its answer."""
    question = "Why do passengers lurch forward when a bus brakes?"
    chat = await add_chat(connection, learner, "Yesterday")
    await add_message(connection, chat, question, role="user")
    alone = await search.search(learner, question)
    assert [found.passage.title for found in alone.passages] == ["Yesterday"]
    assert not alone.holds_answer
    assert await find_titles(search, learner, question, for_answer=True) == []
    await add_passages(connection, learner, [Text("", "Inertia", load_corpus("tuning").passages[7].content)])
    both = await search.search(learner, question)
    assert [found.passage.title for found in both.passages] == ["Inertia", "Yesterday"]
    assert both.holds_answer
