"""Whether a question is German or English."""

import re
from typing import Final

GERMAN: Final = "de"
ENGLISH: Final = "en"
_WORD: Final = re.compile(r"[^\W\d_]+")
_GERMAN_WORDS: Final = (
    "aber als am an auf aus bei bitte das dem den der des die dir du ein eine einem einen einer eines er erkläre es für"
    " gibt hat haben heißt ich ihr im in ist kann kannst man mein mich mir mit nach nicht noch oder sein sie sind so"
    " über um und uns unter viele von vor wann warum was welche welchen welcher welches wem wen wenn wer werden weshalb"
    " wie wieso wieviel wir wird wo wodurch woher wohin womit wozu wurde wurden zu zum zur zwischen"
)
_ENGLISH_WORDS: Final = (
    "a about all an and are as at be because between by can could did do does each explain for from had has have how i"
    " if in into is it its made many me much my not of on or please show so than that the their them there they this to"
    " was we were what when where which who whose why will with would you your"
)
_GERMAN: Final = frozenset(_GERMAN_WORDS.split())
_ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())
_LETTERS: Final = re.compile(r"[äöüß]", re.IGNORECASE)


def detect_language(text: str) -> str:
    """Return GERMAN or ENGLISH by the small words of a text, ENGLISH when they do not decide."""
    words = [word.lower() for word in _WORD.findall(text[:2000])]
    german = sum(word in _GERMAN for word in words) + bool(_LETTERS.search(text))
    return GERMAN if german > sum(word in _ENGLISH for word in words) else ENGLISH
