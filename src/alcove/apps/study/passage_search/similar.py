"""Words that a question may mean: a word that no passage has may be misspelt, or a compound of words that are there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.apps.study.passage_search.words import is_stop_word

SHORTEST_WORD: Final = 4
LONG_WORD: Final = 6
SHORTEST_PART: Final = 4
MOST_UNKNOWN: Final = 3
"""Unknown words of a question for which similar ones are looked for."""

LONGEST_VARIED: Final = 24
LETTERS: Final = "abcdefghijklmnopqrstuvwxyzäöüß"
SIMILAR_WEIGHT: Final = 0.8
PART_WEIGHT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Form:
    """A lexeme that counts as the word at a position of the question, with a weight below 1."""

    word: int
    lexeme: str
    weight: float


def choose_unknown(words: Sequence[str], *, known: Collection[int]) -> Mapping[int, str]:
    """Return the words by position that no passage has and that may be misspelt: no numbers, and none that is short."""
    unknown = {
        number: word
        for number, word in enumerate(words)
        if number not in known and SHORTEST_WORD <= len(word) <= LONGEST_VARIED and word.isalpha()
    }
    return dict(sorted(unknown.items(), key=lambda item: -len(item[1]))[:MOST_UNKNOWN])


def vary(word: str) -> Collection[str]:
    """Return the words that differ from a word by one letter: left out, added, replaced, or swapped with the next.

    Too many words of less than six letters differ from another word in one: of these only swapped and doubled letters.
    """
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    varied = {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    varied |= {head + tail[0] + tail for head, tail in splits if tail}
    varied |= {head + tail[1:] for head, tail in splits if len(tail) > 1 and tail[0] == tail[1]}
    if len(word) >= LONG_WORD:
        varied |= {head + tail[1:] for head, tail in splits if tail}
        varied |= {head + letter + tail[1:] for head, tail in splits if tail for letter in LETTERS}
        varied |= {head + letter + tail for head, tail in splits for letter in LETTERS}
    return {other for other in varied if len(other) >= SHORTEST_WORD - 1 and not is_stop_word(other)} - {word}


def find_start(word: str) -> str:
    """Return the start of a word that the index has: words share it that differ from it in their end only."""
    return word[:4]


def split_compound(word: str) -> Collection[str]:
    """Return the starts and ends of a word that may be words."""
    places = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    parts = {word[:place] for place in places} | {word[place:] for place in places}
    return {part for part in parts if not is_stop_word(part)}


def choose_forms(unknown: Mapping[int, str], *, similar: Collection[str], parts: Collection[str]) -> Sequence[Form]:
    """Return the lexemes to search for instead of unknown words: the most similar ones, or else parts of the word."""
    forms = []
    for number, word in unknown.items():
        varied = vary(word)
        nearest = [lexeme for lexeme in similar if lexeme in varied]
        if not nearest and len(word) >= LONG_WORD:
            nearest = [lexeme for lexeme in similar if measure_distance(word, lexeme) <= 2]
        if nearest:
            forms += [Form(number, lexeme, SIMILAR_WEIGHT) for lexeme in nearest]
        else:
            forms += [Form(number, part, PART_WEIGHT) for part in parts if word.startswith(part) or word.endswith(part)]
    return forms


def measure_distance(first: str, second: str) -> int:
    """Return the number of letters to insert, delete, replace or swap with the next, of at most three; else 3."""
    if abs(len(first) - len(second)) > 2:
        return 3
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and other == first[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return min(3, previous[-1])
