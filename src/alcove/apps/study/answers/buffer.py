"""The text of one answer in this process: written by one, read by any number of readers, each at its own position."""

import asyncio
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from typing import Final

from alcove.apps.study.answers.model import AnswerEnd, AnswerReasoning, AnswerText

MAX_PIECE: Final = 16_384
"""Characters of a piece for a reader that catches up."""
FRESH_PIECES: Final = 256
"""The last pieces, which readers get as they were added; of the earlier ones, four times as many are joined at once."""
MAX_REASONING: Final = 65_536
"""Characters of reasoning that are kept for readers that are slow; earlier ones are left out."""


@dataclass(slots=True)
class Cursor:
    """How far one reader is: the position in the text, and the number of the next piece of reasoning."""

    position: int = 0
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class _Reasoning:
    text: str
    number: int
    position: int


class AnswerBuffer:
    """The text is stored once, however many readers there are; they read it by position, so that none has a queue."""

    def __init__(self) -> None:
        self.length = 0
        self.end: AnswerEnd | None = None
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._joined = 0
        self._reasoning: deque[_Reasoning] = deque()
        self._reasoning_size = 0
        self._reasoning_count = 0
        self._changed = asyncio.Event()

    @property
    def reasoning_count(self) -> int:
        """How many pieces of reasoning there were: where a reader who comes later begins."""
        return self._reasoning_count

    def add_text(self, text: str) -> None:
        """Add a piece."""
        self._pieces.append(text)
        self._starts.append(self.length)
        self.length += len(text)
        if len(self._pieces) - self._joined >= 5 * FRESH_PIECES:
            self._join()
        self._wake()

    def add_reasoning(self, text: str) -> None:
        """Add a piece of reasoning, which belongs after the text so far."""
        self._reasoning.append(_Reasoning(text, self._reasoning_count, self.length))
        self._reasoning_count += 1
        self._reasoning_size += len(text)
        while self._reasoning_size > MAX_REASONING and len(self._reasoning) > 1:
            self._reasoning_size -= len(self._reasoning.popleft().text)
        self._wake()

    def finish(self, end: AnswerEnd) -> None:
        """Add the end; nothing comes after the first one."""
        if self.end is None:
            self.end = end
            self._wake()

    def text_from(self, position: int) -> str:
        """Return the text from a position on."""
        if position >= self.length:
            return ""
        index = bisect_right(self._starts, position) - 1
        return "".join(self._pieces[index:])[position - self._starts[index] :]

    def read(self, cursor: Cursor) -> AnswerText | AnswerReasoning | None:
        """Return the next part and advance the cursor; None when there is none yet."""
        reasoning = self._next_reasoning(cursor)
        if reasoning is not None:
            cursor.reasoning = reasoning.number + 1
            return AnswerReasoning(reasoning.text)
        if cursor.position >= self.length:
            return None
        index = bisect_right(self._starts, cursor.position) - 1
        start = cursor.position - self._starts[index]
        piece = self._pieces[index]
        if start or len(piece) > MAX_PIECE:
            piece = piece[start : start + MAX_PIECE]
        cursor.position += len(piece)
        return AnswerText(piece, cursor.position)

    async def wait(self) -> None:
        """Wait for the next change; call it without an await after `read` and `end` have returned nothing."""
        await self._changed.wait()

    def _next_reasoning(self, cursor: Cursor) -> _Reasoning | None:
        if cursor.reasoning >= self._reasoning_count:
            return None
        first = self._reasoning[0].number
        following = self._reasoning[max(0, cursor.reasoning - first)]
        return following if following.position <= cursor.position else None

    def _join(self) -> None:
        joined = slice(self._joined, self._joined + 4 * FRESH_PIECES)
        start = self._starts[joined][0]
        self._pieces[joined] = ["".join(self._pieces[joined])]
        self._starts[joined] = [start]
        self._joined += 1

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
