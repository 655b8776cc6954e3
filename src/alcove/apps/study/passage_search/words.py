"""The words of a question that a search uses: without those that only hold a sentence together."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

LONGEST_QUESTION: Final = 4_000
"""Characters of a question that are searched for."""

MOST_WORDS: Final = 32
LONGEST_WORD: Final = 60

_WORD: Final = re.compile(r"[^\W_]+")
_ENGLISH: Final = frozenset(
    _WORD.findall("""
    a about above after again against all also am an and any are as at be because been before being below
    between both but by can cannot could did do does doing down during each else few for from further get gets
    had has have having he her here hers him his how however i if in into is it its itself just let made make
    makes many may me might more most much must my no nor not now of off on once one only or other our ours
    out over own s same shall she should so some such t than that the their theirs them then there these they
    this those through to too under until up us very was we were what when where which while who whom whose
    why will with without would you your yours anyone call called come comes describe does don explain give
    gives going happen happened happens means mean name please tell thing things use used work works
    """)
)
_GERMAN: Final = frozenset(
    _WORD.findall("""
    aber alle allem allen aller alles als also am an andere anderem anderen anderer anderes auch auf aus bei
    beim bin bis bist da dabei damit dann das dass daß dein deine dem den denn der des dessen dich die dies
    diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einige er es
    etwas euch euer eure für gegen habe haben hat hatte hatten hier ich ihm ihn ihnen ihr ihre ihrem ihren
    ihrer im immer in ins ist ja jede jedem jeden jeder jedes kann kein keine keinem keinen keiner können
    könnte man manche mein meine mich mir mit muss müssen nach nicht nichts noch nun nur ob oder ohne sehr
    sein seine seinem seinen seiner sich sie sind so solche soll sollte sondern sonst über um und uns unser
    unsere unter viel viele vom von vor wann war waren warum was weil welche welchem welchen welcher welches
    wem wen wenn wer werden weshalb wessen wie wieder wieso wieviel will wir wird wo wobei wodurch wofür woher
    wohin womit woran woraus wozu wurde wurden würde zu zum zur zwischen bedeutet bitte erkläre erklären gibt
    heißt nennt nenne macht machen passiert
    """)
)
_MEANINGFUL_ELSEWHERE: Final = frozenset({"also", "den", "die", "hat", "man", "war", "will"})
"""German words of this kind that are nouns or verbs in English; alone they do not say which language it is."""


def split_words(text: str) -> Sequence[str]:
    """Return the words of a text in lower case, as they are in the index."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return [word.lower()[:LONGEST_WORD] for word in _WORD.findall(plain)]


def find_search_words(question: str) -> Sequence[str]:
    """Return the distinct words that say what a question is about, at most 32; all of them where none does."""
    words = list(dict.fromkeys(split_words(question[:LONGEST_QUESTION])))
    is_german = _count_german(words) > _count_english(words)
    meaningful = [word for word in words if not is_stop_word(word, is_german=is_german)]
    return (meaningful or words)[:MOST_WORDS]


def is_english(question: str) -> bool:
    """Return whether a question is rather in English than in another language."""
    words = split_words(question[:LONGEST_QUESTION])
    english, german = _count_english(words), _count_german(words)
    return english > german or (english == german and question.isascii())


def is_stop_word(word: str, *, is_german: bool = False) -> bool:
    """Return whether a word only holds sentences together, in German or English."""
    if word in _MEANINGFUL_ELSEWHERE:
        return is_german or word in _ENGLISH
    return word in _ENGLISH or word in _GERMAN


def _count_english(words: Sequence[str]) -> int:
    return sum(word in _ENGLISH for word in words)


def _count_german(words: Sequence[str]) -> int:
    return sum(word in _GERMAN and word not in _MEANINGFUL_ELSEWHERE for word in words)
