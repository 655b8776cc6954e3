"""Parts of the tutor whose answers a test decides, and which record what they are sent."""

# ruff: noqa: ARG002 - the methods have the parameters of the parts that they stand for

import uuid
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from typing import Any, cast
from uuid import UUID

from alcove.apps.study.ai_budgets.model import Budgets, RecordedUsage, Reservation
from alcove.apps.study.ai_calls.model import AiCall, AiEvent, AiResult, Attempt, CallDone, OnCancelled, TextAdded
from alcove.apps.study.ai_providers.model import Dialect, ProviderConfig, ProviderRegistry
from alcove.apps.study.answer_cache.model import CachedAnswer
from alcove.apps.study.answers.model import (
    AnswerEnd,
    AnswerPart,
    AnswerProducer,
    AnswerReasoning,
    AnswerState,
    AnswerText,
    NewAnswer,
    ProducerEnd,
    StoredAnswer,
    TextIncrement,
)
from alcove.apps.study.content_rules.model import ContentRefused, StreamFilter
from alcove.apps.study.passage_search.model import (
    ALL_KINDS,
    FoundPassage,
    Passage,
    PassageKind,
    SearchResult,
)
from alcove.foundation.errors import AppError
from alcove.wires.ai_providers import ChatRequest, Outcome, TokenUsage

LEARNER = uuid.UUID("00000000-0000-4000-8000-000000000001")


def make_result(text: str = "Because of the primes.", **values: Any) -> AiResult:
    """Return the result of a call that deepseek has answered."""
    return AiResult(**{
        "text": text, "provider": "deepseek", "model": "deepseek-chat", "finish_reason": "stop",
        "usage": TokenUsage(prompt=20, completion=5), "usage_is_estimated": False, "cost_usd": None,
        "attempts": [Attempt(provider="deepseek", outcome=Outcome.OK, ms=12)], "requested_provider": "deepseek",
        **values,
    })  # fmt: skip


def find_passage(content: str, *, score: float = 0.9, quote: str = "", **values: Any) -> FoundPassage:
    """Return a passage of a material as a search finds it."""
    fields = {"id": uuid.uuid4(), "kind": PassageKind.MATERIAL, "source_id": uuid.uuid4(), "title": "Notes", **values}
    return FoundPassage(passage=Passage(content=content, **fields), score=score, quote=quote or content)


class ScriptedCalls:
    """Yields events, or raises an error before the first one."""

    def __init__(self, *events: AiEvent, error: AppError | None = None) -> None:
        self.events = events or (TextAdded("Because of "), TextAdded("the primes."), CallDone(make_result()))
        self.error = error
        self.calls: list[AiCall] = []
        self.closed = 0

    async def complete(self, call: AiCall) -> AiResult:
        """Return the result of the last event."""
        self.calls.append(call)
        if self.error is not None:
            raise self.error
        end = self.events[-1]
        assert isinstance(end, CallDone)
        return end.result

    async def stream(self, call: AiCall, *, on_cancelled: OnCancelled | None = None) -> AsyncGenerator[AiEvent, None]:
        """Yield the events."""
        self.calls.append(call)
        if self.error is not None:
            raise self.error
        try:
            for event in self.events:
                yield event
        finally:
            self.closed += 1


class ListedSearch:
    """Finds what it was given, by kind."""

    def __init__(
        self,
        *passages: FoundPassage,
        holds_answer: bool = False,
        messages: Sequence[FoundPassage] = (),
        messages_hold_answer: bool = False,
        has_passages: bool = False,
    ) -> None:
        self.passages = passages
        self.holds_answer = holds_answer
        self.messages = messages
        self.messages_hold_answer = messages_hold_answer
        self.any = has_passages or bool(passages)
        self.version = "1"

    async def search(
        self,
        user_id: UUID,
        query: str,
        *,
        kinds: Collection[PassageKind] = ALL_KINDS,
        limit: int = 10,
        for_answer: bool = False,
        source_ids: Collection[UUID] = (),
    ) -> SearchResult:
        """Return the passages of materials, or those of messages."""
        del user_id, query, limit, source_ids
        assert for_answer
        if PassageKind.MATERIAL in kinds:
            return SearchResult(passages=self.passages, holds_answer=self.holds_answer)
        return SearchResult(passages=self.messages, holds_answer=self.messages_hold_answer)

    async def has_passages(self, user_id: UUID, *, kinds: Collection[PassageKind] = ALL_KINDS) -> bool:
        """Return whether there is any."""
        del user_id
        assert PassageKind.MESSAGE not in kinds
        return self.any

    async def read_version(self, user_id: UUID, *, kinds: Collection[PassageKind] = ALL_KINDS) -> str:
        """Return the version."""
        del user_id
        assert PassageKind.MESSAGE not in kinds
        return self.version


