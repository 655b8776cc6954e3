"""The tutor: a question becomes an answer that is stored while it is made."""

import random
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
from starlette.types import Receive

from alcove.apps.study.ai_calls.model import AiCall
from alcove.apps.study.answers import AnswerStream, open_answer_stream
from alcove.apps.study.answers.model import AnswerEnd, AnswerPart, AnswerProducer, AnswerState, AnswerText, NewAnswer
from alcove.apps.study.content_rules.model import ContentRefused, ContentRules
from alcove.apps.study.tutor.cache_key import build_cache_key
from alcove.apps.study.tutor.model import (
    AnswerFacts,
    DescribeResult,
    Question,
    Turn,
    TutorMode,
)
from alcove.apps.study.tutor.parts import TutorParts
from alcove.apps.study.tutor.production import AnswerProduction
from alcove.apps.study.tutor.prompt import build_messages
from alcove.apps.study.tutor.sources import OWN_KINDS, find_sources
from alcove.apps.study.tutor.store import Choices
from alcove.foundation.clock import Clock
from alcove.foundation.errors import RETRY_SOON, AppError
from alcove.wires.ai_providers import ChatMessage

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_INTERRUPTED: Final = "The answer was interrupted."


class ReadChoices(Protocol):
    """Reads what an account has chosen."""

    async def __call__(self, user_id: UUID, /, *, session_id: UUID | None) -> Choices:
        """Return the choices for a question, which may be one of a chat."""
        ...


async def read_no_choices(user_id: UUID, /, *, session_id: UUID | None) -> Choices:
    """Return that nothing is chosen."""
    del user_id, session_id
    return Choices()


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedAnswer:
    """A complete answer: its text, and what its end tells."""

    text: str
    payload: Mapping[str, Any]


class AnswerInterrupted(AppError):
    """The answer ended before it was complete, and no provider is to blame; Retry-After says when to ask again."""

    status = 503
    code = "answer_interrupted"
    default_headers = RETRY_SOON


