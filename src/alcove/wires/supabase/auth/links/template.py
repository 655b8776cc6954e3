"""Templates of mails in the part of Go's template language that GoTrue's templates use.

`{{ .Name }}`, `{{ .Data.city }}`, `{{ index .Data "city" }}`, `{{ if .. }} {{ else if .. }} {{ else }} {{ end }}` with
`eq`, `ne`, `and`, `or` and `not`, `{{/* comments */}}`, and `{{-` and `-}}`, which trim the text beside them.
"""

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

MAX_LENGTH: Final = 200_000
_MAX_DEPTH: Final = 20
_MAX_ACTION: Final = 1000
# No alternative begins like another one, and all are bounded, so that no text makes the search slow.
_ACTION: Final = re.compile(
    r"\{\{((?:\"(?:\\.|[^\"\\]){0,1000}\"|`[^`]{0,1000}`|/\*(?:[^*]|\*(?!/)){0,1000}\*/|/(?!\*)|[^{}\"`/]){0,1000})\}\}",
    re.DOTALL,
)
_WORD: Final = re.compile(r"\s*(\(|\)|\"(?:\\.|[^\"\\])*\"|`[^`]*`|-?[0-9]+|[$.]?[\w.]*\w|\.)")

Values: TypeAlias = Mapping[str, Any]
Expression: TypeAlias = Callable[[Values], Any]


class TemplateError(ValueError):
    """A template that cannot be read."""


@dataclass(frozen=True, slots=True)
class _Condition:
    branches: Sequence[tuple[Expression, Sequence["_Node"]]]


_Node: TypeAlias = str | Expression | _Condition


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read."""

    nodes: Sequence[_Node]

    def render(self, values: Values, *, escapes_html: bool) -> str:
        """Return the text with values; those that are not there are empty."""
        escape = html.escape if escapes_html else str
        return "".join(_render(self.nodes, values, escape=escape))


@lru_cache(maxsize=64)
def parse_template(text: str) -> Template:
    """Return a template; TemplateError."""
    if len(text) > MAX_LENGTH:
        raise TemplateError(f"A template has at most {MAX_LENGTH} characters.")
    parser = _Parser(list(_tokenize(text)))
    nodes, end = parser.parse_block(depth=0)
    if end:
        raise TemplateError(f"A template has '{end}' without 'if'.")
    return Template(nodes)


def _tokenize(text: str) -> Sequence[tuple[str, str]]:
    """Return the parts of a template: `text` or `action`, and its content."""
    tokens: list[tuple[str, str]] = []
    position, trims = 0, False
    for match in _ACTION.finditer(text):
        before, content = text[position : match.start()], match[1]
        if "{{" in before or len(content) > _MAX_ACTION:
            raise TemplateError(f"A template has '{(before + content)[-40:]}', which cannot be read.")
        before = before.lstrip() if trims else before
        tokens.append(("text", before.rstrip() if content[:1] == "-" and content[1:2].isspace() else before))
        trims = content[-1:] == "-" and content[-2:-1].isspace()
        content = content.removeprefix("-") if content[1:2].isspace() else content
        content = content.removesuffix("-") if trims else content
        if not content.strip().startswith("/*"):
            tokens.append(("action", content.strip()))
        position = match.end()
    rest = text[position:]
    if "{{" in rest:
        raise TemplateError("A template has '{{' without '}}'.")
    tokens.append(("text", rest.lstrip() if trims else rest))
    return tokens


class _Parser:
    """Reads the parts of a template into nodes."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._position = 0

    def parse_block(self, *, depth: int) -> tuple[list[_Node], str]:
        """Return the nodes up to `else` or `end`, and that action; '' at the end of the template."""
        if depth > _MAX_DEPTH:
            raise TemplateError(f"Conditions of a template are at most {_MAX_DEPTH} deep.")
        nodes: list[_Node] = []
        while self._position < len(self._tokens):
            kind, content = self._tokens[self._position]
            self._position += 1
            if kind == "text":
                nodes.append(content)
            elif content == "end" or content.split(None, 1)[:1] == ["else"]:
                return nodes, content
            elif content.split(None, 1)[:1] == ["if"]:
                nodes.append(self._parse_condition(content.removeprefix("if"), depth=depth))
            else:
                nodes.append(parse_expression(content))
        return nodes, ""

    def _parse_condition(self, test: str, *, depth: int) -> _Condition:
        branches: list[tuple[Expression, Sequence[_Node]]] = []
        expression = parse_expression(test)
        while True:
            nodes, end = self.parse_block(depth=depth + 1)
            branches.append((expression, nodes))
            if end == "end":
                return _Condition(branches)
            if not end:
                raise TemplateError("A template has 'if' without 'end'.")
            rest = end.removeprefix("else").strip()
            if rest and not rest.startswith("if "):
                raise TemplateError(f"A template has '{end[:40]}'.")
            expression = parse_expression(rest.removeprefix("if")) if rest else _is_always


