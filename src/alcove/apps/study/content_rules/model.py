"""The owner's rules for the texts of questions and answers."""

from typing import Protocol

from alcove.foundation.errors import AppError


class ContentRefused(AppError):
    """A rule forbids the question or the answer; the message is the owner's."""

    status = 400
    code = "CONTENT_REFUSED"


class StreamFilter(Protocol):
    """Applies the rules to an answer that comes in pieces."""

    def add(self, text: str) -> str:
        """Return what can be sent of the text so far; the rest is held back. ContentRefused."""
        ...

    def end(self) -> str:
        """Return what was held back; ContentRefused."""
        ...


class ContentRules(Protocol):
    """The rules for texts; without rules nothing is held back."""

    def check_question(self, text: str) -> str:
        """Return the question with its replacements; ContentRefused."""
        ...

    def open_filter(self) -> StreamFilter:
        """Return the filter of one answer."""
        ...

    def filter_answer(self, text: str) -> str:
        """Return a complete answer with its replacements; ContentRefused."""
        ...

    def filter_json(self, body: bytes) -> bytes:
        """Return JSON with the replacements in all of its texts, and as it was when there are none; ContentRefused."""
        ...
