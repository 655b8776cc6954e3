"""Where two providers' texts meet, nothing is lost, nothing is repeated, and words stay whole."""

import itertools
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alcove.apps.study.ai_calls.seam import Seam
from alcove.apps.study.ai_calls.seam_words import PartialAnswer

PROSE = (
    "Plants turn light into sugar. They use water and carbon dioxide, and release oxygen while doing so.\n\n"
    "Photosynthesis happens in chloroplasts:\n\n- the first stage catches light\n- the second one builds sugar\n\n"
    "```python\ndef grow(light):\n    return light * 2\n```\n\nBoth stages need enzymes, which is why cold slows them."
)
WORDS = st.lists(st.text("abcdefgh", min_size=2, max_size=6), min_size=24, max_size=60, unique=True)


def join(partial: str, *pieces: str, splits_words: bool = False) -> str:
    """Return the answer that a reader sees."""
    seam = Seam(PartialAnswer(partial, question="What do plants do?", splits_words=splits_words))
    return partial + "".join(seam.add(piece) for piece in pieces) + seam.end()


def cut(text: str, places: list[int]) -> list[str]:
    """Return a text in pieces."""
    ends = sorted({min(place, len(text)) for place in places} | {0, len(text)})
    return [text[start:end] for start, end in itertools.pairwise(ends)]


def has_repeat(text: str, *, length: int = 8) -> bool:
    """Return whether a run of words occurs twice."""
    words = [word.strip(".,:;").lower() for word in text.split()]
    runs = [tuple(words[start : start + length]) for start in range(len(words) - length + 1)]
    return len(runs) != len(set(runs))


BORDERS = [match.start() for match in re.finditer(r"\s+", PROSE)]


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("back", [0, 1, 2, 7, 8, 9, 1000])
def test_an_answer_cut_between_words_is_completed(border: int, back: int) -> None:
    """However many words the continuation repeats, and whether it begins with white space: the text is as it was.

    Numbers and marks alone are no repetition: code and tables have them twice.
    """
    starts = [0, *(match.end() for match in re.finditer(r"\s+", PROSE[:border]))]
    start = border if back == 0 else starts[max(0, len(starts) - back)]
    if back and not any(map(str.isalpha, PROSE[start:border])):
        return
    for partial in (PROSE[:border], PROSE[: border + 1]):
        rest = PROSE[max(start, len(partial) if back == 0 else 0) :]
        assert join(partial, *cut(rest, [1, 4, 9, 30])) == PROSE


@pytest.mark.parametrize("place", range(1, len(PROSE) - 1))
def test_an_answer_cut_anywhere_in_pieces_within_words_is_completed(place: int) -> None:
    """If the pieces of the answer ended within words, a continuation goes on within the word."""
    assert join(PROSE[:place], *cut(PROSE[place:], [3, 9]), splits_words=True) == PROSE


@pytest.mark.parametrize("place", range(1, len(PROSE) - 1))
def test_an_answer_that_begins_again_is_not_repeated(place: int) -> None:
    """The whole answer once more, from wherever it was cut off, adds only what was missing."""
    joined = join(PROSE[:place], *cut(PROSE, [1, 2, 3, 50, 60]))
    assert not has_repeat(joined)
    # "an" is a word, and may be the beginning of "and": it is not taken away.
    assert joined.split() == PROSE.split() or PROSE[:place].endswith((" an", " a"))


@given(WORDS, st.integers(1, 20), st.integers(0, 30), st.lists(st.integers(0, 300), max_size=12))
def test_no_run_is_repeated_and_no_word_lost(words: list[str], place: int, back: int, places: list[int]) -> None:
    """With words that occur once: any overlap, any pieces, any white space at the seam give the same words."""
    assume(not words[place].startswith(words[place - 1]))
    assume(words[place - 1] + words[place] not in words)
    rest = " ".join(words[max(0, place - back) :])
    for gap in ("", " "):
        assert join(" ".join(words[:place]) + gap, *cut(rest, places)).split() == words


@given(WORDS, st.lists(st.integers(0, 300), max_size=12), st.integers(8, 20), st.integers(0, 11))
def test_a_long_run_is_left_out_wherever_the_continuation_has_it(
    words: list[str], places: list[int], length: int, start: int
) -> None:
    """New words, then a run that the answer has already, then new words: the run is left out."""
    known, new = words[:20], [f"new{number}" for number in range(10)]
    run = known[start : start + length]
    rest = [*new[:5], *run, *new[5:]]
    joined = join(" ".join(known) + " ", *cut(" ".join(rest), places)).split()
    if len(run) >= 8:
        assert joined == [*known, *new]
    else:
        assert joined == [*known, *rest]


