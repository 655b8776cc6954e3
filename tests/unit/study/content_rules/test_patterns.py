"""Patterns without backtracking find what Python's `re` finds, wherever a text is split."""

import itertools
import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.study.content_rules.automaton import Automaton
from alcove.apps.study.content_rules.matching import RuleFilter
from alcove.apps.study.content_rules.model import ContentRefused
from alcove.apps.study.content_rules.pattern import PatternError, parse_literal, parse_pattern

PATTERNS = [
    "a", "ab+", "a|b", "(?:ab|cd)e", "a{2,4}", "a{3}", "a{2,}", "a{,2}b", "[a-c]+", "[^a-c]", "[]a]", "[^]a]", "[a-]",
    r"[\d.]+", r"\d{2,3}", r"\w+@\w+", r"\bab\b", r"\Bb", r"^a+", r"b$", r"\Aab", r"b\Z", "a.b", r"a\.b", r"\x61b",
    r"\u0061", "(a(b(c)?)?)+", "a{1,3}b{0,2}", r"\s+", r"\S+b", "x?y?z", r"a\|b", "a{", "b}", "a{1", "[\\]]",
    r"[\w-]+", r"a(?:b|)c",
]  # fmt: skip
LETTERS = "abcdexyz ABC.@-|1234\n_]"


def replace(patterns: list[str], pieces: list[str], *, longest: int = 256, ignores_case: bool = False) -> str:
    """Return the pieces with each match in brackets."""
    automaton = Automaton([parse_pattern(pattern, ignores_case=ignores_case) for pattern in patterns], longest=longest)
    opened = RuleFilter(automaton, lambda number: f"<{number}>")
    return "".join(opened.add(piece) for piece in pieces) + opened.end()


def cut(text: str, places: list[int]) -> list[str]:
    """Return a text in pieces."""
    ends = sorted({min(place, len(text)) for place in places} | {0, len(text)})
    return [text[start:end] for start, end in itertools.pairwise(ends)]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text(LETTERS, max_size=40), places=st.lists(st.integers(0, 40), max_size=8))
def test_matches_are_those_of_re(pattern: str, text: str, places: list[int]) -> None:
    """One pattern, any text in any pieces: the same matches as `re`, in which these patterns prefer the longest one."""
    expected = re.sub(pattern, lambda match: "<0>" if match[0] else "", text, flags=re.MULTILINE)
    assert replace([pattern], cut(text, places)) == expected


@given(text=st.text("abcAB. ", max_size=30), places=st.lists(st.integers(0, 30), max_size=8))
def test_splitting_makes_no_difference(text: str, places: list[int]) -> None:
    """Several rules that overlap give the same text however it is split, down to single characters."""
    patterns = ["ab", "abc?a", "b+", r"\bc\b", "a.{0,9}c"]
    whole = replace(patterns, [text])
    assert replace(patterns, cut(text, places)) == whole
    assert replace(patterns, list(text)) == whole


def test_the_leftmost_and_then_the_longest_match_counts() -> None:
    """Of several rules the one that begins first counts, then the one with the longest match, then the first one."""
    assert replace(["bc", "abcd", "ab"], ["xabcdx"]) == "x<1>x"
    assert replace(["ab", "[ab]b"], ["ab"]) == "<0>"
    assert replace(["a|ab"], ["ab"]) == "<0>"


def test_a_match_has_a_greatest_length() -> None:
    """What goes on longer is found in parts, and a text is never held back longer than that."""
    assert replace(["a+"], ["a" * 25], longest=10) == "<0><0><0>"
    assert replace(["b.*c"], ["b" + "x" * 20 + "c"], longest=10) == "b" + "x" * 20 + "c"
    automaton = Automaton([parse_pattern("b.*c", ignores_case=False)], longest=10)
    opened = RuleFilter(automaton, str)
    text = "b" + "x" * 50
    assert all(index - sum(map(len, sent)) <= 11 for index, sent in enumerate(
        itertools.accumulate(([opened.add(character)] for character in text), lambda first, second: first + second)
    ))  # fmt: skip


def test_case_is_ignored_in_all_scripts() -> None:
    """Letters match in both cases, also within sets."""
    assert replace(["straße", "[ä-ü]x", "éa"], ["STRAßE ÄX Éa"], ignores_case=True) == "<0> <1> <2>"
    assert replace(["abc"], ["ABC"]) == "ABC"


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a", "not closed"), ("a)", "not opened"), ("*a", "nothing to repeat"), ("a**", "cannot be repeated"),
        ("a*?", "lazy"), ("a++", "possessive"), ("(?=a)", "only groups"), ("(?P<n>a)", "only groups"),
        (r"(a)\1", "not supported"), ("[a", "too early"), ("[b-a]", "wrong way round"), ("a{3,2}", "wrong way round"),
        ("\\", "too early"), (r"\q", "not supported"), ("a{9999}", "too large"), ("(a{99}){99}", "too large"),
        ("a" * 1001, "more than 1000"), ("(" * 30 + ")" * 30, "too deeply"), (r"\b*", "nothing to repeat"),
        ("a{2}{3}", "cannot be repeated"),
    ],
)  # fmt: skip
def test_patterns_that_cannot_be_used_are_refused(pattern: str, reason: str) -> None:
    """The error says what is wrong."""
    with pytest.raises(PatternError, match=reason):
        Automaton([parse_pattern(pattern, ignores_case=False)], longest=10)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(a+)+b", "a" * 10_000), (r"(a|a)*b", "a" * 10_000), (r"a{0,50}a{0,50}a{0,50}b", "a" * 10_000),
        (r"(\w+\s?)+!", "word " * 2_000), (r".{0,200}x.{0,200}y", "ab" * 5_000),
    ],
)  # fmt: skip
def test_no_pattern_takes_long(pattern: str, text: str) -> None:
    """Patterns on which backtracking takes years are applied to 10,000 characters in a bounded time."""
    start = time.perf_counter()
    assert replace([pattern], [text]) == text
    assert time.perf_counter() - start < 20.0


def test_a_pattern_that_needs_too_much_work_refuses_the_text() -> None:
    """Where even the automaton has too many states, the text is refused in a bounded time, however it is split."""
    rng = random.Random(1)  # noqa: S311 - no secret
    text = "".join(rng.choice("abxy ") for _ in range(10_000))
    start = time.perf_counter()
    for pieces in ([text], list(text)):
        with pytest.raises(ContentRefused, match="in time"):
            replace([r"a.{0,200}b.{0,200}c"], pieces)
    assert time.perf_counter() - start < 20.0


@given(st.text(max_size=20))
def test_any_text_can_be_a_literal(text: str) -> None:
    """A literal stands for itself, whatever characters it has."""
    if not text:
        return
    automaton = Automaton([parse_literal(text, ignores_case=False)], longest=256)
    opened = RuleFilter(automaton, lambda _: "!")
    assert opened.add(f"\x01{text}") + opened.end() in ("\x01!", "!" + f"\x01{text}"[len(text) :])


@given(st.text("ab()[]{}|*+?\\^$.-,12", max_size=12), st.text("ab12", max_size=10))
def test_any_pattern_is_applied_or_refused(pattern: str, text: str) -> None:
    """There is no other error than PatternError."""
    try:
        node = parse_pattern(pattern, ignores_case=True)
        automaton = Automaton([node], longest=50)
    except PatternError:
        return
    opened = RuleFilter(automaton, str)
    opened.add(text)
    opened.end()
