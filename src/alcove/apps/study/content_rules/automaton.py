"""Finds the matches of several patterns in a text that comes character by character.

The leftmost match counts, of several the longest, of several equally long ones that of the first pattern. The states
of the automaton are computed when they are first needed, and forgotten when there are too many.
"""

import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from alcove.apps.study.content_rules.pattern import (
    MAX_STATES,
    Alternatives,
    CharacterSet,
    Node,
    PatternError,
    Position,
    Repeat,
    Sequential,
)

_MAX_TRANSITIONS: Final = 50_000
_STATE_WORK: Final = 10
"""How much longer it takes to compute a state than to follow a known transition."""
_END: Final = ""
"""Stands for the end of the text where a character is expected."""
_TEXT_START, _NEWLINE, _WORD, _OTHER, _TEXT_END = range(5)


class Network:
    """The states of all patterns: steps over characters, and jumps that need none."""

    def __init__(self) -> None:
        self.steps: list[tuple[CharacterSet, int] | None] = []
        self.jumps: list[list[tuple[Position | None, int]]] = []
        self.accepted: dict[int, int] = {}
        """The number of the pattern, by its final state."""
        self.starts: list[int] = []

    def add_pattern(self, node: Node, *, number: int) -> None:
        """Add a pattern; PatternError for one that is too large."""
        first = len(self.steps)
        start = self._add_state()
        end = self._add(node, start=start, first=first)
        self.starts.append(start)
        self.accepted[end] = number

    def _add_state(self) -> int:
        self.steps.append(None)
        self.jumps.append([])
        return len(self.steps) - 1

    def _add(self, node: Node, *, start: int, first: int) -> int:
        """Add what leads from a state over a node, and return the state after it."""
        if len(self.steps) - first > MAX_STATES:
            raise PatternError("it is too large with its repeats written out")
        if isinstance(node, CharacterSet):
            end = self._add_state()
            self.steps[start] = (node, end)
            return end
        if isinstance(node, Position):
            end = self._add_state()
            self.jumps[start].append((node, end))
            return end
        if isinstance(node, Sequential):
            for part in node.nodes:
                start = self._add(part, start=start, first=first)
            return start
        if isinstance(node, Alternatives):
            return self._add_alternatives(node, start=start, first=first)
        return self._add_repeat(node, start=start, first=first)

    def _jump_on(self, state: int) -> int:
        following = self._add_state()
        self.jumps[state].append((None, following))
        return following

    def _add_alternatives(self, node: Alternatives, *, start: int, first: int) -> int:
        end = self._add_state()
        for part in node.nodes:
            self.jumps[self._add(part, start=self._jump_on(start), first=first)].append((None, end))
        return end

    def _add_repeat(self, node: Repeat, *, start: int, first: int) -> int:
        for _ in range(node.least):
            start = self._add(node.node, start=self._jump_on(start), first=first)
        if node.most is None:
            inner = self._jump_on(start)
            self.jumps[self._add(node.node, start=self._jump_on(inner), first=first)].append((None, inner))
            return self._jump_on(inner)
        end = self._add_state()
        for _ in range(node.most - node.least):
            self.jumps[start].append((None, end))
            start = self._add(node.node, start=self._jump_on(start), first=first)
        self.jumps[start].append((None, end))
        return end


class Configuration:
    """The states that are possible after some characters, and what kind of character was the last."""

    __slots__ = ("kind", "states", "transitions")

    def __init__(self, states: frozenset[int], kind: int) -> None:
        self.states = states
        self.kind = kind
        self.transitions: dict[str, tuple[int | None, Configuration | None]] = {}
        """By the next character: the pattern that matches before it, and what is possible after it."""


class Automaton:
    """The patterns together."""

    def __init__(self, nodes: Sequence[Node], *, longest: int) -> None:
        """Take patterns in the order of their precedence; a match has at most `longest` characters."""
        self.longest = longest
        self._network = Network()
        for number, node in enumerate(nodes):
            self._network.add_pattern(node, number=number)
        self.work = 0
        """Counts what was computed, in steps that take as long as following a known transition."""
        self._forget()

    def start(self, before: str) -> Configuration:
        """Return where a match begins after a character, or at the start of the text after none."""
        return self._starts[_find_kind(before) if before else _TEXT_START]

    def matches_nothing(self) -> bool:
        """Return whether a pattern matches the empty text somewhere, so that it must not be used."""
        places = itertools.product((_TEXT_START, _NEWLINE, _WORD, _OTHER), (_NEWLINE, _WORD, _OTHER, _TEXT_END))
        starts = self._network.starts
        return any(
            self._accept(self._close(starts, before=before, after=after)) is not None for before, after in places
        )

    def step(self, configuration: Configuration, character: str) -> tuple[int | None, Configuration | None]:
        """Return which pattern matches before the next character, and what is possible after it; None is nothing."""
        result = configuration.transitions.get(character)
        if result is None:
            result = self._compute(configuration, character)
            self._count += 1
            if self._count > _MAX_TRANSITIONS:
                self._forget()
            configuration.transitions[character] = result
        return result

    def _forget(self) -> None:
        self._count = 0
        self._configurations: dict[tuple[frozenset[int], int], Configuration] = {}
        first = frozenset(self._network.starts)
        self._starts = [self._find(first, kind) for kind in (_TEXT_START, _NEWLINE, _WORD, _OTHER)]

    def _compute(self, configuration: Configuration, character: str) -> tuple[int | None, Configuration | None]:
        kind = _TEXT_END if character == _END else _find_kind(character)
        reached = self._close(configuration.states, before=configuration.kind, after=kind)
        self.work += _STATE_WORK * len(reached)
        states: set[int] = set()
        for state in reached if character != _END else ():
            step = self._network.steps[state]
            if step is not None and step[0].accepts(character):
                states.add(step[1])
        return self._accept(reached), self._find(frozenset(states), kind) if states else None

    def _find(self, states: frozenset[int], kind: int) -> Configuration:
        configuration = self._configurations.get((states, kind))
        if configuration is None:
            configuration = self._configurations[states, kind] = Configuration(states, kind)
        return configuration

    def _accept(self, reached: Iterable[int]) -> int | None:
        accepted = self._network.accepted
        return min((accepted[state] for state in reached if state in accepted), default=None)

    def _close(self, states: Iterable[int], *, before: int, after: int) -> set[int]:
        """Return the states that are reached without a character, between two kinds of them."""
        reached, waiting = set(states), list(states)
        while waiting:
            for position, target in self._network.jumps[waiting.pop()]:
                if target not in reached and (position is None or _holds(position, before=before, after=after)):
                    reached.add(target)
                    waiting.append(target)
        return reached


def _find_kind(character: str) -> int:
    if character == "\n":
        return _NEWLINE
    return _WORD if character.isalnum() or character == "_" else _OTHER


def _holds(position: Position, *, before: int, after: int) -> bool:
    if position in (Position.WORD_EDGE, Position.NO_WORD_EDGE):
        return ((before == _WORD) != (after == _WORD)) == (position is Position.WORD_EDGE)
    if position is Position.LINE_START:
        return before in (_TEXT_START, _NEWLINE)
    if position is Position.LINE_END:
        return after in (_TEXT_END, _NEWLINE)
    return before == _TEXT_START if position is Position.TEXT_START else after == _TEXT_END
