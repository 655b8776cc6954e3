"""Passages of cards and messages are always what the rows say, and each change gives an account another version."""

import asyncio
import uuid
from typing import Any

import pytest

from alcove.apps.study.passage_search.service import WordAndMeaningSearch
from alcove.foundation.database import Connection, Pool
from fixtures.study.passage_corpus import Text
from integration.study.callers import act_as, add_account
from integration.study.passage_search.learner import (
    NoEmbeddings,
    add_card,
    add_chat,
    add_message,
    add_passages,
    add_set,
)

PASSAGES = "SELECT kind, source_id, role, title, content FROM study.passages WHERE user_id = $1 ORDER BY content"


async def read_passages(connection: Connection, account: uuid.UUID) -> list[tuple[Any, ...]]:
    """Return the passages of an account."""
    return [tuple(row) for row in await connection.fetch(PASSAGES, account)]


async def test_cards_are_passages(connection: Connection, learner: uuid.UUID) -> None:
    """A card is a passage with the title of its set; changes of the card and of the title change it."""
    first, second = await add_set(connection, learner, "Biology"), await add_set(connection, learner, "Chemistry")
    card = await add_card(connection, learner, front="Osmosis?", back="Water passes.", set_id=first)
    assert await read_passages(connection, learner) == [("card", first, None, "Biology", "Osmosis?\nWater passes.")]
    await connection.execute("UPDATE public.flashcard_sets SET title = 'Life' WHERE id = $1", first)
    assert (await read_passages(connection, learner))[0][3] == "Life"
    await connection.execute(
        "UPDATE public.flashcards SET set_id = $2, back_content = 'It flows.' WHERE id = $1", card, second
    )
    assert await read_passages(connection, learner) == [("card", second, None, "Chemistry", "Osmosis?\nIt flows.")]
    await connection.execute("DELETE FROM public.flashcard_sets WHERE id = $1", second)
    assert await read_passages(connection, learner) == []
    alone = await add_card(connection, learner, front="a", back="b")
    assert await read_passages(connection, learner) == [("card", alone, None, "Flashcard", "a\nb")]


async def test_messages_are_passages(connection: Connection, learner: uuid.UUID) -> None:
    """Complete messages of the learner and the tutor are passages; instructions, stubs and quoting answers are not."""
    chat = await add_chat(connection, learner, "Sea")
    await add_message(connection, chat, "Why tides?", role="user")
    kept = await add_message(connection, chat, "The moon.", actual_provider="openai")
    await add_message(connection, chat, "You are a tutor.", role="system")
    await add_message(connection, chat, "  ")
    await add_message(connection, chat, "From your materials", reason="no_provider")
    stub = await add_message(connection, chat, "As I was", state="incomplete")
    own = [("message", chat, "assistant", "Sea", "The moon."), ("message", chat, "user", "Sea", "Why tides?")]
    assert await read_passages(connection, learner) == own
    await connection.execute(
        """UPDATE public.ai_messages SET message_metadata = '{"state": "complete"}' WHERE id = $1""", stub
    )
    assert len(await read_passages(connection, learner)) == 3
    await connection.execute(
        """UPDATE public.ai_messages SET message_metadata = '{"state": "stopped"}' WHERE id = $1""", kept
    )
    await connection.execute("UPDATE public.ai_tutor_sessions SET title = 'Ocean' WHERE id = $1", chat)
    assert {row[3:] for row in await read_passages(connection, learner)} == {
        ("Ocean", "As I was"),
        ("Ocean", "Why tides?"),
    }
    await connection.execute("DELETE FROM public.ai_tutor_sessions WHERE id = $1", chat)
    assert await read_passages(connection, learner) == []


async def test_many_rows_in_one_statement(connection: Connection, learner: uuid.UUID) -> None:
    """A statement that adds, changes or removes many cards of several accounts leaves the right passages."""
    other = await add_account(connection)
    for account in (learner, other):
        await connection.execute(
            "INSERT INTO public.flashcards (user_id, front_content, back_content)"
            " SELECT $1, 'front ' || n, 'back' FROM generate_series(1, 300) AS n",
            account,
        )
    await connection.execute("UPDATE public.flashcards SET back_content = 'rear'")
    await connection.execute("DELETE FROM public.flashcards WHERE front_content LIKE '%0'")
    for account in (learner, other):
        passages = await read_passages(connection, account)
        assert len(passages) == 270
        assert all(row[4].endswith("\nrear") for row in passages)
    await connection.execute("DELETE FROM auth.users WHERE id = $1", learner)
    assert await read_passages(connection, learner) == []
    assert len(await read_passages(connection, other)) == 270


