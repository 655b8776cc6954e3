"""Read what a provider has written, item by item: only what quotes its passage, and is plain text, is taken."""

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from alcove.apps.study.generation.model import Card, GenerationKind, GenerationOptions, Item, Passage
from alcove.apps.study.generation.prompt import Batch, list_types
from alcove.apps.study.quizzes import InvalidQuestion, QuestionBody, build_question
from alcove.apps.study.quizzes.model import Question, QuestionType

MAX_REPLY: Final = 200_000
SHORTEST_QUOTE: Final = 8
_PASSAGE_TEXT: Final = Meta(min_length=1, max_length=2_000)
_FORBIDDEN: Final = re.compile(r"[a-z][a-z0-9+.-]*://|www\.|javascript:|data:\w+/|</?[a-z!]|!\[|\]\(", re.IGNORECASE)
"""Links and markup."""
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_ALLOWED_HIDDEN: Final = frozenset("\n\t\u200c\u200d\u200e\u200f")


class _Reply(msgspec.Struct, frozen=True, kw_only=True):
    passage: int
    quote: Annotated[str, _PASSAGE_TEXT]


class _CardReply(_Reply, frozen=True, kw_only=True):
    front: Annotated[str, _PASSAGE_TEXT]
    back: Annotated[str, _PASSAGE_TEXT]


class _QuestionReply(_Reply, frozen=True, kw_only=True):
    type: QuestionType
    question: Annotated[str, _PASSAGE_TEXT]
    answer: Any
    options: list[str] = []
    explanation: Annotated[str, Meta(max_length=2_000)] = ""


def read_items(
    text: str, batch: Batch, *, kind: GenerationKind, options: GenerationOptions
) -> tuple[Sequence[Item], int]:
    """Return the items of a provider's answer that are right, and how many are not.

    An item has exactly the members and types that were requested, is plain text, and quotes its passage verbatim.
    """
    entries = _read_entries(text)
    items: list[Item] = []
    for entry in entries[: batch.count]:
        try:
            items.append(_read_item(entry, batch.passages, kind=kind, options=options))
        except (msgspec.ValidationError, InvalidQuestion, UnicodeEncodeError):
            continue
    return items, len(entries) - len(items)


def _read_entries(text: str) -> list[Any]:
    """Return the items of the JSON object between the first and the last brace, none for anything else."""
    start, end = text.find("{"), text.rfind("}")
    if not 0 <= start < end or len(text) > MAX_REPLY:
        return []
    try:
        value = json.loads(text[start : end + 1], parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return []
    entries = value.get("items") if isinstance(value, dict) else None
    return entries if isinstance(entries, list) else []


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _read_item(entry: Any, passages: Sequence[Passage], *, kind: GenerationKind, options: GenerationOptions) -> Item:
    """Return an item; ValidationError, InvalidQuestion, UnicodeEncodeError."""
    if kind is GenerationKind.CARDS:
        return _read_card(msgspec.convert(entry, _CardReply), passages)
    return _read_question(msgspec.convert(entry, _QuestionReply), passages, types=list_types(options))


def _read_card(reply: _CardReply, passages: Sequence[Passage]) -> Card:
    passage, quote = _find_source(reply, passages)
    card = Card(front=reply.front.strip(), back=reply.back.strip(), source=passage.source, quote=quote)
    if not card.front or not card.back:
        raise InvalidQuestion("is empty")
    _check_texts([card.front, card.back])
    return card


def _read_question(reply: _QuestionReply, passages: Sequence[Passage], *, types: Sequence[QuestionType]) -> Question:
    passage, quote = _find_source(reply, passages)
    if reply.type not in types:
        raise InvalidQuestion("is of a type that is not wanted", field="type")
    body = QuestionBody(
        type=reply.type,
        question=reply.question.strip(),
        answer=reply.answer,
        options=reply.options,
        explanation=reply.explanation,
        source=passage.source,
        quote=quote,
    )
    question = build_question(body, question_id="q")
    _check_texts([question.question, question.explanation, *question.options, *_list_texts(question.answer)])
    return question


def _find_source(reply: _Reply, passages: Sequence[Passage]) -> tuple[Passage, str]:
    """Return the passage of an item and the quote; InvalidQuestion."""
    if not 1 <= reply.passage <= len(passages):
        raise InvalidQuestion("is none of the passages", field="passage")
    passage = passages[reply.passage - 1]
    return passage, _find_quote(reply.quote, passage)


def _find_quote(quote: str, passage: Passage) -> str:
    """Return a quote as the passage has it, but for white space; InvalidQuestion for words that it does not have."""
    plain = " ".join(quote.split())
    if len(plain) < SHORTEST_QUOTE or plain not in " ".join(passage.content.split()):
        raise InvalidQuestion("does not quote its passage", field="quote")
    return plain


def _check_texts(texts: Sequence[str]) -> None:
    """Raise InvalidQuestion for a text that is no plain one, UnicodeEncodeError for half of a surrogate pair."""
    for text in texts:
        text.encode()
        is_hidden = any(unicodedata.category(letter) in _HIDDEN and letter not in _ALLOWED_HIDDEN for letter in text)
        if is_hidden or _FORBIDDEN.search(text):
            raise InvalidQuestion("is no plain text")


def _list_texts(answer: Any) -> list[str]:
    """Return the texts of an answer, however deep they are in lists."""
    if isinstance(answer, str):
        return [answer]
    return [text for part in answer for text in _list_texts(part)] if isinstance(answer, list) else []
