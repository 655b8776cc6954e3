"""Learners of tests: their passages, and a search by meaning that knows recorded cosines."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alcove.apps.study.embeddings.model import NearPassage, NearPassages
from alcove.foundation.database import Connection, Pool
from fixtures.study.passage_corpus import FOLDER, Corpus, Text, load_corpus, make_unrelated

SEEDS: Mapping[str, int] = {"tuning": 11, "proof": 22}
"""The seeds of the unrelated passages beside each half of the data set, with which cosines were recorded."""

_ADD = """
INSERT INTO study.passages (id, user_id, kind, source_id, title, content)
SELECT id, $1, 'material', gen_random_uuid(), title, content FROM unnest($2::uuid[], $3::text[], $4::text[])
    AS t (id, title, content)
"""
_ADD_SET = "INSERT INTO public.flashcard_sets (user_id, title, is_public) VALUES ($1, $2, $3) RETURNING id"
_ADD_CARD = """
INSERT INTO public.flashcards (user_id, set_id, front_content, back_content) VALUES ($1, $2, $3, $4) RETURNING id
"""
_ADD_CHAT = "INSERT INTO public.ai_tutor_sessions (user_id, title) VALUES ($1, $2) RETURNING id"
_ADD_MESSAGE = """
INSERT INTO public.ai_messages (user_id, session_id, role, content, message_metadata)
VALUES ($1, $2, $3, $4, $5::jsonb) RETURNING id
"""


class NoEmbeddings:
    """A search by meaning without weights."""

    async def find_near(self, user_id: uuid.UUID, query: str, *, limit: int) -> NearPassages | None:  # noqa: ARG002
        """Return None."""
        return None

    async def embed_query(self, query: str) -> Sequence[float] | None:  # noqa: ARG002
        """Return None."""
        return None


class RecordedEmbeddings(NoEmbeddings):
    """A search by meaning that knows the nearest passages of some questions."""

    def __init__(self, near: Mapping[str, Sequence[NearPassage]]) -> None:
        self._near = near

    async def find_near(self, user_id: uuid.UUID, query: str, *, limit: int) -> NearPassages | None:  # noqa: ARG002
        """Return what was recorded."""
        return NearPassages(embedding=[0.0] * 384, passages=self._near[query][:limit])


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """An account with half of the data set and unrelated passages."""

    id: uuid.UUID
    corpus: Corpus
    keys: Mapping[uuid.UUID, str]
    embeddings: RecordedEmbeddings


async def add_passages(source: Pool | Connection, account: uuid.UUID, texts: Sequence[Text]) -> Sequence[uuid.UUID]:
    """Add passages of a material to an account, and return their ids."""
    ids = [uuid.uuid4() for _ in texts]
    await source.execute(_ADD, account, ids, [text.title for text in texts], [text.content for text in texts])
    return ids


async def add_learner(source: Pool | Connection, account: uuid.UUID, half: str) -> Learner:
    """Add half of the data set and 2,000 unrelated passages to an account."""
    corpus = load_corpus(half)
    texts = [*corpus.passages, *make_unrelated(seed=SEEDS[half])]
    ids = await add_passages(source, account, texts)
    recorded = json.loads((FOLDER / f"{half}_cosines.json").read_bytes())["near"]
    questions = [*(question.text for question in corpus.questions), *corpus.unanswerable]
    near = {
        question: [NearPassage(passage_id=ids[place], cosine=cosine) for place, cosine in row]
        for question, row in zip(questions, recorded, strict=True)
    }
    keys = {passage: text.key for passage, text in zip(ids, texts, strict=True)}
    return Learner(id=account, corpus=corpus, keys=keys, embeddings=RecordedEmbeddings(near))


async def add_set(source: Pool | Connection, account: uuid.UUID, title: str, *, is_public: bool = False) -> uuid.UUID:
    """Add a set of cards."""
    added: uuid.UUID = await source.fetchval(_ADD_SET, account, title, is_public)
    return added


async def add_card(
    source: Pool | Connection, account: uuid.UUID, *, front: str, back: str, set_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Add a card."""
    added: uuid.UUID = await source.fetchval(_ADD_CARD, account, set_id, front, back)
    return added


async def add_chat(source: Pool | Connection, account: uuid.UUID, title: str = "Homework") -> uuid.UUID:
    """Add a chat."""
    added: uuid.UUID = await source.fetchval(_ADD_CHAT, account, title)
    return added


async def add_message(
    source: Pool | Connection, chat: uuid.UUID, content: str, *, role: str = "assistant", **metadata: object
) -> uuid.UUID:
    """Add a message to a chat of its owner."""
    account = await source.fetchval("SELECT user_id FROM public.ai_tutor_sessions WHERE id = $1", chat)
    added: uuid.UUID = await source.fetchval(_ADD_MESSAGE, account, chat, role, content, json.dumps(metadata))
    return added