async def test_callers_reach_no_passage_but_keep_their_own(connection: Connection, learner: uuid.UUID) -> None:
    """Cards that a caller adds as the REST API does are passages; a copy of a public card's id changes nobody's."""
    other = await add_account(connection)
    public = await add_set(connection, other, "Shared", is_public=True)
    card = await add_card(connection, other, front="Osmosis?", back="Water.", set_id=public)
    chat = await add_chat(connection, learner)
    async with act_as(connection, "authenticated", learner):
        await add_card(connection, learner, front="mine", back="own")
        await connection.execute(
            "INSERT INTO public.ai_messages (id, user_id, session_id, role, content)"
            " VALUES ($1, $2, $3, 'assistant', 'taken over')",
            card, learner, chat,
        )  # fmt: skip
        await connection.execute("UPDATE public.ai_messages SET content = 'again' WHERE id = $1", card)
        await connection.execute("DELETE FROM public.ai_messages WHERE id = $1", card)
    assert [row[4] for row in await read_passages(connection, other)] == ["Osmosis?\nWater."]
    assert [row[4] for row in await read_passages(connection, learner)] == ["mine\nown"]


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
async def test_roles_of_the_rest_api_have_no_rights(connection: Connection, role: str) -> None:
    """No role of the REST API may read or change passages."""
    for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        query = "SELECT has_table_privilege($1, 'study.passages', $2) AND has_schema_privilege($1, 'study', 'USAGE')"
        assert not await connection.fetchval(query, role, privilege)


async def test_long_contents_are_kept_and_searched_in_part(
    connection: Connection, search: WordAndMeaningSearch, learner: uuid.UUID
) -> None:
    """A message of several megabytes is stored; its first 20,000 characters are searched and returned."""
    words = " ".join(f"w{number:x}" for number in range(400_000))
    chat = await add_chat(connection, learner)
    await add_message(connection, chat, f"opening {words} ending")
    (found,) = (await search.search(learner, "opening")).passages
    assert len(found.passage.content) == 20_000
    assert (await search.search(learner, "ending")).passages == []
    await add_message(connection, chat, "\U0001f30a" * 100_000 + "x" * 100_000)


async def test_versions_change_with_passages(connection: Connection, search: WordAndMeaningSearch) -> None:
    """Adding, changing and removing gives another version, also the same number of rows; reviews of cards do not."""
    account, other = await add_account(connection), await add_account(connection)
    versions = [await search.read_version(account)]
    card = await add_card(connection, account, front="a", back="b")
    versions.append(await search.read_version(account))
    await connection.execute("UPDATE public.flashcards SET back_content = 'c'")
    versions.append(await search.read_version(account))
    await connection.execute("DELETE FROM public.flashcards")
    await add_card(connection, account, front="a", back="b")
    versions.append(await search.read_version(account))
    await add_passages(connection, account, [Text("", "t", "x")])
    versions.append(await search.read_version(account))
    assert len(set(versions)) == len(versions)
    await add_passages(connection, other, [Text("", "t", "x")])
    await connection.execute("UPDATE public.flashcards SET mastery_level = 3, review_count = 9 WHERE id <> $1", card)
    assert await search.read_version(account) == versions[-1]


async def test_versions_of_concurrent_writers_differ(pool: Pool) -> None:
    """Transactions that commit in any order never lead back to an earlier version; none waits for another."""
    search = WordAndMeaningSearch(pool, embeddings=NoEmbeddings())
    async with pool.acquire() as connection:
        account = await add_account(connection)
    async with pool.acquire() as slow, slow.transaction():
        await add_card(slow, account, front="slow", back="b")
        ids = await add_passages(pool, account, [Text("", "t", "x"), Text("", "t", "y")])
        before = await search.read_version(account)
        await pool.execute("DELETE FROM study.passages WHERE id = $1", ids[0])
        during = await search.read_version(account)
    after = await search.read_version(account)
    assert len({before, during, after}) == 3

    async def write(number: int) -> str:
        await add_card(pool, account, front=str(number), back="b")
        return await search.read_version(account)

    read = await asyncio.gather(*(write(number) for number in range(12)))
    assert await search.read_version(account) in read
    assert after not in read