class WordRules:
    """Replaces one word, and refuses another one."""

    def __init__(self, *, replaced: str = "", refused: str = "") -> None:
        self.replaced = replaced
        self.refused = refused

    def check_question(self, text: str) -> str:
        """Return the text with its replacement."""
        if self.refused and self.refused in text:
            raise ContentRefused("This is not a question for the tutor.")
        return text.replace(self.replaced, "***") if self.replaced else text

    def open_filter(self) -> StreamFilter:
        """Not used: calls filter their answers themselves."""
        raise AssertionError("the tutor does not use this")

    def filter_answer(self, text: str) -> str:
        """Return the text with its replacement."""
        return self.check_question(text)

    def filter_json(self, body: bytes) -> bytes:
        """Not used."""
        raise AssertionError("the tutor does not use this")


class DirectAnswers:
    """Runs a producer while its reader reads, and ends it after so many parts."""

    def __init__(self) -> None:
        self.started: list[NewAnswer] = []
        self.readers: list[AsyncGenerator[AnswerPart, None]] = []
        self.stops_after = 1_000
        self.stop_state = AnswerState.STOPPED

    async def start(self, answer: NewAnswer, producer: AnswerProducer) -> AsyncGenerator[AnswerPart, None]:
        """Return the reader."""
        self.started.append(answer)
        self.readers.append(self._read(producer))
        return self.readers[-1]

    async def _read(self, producer: AnswerProducer) -> AsyncGenerator[AnswerPart, None]:
        position = 0
        count = 0
        async with aclosing(producer):
            async for part in producer:
                count += 1
                if count > self.stops_after:
                    yield AnswerEnd(state=self.stop_state, payload={})
                    return
                if isinstance(part, ProducerEnd):
                    yield _end(part)
                elif isinstance(part, TextIncrement):
                    position += len(part.text)
                    yield AnswerText(part.text, position)
                else:
                    yield AnswerReasoning(part.text)

    def watch(self) -> None:
        """Not used."""

    async def find(self, user_id: UUID, answer_id: str) -> StoredAnswer:
        """Not used."""
        raise AssertionError("the tutor does not use this")

    def follow(self, user_id: UUID, answer_id: str, *, after: int = 0) -> AsyncGenerator[AnswerPart, None]:
        """Not used."""
        raise AssertionError("the tutor does not use this")

    async def stop(self, user_id: UUID, answer_id: str) -> bool:
        """Not used."""
        raise AssertionError("the tutor does not use this")


class MemoryCache:
    """Stores answers in memory."""

    def __init__(self) -> None:
        self.answers: dict[tuple[UUID, str], CachedAnswer] = {}

    async def find(self, user_id: UUID, key: str) -> CachedAnswer | None:
        """Return the answer."""
        return self.answers.get((user_id, key))

    async def store(self, user_id: UUID, key: str, *, answer: CachedAnswer) -> None:
        """Store an answer."""
        self.answers[user_id, key] = answer


class CountedBudgets:
    """Counts cached answers."""

    def __init__(self, *, error: AppError | None = None) -> None:
        self.cached = 0
        self.error = error

    async def reserve(
        self, user_id: UUID, request: ChatRequest, *, provider: str, is_billed: bool = True
    ) -> Reservation:
        """Not used."""
        raise AssertionError("the tutor does not use this")

    async def record_usage(
        self,
        reservation: Reservation,
        usage: TokenUsage | None,
        *,
        is_answered: bool,
        text: str = "",
    ) -> RecordedUsage:
        """Not used."""
        raise AssertionError("the tutor does not use this")

    async def count_cached(self, user_id: UUID) -> None:
        """Count an answer."""
        del user_id
        if self.error is not None:
            raise self.error
        self.cached += 1


class ListedProviders:
    """Has two providers."""

    def __init__(self) -> None:
        self.models = {"deepseek": "deepseek-chat", "openai": "gpt-4o-mini"}

    def order(self, requested: str | None = None) -> Sequence[ProviderConfig]:
        """Return them, the requested one first."""
        configs = [_configure(name, model) for name, model in self.models.items()]
        return sorted(configs, key=lambda config: config.name != requested) if requested else configs


class ScriptedParts:
    """The parts."""

    def __init__(self, **parts: Any) -> None:
        self.calls: ScriptedCalls = parts.get("calls") or ScriptedCalls()
        self.search: ListedSearch = parts.get("search") or ListedSearch()
        self.rules: WordRules = parts.get("rules") or WordRules()
        self.cache = MemoryCache()
        self.counted: CountedBudgets = parts.get("budgets") or CountedBudgets()
        self.budgets: Budgets = self.counted
        self.listed = ListedProviders()
        self.providers: ProviderRegistry = cast("Any", self.listed)
        self.answers = DirectAnswers()


def _end(end: ProducerEnd) -> AnswerEnd:
    state = AnswerState.COMPLETE if end.is_complete else AnswerState.INCOMPLETE
    payload: Mapping[str, Any] = end.payload
    error = end.error.message if end.error else ""
    return AnswerEnd(state=state, payload=payload, error=error, app_error=end.error)


def _configure(name: str, model: str) -> ProviderConfig:
    return ProviderConfig(
        name=name, dialect=Dialect.OPENAI, base_url=f"http://127.0.0.1/{name}", keys=[], needs_key=False,
        is_enabled=True, model=model, reasoning_model="", models=[model],
    )  # fmt: skip