@given(st.text(), st.text(), st.lists(st.integers(0, 100), max_size=6))
def test_any_text_can_be_joined(partial: str, rest: str, places: list[int]) -> None:
    """No text makes it fail, and how the continuation is cut into pieces makes no difference."""
    for splits_words in (False, True):
        whole = join(partial, rest, splits_words=splits_words)
        assert join(partial, *cut(rest, places), splits_words=splits_words).rstrip() == whole.rstrip()
        assert whole.startswith(partial)


@pytest.mark.parametrize(
    ("partial", "rest", "joined"),
    [
        ("The cell", "wall is thin.", "The cell wall is thin."),
        ("The cell", " wall", "The cell wall"),
        ("The cell ", " wall", "The cell wall"),
        ("The cell ", "wall", "The cell wall"),
        ("The cell.", "It grows", "The cell. It grows"),
        ("The cell.", "\n\nIt grows", "The cell.\n\nIt grows"),
        ("The cell.\n\n", "\n\nIt grows", "The cell.\n\nIt grows"),
        ("The cell", ", which", "The cell, which"),
        ("The cell (", "a plant's", "The cell (a plant's"),
        ("by photosyn", "photosynthesis, plants", "by photosynthesis, plants"),
        ("by photosyn", "by photosynthesis, plants", "by photosynthesis, plants"),
        ("by **photosyn", "**photosynthesis**, plants", "by **photosynthesis**, plants"),
        ("explains the", "theory of", "explains the theory of"),
        ("explains the", "the theory of", "explains the theory of"),
        ("and so on.", "On the other hand", "and so on. On the other hand"),
        ("It was in 19", "1945, when", "It was in 1945, when"),
        ("Plants", "... grow.", "Plants grow."),
        ("- one\n-", " two", "- one\n- two"),
        ("- one\n- ", "- two", "- one\n- two"),
        ("- one", "- two", "- one\n- two"),
        ("1. one\n2.", "2. two", "1. one\n2. two"),
        ("```python\nx = 1\n", "```python\ny = 2\n```", "```python\nx = 1\ny = 2\n```"),
        ("```python\nfor x in y:\n    print(x", "    print(x)\n```", "```python\nfor x in y:\n    print(x)\n```"),
        ("```\n{\n  {\n  }\n", "}\n```", "```\n{\n  {\n  }\n}\n```"),
        ("x = [0, 0,", " 0, 0, 1]", "x = [0, 0, 0, 0, 1]"),
        ("\u5149\u5408\u6210", "\u7528\u5149", "\u5149\u5408\u6210\u7528\u5149"),
        ("nothing", "", "nothing"),
        ("whole answer again", "whole answer again", "whole answer again"),
        ("", "begins here", "begins here"),
    ],
)  # fmt: skip
def test_seams(partial: str, rest: str, joined: str) -> None:
    """Spaces, punctuation, lists, code and words that were cut off meet as a person would write them."""
    assert join(partial, rest) == joined
    assert join(partial, *rest) == joined


def test_a_continuation_is_held_back_by_a_word_only() -> None:
    """New text is sent as soon as its word is complete."""
    seam = Seam(PartialAnswer("The sky is blue because", question="", splits_words=False))
    assert seam.add(" mole") == ""
    assert seam.add("cules scatter") == " molecules"
    assert seam.add(" light ") == " scatter light"


def test_text_without_white_space_is_not_held_back_for_long() -> None:
    """A word without an end, as of a language without spaces, is sent in time, and is not repeated."""
    seam = Seam(PartialAnswer("\u5149" * 10, question="", splits_words=False))
    sent = [seam.add("\u5149" if number < 10 else "\u5408") for number in range(300)]
    assert len("".join(sent)) == 290
    assert sent.index("\u5408") < 110
    assert seam.end() == ""


def test_after_a_continuation_has_reached_the_end_of_the_answer_nothing_is_held_back() -> None:
    """What follows an overlap is sent piece by piece."""
    seam = Seam(PartialAnswer("The sky is blue because", question="", splits_words=False))
    assert seam.add("is blue because molecules ") == " molecules "
    assert [seam.add(piece) for piece in ("sc", "at", "ter")] == ["sc", "at", "ter"]
