"""The answer of a call that streams, over all of its attempts."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from alcove.apps.study.ai_calls.answer_text import MAX_CHARACTERS, AnswerText
from alcove.apps.study.ai_calls.attempt import ProviderAttempt
from alcove.apps.study.ai_calls.model import AiCall, ReasoningAdded, TextAdded
from alcove.apps.study.content_rules.model import ContentRefused, ContentRules
from alcove.wires.ai_providers import Outcome, ReasoningDelta


class StreamedAnswer:
    """Turns what providers say into increments of one answer."""

    def __init__(self, call: AiCall, *, rules: ContentRules) -> None:
        self._call = call
        self._rules = rules
        self._text = AnswerText(rules.open_filter())
        self._reasoning_filter = rules.open_filter()
        self._reasoning: list[str] = []
        self._reasoning_length = 0
        self.has_spoken = False
        """Whether anything has been sent."""
        self.refusal: ContentRefused | None = None
        """The rule that forbids the answer."""

    @property
    def partial(self) -> str:
        """What models have said so far."""
        return self._text.partial

    @property
    def text(self) -> str:
        """What was sent of the answer."""
        return self._text.text

    @property
    def reasoning(self) -> str:
        """What was sent of the reasoning."""
        return "".join(self._reasoning)

    @property
    def has_text(self) -> bool:
        """Whether a model has said anything that is no reasoning."""
        return self._text.has_text

    async def follow(self, attempt: ProviderAttempt) -> AsyncGenerator[TextAdded | ReasoningAdded, None]:
        """Yield what an attempt adds; the attempt knows how it ended."""
        if self._text.has_text:
            self._text.begin_continuation(question="\n".join(message.content for message in self._call.messages))
        try:
            async with aclosing(attempt.stream()) as parts:
                async for part in parts:
                    is_reasoning = isinstance(part, ReasoningDelta)
                    for event in self._add_reasoning(part.text) if is_reasoning else self._add(part.text):
                        yield event
                    if self._text.is_full:
                        attempt.stop_at_limit()
                        break
            for event in self._end_part(is_complete=attempt.outcome is Outcome.OK):
                yield event
            attempt.apply_rules(self._rules.filter_answer)
        except ContentRefused as refusal:
            self.refusal = refusal
            attempt.refuse()

    def flush(self) -> str:
        """Return what the rules hold back, at the end of an answer that stays incomplete."""
        try:
            return "" if self.refusal else self._text.end()
        except ContentRefused as refusal:
            self.refusal = refusal
            return ""

    def _add(self, piece: str) -> Iterator[TextAdded]:
        if sent := self._text.add(piece):
            self.has_spoken = True
            yield TextAdded(sent)

    def _add_reasoning(self, piece: str) -> Iterator[ReasoningAdded]:
        self._reasoning_length += len(piece)
        if self._reasoning_length <= MAX_CHARACTERS:
            yield from self._tell_reasoning(self._reasoning_filter.add(piece))

    def _tell_reasoning(self, sent: str) -> Iterator[ReasoningAdded]:
        if sent:
            self.has_spoken = True
            self._reasoning.append(sent)
            yield ReasoningAdded(sent)

    def _end_part(self, *, is_complete: bool) -> Iterator[TextAdded | ReasoningAdded]:
        rest = self._text.end_part()
        if is_complete:
            yield from self._tell_reasoning(self._reasoning_filter.end())
            rest += self._text.end()
        if rest:
            self.has_spoken = True
            yield TextAdded(rest)
