"""The text of an answer: scripted, counted, or made from the question and the texts that are quoted in the request."""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from alcove.simulators.ai_provider.behaviours import Behaviour
from alcove.simulators.ai_provider.wire import Question

MAX_WORDS: Final = 80
_TOKEN: Final = re.compile(r"\S+\s*|\s+")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n\n+")
_ARRAY: Final = re.compile(r"^\[\{.*\}\]$", re.MULTILINE)
_WORD: Final = re.compile(r"\w{4,}")
_HINT: Final = re.compile(r"\[[^\[\]]*\]\s*$")
_CLOSING: Final = (
    "Try to put this into your own words, and think of an example of your own: that shows whether you have understood "
    "it. Then continue with the next section and practise with a few questions."
)


def split_tokens(text: str) -> list[str]:
    """Return a text in words with the white space after them, which count as tokens."""
    return _TOKEN.findall(text)


def answer_tokens(behaviour: Behaviour, question: Question) -> list[str]:
    """Return the tokens of the whole answer to a question."""
    if behaviour.text is not None:
        return split_tokens(behaviour.text)
    if behaviour.tokens is not None:
        return [f"word{number} " for number in range(1, behaviour.tokens + 1)]
    return split_tokens(compose_answer(question))


def compose_answer(question: Question) -> str:
    """Return an answer of about 80 words from the quoted sentences that have most words of the question."""
    wording, quoted = _split_question(question)
    words = set(_WORD.findall(wording.lower()))
    ranked = sorted(_rank_sentences(quoted, words), key=lambda ranked: (-ranked[0], ranked[1]))
    best = [sentence for score, _, sentence in ranked[:3] if score > 0]
    topic = " ".join(wording.split()[:20]) or "your question"
    opening = f'You would like to know: "{topic}"'
    if best:
        parts = [opening, "Your materials explain it like this:", *best, _CLOSING]
    else:
        parts = [
            opening,
            "First, name what is known, then what is looked for, and connect them step by step.",
            _CLOSING,
        ]
    return " ".join(" ".join(parts).split()[:MAX_WORDS])


def _split_question(question: Question) -> tuple[str, str]:
    """Return the question, which is the last paragraph of the user, and all other text of the user."""
    texts = [_read_quotes(text) for role, text in question.turns if role == "user"]
    paragraphs = [part.strip() for text in texts for part in text.split("\n\n") if part.strip()]
    without_hints = [text for part in paragraphs if (text := _HINT.sub("", part).strip())]
    return (without_hints[-1] if without_hints else ""), "\n\n".join(without_hints[:-1])


def _read_quotes(text: str) -> str:
    """Return the texts of the JSON array of passages in a message as paragraphs; a message without one as it is."""
    array = _ARRAY.search(text)
    if array is None:
        return text
    try:
        passages = msgspec.json.decode(array[0], type=list[dict[str, Any]])
    except msgspec.MsgspecError:
        return text
    return "\n\n".join(str(passage.get("text", "")) for passage in passages)


def _rank_sentences(quoted: str, words: set[str]) -> Iterator[tuple[int, int, str]]:
    """Yield sentences with the number of their words that the question has, and their position."""
    for position, sentence in enumerate(_SENTENCE.split(quoted)):
        if len(sentence.split()) >= 4:
            yield len(words & set(_WORD.findall(sentence.lower()))), position, " ".join(sentence.split())