def parse_expression(text: str) -> Expression:
    """Return an expression of an action as a function of the values; TemplateError."""
    words = _split_words(text)
    expression, rest = _parse_call(words, depth=0)
    if rest:
        raise TemplateError(f"A template has '{text[:40]}', which cannot be read.")
    return expression


def _split_words(text: str) -> list[str]:
    words, position = [], 0
    text = text.strip()
    while position < len(text):
        match = _WORD.match(text, position)
        if match is None:
            raise TemplateError(f"A template has '{text[:40]}', which cannot be read.")
        words.append(match[1])
        position = match.end()
    return words


def _parse_call(words: list[str], *, depth: int) -> tuple[Expression, list[str]]:
    """Return the call or value at the begin of words, and the words after it."""
    if not words or depth > _MAX_DEPTH:
        raise TemplateError("A template has an empty action, or too many parentheses.")
    if words[0] not in _FUNCTIONS:
        return _parse_operand(words, depth=depth)
    function, rest = _FUNCTIONS[words[0]], words[1:]
    operands: list[Expression] = []
    while rest and rest[0] != ")":
        operand, rest = _parse_operand(rest, depth=depth)
        operands.append(operand)
    if not operands:
        raise TemplateError(f"A template has '{words[0]}' without a value.")
    return lambda values: function([operand(values) for operand in operands]), rest


def _parse_operand(words: list[str], *, depth: int) -> tuple[Expression, list[str]]:
    word, rest = words[0], words[1:]
    if word == "(":
        expression, rest = _parse_call(rest, depth=depth + 1)
        if rest[:1] != [")"]:
            raise TemplateError("A template has '(' without ')'.")
        return expression, rest[1:]
    if word[0] in "$.":
        path = [name for name in word.removeprefix("$").split(".") if name]
        return lambda values: _look_up([values, *path]), rest
    constant = _read_constant(word)
    return lambda _values: constant, rest


def _read_constant(word: str) -> Any:
    if word.startswith("`"):
        return word[1:-1]
    if word in ("true", "false") or word[0] in '"-0123456789':
        try:
            return json.loads(word)
        except ValueError as error:
            raise TemplateError(f"A template has '{word[:40]}', which cannot be read.") from error
    raise TemplateError(f"A template has '{word[:40]}', which is not known.")


def _look_up(path: Sequence[Any]) -> Any:
    """Return a member of a member of the first value, None when there is none."""
    value = path[0]
    for name in path[1:]:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _is_always(_values: Values) -> bool:
    return True


_FUNCTIONS: Final[Mapping[str, Callable[[Sequence[Any]], Any]]] = {
    "index": _look_up,
    "eq": lambda values: any(value == values[0] for value in values[1:]),
    "ne": lambda values: all(value != values[0] for value in values[1:]),
    "and": lambda values: next((value for value in values if not value), values[-1]),
    "or": lambda values: next((value for value in values if value), values[-1]),
    "not": lambda values: not values[0],
}


def _render(nodes: Sequence[_Node], values: Values, *, escape: Callable[[str], str]) -> list[str]:
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, _Condition):
            chosen = next((block for test, block in node.branches if test(values)), ())
            parts += _render(chosen, values, escape=escape)
        else:
            parts.append(escape(_format(node(values))))
    return parts


def _format(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value)
