"""Reads the owner's rules from a TOML file."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from alcove.apps.study.content_rules.automaton import Automaton
from alcove.apps.study.content_rules.pattern import Node, PatternError, parse_literal, parse_pattern
from alcove.foundation.settings import SettingError

_SETTING: Final = "STUDY_CONTENT_RULES"
_LARGEST_FILE: Final = 2**20
_MAX_RULES: Final = 500
_LONGEST_LITERAL: Final = 4_000
_REFUSAL: Final = "This text is not allowed here."

_Text = Annotated[str, Meta(min_length=1, max_length=_LONGEST_LITERAL)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRule:
    """A rule: what it finds, where, and what then happens. With a `message` the text is refused."""

    node: Node = field(repr=False)
    literal: str = field(default="", repr=False)
    for_questions: bool
    for_answers: bool
    replacement: str = ""
    message: str | None = None


class _Rule(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A table `[[rules]]` of the file."""

    action: Literal["replace", "refuse"]
    literal: _Text | None = None
    pattern: _Text | None = None
    applies_to: Literal["question", "answer", "both"] = "both"
    ignore_case: bool = True
    replacement: Annotated[str, Meta(max_length=1_000)] | None = None
    message: Annotated[str, Meta(min_length=1, max_length=1_000)] | None = None


def read_rules(path: Path) -> Sequence[ContentRule]:
    """Return the rules of a file in its order; SettingError names the line or the rule."""
    document = _read_document(path)
    entries = document.get("rules", [])
    if set(document) - {"rules"} or not isinstance(entries, list):
        raise SettingError(f"{_SETTING}: {path.name} must have tables [[rules]] and nothing else")
    if len(entries) > _MAX_RULES:
        raise SettingError(f"{_SETTING}: {path.name} has more than {_MAX_RULES} rules")
    return [_read_rule(entry, name=f"{path.name}, rule {number}") for number, entry in enumerate(entries, start=1)]


def _read_document(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            raise SettingError(f"{_SETTING} names a file that is larger than {_LARGEST_FILE} bytes: {path}")
        return tomllib.loads(content.decode())
    except OSError as error:
        raise SettingError(f"{_SETTING} names a file that cannot be read: {path}: {error.strerror}") from error
    except ValueError as error:
        raise SettingError(f"{_SETTING}: {path.name} is not valid TOML: {error}") from error


def _read_rule(entry: Any, *, name: str) -> ContentRule:
    try:
        rule = msgspec.convert(entry, _Rule)
        return ContentRule(
            node=_parse(rule),
            literal=rule.literal or "",
            for_questions=rule.applies_to != "answer",
            for_answers=rule.applies_to != "question",
            replacement=rule.replacement or "",
            message=(rule.message or _REFUSAL) if rule.action == "refuse" else None,
        )
    except (msgspec.ValidationError, PatternError) as error:
        raise SettingError(f"{_SETTING}: {name}: {error}") from error


def _parse(rule: _Rule) -> Node:
    if (rule.literal is None) == (rule.pattern is None):
        raise PatternError("set either literal or pattern")
    if rule.action == "replace" and (rule.replacement is None or rule.message is not None):
        raise PatternError("the action replace needs a replacement, which may be empty, and no message")
    if rule.action == "refuse" and rule.replacement is not None:
        raise PatternError("the action refuse has no replacement")
    if rule.literal is not None:
        return parse_literal(rule.literal, ignores_case=rule.ignore_case)
    node = parse_pattern(rule.pattern or "", ignores_case=rule.ignore_case)
    if Automaton([node], longest=1).matches_nothing():
        raise PatternError("the pattern matches the empty text")
    return node
