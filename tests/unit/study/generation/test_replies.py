"""What a provider writes is checked item by item."""

import json
import uuid
from typing import Any, Final

import msgspec
import pytest

from alcove.apps.study.generation.model import Card, GenerationKind, GenerationOptions, Passage
from alcove.apps.study.generation.prompt import Batch, build_messages, plan_batches
from alcove.apps.study.generation.replies import read_items
from alcove.apps.study.quizzes.model import Question, QuestionType
from integration.study.tutor.hostile_passages import HOSTILE_PASSAGES

PASSAGE: Final = Passage(
    id=uuid.UUID(int=2),
    material_id=uuid.UUID(int=1),
    title="Primes",
    content="A prime has\nexactly two divisors.",
    page=3,
)
BATCH: Final = Batch(passages=[PASSAGE], count=5)
CARD: Final = {
    "passage": 1,
    "front": "What is a prime?",
    "back": "Two divisors",
    "quote": "A prime has exactly two divisors",
}
QUESTION: Final = {
    "passage": 1, "type": "multiple_choice", "question": "How many divisors?", "options": ["one", "two"], "answer": 1,
    "explanation": "By definition.", "quote": "exactly two divisors",
}  # fmt: skip


def read(text: object, *, kind: GenerationKind = GenerationKind.CARDS, **options: Any) -> tuple[list[Any], int]:
    """Return the items of an answer, and how many were rejected."""
    text = text if isinstance(text, str) else json.dumps(text)
    items, rejected = read_items(text, BATCH, kind=kind, options=GenerationOptions(**options))
    return list(items), rejected


def test_a_right_item_has_its_passage_as_source() -> None:
    """The quote is verbatim but for white space; text before and behind the JSON does not matter."""
    items, rejected = read(f"Sure!\n```json\n{json.dumps({'items': [CARD, {**CARD, 'more': 1}]})}\n```")
    assert (len(items), rejected) == (2, 0)
    card = items[0]
    assert isinstance(card, Card)
    assert (card.source, card.quote) == (PASSAGE.source, "A prime has exactly two divisors")
    (question,), _ = read({"items": [QUESTION]}, kind=GenerationKind.QUIZ)
    assert isinstance(question, Question)
    assert (question.answer, question.source, question.quote) == ([1], PASSAGE.source, "exactly two divisors")


@pytest.mark.parametrize(
    "change",
    [
        {"passage": 0}, {"passage": 2}, {"passage": "1"}, {"quote": "A prime is a fruit"}, {"quote": "two"},
        {"quote": ""},
        {"front": ""}, {"front": " "}, {"back": None}, {"back": 5}, {"back": "x" * 2001}, {"front": "\ud800"},
        {"front": "see http://127.0.0.1/canary"}, {"back": "![x](y)"}, {"back": "<script>"},
        {"back": "javascript:alert(1)"},
        {"front": "a\u202eb"}, {"front": "a\u0000b"}, {"front": "a\u200bb"}, {"back": "[a](b)"},
        {"back": "www.example.org"},
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_item_is_left_out_alone(change: dict[str, Any]) -> None:
    """The others stay."""
    assert len(read({"items": [{**CARD, **change}, CARD]})[0]) == 1
    assert read({"items": [{**CARD, **change}, CARD, None, [], "x"]})[1] == 4


@pytest.mark.parametrize(
    "change",
    [
        {"type": "cloze"}, {"type": "essay"}, {"answer": 2}, {"answer": None}, {"options": ["two"]}, {"options": "two"},
        {"options": ["two", "<img src=x>"]}, {"explanation": "http://x.example"}, {"question": ""}, {"answer": True},
        {"type": "short_answer", "answer": ["www.example.org"]}, {"type": "true_false", "answer": "perhaps"},
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_question_is_left_out_alone(change: dict[str, Any]) -> None:
    """Its type must be wanted, its answer must be one, and all its texts plain."""
    types = [QuestionType.MULTIPLE_CHOICE, QuestionType.SHORT_ANSWER, QuestionType.TRUE_FALSE]
    items, rejected = read({"items": [{**QUESTION, **change}, QUESTION]}, kind=GenerationKind.QUIZ, types=types)
    assert (len(items), rejected) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "", "OWNED", "[]", "{}", '{"items": 5}', '{"items": {}}', "{" * 100_000, '{"items": [NaN]}', "}{",
        '{"items": [' + "[" * 50_000 + "]" * 50_000 + "]}", '{"items": []} {"items": []}', "x" * 300_000,
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_json_of_items_makes_nothing(text: str) -> None:
    """Nothing is raised, however deep or long it is."""
    assert read(text) == ([], 0)


def test_no_more_items_are_taken_than_were_wanted() -> None:
    """A provider that writes more is cut off."""
    items, rejected = read({"items": [CARD] * 40})
    assert (len(items), rejected) == (5, 35)


def test_batches_cover_the_material_evenly() -> None:
    """Ten items of forty passages are two calls with five passages; a short material is one call."""
    many = [msgspec.structs.replace(PASSAGE, id=uuid.UUID(int=number)) for number in range(40)]
    batches = plan_batches(many, count=10)
    assert [(len(batch.passages), batch.count) for batch in batches] == [(5, 5), (5, 5)]
    assert [passage.id.int for batch in batches for passage in batch.passages] == list(range(0, 40, 4))
    assert [(len(batch.passages), batch.count) for batch in plan_batches([PASSAGE], count=10)] == [(1, 10)]
    assert sum(batch.count for batch in plan_batches(many, count=17)) == 17


@pytest.mark.parametrize("text", HOSTILE_PASSAGES, ids=range(len(HOSTILE_PASSAGES)))
def test_a_hostile_passage_stays_quoted_data(text: str) -> None:
    """It is a JSON string of the last message, whatever it closes or opens; the system text is always the same."""
    batch = Batch(passages=[msgspec.structs.replace(PASSAGE, content=text, title=text)], count=3)
    for kind in GenerationKind:
        system, user = build_messages(batch, kind=kind, options=GenerationOptions())
        assert system == build_messages(BATCH, kind=kind, options=GenerationOptions())[0]
        wanted = json.loads(user.content)
        assert wanted["passages"] == [{"number": 1, "title": text, "page": 3, "text": text}]
        assert set(wanted) <= {"items", "types", "passages"}
