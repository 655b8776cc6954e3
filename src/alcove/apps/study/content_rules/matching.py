"""Replaces matches in a text that comes in pieces; however it is split, the result is the same."""

from collections.abc import Callable
from typing import Final, TypeAlias

from alcove.apps.study.content_rules.automaton import Automaton, Configuration
from alcove.apps.study.content_rules.model import ContentRefused

_FREE_WORK: Final = 500_000
_WORK_PER_CHARACTER: Final = 300
"""Steps of a tenth of a microsecond that a text may need. Rules for words need about two a character; what a question
of 10,000 characters may need at most takes less than half a second."""

Act: TypeAlias = Callable[[int], str]
"""Returns what replaces a match of the rule with a number; ContentRefused."""


class RuleFilter:
    """Holds back only what may be the beginning of a match, which is at most the longest match."""

    def __init__(self, automaton: Automaton, act: Act) -> None:
        self._automaton = automaton
        self._act = act
        self._held = ""
        self._position = 0
        """How many of the characters that are held back have been read."""
        self._configuration: Configuration = automaton.start("")
        self._match: tuple[int, int] | None = None
        """The length of the longest match so far, and the number of its rule."""
        self._work = _FREE_WORK

    def add(self, text: str) -> str:
        """Return what can be sent of the text so far; ContentRefused."""
        self._work += _WORK_PER_CHARACTER * len(text)
        return self._read(self._held + text, is_end=False)

    def end(self) -> str:
        """Return what was held back; ContentRefused."""
        return self._read(self._held, is_end=True)

    def _read(self, text: str, *, is_end: bool) -> str:
        sent: list[str] = []
        start, position = 0, self._position
        length, longest, step = len(text), self._automaton.longest, self._automaton.step
        work = self._automaton.work
        while start < length and (position < length or is_end):
            match, following = step(self._configuration, text[position] if position < length else "")
            if match is not None and position > start:
                self._match = (position - start, match)
            if following is not None and position - start < longest:
                self._configuration, position = following, position + 1
                continue
            self._work -= position - start
            next_start = start + (self._match[0] if self._match else 1)
            sent.append(self._act(self._match[1]) if self._match else text[start])
            start = position = next_start
            self._configuration, self._match = self._automaton.start(text[start - 1]), None
            if self._work - (self._automaton.work - work) < 0:
                raise ContentRefused("The text cannot be checked against the rules in time.")
        self._held, self._position = text[start:], position - start
        self._work -= self._automaton.work - work
        return "".join(sent)


class NoFilter:
    """Sends everything at once."""

    def add(self, text: str) -> str:
        """Return the text."""
        return text

    def end(self) -> str:
        """Return nothing."""
        return ""
