"""Answers from a learner's materials, without a language model: quotes, and where they are from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.apps.study.tutor.language import ENGLISH, GERMAN, detect_language
from alcove.apps.study.tutor.model import Citation

MAX_QUOTES: Final = 3
MAX_CLOSEST: Final = 3
# What a page could load, or run, when it shows the text as Markdown.
_ACTIVE: Final = re.compile(r"[<>\[\]`\\]|://|\bwww\.|\b(?:data|javascript|mailto):", re.IGNORECASE)
_BACKTICKS: Final = re.compile(r"`+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    found: str
    missing: str
    chosen: str
    chosen_missing: str
    closest: str
    page: str


_TEXTS: Final[Mapping[str, _Texts]] = {
    ENGLISH: _Texts(
        found="No AI provider is available now. This answer comes from your own materials only:",
        missing="No AI provider is available now, and your materials do not contain an answer to this question.",
        chosen="This answer comes from your own materials only, as you have chosen:",
        chosen_missing="Your materials do not contain an answer to this question, and you have chosen only these.",
        closest="These passages are the closest:",
        page="page",
    ),
    GERMAN: _Texts(
        found="Zurzeit ist kein KI-Anbieter verfügbar. Diese Antwort stammt nur aus deinen eigenen Materialien:",
        missing="Zurzeit ist kein KI-Anbieter verfügbar, und deine Materialien enthalten keine Antwort auf die Frage.",
        chosen="Diese Antwort stammt nur aus deinen eigenen Materialien, wie du es gewählt hast:",
        chosen_missing=("Deine Materialien enthalten keine Antwort auf die Frage, und du hast nur sie gewählt."),
        closest="Diese Stellen kommen ihr am nächsten:",
        page="Seite",
    ),
}
_OWN_BEGINNINGS: Final = tuple(
    text for texts in _TEXTS.values() for text in (texts.found, texts.missing, texts.chosen, texts.chosen_missing)
)


def write_answer(question: str, citations: Sequence[Citation], *, is_chosen: bool = False) -> str:
    """Return an answer that consists of quotes, in the language of the question.

    `is_chosen` tells that the learner wants such answers, and not that there is no provider.
    """
    texts = _TEXTS[detect_language(question)]
    beginning = texts.chosen if is_chosen else texts.found
    return "\n\n".join([beginning, *(_write_quote(citation, page=texts.page) for citation in citations)])


def write_absence(question: str, closest: Sequence[Citation], *, is_chosen: bool = False) -> str:
    """Return what is said when the materials do not contain an answer, with the closest passages."""
    texts = _TEXTS[detect_language(question)]
    quotes = [_write_quote(citation, page=texts.page) for citation in closest]
    beginning = texts.chosen_missing if is_chosen else texts.missing
    return "\n\n".join([beginning, *([texts.closest] if quotes else []), *quotes])


def is_own_answer(text: str) -> bool:
    """Return whether a text is such an answer; one that is stored as a message is no source for another."""
    return text.startswith(_OWN_BEGINNINGS)


def _write_quote(citation: Citation, *, page: str) -> str:
    title = _escape(citation.title)
    source = title if citation.page is None else f"{title}, {page} {citation.page}"
    if not _ACTIVE.search(citation.quote):
        return f"“{citation.quote}” ({source})"
    longest = max((len(run) for run in _BACKTICKS.findall(citation.quote)), default=0)
    fence = "`" * max(3, longest + 1)
    # A code block shows the text as it is: no image is loaded, and no link made.
    return f"{fence}\n{citation.quote}\n{fence}\n({source})"


def _escape(title: str) -> str:
    line = " ".join(title.split())
    return f"`{line.replace('`', ' ')}`" if _ACTIVE.search(line) else line
