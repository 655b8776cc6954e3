"""The texts whose vectors a passage has: the whole passage, and its sentences.

A question is often about one sentence of a passage, which the vector of the whole hardly shows.
"""

import re
from collections.abc import Sequence
from typing import Final

MOST_SENTENCES: Final = 5
"""Vectors of a passage beside that of the whole; neighbouring sentences share one where there are more."""
FEWEST_WORDS: Final = 3
"""Words of a sentence: shorter ones belong to the one before."""
_END: Final = re.compile(r"(?<=[.!?;:。！？])\s+|\n{2,}")  # noqa: RUF001 - the marks of other scripts are meant


def list_texts(content: str, *, title: str) -> Sequence[str]:
    """Return what is embedded of a passage: the whole with its title, then each sentence below the title."""
    body = content.removeprefix(title).strip() if title else content
    parts = _join_neighbours(_split(body))
    if len(parts) < 2:
        return [content]
    head = f"{title}\n" if title else ""
    return [content, *(head + part for part in parts)]


def _split(text: str) -> list[str]:
    parts: list[str] = []
    for part in _END.split(text):
        if parts and len(part.split()) < FEWEST_WORDS:
            parts[-1] = f"{parts[-1]} {part}".strip()
        elif part.strip():
            parts.append(part.strip())
    return parts


def _join_neighbours(parts: Sequence[str]) -> list[str]:
    size = -(-len(parts) // MOST_SENTENCES)
    return [" ".join(parts[start : start + size]) for start in range(0, len(parts), size)] if size else []
