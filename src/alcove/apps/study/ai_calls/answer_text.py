"""The text of one answer while it is made: continuations are joined, rules applied, and its length limited."""

from typing import Final

from alcove.apps.study.ai_calls.seam import Seam
from alcove.apps.study.ai_calls.seam_words import PartialAnswer
from alcove.apps.study.content_rules.model import StreamFilter

MAX_CHARACTERS: Final = 400_000
"""Longest answer; a provider that sends more is stopped there."""


class AnswerText:
    """Collects the pieces of an answer, and returns what can be sent of them."""

    def __init__(self, stream_filter: StreamFilter) -> None:
        self._filter = stream_filter
        self._pieces: list[str] = []
        self._sent: list[str] = []
        self._seam: Seam | None = None
        self._length = 0
        self._last = ""
        self._borders = 0
        self._split_words = 0

    @property
    def partial(self) -> str:
        """What models have said so far, without the rules."""
        return "".join(self._pieces)

    @property
    def text(self) -> str:
        """What has been sent."""
        return "".join(self._sent)

    @property
    def is_full(self) -> bool:
        """Whether the answer has reached its greatest length."""
        return self._length >= MAX_CHARACTERS

    @property
    def has_text(self) -> bool:
        """Whether a model has said anything."""
        return self._length > 0

    def begin_continuation(self, *, question: str) -> None:
        """Join what comes next to what is there."""
        # Where most pieces end within a word, the cut does so as well.
        splits_words = self._split_words * 2 > self._borders
        self._seam = Seam(PartialAnswer(self.partial, question=question, splits_words=splits_words))

    def add(self, piece: str) -> str:
        """Return what can be sent with a further piece; ContentRefused."""
        self._count_border(piece)
        return self._keep(self._seam.add(piece) if self._seam else piece)

    def end_part(self) -> str:
        """Return what a continuation holds back, at its end; ContentRefused."""
        seam, self._seam = self._seam, None
        return self._keep(seam.end()) if seam else ""

    def end(self) -> str:
        """Return what the rules hold back, at the end of the answer; ContentRefused."""
        sent = self._filter.end()
        self._sent.append(sent)
        return sent

    def _keep(self, text: str) -> str:
        text = text[: MAX_CHARACTERS - self._length]
        if not text:
            return ""
        self._length += len(text)
        self._pieces.append(text)
        sent = self._filter.add(text)
        self._sent.append(sent)
        return sent

    def _count_border(self, piece: str) -> None:
        if self._last:
            self._borders += 1
            self._split_words += self._last.isalnum() and piece[0].isalnum()
        self._last = piece[-1]
