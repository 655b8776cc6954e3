"""Regular expressions without backtracking: what they match is found in a time that is linear in the text.

The syntax is that of Python's `re`, without what needs memory of the text: no references, no look-around, no lazy or
possessive repeats. Of the matches that begin at the same place the longest one counts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

MAX_PATTERN: Final = 1_000
MAX_STATES: Final = 2_000
"""Largest automaton of one pattern, with its repeats written out."""
_MAX_DEPTH: Final = 20
_QUANTIFIER: Final = re.compile(r"\*|\+|\?|\{(\d{1,4})\}|\{(\d{0,4}),(\d{0,4})\}")
_HEX: Final = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})")
_CONTROLS: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "0": "\0"}
_CATEGORIES: Final[dict[str, Callable[[str], bool]]] = {
    "d": str.isdecimal,
    "s": str.isspace,
    "w": lambda character: character.isalnum() or character == "_",
}


class PatternError(ValueError):
    """A pattern cannot be used; the text says why and where."""


class Position(Enum):
    """A place between two characters that a pattern can require."""

    WORD_EDGE = "b"
    NO_WORD_EDGE = "B"
    LINE_START = "^"
    LINE_END = "$"
    TEXT_START = "A"
    TEXT_END = "Z"


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """The characters that one step of a pattern accepts."""

    ranges: tuple[tuple[str, str], ...] = ()
    categories: tuple[tuple[str, bool], ...] = ()
    """Letters of categories, and whether those outside of it are meant."""
    is_negated: bool = False
    ignores_case: bool = False

    def accepts(self, character: str) -> bool:
        """Return whether a character belongs to it."""
        variants = {character}
        if self.ignores_case:
            variants |= {character.lower(), character.upper(), character.casefold()}
        return any(map(self._contains, variants)) != self.is_negated

    def _contains(self, character: str) -> bool:
        if len(character) != 1:
            return False
        return any(first <= character <= last for first, last in self.ranges) or any(
            _CATEGORIES[letter](character) != is_outside for letter, is_outside in self.categories
        )


@dataclass(frozen=True, slots=True)
class Sequential:
    """Nodes one after the other; none of them matches the empty text."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several nodes."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A node several times; `most` is None without a limit."""

    node: "Node"
    least: int
    most: int | None


Node: TypeAlias = CharacterSet | Position | Sequential | Alternatives | Repeat


def parse_literal(text: str, *, ignores_case: bool) -> Node:
    """Return the pattern of a text that stands for itself."""
    return Sequential(tuple(CharacterSet(((char, char),), ignores_case=ignores_case) for char in text))


def parse_pattern(pattern: str, *, ignores_case: bool) -> Node:
    """Return the nodes of a regular expression; PatternError."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"it has more than {MAX_PATTERN} characters")
    parser = _Parser(pattern, ignores_case=ignores_case)
    node = parser.parse_alternatives()
    if parser.position < len(pattern):
        raise parser.error("a parenthesis is closed that was not opened")
    return node


@dataclass(slots=True)
class _Parser:
    pattern: str
    ignores_case: bool
    position: int = 0
    depth: int = 0

    def error(self, text: str) -> PatternError:
        """Return the error at the current position."""
        return PatternError(f"{text} (at position {self.position})")

    def parse_alternatives(self) -> Node:
        """Return what stands up to the end, or to the closing parenthesis."""
        nodes = [self._parse_sequence()]
        while self._take("|"):
            nodes.append(self._parse_sequence())
        return nodes[0] if len(nodes) == 1 else Alternatives(tuple(nodes))

    def _parse_sequence(self) -> Node:
        nodes: list[Node] = []
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            nodes.append(self._parse_repeats(self._parse_atom()))
        return Sequential(tuple(nodes))

    def _parse_repeats(self, node: Node) -> Node:
        match = _QUANTIFIER.match(self.pattern, self.position)
        if not match or match[0] == "{,}":
            return node
        if isinstance(node, Position):
            raise self.error("nothing to repeat")
        self.position = match.end()
        if _QUANTIFIER.match(self.pattern, self.position):
            raise self.error("lazy and possessive repeats are not supported, and a repeat cannot be repeated")
        least, most = _read_bounds(match)
        if most is not None and most < least:
            raise self.error("the bounds of a repeat are the wrong way round")
        return Repeat(node, least, most)

    def _parse_atom(self) -> Node:
        character = self._next()
        if character == "(":
            return self._parse_group()
        if character == "[":
            return self._parse_set()
        if character == "\\":
            return self._parse_escape()
        if character == ".":
            return CharacterSet((("\n", "\n"),), is_negated=True)
        if character in "^$":
            return Position(character)
        if character in "*+?":
            raise self.error("nothing to repeat")
        return self._literal(character)

    def _parse_group(self) -> Node:
        if self._take("?") and not self._take(":"):
            raise self.error("only groups (...) and (?:...) are supported")
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self.error("groups are nested too deeply")
        node = self.parse_alternatives()
        if not self._take(")"):
            raise self.error("a parenthesis is not closed")
        self.depth -= 1
        return node

    def _parse_escape(self) -> Node:
        letter = self._next()
        if letter in "bBAZ":
            return Position(letter)
        if letter.lower() in _CATEGORIES:
            return CharacterSet(categories=((letter.lower(), letter.isupper()),))
        return self._literal(self._unescape(letter))

    def _parse_set(self) -> Node:
        is_negated = self._take("^")
        ranges: list[tuple[str, str]] = []
        categories: list[tuple[str, bool]] = []
        is_first = True
        while is_first or not self._take("]"):
            is_first = False
            character = self._next()
            if character == "\\" and self.pattern[self.position : self.position + 1].lower() in _CATEGORIES:
                letter = self._next()
                categories.append((letter.lower(), letter.isupper()))
                continue
            first = self._read_member(character)
            last = first
            if self.pattern[self.position : self.position + 1] == "-" and self.pattern[self.position + 1 :][:1] != "]":
                self.position += 1
                last = self._read_member(self._next())
            if last < first:
                raise self.error("the ends of a range are the wrong way round")
            ranges.append((first, last))
        return CharacterSet(tuple(ranges), tuple(categories), is_negated, self.ignores_case)

    def _read_member(self, character: str) -> str:
        if character != "\\":
            return character
        letter = self._next()
        return "\b" if letter == "b" else self._unescape(letter)

    def _unescape(self, letter: str) -> str:
        if match := _HEX.match(self.pattern, self.position - 1):
            self.position = match.end()
            return chr(int(match[1] or match[2], 16))
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter.isalnum():
            raise self.error(f"\\{letter} is not supported")
        return letter

    def _literal(self, character: str) -> CharacterSet:
        return CharacterSet(((character, character),), ignores_case=self.ignores_case)

    def _take(self, character: str) -> bool:
        if self.pattern[self.position : self.position + 1] != character:
            return False
        self.position += 1
        return True

    def _next(self) -> str:
        if self.position >= len(self.pattern):
            raise self.error("it ends too early")
        self.position += 1
        return self.pattern[self.position - 1]


def _read_bounds(match: re.Match[str]) -> tuple[int, int | None]:
    if match[0] in "*+?":
        return int(match[0] == "+"), 1 if match[0] == "?" else None
    if match[1] is not None:
        return int(match[1]), int(match[1])
    return int(match[2] or 0), int(match[3]) if match[3] else None