class StartedAnswer:
    """An answer that is made, with its first reader: one of the methods has to be called."""

    def __init__(self, production: AnswerProduction, reader: AsyncGenerator[AnswerPart, None]) -> None:
        self.id = production.answer_id
        self._production = production
        self._reader = reader

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of a response with the whole answer."""
        return {"X-Answer-Id": self.id, "Cache-Control": "no-store"}

    async def open_stream(self, *, receive: Receive | None = None) -> AnswerStream:
        """Return the answer as events, when the first part has come; the error of one that has failed before it.

        With `receive`, ClientGone when the client leaves meanwhile.
        """
        return await open_answer_stream(self._reader, answer_id=self.id, receive=receive)

    async def finish(self, on_text: Callable[[str], None] | None = None) -> FinishedAnswer:
        """Return the whole answer; the error of one that has failed or stays incomplete.

        `on_text` gets each piece when it comes.
        """
        pieces: list[str] = []
        async with aclosing(self._reader) as reader:
            async for part in reader:
                if isinstance(part, AnswerText):
                    pieces.append(part.text)
                    if on_text is not None:
                        on_text(part.text)
                elif isinstance(part, AnswerEnd):
                    return self._finish("".join(pieces), end=part)
        raise AnswerInterrupted(_INTERRUPTED)

    def _finish(self, text: str, *, end: AnswerEnd) -> FinishedAnswer:
        if end.state is AnswerState.COMPLETE:
            return FinishedAnswer(text=text, payload=end.payload)
        if end.state is AnswerState.STOPPED:
            return FinishedAnswer(text=text, payload=end.payload or self._production.describe_cut(end.state))
        raise end.app_error or AnswerInterrupted(end.error or _INTERRUPTED)


class Tutor:
    """Answers questions."""

    def __init__(
        self,
        parts: TutorParts,
        *,
        clock: Clock,
        rules_version: str = "",
        rng: random.Random | None = None,
        read_choices: ReadChoices = read_no_choices,
    ) -> None:
        """Take the parts; `rules_version` changes with the rules for texts, and `rng` makes the ids of answers.

        `read_choices` returns what the account of a question has chosen.
        """
        self._read_choices = read_choices
        self._parts = parts
        self._clock = clock
        self._rules_version = rules_version
        self._rng = rng or random.SystemRandom()

    async def ask(self, question: Question, *, describe: DescribeResult) -> StartedAnswer:
        """Start the answer of a question; ContentRefused, BudgetExceeded, and what storing the question raises.

        What else prevents an answer is raised by reading it: the errors of AI calls, unless materials can answer.
        """
        began = self._clock.monotonic()
        question = apply_rules(question, self._parts.rules)
        choices = await self._read_choices(question.user_id, session_id=question.session_id)
        question = replace(
            question, only_materials=choices.only_materials, material_ids=question.material_ids or choices.material_ids
        )
        sources = await find_sources(self._parts.search, question)
        messages = build_messages(question, sources.passages)
        production = AnswerProduction(
            parts=self._parts,
            clock=self._clock,
            answer_id=make_answer_id(self._clock, self._rng),
            question=question,
            call=_build_call(question, messages),
            sources=sources,
            describe=describe,
            began=began,
            cache_key=await self._build_key(question, messages),
        )
        producer = await self._find_cached(production) or production.produce()
        answer = NewAnswer(
            id=production.answer_id,
            user_id=question.user_id,
            question=question.message,
            session_id=question.session_id,
            replaces=question.replaces,
            grace=question.grace,
            describe_cut=production.describe_cut,
        )
        return StartedAnswer(production, await self._parts.answers.start(answer, producer))

    async def _build_key(self, question: Question, messages: Sequence[ChatMessage]) -> str:
        return build_cache_key(
            question,
            messages=messages,
            providers=self._parts.providers.order(question.provider),
            rules_version=self._rules_version,
            materials_version=await self._parts.search.read_version(question.user_id, kinds=OWN_KINDS),
        )

    async def _find_cached(self, production: AnswerProduction) -> AnswerProducer | None:
        """Return what yields the answer that the cache has; BudgetExceeded."""
        if production.question.replaces is not None or production.question.only_materials:
            return None
        user_id = production.question.user_id
        cached = await self._parts.cache.find(user_id, production.cache_key)
        if cached is None:
            return None
        try:
            facts = msgspec.convert(cached.payload, AnswerFacts)
        except msgspec.ValidationError:
            return None  # stored by another version of the server
        await self._parts.budgets.count_cached(user_id)
        return production.repeat(cached.content, facts)


def apply_rules(question: Question, rules: ContentRules) -> Question:
    """Return the question with the replacements of the owner's rules; ContentRefused.

    Earlier turns that a rule forbids are left out: clients still have a question that was refused in their history.
    """
    history = [filtered for turn in question.history if (filtered := _filter_turn(turn, rules)) is not None]
    return replace(
        question,
        message=rules.check_question(question.message),
        subject=rules.check_question(question.subject) if question.subject else "",
        level=rules.check_question(question.level) if question.level else "",
        history=history,
    )


def make_answer_id(clock: Clock, rng: random.Random) -> str:
    """Return `req_<milliseconds since 1970>_<9 characters>`."""
    return f"req_{round(clock.now().timestamp() * 1000)}_{''.join(rng.choices(_DIGITS, k=9))}"


def _filter_turn(turn: Turn, rules: ContentRules) -> Turn | None:
    try:
        return replace(turn, content=rules.check_question(turn.content))
    except ContentRefused:
        return None


def _build_call(question: Question, messages: Sequence[ChatMessage]) -> AiCall:
    return AiCall(
        user_id=question.user_id,
        messages=messages,
        max_tokens=question.max_tokens,
        temperature=question.temperature,
        top_p=question.top_p,
        provider=question.provider,
        model=question.model,
        needs_reasoning=question.mode is TutorMode.REASONING,
    )
