"""The words of a question that say what it is about, similar words, and quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.study.passage_search.quotes import LONGEST_QUOTE, WordRating, find_quote, split_sentences
from alcove.apps.study.passage_search.similar import (
    choose_forms,
    choose_unknown,
    measure_distance,
    split_compound,
    vary,
)
from alcove.apps.study.passage_search.words import MOST_WORDS, find_search_words, is_english, split_words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Why do red blood cells burst in pure water?", ["red", "blood", "cells", "burst", "pure", "water"]),
        ("Wie steht es um die Römer und ihre Äquadukte?", ["steht", "römer", "äquadukte"]),
        ("When did the war begin?", ["war", "begin"]),
        ("Wann war der Krieg?", ["krieg"]),
        ("world war", ["world", "war"]),
        ("the of", ["the", "of"]),
        ("CO₂, Gro\u0308ße; base_case — e.g. 5,730", ["co2", "größe", "base", "case", "e", "g", "5", "730"]),
        ("?!", []),
    ],
)
def test_words_that_say_something(question: str, words: list[str]) -> None:
    """Words that only hold a sentence together are left out by language; where no other is there, all are kept."""
    assert find_search_words(question) == words


def test_words_are_bounded() -> None:
    """A long question has 32 words, none longer than 60 characters."""
    words = find_search_words(
        " ".join(f"{'w' * 100}{number}" for number in range(10)) + " " + " ".join(map(str, range(99)))
    )
    assert len(words) == MOST_WORDS
    assert max(map(len, words)) == 60


@pytest.mark.parametrize(
    ("question", "expected"),
    [("What is osmosis?", True), ("Was ist Osmose?", False), ("osmosis", True), ("Wärme", False), ("war", True)],
)
def test_language_of_a_question(question: str, *, expected: bool) -> None:
    """A question is in English unless more of its small words are German, or its letters are not English alone."""
    assert is_english(question) is expected


def test_similar_words() -> None:
    """A word is varied by one letter; short ones by swapped and doubled letters only, as too many others are near."""
    assert {"photosynthesis", "fotosynthese"} & set(vary("fotosynthesis")) == set()
    assert {"plague", "plaue", "plauges"} <= set(vary("plauge"))
    assert "vakuum" in vary("vakum")
    assert "steep" not in vary("steel")
    assert "with" not in vary("wiht")
    assert {"scrap", "yard"} <= set(split_compound("scrapyard"))


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("haikoo", "haiku", 2),
        ("plauge", "plague", 1),
        ("a", "a", 0),
        ("", "ab", 2),
        ("abc", "xyz", 3),
        ("a", "abcd", 3),
    ],
)
def test_distance(first: str, second: str, distance: int) -> None:
    """The distance counts letters to insert, delete, replace or swap, and stops at three."""
    assert measure_distance(first, second) == distance


def test_forms_instead_of_unknown_words() -> None:
    """The most similar lexemes stand for an unknown word, or else its parts; not for numbers and short words."""
    unknown = choose_unknown(["season", "haikoo", "12345", "abc", "scrapyard"], known={0})
    assert unknown == {1: "haikoo", 4: "scrapyard"}
    forms = choose_forms(unknown, similar=["haiku", "haikus", "scrap"], parts=["scrap", "yard"])
    assert {(form.word, form.lexeme) for form in forms} == {(1, "haiku"), (1, "haikus"), (4, "scrap"), (4, "yard")}
    assert all(form.weight < 1 for form in forms)


def test_sentences_end_where_they_end() -> None:
    """Abbreviations, ordinal numbers and decimals end no sentence; line ends and question marks do."""
    text = "Dr. Green came at 3.14 p.m. on the 3. day. Did he? “Yes.” He did\nnot stay, z. B. here"
    sentences = [text[start:end] for start, end in split_sentences(text)]
    assert sentences[-1] == "not stay, z. B. here"
    assert any(sentence.endswith("the 3. day.") for sentence in sentences)
    assert "Did he?" in sentences


@given(st.text(max_size=600), st.lists(st.text(min_size=1, max_size=8), max_size=4))
def test_any_quote_is_verbatim(text: str, words: list[str]) -> None:
    """A quote of any text is a part of it, bounded, and empty only where the text has nothing to read."""
    quote = find_quote(text, rate=WordRating(dict.fromkeys(words, 1.0)).rate)
    assert quote in text
    assert len(quote) <= LONGEST_QUOTE
    assert bool(quote.strip()) == bool(text.strip())


@given(st.text(max_size=200))
def test_words_are_plain(text: str) -> None:
    """Any text is split into words of letters and digits."""
    assert all(word.isalnum() or not word.isascii() for word in split_words(text))
