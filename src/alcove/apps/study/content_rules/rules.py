"""The rules of this process: those of the owner, and one that keeps the server's secrets out of answers."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from alcove.apps.study.content_rules.automaton import Automaton
from alcove.apps.study.content_rules.matching import NoFilter, RuleFilter
from alcove.apps.study.content_rules.model import ContentRefused, StreamFilter
from alcove.apps.study.content_rules.pattern import parse_literal
from alcove.apps.study.content_rules.rules_file import ContentRule
from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import HIDDEN

LONGEST_MATCH: Final = 256
"""Longest match of a pattern in characters; texts and secrets that are longer are found as a whole."""
_SHORTEST_SECRET: Final = 8
"""A shorter secret may be an ordinary word."""


class LoadedRules:
    """Applies rules to questions and answers."""

    def __init__(self, rules: Sequence[ContentRule], *, secrets: Iterable[Secret]) -> None:
        texts = dict.fromkeys(secret.reveal() for secret in secrets)
        hidden = [_hide(text) for text in texts if len(text) >= _SHORTEST_SECRET]
        self._questions = _RuleSet([rule for rule in rules if rule.for_questions])
        self._answers = _RuleSet([*hidden, *(rule for rule in rules if rule.for_answers)])

    def check_question(self, text: str) -> str:
        """Return the question with its replacements; ContentRefused."""
        return self._questions.apply(text)

    def open_filter(self) -> StreamFilter:
        """Return the filter of one answer."""
        return self._answers.open_filter()

    def filter_answer(self, text: str) -> str:
        """Return a complete answer with its replacements; ContentRefused."""
        return self._answers.apply(text)

    def filter_json(self, body: bytes) -> bytes:
        """Return JSON with the replacements in all of its texts, and as it was when there are none; ContentRefused."""
        if self._answers.is_empty or not body:
            return body
        try:
            document = msgspec.json.decode(body)
            changed = self._replace(document)
            return body if changed == document else msgspec.json.encode(changed)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            return self._answers.apply(body.decode("utf-8", "replace")).encode("utf-8", "replace")

    def _replace(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._answers.apply(value)
        if isinstance(value, list):
            return [self._replace(item) for item in value]
        if isinstance(value, dict):
            return {self._answers.apply(key): self._replace(item) for key, item in value.items()}
        return value


class _RuleSet:
    """Rules that are applied together."""

    def __init__(self, rules: Sequence[ContentRule]) -> None:
        self._rules = rules
        longest = max((len(rule.literal) for rule in rules), default=0)
        self._automaton = Automaton([rule.node for rule in rules], longest=max(longest, LONGEST_MATCH))

    @property
    def is_empty(self) -> bool:
        """Whether there is no rule."""
        return not self._rules

    def open_filter(self) -> StreamFilter:
        """Return the filter of one text."""
        return RuleFilter(self._automaton, self._act) if self._rules else NoFilter()

    def apply(self, text: str) -> str:
        """Return a complete text with its replacements; ContentRefused."""
        opened = self.open_filter()
        return opened.add(text) + opened.end()

    def _act(self, number: int) -> str:
        rule = self._rules[number]
        if rule.message is not None:
            raise ContentRefused(rule.message)
        return rule.replacement


def _hide(secret: str) -> ContentRule:
    node = parse_literal(secret, ignores_case=False)
    return ContentRule(node=node, literal=secret, for_questions=False, for_answers=True, replacement=HIDDEN)
